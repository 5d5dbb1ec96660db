"""Hours as rows of schedules, and back.

A weekly row says its days in `byday`; a dated one has the same day as `valid_from` and `valid_to`, and no
opening time when the day is closed. A row that closes at or before it opens goes on into the next day.
23:59 is read as midnight, for many mean it, and midnight is written so: 24:00 is no time of the standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from harborline.atlas.plain_hours import read_plain
from harborline.core.hours import ALL_DAY, MINUTES_PER_DAY, Hours, Spans, join_spans, to_osm
from harborline.hsds.rows import Problem, Row, cell, line

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_END = "23:59:59"
_CLOCK = re.compile(
    r"T?(\d{1,2})(?::?(\d{2}))?(?::?(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?", re.IGNORECASE
)
_ORDINALS = re.compile(r"[+-]?\d+")


def schedule_fields(hours_text: str) -> Iterator[dict[str, Any]]:
    """Gives the fields of a schedule for each span; text that is in no plain form is a description."""
    hours = read_plain(hours_text)
    if hours is None:
        yield {"description": hours_text}
        return
    for spans in dict.fromkeys(spans for spans in hours.weekly if spans):
        days = [name for name, other in zip(_DAYS, hours.weekly, strict=True) if other == spans]
        for start, end in spans:
            yield {"freq": "WEEKLY", "wkst": "MO", "byday": ",".join(days)} | _clock(start, end)
    for day, spans in hours.exceptions:
        when = date.fromordinal(day).isoformat()
        dated = {"valid_from": when, "valid_to": when, "dtstart": when}
        for start, end in spans:
            yield dated | _clock(start, end)
        if not spans:
            yield dated | {"description": "Closed on this day."}


def _clock(start: int, end: int) -> dict[str, str]:
    closes = _END if end == MINUTES_PER_DAY else f"{end // 60:02d}:{end % 60:02d}:00"
    return {"opens_at": f"{start // 60:02d}:{start % 60:02d}:00", "closes_at": closes}


def hours_of(rows: Iterable[Row], problems: list[Problem]) -> str:
    """Gives the OpenStreetMap text of what the rows say; empty when they say nothing that we can use."""
    weekly: list[list[tuple[int, int]]] = [[] for _ in _DAYS]
    dated: dict[int, list[tuple[int, int]]] = {}
    used = False
    for row in rows:
        read = _read(row, problems)
        if read is None:
            continue
        used = True
        days, on, spans = read
        if on is not None:
            dated.setdefault(on, []).extend(spans)
        for day in days:
            for start, end in spans:
                weekly[day].append((start, min(end, MINUTES_PER_DAY)))
                if end > MINUTES_PER_DAY:
                    weekly[(day + 1) % 7].append((0, end - MINUTES_PER_DAY))
    if not used:
        return ""
    week: tuple[Spans, ...] = tuple(join_spans(spans) for spans in weekly)
    return to_osm(Hours(week, tuple(_exceptions(dated, week))))


def _exceptions(
    dated: dict[int, list[tuple[int, int]]], week: tuple[Spans, ...]
) -> Iterator[tuple[int, Spans]]:
    """Gives the dated days; a night that begins on one reaches into the next."""
    days: dict[int, list[tuple[int, int]]] = {day: [] for day in dated}
    for day, spans in dated.items():
        for start, end in spans:
            days[day].append((start, min(end, MINUTES_PER_DAY)))
            if end > MINUTES_PER_DAY and day < date.max.toordinal():
                days.setdefault(day + 1, list(week[day % 7])).append((0, end - MINUTES_PER_DAY))
    for day in sorted(days):
        spans_of_day = join_spans(days[day])
        if spans_of_day != week[(day - 1) % 7]:
            yield day, spans_of_day


Read = tuple[list[int], int | None, list[tuple[int, int]]]
"""Weekdays (Monday 0), a dated day (ordinal), and spans in minutes, of which an end may lie beyond 1440."""


def _read(row: Row, problems: list[Problem]) -> Read | None:
    days = _weekdays(row, problems)
    on = None if cell(row, "byday") else _one_day(row)
    if not days and on is None:
        if not _is_words_alone(row):
            problems.append(Problem(row.where, "It names neither weekdays nor one date; not used."))
        return None
    for name, unusual in (("freq", {"", "WEEKLY"}), ("interval", {"", "1", "1.0"})):
        if on is None and cell(row, name).upper() not in unusual:
            problems.append(Problem(row.where, "It does not come every week; not used."))
            return None
    opens, closes = (_minute(cell(row, name)) for name in ("opens_at", "closes_at"))
    if opens is None or closes is None:
        if on is not None and not cell(row, "opens_at"):
            return days, on, []
        problems.append(Problem(row.where, "Its times are not in the form 09:00:00; not used."))
        return None
    if on is None and (cell(row, "valid_from") or cell(row, "valid_to")):
        problems.append(Problem(row.where, "Read as every week; from when to when is not kept."))
    return days, on, [_span(opens, closes)]


def _span(opens: int, closes: int) -> tuple[int, int]:
    opens %= MINUTES_PER_DAY
    if closes == MINUTES_PER_DAY - 1:
        closes = MINUTES_PER_DAY
    if opens == closes:
        return ALL_DAY[0] if opens == 0 else (opens, opens + MINUTES_PER_DAY)
    return opens, closes if closes > opens else closes + MINUTES_PER_DAY


def _is_words_alone(row: Row) -> bool:
    return not any(cell(row, name) for name in ("opens_at", "closes_at", "freq"))


def _one_day(row: Row) -> int | None:
    first, last = cell(row, "valid_from"), cell(row, "valid_to")
    if not first or first[:10] != last[:10]:
        return None
    try:
        return date.fromisoformat(first[:10]).toordinal()
    except ValueError:
        return None


def _weekdays(row: Row, problems: list[Problem]) -> list[int]:
    found: list[int] = []
    for word in re.split(r"[,;\s]+", line(row.fields.get("byday")).upper()):
        name = _ORDINALS.sub("", word)[:2]
        if name in _DAYS:
            found.append(_DAYS.index(name))
        elif word:
            problems.append(Problem(row.where, f"“{word[:20]}” is no weekday; not used."))
    return sorted(set(found))


def _minute(said: str) -> int | None:
    found = _CLOCK.match(said)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[4] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= MINUTES_PER_DAY else None
