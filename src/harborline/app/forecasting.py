"""From a table of calls to what may come: half hours with bands, totals, alarms, and the event that it is like.

Called by: `cli`, and the site's pages. The tables hold counts of half hours and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, BinaryIO, NamedTuple

from harborline.app.plain_tables import HALF_HOUR, records_of
from harborline.core.errors import UnusableInput
from harborline.planning.calendar_shape import samaritans
from harborline.planning.events import Figure, most_like, sizes_of
from harborline.planning.forecast import Forecast, History, attention_age_h, forecast
from harborline.planning.onset import Alarm, alarms, joined, watch_of
from harborline.planning.usual import RECENT, usual_of

LONGEST = 400 * 48
"""Half hours that are looked at, from the end: older ones tell little of today's level."""
_STALE = timedelta(hours=6)
BANDS = ("low_90", "low_50", "median", "high_50", "high_90")
COLUMNS = ("starts_at", "usual", "mean", *BANDS)
_DIGITS = 2


class Outlook(NamedTuple):
    """What may come from `at` (UTC) on. `like`: a past event of this size, or None.

    `alarms`: of the last week; those that follow within a day belong to the one before.
    """

    at: datetime
    forecast: Forecast
    alarms: list[Alarm]
    known: int
    like: Figure | None
    attention_up_h: float | None


def read_history(
    calls: BinaryIO, attention: BinaryIO | None, zone: str, column: str = "calls"
) -> History:
    """Reads half hours without a gap; centers are added up. Raises UnusableInput."""
    column = column.strip().lower()
    counted: defaultdict[datetime, float] = defaultdict(float)
    seen: set[tuple[datetime, str]] = set()
    for record in records_of(calls, ("starts_at", column), ("center",)):
        at = record.half_hour("starts_at")
        key = (at, record.cells.get("center", ""))
        if key in seen:
            raise UnusableInput(f"Row {record.number}: this half hour is there already.")
        seen.add(key)
        number = record.number_of(column)
        if number != int(number):
            raise UnusableInput(f"Row {record.number}: {column} must be a whole number of calls.")
        counted[at] += number
    first, last = min(counted), max(counted)
    missing = (last - first) // HALF_HOUR + 1 - len(counted)
    if missing:
        raise UnusableInput(
            f"There are {missing:,} half hours missing between the first and the last; "
            "write 0 where nobody called."
        )
    moments = sorted(counted)[-LONGEST:]
    known = [counted[at] for at in moments]
    felt = None if attention is None else _attention(attention, moments)
    return History(known, moments[0], zone, felt)


def _attention(file: BinaryIO, moments: list[datetime]) -> list[float]:
    """Gives attention, times usual, of each half hour; an hour's row holds for both of its halves."""
    found = {
        record.half_hour("starts_at"): record.number_of("attention")
        for record in records_of(file, ("starts_at", "attention"), ())
    }
    latest = max(found)
    if latest < moments[-1] - _STALE:
        raise UnusableInput(
            "The attention ends more than 6 hours before the calls; leave it out, or bring it up to date."
        )
    felt: list[float] = []
    for at in moments:
        value = found.get(at, found.get(at.replace(minute=0)))
        if value is None:  # not counted yet is as it was last; not counted then is as usual
            value = found[latest] if at > latest else 1.0
        felt.append(value)
    return felt


def outlook(history: History, events: list[Figure], seed: int, hours: int = 72) -> Outlook:
    """Forecasts, and looks through the last week for an onset. Raises UnusableInput."""
    known = len(history.calls)
    found = forecast(history, sizes_of(events), seed, 2 * hours)
    usual = usual_of(history.calls, history.first, history.zone, 0, samaritans())
    begin = max(0, known - RECENT)
    heard = joined(alarms(history.calls, watch_of(usual, known, seed), begin))
    return Outlook(
        history.first + known * HALF_HOUR,
        found,
        heard,
        known,
        most_like(events, found.multiplier) if heard else None,
        attention_age_h(history.attention),
    )


def half_hours(found: Outlook) -> list[dict[str, Any]]:
    """Gives each half hour ahead by the names of COLUMNS; `starts_at` is a datetime in UTC."""
    ahead = found.forecast
    return [
        {
            "starts_at": found.at + number * HALF_HOUR,
            "usual": round(float(ahead.usual[number]), _DIGITS),
            "mean": round(float(ahead.mean[number]), _DIGITS),
            **{
                name: round(float(row[number]), _DIGITS)
                for name, row in zip(BANDS, ahead.quantiles, strict=True)
            },
        }
        for number in range(len(ahead.usual))
    ]


def document_of(found: Outlook) -> dict[str, Any]:
    """Gives the document that `--json` prints."""
    ahead = found.forecast
    like = found.like
    return {
        "from": _text(found.at),
        "surge_share": round(ahead.surge_share, 3),
        "times_usual": round(ahead.multiplier, _DIGITS),
        "alarms": [_alarm(found, alarm) for alarm in found.alarms],
        "attention_up_h": found.attention_up_h,
        "like": None
        if like is None
        else {
            "event": like.event,
            "times": like.figure,
            "window": like.window,
            "of": like.baseline,
        },
        "shape": ahead.shape_label,
        "totals": [
            {"hours": hours, **dict(zip(BANDS, map(float, row), strict=True))}
            for hours, row in ahead.totals.items()
        ],
        "half_hours": [{**row, "starts_at": _text(row["starts_at"])} for row in half_hours(found)],
    }


def _alarm(found: Outlook, alarm: Alarm) -> dict[str, str]:
    """Gives an alarm: when the half hour ended that raised it, and since when calls ran high."""
    first = found.at - found.known * HALF_HOUR
    return {
        "at": _text(first + (alarm.at + 1) * HALF_HOUR),
        "since": _text(first + alarm.since * HALF_HOUR),
    }


def _text(at: datetime) -> str:
    return at.isoformat(timespec="minutes").replace("+00:00", "Z")
