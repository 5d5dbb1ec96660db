"""Hours as values, minute by minute: the wall clock of a zone, days, exceptions, both directions.

The clock is held to rules written by hand: a zone's winter offset, and summer time from two o'clock
on the second Sunday of March to two o'clock on the first Sunday of November.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import small_world
from harborline.atlas.osm_hours import parse
from harborline.core.directory import Destination, DestinationKind, Network
from harborline.core.hours import (
    ALL_DAY,
    ALWAYS,
    CLOSED,
    NEVER,
    Hours,
    Spans,
    contains,
    hours_of_days,
    is_open,
    is_round_the_clock,
    join_spans,
    local_minute,
    spans_on,
    to_osm,
    union,
    well_formed,
)
from harborline.core.map_format import EPOCH_ORDINAL
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.reasons import SkipReason
from harborline.core.routing import Evidence, Needs, Skip, decide, locate
from harborline.core.routing_map import RoutingMap

FIRST_DAY, DAYS = date(2026, 11, 1), 800
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
YEARS = range(2024, 2031)
ZONES = {
    "America/Puerto_Rico": (-4, False),
    "America/New_York": (-5, True),
    "America/Detroit": (-5, True),
    "America/Indiana/Indianapolis": (-5, True),
    "America/Chicago": (-6, True),
    "America/Menominee": (-6, True),
    "America/Denver": (-7, True),
    "America/Boise": (-7, True),
    "America/Phoenix": (-7, False),
    "America/Los_Angeles": (-8, True),
    "America/Anchorage": (-9, True),
    "America/Adak": (-10, True),
    "Pacific/Honolulu": (-10, False),
    "Pacific/Pago_Pago": (-11, False),
    "Pacific/Guam": (10, False),
    "Pacific/Saipan": (10, False),
}

# -- the clock of every zone, by hand --------------------------------------------------------------


def sunday(year: int, month: int, which: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))


@cache
def summer(year: int, winter_hours: int) -> tuple[datetime, datetime]:
    """Gives the UTC moments at which clocks of a zone go forward and back."""
    forward = datetime.combine(sunday(year, 3, 2), datetime.min.time(), UTC)
    back = datetime.combine(sunday(year, 11, 1), datetime.min.time(), UTC)
    return (
        forward + timedelta(hours=2 - winter_hours),
        back + timedelta(hours=2 - winter_hours - 1),
    )


def by_hand(zone: str, at: datetime) -> tuple[int, int]:
    """Gives the local day and minute by the rules at the head of this file."""
    hours, has_summer = ZONES[zone]
    forward, back = summer(at.year, hours)
    shown = at + timedelta(hours=hours + (has_summer and forward <= at < back))
    return shown.toordinal(), shown.hour * 60 + shown.minute


def minutes_around_changes(zone: str) -> Iterator[datetime]:
    """Gives every minute of three hours around each change of clocks, and around each new year."""
    for year in YEARS:
        moments = [*summer(year, ZONES[zone][0]), datetime(year, 1, 1, 12, tzinfo=UTC)]
        for moment in moments:
            yield from (moment + timedelta(minutes=step) for step in range(-90, 90))


def other_minutes() -> Iterator[datetime]:
    """Gives moments all over the years, at ever other times of day; leap days among them."""
    at = datetime(YEARS.start, 1, 1, tzinfo=UTC)
    while at.year in YEARS:
        yield at
        at += timedelta(hours=31, minutes=37)
    yield from (datetime(year, 2, 29, 7, 30, tzinfo=UTC) for year in (2024, 2028))


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_of_a_zone(zone: str) -> None:
    for at in (*minutes_around_changes(zone), *other_minutes()):
        assert local_minute(zone, at) == by_hand(zone, at), at


# -- the same in a routing map ---------------------------------------------------------------------


def network_of(texts_and_zones: Iterable[tuple[str, str]]) -> Network:
    """One center for each pair of hours and zone, in order of their ids."""
    usual = small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en | team"],
            ["centers", "id | where | state | serves", "x | 0.0, 10.0 | WL | county 10001"],
            ["national backups", "id", "team"],
        ]
    )
    (pattern,) = usual.centers
    centers = tuple(
        pattern._replace(
            id=f"c{number:04d}",
            zone=zone,
            destinations=(Destination(DestinationKind.ADVOCATE_LINE, None, read(text)),),
        )
        for number, (text, zone) in enumerate(texts_and_zones)
    )
    return usual._replace(centers=centers, starts_on=FIRST_DAY, days=DAYS)


def read(text: str) -> Hours:
    return parse(text, zone="America/New_York", state="NY", first_day=FIRST_DAY, days=DAYS)


@pytest.fixture(scope="module")
def zoned() -> RoutingMap:
    return small_world.map_of(network_of(("24/7", zone) for zone in ZONES))


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // 60


@pytest.mark.parametrize("zone", ZONES)
def test_a_map_has_the_same_clock_within_its_days_and_outside(zoned: RoutingMap, zone: str) -> None:
    number = zoned.zones.index(zone)
    edges = [
        datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=minute)
        for day in (
            FIRST_DAY - timedelta(days=4),
            FIRST_DAY,
            LAST_DAY,
            LAST_DAY + timedelta(days=4),
        )
        for minute in range(0, 2880, 13)
    ]
    for at in (*minutes_around_changes(zone), *other_minutes(), *edges):
        assert zoned.hours.local(number, minute_of(at)) == by_hand(zone, at), at


# -- tables a person can read ----------------------------------------------------------------------


def rows() -> list[dict[str, str]]:
    (table,) = small_world.paragraphs(small_world.DATA / "hours" / "weeks.txt")
    return small_world.rows(table)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['hours']} {row['at']}")
def test_somebody_is_there(row: dict[str, str]) -> None:
    at = datetime.fromisoformat(row["at"])
    assert is_open(read(row["hours"]), row["zone"], at) == (row["open"] == "yes")


def test_a_map_answers_the_same() -> None:
    listed = rows()
    pairs = sorted({(row["hours"], row["zone"]) for row in listed})
    routing_map = small_world.map_of(network_of(pairs))
    origin = locate(routing_map, Evidence(county="10001"))
    for row in listed:
        at = datetime.fromisoformat(row["at"])
        name = routing_map.ids[pairs.index((row["hours"], row["zone"]))]
        given = decide(routing_map, origin, Needs(None, "en"), NOTHING_KNOWN, at)
        closed = Skip(name, SkipReason.CLOSED) in given.skipped
        assert closed == (row["open"] == "no"), row
        assert bool(routing_map.destinations(name, at)) == (row["open"] == "yes"), row


# -- spans and days --------------------------------------------------------------------------------

minute = st.integers(0, 1439)
span = st.tuples(minute, minute).map(lambda pair: (min(pair), max(pair) + 1))
days = st.lists(span, max_size=4).map(join_spans) | st.sampled_from([ALL_DAY, CLOSED])
weeks = st.tuples(days, days, days, days, days, days, days)
some_day = st.integers(date(2024, 1, 1).toordinal(), date(2030, 12, 31).toordinal())
near_day = st.integers(FIRST_DAY.toordinal(), FIRST_DAY.toordinal() + 20)
dated = st.dictionaries(near_day, days, max_size=5).map(lambda found: tuple(sorted(found.items())))
hours = st.builds(Hours, weeks, dated)


def minutes(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {minute for start, end in spans for minute in range(start, end)}


@settings(max_examples=30)
@given(st.lists(span))
@example([(0, 60), (60, 120)])
@example([(0, 1440), (5, 6)])
def test_joined_spans_are_the_same_minutes_and_never_touch(spans: list[tuple[int, int]]) -> None:
    joined = join_spans(spans)
    assert minutes(joined) == minutes(spans)
    assert all(first[1] < second[0] for first, second in pairwise(joined))
    assert join_spans(joined) == joined


@settings(max_examples=30)
@given(days)
def test_a_minute_lies_in_its_spans(spans: Spans) -> None:
    inside = minutes(spans)
    assert all(contains(spans, minute) == (minute in inside) for minute in range(1440))


@settings(max_examples=15)
@given(st.lists(hours, min_size=1, max_size=3))
def test_together_they_are_open_when_one_of_them_is(parts: list[Hours]) -> None:
    together = union(parts)
    for day in range(FIRST_DAY.toordinal() - 2, FIRST_DAY.toordinal() + 23):
        alone = set().union(*(minutes(spans_on(part, day)) for part in parts))
        assert minutes(spans_on(together, day)) == alone
    assert union([together]) == together


def test_together_nobody_is_never_open() -> None:
    assert union([]) == NEVER


@settings(max_examples=15)
@given(near_day, st.lists(days, min_size=1, max_size=30))
def test_days_become_hours_and_back(first: int, listed: list[Spans]) -> None:
    made = hours_of_days(first, listed)
    assert [spans_on(made, first + i) for i in range(len(listed))] == listed
    assert [day for day, _ in made.exceptions] == sorted({day for day, _ in made.exceptions})
    again = hours_of_days(first, [spans_on(made, first + i) for i in range(len(listed))])
    assert again == made


def test_the_commonest_day_is_the_pattern_and_the_first_of_equals() -> None:
    monday = date(2026, 11, 2).toordinal()
    morning: Spans = ((480, 720),)
    noon: Spans = ((720, 780),)
    weeks_of_mondays = [morning, noon, noon, morning]
    listed = [spans for spans in weeks_of_mondays for spans in (spans, *(CLOSED,) * 6)]
    made = hours_of_days(monday, listed)
    assert made.weekly == (morning, *(CLOSED,) * 6)
    assert made.exceptions == ((monday + 7, noon), (monday + 14, noon))


def test_weekdays_without_a_day_are_closed() -> None:
    assert hours_of_days(date(2026, 11, 2).toordinal(), [ALL_DAY]).weekly[1:] == (CLOSED,) * 6


@settings(max_examples=15)
@given(hours)
def test_round_the_clock_means_every_minute(given_hours: Hours) -> None:
    every = (*given_hours.weekly, *(spans for _, spans in given_hours.exceptions))
    assert is_round_the_clock(given_hours) == all(len(minutes(spans)) == 1440 for spans in every)


def test_always_and_never() -> None:
    assert is_round_the_clock(ALWAYS)
    assert not is_round_the_clock(NEVER)
    assert is_round_the_clock(Hours((ALL_DAY,) * 7, ((5, ALL_DAY),)))
    assert not is_round_the_clock(Hours((ALL_DAY,) * 7, ((5, CLOSED),)))


# -- as text for others ----------------------------------------------------------------------------

NINE_TO_FIVE: Spans = ((540, 1020),)
TEXTS = [
    (ALWAYS, "24/7"),
    (NEVER, "off"),
    (Hours((NINE_TO_FIVE,) * 5 + (CLOSED,) * 2), "Mo,Tu,We,Th,Fr 09:00-17:00"),
    (Hours((ALL_DAY,) * 7, ((date(2026, 12, 25).toordinal(), CLOSED),)),
     "Mo,Tu,We,Th,Fr,Sa,Su 00:00-24:00; 2026 Dec 25 off"),
    (Hours((NINE_TO_FIVE, ((0, 60), (1320, 1440)), *(CLOSED,) * 5)),
     "Mo 09:00-17:00; Tu 00:00-01:00,22:00-24:00"),
    (Hours((NINE_TO_FIVE, CLOSED, NINE_TO_FIVE, *(CLOSED,) * 4),
           ((date(2028, 2, 29).toordinal(), ((0, 5),)), (date(2028, 3, 1).toordinal(), ((0, 5),)))),
     "Mo,We 09:00-17:00; 2028 Feb 29,2028 Mar 01 00:00-00:05"),
]  # fmt: skip


@pytest.mark.parametrize(("given_hours", "text"), TEXTS)
def test_hours_as_text(given_hours: Hours, text: str) -> None:
    assert to_osm(given_hours) == text


@settings(max_examples=15)
@given(hours)
def test_text_reads_back_as_the_same_minutes(given_hours: Hours) -> None:
    again = read(to_osm(given_hours))
    for day in range(FIRST_DAY.toordinal(), FIRST_DAY.toordinal() + 30):
        assert spans_on(again, day) == spans_on(given_hours, day)


# -- hours in a map --------------------------------------------------------------------------------


@settings(max_examples=15)
@given(st.lists(hours, min_size=1, max_size=3))
def test_a_map_keeps_hours_within_its_days_and_the_week_outside(listed: list[Hours]) -> None:
    network = network_of([("24/7", "America/New_York")] * len(listed))
    centers = tuple(
        center._replace(destinations=(center.destinations[0]._replace(hours=one),))
        for center, one in zip(network.centers, listed, strict=True)
    )
    routing_map = small_world.map_of(network._replace(centers=centers, days=15))
    first = FIRST_DAY.toordinal()
    for party, one in enumerate(listed):
        schedule = routing_map.sections["party_schedule"][party]
        for day in range(first - 8, first + 25):
            known = first <= day < first + 15
            expected = spans_on(one, day) if known else one.weekly[(day - 1) % 7]
            assert routing_map.hours.spans(schedule, day) == expected
        for day in range(first, first + 15):
            assert spans_on(routing_map.hours.of(schedule), day) == spans_on(one, day)


@settings(max_examples=30)
@given(hours, st.sampled_from(sorted(ZONES)), some_day, st.integers(0, 1439))
def test_open_at_a_minute_is_open_on_the_wall_clock(
    given_hours: Hours, zone: str, day: int, minute: int
) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day - EPOCH_ORDINAL, minutes=minute)
    local_day, local = by_hand(zone, at)
    on_that_day = dict(given_hours.exceptions).get(
        local_day, given_hours.weekly[date.fromordinal(local_day).weekday()]
    )
    assert is_open(given_hours, zone, at) == (local in minutes(on_that_day))


@pytest.mark.parametrize(
    ("hours", "fine"),
    [
        (ALWAYS, True),
        (NEVER, True),
        (Hours((CLOSED,) * 7, ((1, ALL_DAY), (2, CLOSED))), True),
        (Hours((((0, 1), (2, 1440)),) * 7), True),
        (Hours((CLOSED,) * 8), False),
        (Hours((((5, 5),),) * 7), False),
        (Hours((((0, 1441),),) * 7), False),
        (Hours((((-1, 5),),) * 7), False),
        (Hours((((0, 5), (5, 9)),) * 7), False),
        (Hours((CLOSED,) * 7, ((2, CLOSED), (1, CLOSED))), False),
    ],
)
def test_hours_keep_what_their_types_promise_or_are_found_out(hours: Hours, fine: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert well_formed(hours) is fine
