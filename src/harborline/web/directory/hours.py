"""Hours as rows keep them, folded into the hours of core: pure, without a database.

Of several things said about one local day the narrowest counts: the destination's own exception, then
the center's, then a holiday, then the week. A shift is kept in UTC and becomes spans of the wall clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from harborline.core.hours import (
    CLOSED,
    MINUTES_PER_DAY,
    Hours,
    Spans,
    hours_of_days,
    join_spans,
)

Kept = Sequence[Sequence[int]]
"""Spans of one day as JSON has them: [start, end] minutes."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def spans_of(kept: Kept) -> Spans:
    """Gives the spans of one day as core has them."""
    return join_spans((start, end) for start, end in kept)


def week_of(kept: Iterable[Kept]) -> tuple[Spans, ...]:
    """Gives the spans of a week, Monday first."""
    return tuple(map(spans_of, kept))


def kept_spans(spans: Spans) -> list[list[int]]:
    """Gives spans as JSON keeps them."""
    return [list(span) for span in spans]


def folded(
    weekly: tuple[Spans, ...], layers: Iterable[Mapping[int, Spans]], first_day: int, days: int
) -> Hours:
    """Gives hours with what differs from the week within so many days from `first_day` (an ordinal).

    `layers`: days with their spans, the narrowest last.
    """
    dated: dict[int, Spans] = {}
    for layer in layers:
        dated.update(layer)
    last_day = first_day + days - 1
    return Hours(
        weekly,
        tuple(
            (day, spans)
            for day, spans in sorted(dated.items())
            if first_day <= day <= last_day and spans != weekly[(day - 1) % 7]
        ),
    )


def closed_on(holidays: Iterable[date]) -> dict[int, Spans]:
    """Gives the layer of holidays on which nobody answers."""
    return {day.toordinal(): CLOSED for day in holidays}


def hours_of_shifts(
    shifts: Iterable[tuple[datetime, datetime]], zone: ZoneInfo, first_day: int, days: int
) -> Hours:
    """Gives the hours of somebody who answers in these shifts (aware, start and end) alone."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for starts_at, ends_at in shifts:
        for day, span in spans_of_shift(starts_at, ends_at, zone):
            by_day.setdefault(day, []).append(span)
    return hours_of_days(
        first_day, (join_spans(by_day.get(day, ())) for day in range(first_day, first_day + days))
    )


def spans_of_shift(
    starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> Iterator[tuple[int, tuple[int, int]]]:
    """Gives a shift's spans with their local day (ordinal), cut at midnight.

    A wall clock that is set back shows an hour twice; a shift that holds one of the two holds both,
    because hours cannot tell them apart and too many answering is better than nobody.
    """
    at = starts_at.astimezone(UTC)
    while at < ends_at:
        # At most one change of the clock lies within a day.
        until = min(at + _DAY, ends_at.astimezone(UTC))
        yield from _cut_at_midnight(*_on_the_wall(at, until, zone))
        at = until


def _on_the_wall(
    starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Gives the first and last reading of the wall clock, without a zone."""
    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (starts_at, ends_at))
    back = _offset(zone, starts_at) - _offset(zone, ends_at)
    if back > timedelta():
        changed = change_of_clock(starts_at, ends_at, zone)
        again = changed.astimezone(zone).replace(tzinfo=None)
        start, end = min(start, again), max(end, again + back)
    return start, end


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def change_of_clock(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> datetime:
    """Gives the first minute (UTC) with the later offset, by halving."""
    before, after = starts_at, ends_at
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        if _offset(zone, middle) == _offset(zone, starts_at):
            before = middle
        else:
            after = middle
    return after


def _cut_at_midnight(start: datetime, end: datetime) -> Iterator[tuple[int, tuple[int, int]]]:
    day, last = start.toordinal(), end.toordinal()
    first, final = (at.hour * 60 + at.minute for at in (start, end))
    while day <= last:
        until = final if day == last else MINUTES_PER_DAY
        if first < until:
            yield day, (first, until)
        day, first = day + 1, 0
