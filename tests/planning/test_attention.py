"""Counting posts and forgetting authors, beside a brute count that remembers everything."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.planning import attention
from harborline.planning.attention import (
    DELETABLE_US,
    HOUR_US,
    LANGUAGES,
    SECOND_US,
    Event,
    Gap,
    Garbage,
    Gone,
    HourTotals,
    Post,
    PostCounter,
    Seen,
    distinct,
    language_key,
    new_sketch,
    tag_key,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOON_US = int(NOON.timestamp()) * SECOND_US
TAGS = ("metoo", "other")


def counted(
    events: Iterable[Event], *, over: bool = True, now_us: int | None = None
) -> PostCounter:
    """Counts events; `over`: lets two hours pass after them."""
    counter = PostCounter(TAGS, keys())
    last = NOON_US
    for event in events:
        at_us = getattr(event, "at_us", last)
        counter.take(event, at_us if now_us is None else now_us)
        last = max(last, at_us)
    if over:
        for step in range(1, 9):
            counter.take(Seen(last + step * HOUR_US // 4), last + step * HOUR_US // 4)
    return counter


def keys() -> Callable[[], bytes]:
    rng = random.Random(1)
    return lambda: rng.randbytes(32)


def totals(counter: PostCounter) -> dict[tuple[datetime, str], HourTotals]:
    return {(one.starts_at, one.tag): one for one in counter.finished()}


def post(at_s: float, author: str = "ann", key: str = "p", **more: object) -> Post:
    given_ = {"tags": ("metoo",), "language": "en", **more}
    return Post(NOON_US + round(at_s * SECOND_US), author, key, **given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("#MeToo", "metoo"),
        ("\uff03ＭｅＴｏｏ", "metoo"),  # noqa: RUF001 -- wide letters
        (" metoo ", "metoo"),
        ("YoTambién", "yotambién"),
        ("YoTambie\u0301n", "yotambién"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
    ],
)
def test_tags_are_compared_without_case_or_form(text: str, key: str) -> None:
    assert tag_key(text) == key


def test_what_an_author_says_of_a_language_is_not_kept() -> None:
    assert language_key("es-419") == "es"
    assert language_key("EN") == "en"
    for text in ("did:plc:ann", "xx", "", None, 7, ["en"]):
        assert language_key(text) == "other"
    assert all(len(code) == 2 for code in LANGUAGES)


def test_an_hour_is_finished_when_its_last_post_cannot_be_deleted() -> None:
    events: list[Event] = [post(3590), Seen(NOON_US + HOUR_US + DELETABLE_US - 1)]
    assert counted(events, over=False).finished() == ()
    counter = counted([*events, Seen(NOON_US + HOUR_US + DELETABLE_US)], over=False)
    found = totals(counter)[NOON, "metoo"]
    assert (found.posts, found.authors) == (1, 1)
    assert counter.finished() == ()


def test_a_post_is_counted_once_for_each_tag_and_by_its_language() -> None:
    found = totals(
        counted(
            [
                post(1, "ann", "1", tags=("metoo", "other", "unwatched")),
                post(2, "ann", "2", language="es"),
                post(3, "bea", "1"),
                post(4, "cat", "1", tags=("unwatched",)),
            ]
        )
    )
    metoo, other = found[NOON, "metoo"], found[NOON, "other"]
    assert (metoo.posts, metoo.authors) == (3, 2)
    assert [tuple(cell) for cell in metoo.cells] == [("en", 2, 2), ("es", 1, 1)]
    assert (other.posts, other.authors) == (1, 1)


@pytest.mark.parametrize(
    ("after_s", "posts"),
    [(1, 0), (599, 0), (600, 0), (601, 1)],
    ids=["at once", "599", "600", "late"],
)
def test_who_deletes_within_ten_minutes_is_not_counted(after_s: int, posts: int) -> None:
    counter = counted([post(0), Gone(NOON_US + after_s * SECOND_US, "ann", "p")])
    assert totals(counter)[NOON, "metoo"].posts == posts
    assert counter.tally.deleted == 1 - posts


def test_nobody_deletes_another_persons_post() -> None:
    counter = counted([post(0), Gone(NOON_US + 1, "bea", "p"), Gone(NOON_US + 2, "ann", "q")])
    assert totals(counter)[NOON, "metoo"].posts == 1


def test_an_account_that_closes_takes_its_posts_with_it() -> None:
    posts = [post(one, "ann", f"p{one}") for one in range(5)]
    counter = counted([*posts, post(6, "bea"), Gone(NOON_US + 9 * SECOND_US, "ann", None)])
    assert totals(counter)[NOON, "metoo"].posts == 1
    assert counter.tally.deleted == 5


def test_an_edit_within_ten_minutes_counts_in_place_of_the_post() -> None:
    edit = post(5, language="es", tags=("other",), edited=True)
    found = totals(counted([post(0), edit]))
    assert found[NOON, "metoo"].posts == 0
    assert [cell.language for cell in found[NOON, "other"].cells] == ["es"]
    assert totals(counted([post(0), post(5, tags=(), edited=True)]))[NOON, "metoo"].posts == 0
    assert totals(counted([post(5, edited=True)]))[NOON, "metoo"].posts == 0


def test_midnight_changes_the_key_and_loses_no_deletion() -> None:
    counter = counted(
        [
            post(12 * 3600 - 30, "ann", "1"),
            post(12 * 3600 - 20, "bea", "1"),
            post(12 * 3600 + 5, "ann", "2"),
            Gone(NOON_US + 12 * HOUR_US + 60 * SECOND_US, "ann", "1"),
        ]
    )
    assert [one.posts for one in counter.finished() if one.tag == "metoo"][0:2] == [1, 1]
    assert counter.tally.deleted == 1
    assert len(counter._keys) == 1


def test_who_posts_on_two_days_has_two_hashes() -> None:
    counter = counted([post(0)], over=False)
    first = set(counter._waiting)
    counter.take(post(12 * 3600 + 1), NOON_US + 12 * HOUR_US + SECOND_US)
    assert len(counter._waiting) == 1
    assert not first & set(counter._waiting)


def test_times_that_cannot_be_are_garbage_and_move_nothing() -> None:
    counter = counted([post(0)], over=False)
    for wrong in (post(3600 * 24), post(-38 * 3600), Garbage()):
        counter.take(wrong, NOON_US)
    assert counter.tally.garbage == 3
    counter.take(post(1, "bea"), NOON_US + SECOND_US)
    assert counter.tally == (2, 0, 0, 0, 3)


def test_what_was_missed_is_not_called_watched() -> None:
    found = totals(
        counted(
            [
                Seen(NOON_US),
                Seen(NOON_US + 600 * SECOND_US),
                Gap(),
                Seen(NOON_US + 1800 * SECOND_US),
                Seen(NOON_US + HOUR_US),
            ]
        )
    )
    assert found[NOON, "metoo"].watched_s == 600 + 1800


def test_an_hour_that_nobody_watched_is_absent() -> None:
    events: list[Event] = [
        Seen(NOON_US),
        Seen(NOON_US + HOUR_US),
        Gap(),
        Seen(NOON_US + 3 * HOUR_US),
    ]
    starts = [one.starts_at.hour for one in counted(events).finished() if one.tag == "metoo"]
    assert starts == [12, 15]


def test_half_a_character_stops_nothing() -> None:
    counter = counted([post(0, "did:\ud800", "\udfff"), Gone(NOON_US + 1, "did:\ud801", "\ud802")])
    assert totals(counter)[NOON, "metoo"].posts == 1


def test_memory_holds_when_posts_come_faster_than_they_can_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attention, "MOST_WAITING", 100)
    counter = counted([post(one / 100, f"a{one}") for one in range(1000)], over=False)
    assert counter.waiting <= 101
    counter.take(Seen(NOON_US + 2 * HOUR_US), NOON_US + 2 * HOUR_US)
    assert totals(counter)[NOON, "metoo"].posts == 1000


def test_nothing_of_an_author_is_left_once_counted() -> None:
    counter = counted([post(0, "did:plc:ann", "3kpost")], over=False)
    assert "ann" not in repr(vars(counter))
    assert "3kpost" not in repr(vars(counter))
    counter.take(Seen(NOON_US + HOUR_US), NOON_US + HOUR_US)
    assert not counter._waiting
    assert not counter._queue
    counter.finished()
    counter.take(Seen(NOON_US + 2 * HOUR_US), NOON_US + 2 * HOUR_US)
    assert counter.finished()
    assert not counter._hours


# -- beside a brute count --------------------------------------------------------------------------------

STREAM = st.lists(
    st.tuples(
        st.integers(0, 400),  # seconds since the event before
        st.sampled_from(["post", "post", "post", "gone", "account"]),
        st.sampled_from("abcd"),
        st.integers(0, 5),
        st.sampled_from([("metoo",), ("other",), ("metoo", "other"), ("unwatched",)]),
        st.sampled_from(["en", "es", "other"]),
    ),
    max_size=60,
)


def events_of(stream: list[tuple[int, str, str, int, tuple[str, ...], str]]) -> list[Event]:
    """Gives events in order of time; each post has a key of its own, and some are deleted."""
    events: list[Event] = []
    made: list[tuple[str, str]] = []
    at_us = NOON_US
    for step, what, author, number, tags, language in stream:
        at_us += step * SECOND_US + 1
        if what == "post":
            made.append((author, f"k{len(made)}"))
            events.append(Post(at_us, *made[-1], tags, language))
        elif what == "account":
            events.append(Gone(at_us, author, None))
        elif made:
            events.append(Gone(at_us, *made[-1 - number % len(made)]))
    return events


def brute(events: list[Event]) -> dict[tuple[int, str], tuple[int, int]]:
    """Counts with everything remembered: posts and people by hour and tag."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one in events:
        if not isinstance(one, Post) or any(
            isinstance(other, Gone)
            and other.author == one.author
            and other.post in {None, one.post}
            and one.at_us <= other.at_us <= one.at_us + DELETABLE_US
            for other in events
        ):
            continue
        for tag in set(one.tags) & set(TAGS):
            found[one.at_us // HOUR_US, tag].append(one.author)
    return {key: (len(people), len(set(people))) for key, people in found.items()}


def as_brute(counter: PostCounter) -> dict[tuple[int, str], tuple[int, int]]:
    return {
        (int(one.starts_at.timestamp()) // 3600, one.tag): (one.posts, one.authors)
        for one in counter.finished()
        if one.posts
    }


@given(STREAM)
def test_counts_are_those_of_a_brute_count(
    stream: list[tuple[int, str, str, int, tuple[str, ...], str]],
) -> None:
    events = events_of(stream)
    assert as_brute(counted(events)) == brute(events)


@given(STREAM, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=5))
def test_cuts_and_replays_change_no_count(
    stream: list[tuple[int, str, str, int, tuple[str, ...], str]], cuts: list[tuple[int, int]]
) -> None:
    events = events_of(stream)
    again: list[Event] = []
    at = 0
    for place, back in sorted(cuts):
        end = min(place, len(events))
        again += [*events[at:end], Gap()] if end > at else []
        at = max(0, max(at, end) - back)
    again += events[at:]
    last_us = max((one.at_us for one in events if isinstance(one, Post | Gone)), default=NOON_US)
    assert as_brute(counted(again, now_us=last_us)) == brute(events)


def test_distinct_people_within_three_per_cent_and_one_mebibyte() -> None:
    rng, sketches = random.Random(3), [new_sketch() for _ in range(3)]
    for who in range(200_000):
        sketches[who % 3].update(rng.getrandbits(63))
        if who % 4 == 0:
            sketches[(who + 1) % 3].update(who)
            sketches[(who + 2) % 3].update(who)
    found = distinct(sketches)
    assert abs(found / 250_000 - 1) < 0.03
    assert all(len(one.serialize_updatable()) < 1 << 20 for one in sketches)
