"""Reads OpenStreetMap opening_hours text as `core.hours` values, on the wall clock of a place.

`opening-hours-py` reads the text; what `core.hours.to_osm` wrote is read directly, because a map
is compiled from a thousand such texts. Refused, each in one sentence: school holidays and the sun
(nobody can say them years ahead), hours without an end, hours that are not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from harborline.atlas.holidays_us import holidays_of
from harborline.atlas.plain_hours import read_plain
from harborline.core.errors import UnusableHours
from harborline.core.hours import MINUTES_PER_DAY, Hours, Spans, hours_of_days, join_spans

LONGEST_TEXT = 40_000
"""Characters; a place with a date of its own for every one of 800 days stays below."""

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_REFUSED = (
    ('"', "holds a comment, which no caller can read: write only when somebody answers"),
    (r"\bSH\b", "names school holidays (SH), which differ by district: write their dates"),
    (r"\b(sunrise|sunset|dawn|dusk)\b", "depends on the sun: write clock times"),
    (r"\d:\d\d\+", "has no end (+): write when it closes"),
    (r"\bPH\s*[+-]", "counts days from a holiday: write their dates"),
    (r"\bPH\s+(Mo|Tu|We|Th|Fr|Sa|Su)\b", "joins PH and a weekday: write PH alone or with a comma"),
)
_HOLIDAY = re.compile(r"\bPH\b")
_DAY = timedelta(days=1)
_LATEST = date(9000, 1, 1)


def parse(text: str, *, zone: str, state: str, first_day: date, days: int = 800) -> Hours:
    """Reads hours for so many local days; PH are the federal holidays and those of the state.

    The text is read on the wall clock of `zone`, which daylight saving never shifts. Raises
    UnusableHours with a sentence that says what to write instead.
    """
    _check_zone(zone)
    if not 0 < days <= 40_000 or first_day >= _LATEST:
        raise UnusableHours(f"Hours are read for 1 to 40000 days, not for {days}.")
    holidays: frozenset[date] = frozenset()
    if _HOLIDAY.search(text):
        holidays = frozenset(holidays_of(state, first_day - _DAY, days + 1))
    return _parse(text.strip(), holidays, first_day, days)


@lru_cache(maxsize=128)
def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise UnusableHours(
            f'"{zone}" is no time zone; write one such as America/Chicago.'
        ) from error


@lru_cache(maxsize=4096)
def _parse(text: str, holidays: frozenset[date], first_day: date, days: int) -> Hours:
    return read_plain(text) or hours_of_days(
        first_day.toordinal(), daily_spans(text, holidays, first_day, days)
    )


def daily_spans(text: str, holidays: frozenset[date], first_day: date, days: int) -> list[Spans]:
    """Gives the open spans of each local day, as the library reads the text."""
    _refuse(text)
    listed = _evaluate(text, first_day, days)
    for day in sorted({*holidays, *(holiday + _DAY for holiday in holidays)}):
        if 0 <= (day - first_day).days < days:
            listed[(day - first_day).days] = _with_holidays(text, holidays, day)
    return listed


def _with_holidays(text: str, holidays: frozenset[date], day: date) -> Spans:
    """Reads one day that is a holiday or follows one, so that the night before may reach into it.

    The library knows no state's holidays; for this one day PH means the weekdays of those two days.
    """
    named = [WEEKDAYS[near.weekday()] for near in (day - _DAY, day) if near in holidays]
    return _evaluate(_HOLIDAY.sub(",".join(named), text), day, 1)[0]


def _refuse(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise UnusableHours(
            f"Opening hours of {len(text)} characters are too long; {LONGEST_TEXT} is the most."
        )
    for pattern, why in _REFUSED:
        if re.search(pattern, text):
            raise UnusableHours(f'The opening hours "{_short(text)}" are refused: this {why}.')


def _evaluate(text: str, first_day: date, days: int) -> list[Spans]:
    midnight = datetime.combine(first_day, time())
    listed: list[list[tuple[int, int]]] = [[] for _ in range(days)]
    for start, end in _open_intervals(text, midnight, midnight + timedelta(days=days)):
        first, last = (_minutes(moment - midnight) for moment in (start, end))
        while first < last:
            day = first // MINUTES_PER_DAY
            until = min(last, (day + 1) * MINUTES_PER_DAY)
            listed[day].append((first - day * MINUTES_PER_DAY, until - day * MINUTES_PER_DAY))
            first = until
    return [join_spans(spans) for spans in listed]


def _minutes(passed: timedelta) -> int:
    return passed.days * MINUTES_PER_DAY + passed.seconds // 60


def _open_intervals(
    text: str, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    from opening_hours import OpeningHours, State
    from opening_hours import ParserError as Unreadable  # type: ignore[attr-defined]

    try:
        intervals = OpeningHours(text).intervals(start, end)
    except Unreadable as error:
        raise UnusableHours(
            f'The opening hours "{_short(text)}" cannot be read{_where(str(error))};'
            ' write them in the form "Mo-Fr 09:00-17:00; PH off".'
        ) from error
    for begins, ends, state, _comment in intervals:
        if state == State.UNKNOWN:
            raise UnusableHours(
                f'The opening hours "{_short(text)}" do not say whether anybody answers;'
                ' write when it is open or "off".'
            )
        if state == State.OPEN:
            yield begins, ends


def _where(complaint: str) -> str:
    place = re.search(r"--> 1:(\d+)", complaint)
    return f" from character {place[1]} on" if place else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
