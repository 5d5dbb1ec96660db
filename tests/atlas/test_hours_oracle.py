"""Written hours against two oracles: one of our own, minute by minute, and the library itself."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from harborline.atlas.osm_hours import WEEKDAYS, daily_spans, parse
from harborline.atlas.plain_hours import read_plain
from harborline.atlas.store import load
from harborline.core.hours import (
    MINUTES_PER_DAY,
    Hours,
    contains,
    hours_of_days,
    is_open,
    join_spans,
    spans_on,
    to_osm,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
YEARS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


class Rule(NamedTuple):
    """A rule as a person means it. `spans` may end after midnight (end <= start), empty = off."""

    weekdays: frozenset[int]
    nth: int | None
    day: date | None
    spans: tuple[tuple[int, int], ...]

    def applies(self, day: date) -> bool:
        if self.day is not None:
            return day == self.day
        nth = (day.day - 1) // 7 + 1
        return day.weekday() in self.weekdays and self.nth in (None, nth)

    def text(self) -> str:
        if self.day is not None:
            when = f"{self.day.year} {MONTHS[self.day.month - 1]} {self.day.day:02d}"
        else:
            index = f"[{self.nth}]" if self.nth else ""
            when = ",".join(f"{WEEKDAYS[weekday]}{index}" for weekday in sorted(self.weekdays))
        return f"{when} {','.join(clock(span) for span in self.spans) or 'off'}"

    def reaches_into(self, day: date) -> bool:
        return self.applies(day - timedelta(days=1)) and any(
            end <= start for start, end in self.spans
        )

    def open_at(self, day: date, minute: int) -> bool:
        """Tells whether this rule alone is open, its own night before included."""
        today = self.applies(day) and any(
            start <= minute < (end if end > start else MINUTES_PER_DAY) for start, end in self.spans
        )
        night = self.applies(day - timedelta(days=1)) and any(
            end <= start and minute < end for start, end in self.spans
        )
        return today or night


def clock(span: tuple[int, int]) -> str:
    start, end = span
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def answered(rules: list[Rule], day: date, minute: int) -> bool:
    """The last rule that applies to a day decides it, with its own night before.

    Where none applies, the first one whose night reaches into the day does. `off` undoes what the
    rules before it said of the day, no more.
    """
    deciding = None
    for rule in rules:
        if rule.applies(day):
            deciding = rule if rule.spans else None
        elif deciding is None and rule.reaches_into(day):
            deciding = rule
    return deciding is not None and deciding.open_at(day, minute)


def spans() -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """One to three spans of a day on a grid of 15 minutes; the last may reach past midnight."""
    marks = st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True)

    def build(marks: list[int]) -> tuple[tuple[int, int], ...]:
        ordered = sorted(15 * mark for mark in marks[: len(marks) // 2 * 2])
        return tuple(list(pairwise(ordered))[::2])

    def through_midnight(marks: list[int]) -> tuple[tuple[int, int], ...]:
        early, late = sorted(15 * mark for mark in marks[:2])
        return ((late, early or 15),)

    return st.one_of(marks.map(build), marks.map(through_midnight))


RULES = st.lists(
    st.builds(
        Rule,
        st.frozensets(st.integers(0, 6), min_size=1),
        st.none() | st.integers(1, 5),
        st.none(),
        spans(),
    )
    | st.builds(Rule, st.just(frozenset()), st.none(), YEARS, st.just(()) | spans()),
    min_size=1,
    max_size=4,
)


@given(RULES, YEARS)
def test_every_minute_is_read_as_it_was_meant(rules: list[Rule], first_day: date) -> None:
    text = "; ".join(rule.text() for rule in rules)
    special = [rule.day for rule in rules if rule.day]
    days = [first_day + timedelta(days=n) for n in range(9)]
    for day in special:
        days += [day, day + timedelta(days=1)]
    for day in days:
        listed = daily_spans(text, frozenset(), day, 1)[0]
        for minute in range(7, MINUTES_PER_DAY, 15):
            assert contains(listed, minute) == answered(rules, day, minute), (text, day, minute)


@given(RULES, YEARS)
def test_a_range_of_days_reads_like_each_day_alone(rules: list[Rule], first_day: date) -> None:
    text = "; ".join(rule.text() for rule in rules)
    together = daily_spans(text, frozenset(), first_day, 40)
    for at, listed in enumerate(together):
        assert daily_spans(text, frozenset(), first_day + timedelta(days=at), 1) == [listed]


def us_zones() -> list[str]:
    states = load().states
    return sorted({row.zone for row in load().zips.values() if row.zone and row.state in states})


SWITCHES = [
    datetime(2024, 3, 10, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2027, 3, 14, tzinfo=UTC),
    datetime(2028, 2, 29, tzinfo=UTC),
    datetime(2030, 11, 3, tzinfo=UTC),
]
"""Days on which clocks change, or that leap years alone have."""


def test_all_zones_of_the_us_are_covered() -> None:
    assert {"America/New_York", "Pacific/Honolulu", "America/Phoenix", "Pacific/Guam"} <= set(
        us_zones()
    )


@pytest.mark.parametrize("zone", us_zones())
@pytest.mark.parametrize("text", ["Mo-Su 22:00-06:00", "Mo-Fr 01:30-02:30,03:00-17:00; Su off"])
def test_the_wall_clock_decides_in_every_zone(zone: str, text: str) -> None:
    rules = {
        "Mo-Su 22:00-06:00": [Rule(frozenset(range(7)), None, None, ((22 * 60, 6 * 60),))],
        "Mo-Fr 01:30-02:30,03:00-17:00; Su off": [
            Rule(frozenset(range(5)), None, None, ((90, 150), (180, 17 * 60))),
            Rule(frozenset({6}), None, None, ()),
        ],
    }[text]
    for switch in SWITCHES:
        first_day = switch.date() - timedelta(days=2)
        hours = parse(text, zone=zone, state="NC", first_day=first_day, days=800)
        for quarter in range(-24 * 4, 48 * 4):
            at = switch + timedelta(minutes=15 * quarter)
            local = at.astimezone(ZoneInfo(zone))
            meant = answered(rules, local.date(), local.hour * 60 + local.minute)
            assert is_open(hours, zone, at) == meant, (zone, at)


def days_of_spans() -> st.SearchStrategy[Hours]:
    one_day = st.lists(
        st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(sorted).map(tuple), max_size=3
    ).map(lambda pairs: join_spans((start, end) for start, end in pairs if start < end))
    return st.lists(st.sampled_from(range(6)), min_size=7, max_size=80).flatmap(
        lambda picks: st.lists(one_day, min_size=6, max_size=6).map(
            lambda kinds: hours_of_days(
                date(2026, 11, 1).toordinal(), [kinds[pick] for pick in picks]
            )
        )
    )


@given(days_of_spans())
def test_what_we_write_we_read_back(hours: Hours) -> None:
    again = parse(to_osm(hours), zone="America/Denver", state="CO", first_day=date(2026, 11, 1))
    assert again == hours


@given(days_of_spans())
def test_what_we_write_the_library_reads_alike(hours: Hours) -> None:
    first_day = date(2026, 11, 1)
    text = to_osm(hours)
    assert read_plain(text) == hours
    listed = daily_spans(text, frozenset(), first_day, 90)
    assert listed == [spans_on(hours, first_day.toordinal() + at) for at in range(90)]


@given(YEARS, st.integers(0, 1439))
def test_the_library_says_the_same_of_single_minutes(day: date, minute: int) -> None:
    text = "Mo-Th 09:00-17:00; Fr 22:00-03:00; Sa[2] 10:00-11:00; 2028 Feb 29 off; Dec 24 off"
    hours = parse(text, zone="America/Chicago", state="IL", first_day=day, days=14)
    moment = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    assert contains(spans_on(hours, day.toordinal()), minute) == OpeningHours(text).is_open(moment)
