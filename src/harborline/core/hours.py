"""When somebody answers: spans of the local day, dated exceptions, an IANA zone.

Hours are kept by local day. A span never crosses midnight: 22:00-06:00 is 22:00-24:00
on one day and 00:00-06:00 on the next, so a dated exception replaces exactly one local day
and daylight saving needs no rule of its own: the wall clock of the zone decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

Spans = tuple[tuple[int, int], ...]
"""Open spans of one local day: minutes, 0 <= start < end <= 1440, sorted, none touching."""

MINUTES_PER_DAY = 1440
CLOSED: Spans = ()
ALL_DAY: Spans = ((0, MINUTES_PER_DAY),)
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Hours(NamedTuple):
    """A weekly pattern and the days that differ from it.

    `weekly` has seven entries, Monday first. `exceptions` pairs a day (proleptic Gregorian
    ordinal, `date.toordinal`) with the spans of that day, sorted by day, each day once.
    """

    weekly: tuple[Spans, ...]
    exceptions: tuple[tuple[int, Spans], ...] = ()


ALWAYS = Hours((ALL_DAY,) * 7)
NEVER = Hours((CLOSED,) * 7)


def well_formed(hours: Hours) -> bool:
    """Tells whether the hours keep what the types promise: seven days, spans in order, days once."""
    days = [day for day, _ in hours.exceptions]
    every = {*hours.weekly, *(spans for _, spans in hours.exceptions)}
    return (
        len(hours.weekly) == len(_WEEKDAYS)
        and all(later > earlier for earlier, later in pairwise(days))
        and all(_in_order(spans) for spans in every)
    )


def _in_order(spans: Spans) -> bool:
    bounds = [bound for span in spans for bound in span]
    return not bounds or (
        bounds[0] >= 0
        and bounds[-1] <= MINUTES_PER_DAY
        and all(later > earlier for earlier, later in pairwise(bounds))
    )


def join_spans(spans: Iterable[tuple[int, int]]) -> Spans:
    """Gives the same minutes as sorted spans of which none touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def spans_on(hours: Hours, day: int) -> Spans:
    """Gives the open spans of a local day, given as its ordinal."""
    for exception, spans in hours.exceptions:
        if exception == day:
            return spans
    return hours.weekly[(day - 1) % 7]


def contains(spans: Spans, minute: int) -> bool:
    """Tells whether a minute of the local day (0 to 1439) lies in one of the spans."""
    for start, end in spans:  # noqa: SIM110 - a plain loop: every candidate comes through here
        if start <= minute < end:
            return True
    return False


def local_minute(zone: str, at: datetime) -> tuple[int, int]:
    """Gives the local day (ordinal) and minute of the day that the zone's clock shows at `at`."""
    from zoneinfo import ZoneInfo  # within a map's days its own clocks answer, and faster

    local = at.astimezone(ZoneInfo(zone))
    return local.toordinal(), local.hour * 60 + local.minute


def is_open(hours: Hours, zone: str, at: datetime) -> bool:
    """Tells whether somebody answers at `at` (an aware datetime)."""
    day, minute = local_minute(zone, at)
    return contains(spans_on(hours, day), minute)


def union(parts: Iterable[Hours]) -> Hours:
    """Gives the hours at which at least one of the parts is open."""
    several = [(part.weekly, dict(part.exceptions)) for part in parts]
    if len(several) == 1:
        return Hours(several[0][0], tuple(sorted(several[0][1].items())))
    weekly = tuple(
        join_spans(span for week, _ in several for span in week[weekday]) for weekday in range(7)
    )
    exceptions: list[tuple[int, Spans]] = []
    for day in sorted({day for _, dated in several for day in dated}):
        weekday = (day - 1) % 7
        spans = join_spans(s for week, dated in several for s in dated.get(day, week[weekday]))
        if spans != weekly[weekday]:
            exceptions.append((day, spans))
    return Hours(weekly, tuple(exceptions))


def is_round_the_clock(hours: Hours) -> bool:
    """Tells whether the hours have no closed minute on any day."""
    every = (*hours.weekly, *(spans for _, spans in hours.exceptions))
    return all(spans == ALL_DAY for spans in every)


def hours_of_days(first_day: int, days: Iterable[Spans]) -> Hours:
    """Gives hours for consecutive days: the commonest spans of each weekday are its pattern.

    Of equally common spans the earliest seen is the pattern, so the same days always give the
    same hours. Outside the days the weekly pattern is all that is known.
    """
    listed = list(days)
    weekly: list[Spans] = [CLOSED] * 7
    for weekday in range(7):
        count: dict[Spans, int] = {}
        for spans in listed[(weekday - first_day + 1) % 7 :: 7]:
            count[spans] = count.get(spans, 0) + 1
        if count:
            weekly[weekday] = max(count, key=lambda spans: count[spans])
    exceptions = tuple(
        (first_day + i, spans)
        for i, spans in enumerate(listed)
        if spans != weekly[(first_day + i - 1) % 7]
    )
    return Hours(tuple(weekly), exceptions)


def to_osm(hours: Hours) -> str:
    """Writes hours as OpenStreetMap opening_hours text, day by day.

    No rule crosses midnight and each dated rule replaces its whole day, so readers that cut an
    overnight span at the next day's rule cannot differ. Holidays are plain dates.
    """
    if is_round_the_clock(hours):
        return "24/7"
    rules = _weekly_rules(hours.weekly)
    by_spans: dict[Spans, list[int]] = {}
    for day, spans in hours.exceptions:
        by_spans.setdefault(spans, []).append(day)
    for spans, days in by_spans.items():
        rules.append(f"{','.join(_osm_date(day) for day in days)} {_osm_spans(spans)}")
    return "; ".join(rules) or "off"


def _weekly_rules(weekly: tuple[Spans, ...]) -> list[str]:
    rules: list[str] = []
    done: set[Spans] = {CLOSED}
    for spans in weekly:
        if spans not in done:
            done.add(spans)
            same = [name for name, other in zip(_WEEKDAYS, weekly, strict=True) if other == spans]
            rules.append(f"{','.join(same)} {_osm_spans(spans)}")
    return rules


def _osm_date(day: int) -> str:
    when = date.fromordinal(day)
    return f"{when.year} {_MONTHS[when.month - 1]} {when.day:02d}"


def _osm_spans(spans: Spans) -> str:
    if not spans:
        return "off"
    return ",".join(
        f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}" for start, end in spans
    )
