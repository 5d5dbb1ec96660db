"""A week as a volunteer fills it in: seven rows of times, read into spans of the local day and back.

A row may run past midnight: 22:00 to 6:00 becomes the end of one day and the beginning of the next, as
core keeps hours. Nothing typed is lost: rows that cannot be read come back with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harborline.core.hours import ALL_DAY, MINUTES_PER_DAY, Spans, join_spans

Error = str | Promise
PAIRS = 2
"""How many times a row offers at least: many close at noon."""

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)?\s*([ap])?\.?m?\.?")


class Row(NamedTuple):
    """One day as it is typed. `pairs`: from and to as text. `error`: one sentence, or nothing."""

    weekday: int
    all_day: bool
    pairs: tuple[tuple[str, str], ...]
    error: Error = ""


class BadTime(Exception):
    """A row cannot be read; the sentence says what to write instead."""

    def __init__(self, sentence: Error) -> None:
        super().__init__()
        self.sentence = sentence


def rows_of(weekly: Sequence[Spans]) -> tuple[Row, ...]:
    """Shows spans as rows; a span up to midnight that goes on in the morning is one time overnight."""
    rows = []
    for weekday, spans in enumerate(weekly):
        if spans == ALL_DAY:
            rows.append(Row(weekday, all_day=True, pairs=_filled(())))
            continue
        shown = list(spans)
        if shown and _goes_on(weekly[weekday - 1], spans):
            del shown[0]
        tomorrow = weekly[(weekday + 1) % 7]
        pairs = [(clock(start), clock(end)) for start, end in shown]
        if pairs and _goes_on(spans, tomorrow):
            pairs[-1] = (pairs[-1][0], clock(tomorrow[0][1]))
        rows.append(Row(weekday, all_day=False, pairs=_filled(pairs)))
    return tuple(rows)


def _goes_on(spans: Spans, next_day: Spans) -> bool:
    """Tells whether a night begins in `spans` and ends in `next_day`, as one row can say it."""
    if not spans or not next_day or ALL_DAY in {spans, next_day}:
        return False
    start, end = spans[-1]
    begins, ends = next_day[0]
    return end == MINUTES_PER_DAY and begins == 0 and ends < start


def _filled(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return (*pairs, *[("", "")] * (PAIRS - len(pairs)))


def clock(minute: int) -> str:
    """Writes a minute of the day as a time field has it; the end of the day is 00:00."""
    minute %= MINUTES_PER_DAY
    return f"{minute // 60:02d}:{minute % 60:02d}"


def rows_typed(data: Mapping[str, str]) -> tuple[Row, ...]:
    """Takes the rows as they were typed; a form has `day0-all`, `day0-from0`, `day0-to0` and so on."""
    rows = []
    for weekday in range(7):
        count = PAIRS
        while f"day{weekday}-from{count}" in data and count < _MOST_PAIRS:
            count += 1
        pairs = tuple(
            (
                data.get(f"day{weekday}-from{i}", "").strip()[:_LONGEST],
                data.get(f"day{weekday}-to{i}", "").strip()[:_LONGEST],
            )
            for i in range(count)
        )
        rows.append(Row(weekday, f"day{weekday}-all" in data, pairs))
    return tuple(rows)


_MOST_PAIRS = 6
_LONGEST = 20


def copied(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Gives the rows with Monday's times from Monday to Friday."""
    return tuple(
        rows[0]._replace(weekday=row.weekday, error="") if row.weekday < 5 else row for row in rows
    )


def read(rows: Sequence[Row]) -> tuple[tuple[Spans, ...] | None, tuple[Row, ...]]:
    """Gives the week of the rows, or None and the rows with their errors."""
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    checked: list[Row] = []
    for row in rows:
        try:
            for start, end in times_of(row):
                _put(days, row.weekday, start, end)
            checked.append(row._replace(error=""))
        except BadTime as bad:
            checked.append(row._replace(error=bad.sentence))
    if any(row.error for row in checked):
        return None, tuple(checked)
    return tuple(join_spans(day) for day in days), tuple(checked)


def _put(days: list[list[tuple[int, int]]], weekday: int, start: int, end: int) -> None:
    days[weekday].append((start, min(end, MINUTES_PER_DAY)))
    if end > MINUTES_PER_DAY:
        days[(weekday + 1) % 7].append((0, end - MINUTES_PER_DAY))


def times_of(row: Row) -> list[tuple[int, int]]:
    """Gives the times of a row in order: minutes, the end beyond 1440 for the next day.

    Raises BadTime.
    """
    typed = [pair for pair in row.pairs if any(pair)]
    if row.all_day:
        if typed:
            raise BadTime(_("Choose one: “24 hours”, or times."))
        return [(0, MINUTES_PER_DAY)]
    times = sorted(_time(*pair) for pair in typed)
    for (_start, end), (start, _end) in pairwise(times):
        if start < end:
            raise BadTime(_("These times overlap; write them one after the other."))
    return times


def _time(typed_from: str, typed_to: str) -> tuple[int, int]:
    if not typed_from or not typed_to:
        raise BadTime(_("Write both: when it opens and when it closes."))
    start, end = minute_of(typed_from), minute_of(typed_to)
    if start is None or end is None:
        raise BadTime(_("Write times like 9:00 or 17:30."))
    start %= MINUTES_PER_DAY
    if start == end:
        raise BadTime(
            _("It opens and closes at the same time. If that means all day, tick “24 hours”.")
        )
    return start, end if end > start else end + MINUTES_PER_DAY


def minute_of(text: str) -> int | None:
    """Reads a time as people write it: 9, 9:30, 21:30, 9 pm. Midnight as an end is 24:00 or 0:00."""
    found = _CLOCK.fullmatch(text.strip().lower())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= MINUTES_PER_DAY else None


def day_typed(row: Row) -> Spans:
    """Gives the spans of one dated row, which must end by midnight. Raises BadTime."""
    times = times_of(row)
    if times and times[-1][1] > MINUTES_PER_DAY:
        raise BadTime(
            _(
                "A single day ends at midnight: write 0:00 as its end, and the morning on the next day."
            )
        )
    return join_spans(times)
