"""Reads hours in exactly the form that `core.hours.to_osm` writes, and nothing else.

A weekday, a date, a span is written once and in full, no rule crosses midnight and dates come
last: then the text says the same to every reader, and there is nothing to expand day by day.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from harborline.core.hours import ALWAYS, CLOSED, MINUTES_PER_DAY, NEVER, Hours, Spans

_WEEKDAYS = {name: at for at, name in enumerate(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"))}
_MONTHS = {
    name: at
    for at, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_SPAN = r"\d\d:\d\d-\d\d:\d\d"
_SPANS = rf"{_SPAN}(?:,{_SPAN})*"
_WEEKLY_RULE = re.compile(rf"((?:Mo|Tu|We|Th|Fr|Sa|Su)(?:,(?:Mo|Tu|We|Th|Fr|Sa|Su))*) ({_SPANS})")
_DATE = r"\d{4} [A-Z][a-z]{2} \d\d"
_DATED_RULE = re.compile(rf"({_DATE}(?:,{_DATE})*) (off|{_SPANS})")


def read_plain(text: str) -> Hours | None:
    """Gives the hours that the text was written from, None where it has any other form."""
    if text == "24/7":
        return ALWAYS
    if text == "off":
        return NEVER
    weekly: list[Spans] = [CLOSED] * 7
    dated: dict[int, Spans] = {}
    try:
        for rule in text.split("; "):
            _read_rule(rule, weekly, dated)
    except _OtherForm:
        return None
    exceptions = ((day, spans) for day, spans in sorted(dated.items()))
    return Hours(
        tuple(weekly),
        tuple((day, spans) for day, spans in exceptions if spans != weekly[(day - 1) % 7]),
    )


class _OtherForm(Exception):
    """The text is no plain one; the library reads it."""


def _read_rule(rule: str, weekly: list[Spans], dated: dict[int, Spans]) -> None:
    if (found := _WEEKLY_RULE.fullmatch(rule)) and not dated:
        spans = _read_spans(found[2])
        for name in found[1].split(","):
            at = _WEEKDAYS[name]
            if weekly[at] != CLOSED:
                raise _OtherForm
            weekly[at] = spans
    elif found := _DATED_RULE.fullmatch(rule):
        spans = CLOSED if found[2] == "off" else _read_spans(found[2])
        for text in found[1].split(","):
            day = _read_date(text)
            if day in dated:
                raise _OtherForm
            dated[day] = spans
    else:
        raise _OtherForm


@lru_cache(maxsize=4096)
def _read_date(text: str) -> int:
    try:
        return date(int(text[:4]), _MONTHS[text[5:8]], int(text[9:])).toordinal()
    except (KeyError, ValueError) as error:
        raise _OtherForm from error


def _read_spans(text: str) -> Spans:
    spans = []
    last = -1
    for part in text.split(","):
        start = int(part[:2]) * 60 + int(part[3:5])
        end = int(part[6:8]) * 60 + int(part[9:])
        sixty = int(part[3:5]) < 60 and int(part[9:]) < 60
        if not (last < start < end <= MINUTES_PER_DAY and sixty):
            raise _OtherForm
        spans.append((start, end))
        last = end
    return tuple(spans)
