"""What of attention is written down, when, and what ends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_book import Book
from harborline.app.attention import (
    ALL,
    OWN,
    REST,
    SMALL,
    AttentionRow,
    Count,
    begins_at,
    keep_counts,
    own_series,
    report,
    rows_of,
    rows_of_counts,
    series_of,
)
from harborline.core.errors import UnusableInput
from harborline.planning.attention import Cell, HourTotals
from harborline.planning.attention_meter import Trend

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)


def hour(*cells: tuple[str, int, int], authors: int | None = None) -> HourTotals:
    made = tuple(Cell(*cell) for cell in cells)
    people = sum(cell.authors for cell in made) if authors is None else authors
    return HourTotals(NOON, "metoo", sum(cell.posts for cell in made), people, 3600, made)


def shown(totals: HourTotals) -> dict[str, tuple[int, int | None]]:
    return {row.language: (row.posts, row.authors) for row in rows_of(totals, "bluesky")}


# -- what is written ---------------------------------------------------------------------------------------


def test_languages_with_enough_people_stand_by_themselves() -> None:
    found = shown(hour(("en", 100, 80), ("es", 50, 40), ("is", 30, 12), ("other", 20, 9)))
    assert found == {ALL: (200, 141), "en": (100, 80), "es": (50, 40), REST: (50, 21)}


def test_a_rest_of_few_takes_the_smallest_language_with_it() -> None:
    found = shown(hour(("en", 100, 80), ("es", 50, 40), ("is", 30, 2)))
    assert found == {ALL: (180, 122), "en": (100, 80), REST: (80, 42)}
    assert shown(hour(("en", 100, 80), ("is", 30, 2))) == {ALL: (130, 82)}


def test_fewer_than_twenty_people_stand_as_nothing() -> None:
    assert shown(hour(("en", 5000, 19))) == {ALL: (0, 0)}
    assert shown(hour()) == {ALL: (0, 0)}


def test_one_person_in_many_languages_is_one_person() -> None:
    assert shown(hour(("en", 9, 15), ("es", 9, 15), authors=15)) == {ALL: (0, 0)}


@given(
    st.dictionaries(
        st.sampled_from(["en", "es", "de", "fr", "ar", "zh", "other"]),
        st.tuples(st.integers(0, 60), st.integers(0, 3)),
    )
)
def test_no_figure_and_no_difference_tells_of_few(by: dict[str, tuple[int, int]]) -> None:
    cells = {language: (people * (1 + more), people) for language, (people, more) in by.items()}
    totals = hour(*((language, *figures) for language, figures in cells.items()))
    found = shown(totals)
    everything = found.pop(ALL)
    if totals.authors < SMALL:
        assert (everything, found) == ((0, 0), {})
        return
    assert everything == (totals.posts, totals.authors)
    named = {language for language in found if language != REST}
    assert all((people or 0) >= SMALL for _posts, people in found.values())
    assert all(found[language] == cells[language] for language in named)
    left = sum(people for language, (_, people) in cells.items() if language not in named)
    assert left == 0 or left >= SMALL
    if found:
        assert sum(posts for posts, _ in found.values()) == totals.posts


def test_published_counts_of_few_people_are_not_written_either() -> None:
    found = rows_of_counts(
        [Count(NOON, 86_400, 30, 19), Count(NOON, 86_400, 30, 20)], "m", "t", LATER
    )
    assert [(row.posts, row.authors) for row in found] == [(0, 0), (30, 20)]
    assert rows_of_counts([Count(NOON, 86_400, 3, None)], "views", "t", LATER)[0].posts == 3


@pytest.mark.parametrize(
    ("passed", "read_s"),
    [(timedelta(days=1), 86_400), (timedelta(hours=6), 21_600), (timedelta(days=-1), 0)],
)
def test_a_day_that_runs_on_is_told_as_such(passed: timedelta, read_s: int) -> None:
    found = rows_of_counts([Count(NOON, 86_400, 30, 25)], "m", "t", NOON + passed)
    assert [row.watched_s for row in found] == [read_s]


# -- the report --------------------------------------------------------------------------------------------


class Calls:
    """Our own totals."""

    def __init__(self, by_half_hour: dict[datetime, int]) -> None:
        self._by = by_half_hour

    def calls(self, since: datetime, until: datetime) -> Iterable[tuple[datetime, int]]:
        return [(at, times) for at, times in self._by.items() if since <= at < until]


def row(at: datetime, people: int | None, **more: object) -> AttentionRow:
    made = AttentionRow("bluesky", "metoo", at, 3600, ALL, 9999, people, 3600)
    return made._replace(**more)  # type: ignore[arg-type]


def test_reading_begins_behind_what_is_written() -> None:
    book, at = Book(), NOON + timedelta(minutes=20)
    assert begins_at(book, "bluesky", at) == NOON
    assert begins_at(book, "bluesky", NOON + timedelta(minutes=5)) == NOON - timedelta(hours=1)
    book.kept = [row(NOON - timedelta(hours=back), 40) for back in (9, 7, 50)]
    assert begins_at(book, "bluesky", at) == NOON - timedelta(hours=6)
    assert begins_at(book, "other", at) == NOON
    book.kept.append(row(NOON, 40, watched_s=1000))
    assert begins_at(book, "bluesky", at) == NOON - timedelta(hours=6)
    book.kept.append(row(NOON - timedelta(hours=1), 40))
    assert begins_at(book, "bluesky", at) == NOON


def test_people_are_read_where_they_are_counted_and_hours_half_watched_are_not() -> None:
    rows = [
        row(NOON, 40),
        row(NOON, 30, language="en"),
        row(NOON + timedelta(hours=1), 50, watched_s=3000),
        row(NOON, None, source="trends", posts=70, span_s=86_400, watched_s=86_400),
    ]
    found = series_of(rows)
    people = found["bluesky", "metoo", 3600]
    assert (people.counts, people.least) == ({NOON: 40}, SMALL)
    index = found["trends", "metoo", 86_400]
    assert (index.counts, index.least) == ({NOON: 70}, 1)


def test_our_own_calls_by_hour() -> None:
    half = timedelta(minutes=30)
    calls = Calls({NOON: 4, NOON + half: 3, NOON + 5 * half: 4, NOON + 8 * half: 9})
    series = own_series(calls, NOON - timedelta(weeks=1), NOON + timedelta(hours=5))
    assert series.counts == {
        NOON: 7,
        NOON + timedelta(hours=1): 0,
        NOON + timedelta(hours=2): 0,
        NOON + timedelta(hours=3): 0,
        NOON + timedelta(hours=4): 9,
    }
    assert series.least == 5


def test_the_report_has_the_last_whole_step_of_each() -> None:
    book = Book()
    weeks = [NOON - timedelta(weeks=week) for week in range(1, 9)]
    book.kept = [row(at, 200) for at in weeks] + [row(NOON, 640)]
    book.kept.append(row(NOON + timedelta(hours=1), 1, tag="metoo"))
    calls = Calls(dict.fromkeys((*weeks, NOON), 10))
    found = report(book, calls, NOON + timedelta(hours=1, minutes=20))
    assert [(one.source, one.reading.starts_at) for one in found] == [
        ("bluesky", NOON),
        (OWN, NOON),
    ]
    assert found[0].reading.times_usual == pytest.approx(3.2)
    assert found[1].reading.times_usual == 1
    assert found[1].reading.trend is Trend.STEADY
    assert [one.source for one in report(book, calls, NOON + timedelta(hours=1), "metoo")] == [
        "bluesky"
    ]


def test_a_source_that_is_silent_for_long_is_left_out() -> None:
    book = Book()
    book.kept = [row(NOON, 40)]
    assert report(book, None, NOON + timedelta(hours=3))
    assert not report(book, None, NOON + timedelta(hours=4))


def test_no_file_may_call_itself_our_own_calls() -> None:
    with pytest.raises(UnusableInput, match="our own calls"):
        keep_counts(Book(), [Count(NOON, 86_400, 1, None)], OWN, "metoo", LATER)
