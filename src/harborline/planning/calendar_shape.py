"""How calls spread over a day and a week, and how an operator's own weeks tell it.

A shape is a set of parameters, never a fact: 48 weights of half hours of the local day and 7 of weekdays, each
with the mean 1. The default is labelled; a hotline with some weeks of its own counts replaces it by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

HALF_HOURS = 48
HALF_HOUR = timedelta(minutes=30)
_OWN_DAY_CALLS = 400.0
"""Calls after which a hotline's own day counts as much as the shape it started from; weekdays need more."""
_OWN_WEEK_CALLS = 2_000.0


class Shape(NamedTuple):
    """Weights of half hours from midnight and of days from Monday, local time, mean 1 each.

    `label` says where it comes from, and is printed wherever the shape is used.
    """

    half_hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    label: str


def flat() -> Shape:
    """Gives the shape that tells no hour from another."""
    return Shape((1.0,) * HALF_HOURS, (1.0,) * 7, "flat")


def samaritans(high: float = 1.45, low: float = 0.55, day_swing: float = 0.06) -> Shape:
    """Gives a shape high at 22:00-02:30 and low at 05:00-09:00, Sunday to Tuesday high, Thursday to Saturday low.

    When is published (Samaritans UK 2015-17, University of Ulster, abstract at IASP); how much is not: `high`,
    `low` and `day_swing` are assumed, and between the two spans of the day lie straight slopes.
    """
    corners = ((2.5, high), (5.0, low), (9.0, low), (22.0, high), (26.5, high))
    day = [
        _between(corners, half / 2 if half >= 5 else half / 2 + 24) for half in range(HALF_HOURS)
    ]
    swing = (1, 1, 0, -1, -1, -1, 1)
    week = [1 + day_swing * one for one in swing]
    return Shape(
        _mean_one(day), _mean_one(week), "Samaritans UK 2015-17: hours published, sizes assumed"
    )


def _between(corners: Sequence[tuple[float, float]], at: float) -> float:
    """Gives the height of the line through the corners."""
    for (left, below), (right, above) in pairwise(corners):
        if left <= at <= right:
            return below + (above - below) * (at - left) / (right - left)
    raise AssertionError(at)


def _mean_one(weights: Sequence[float]) -> tuple[float, ...]:
    mean = sum(weights) / len(weights)
    return tuple(float(one / mean) for one in weights)


def factors(shape: Shape, first: datetime, count: int, zone: str) -> NDArray[float64]:
    """Gives the weight of each of `count` half hours from `first` on (aware), by the local clock of `zone`.

    Raises UnusableInput where there is no such zone.
    """
    import numpy as np

    day, week = np.array(shape.half_hours), np.array(shape.weekdays)
    halves, days = places(first, count, zone)
    return np.asarray(day[halves] * week[days], dtype=np.float64)


def places(first: datetime, count: int, zone: str) -> tuple[list[int], list[int]]:
    """Gives each half hour's place in its local day and the day's in its week. Raises UnusableInput."""
    try:
        local = ZoneInfo(zone)
    except (KeyError, OSError, ValueError):
        raise UnusableInput(
            "There is no such time zone; write one such as America/New_York."
        ) from None
    moments = [(first + HALF_HOUR * number).astimezone(local) for number in range(count)]
    return [2 * one.hour + one.minute // 30 for one in moments], [one.weekday() for one in moments]


def estimated(start: Shape, counts: Sequence[float], first: datetime, zone: str) -> Shape:
    """Gives the shape of a hotline's own half hours, drawn towards `start` where they are few.

    The weights are the mode under a gamma prior worth 400 calls a half hour's day, 2,000 for the weekdays, spread
    as `start` is. A day in which far more called counts as a day, for each day is first set to the mean of all;
    fewer than seven days change nothing.
    """
    import numpy as np

    if len(counts) < 7 * HALF_HOURS:
        return start
    halves, days = (np.array(one) for one in places(first, len(counts), zone))
    calls = np.asarray(counts, dtype=np.float64)
    levels = running_level(calls)
    week = np.array(start.weekdays)
    by_half = np.bincount(halves, calls / levels, HALF_HOURS)
    expected = np.bincount(halves, week[days], HALF_HOURS)
    per_half = float(calls.mean())
    prior = _OWN_DAY_CALLS / HALF_HOURS / max(per_half, 1e-9)
    day = (by_half + prior * np.array(start.half_hours)) / (expected + prior)
    smoothed = _smoothed(day)
    shaped = smoothed[halves]
    # Weekdays are read from medians over weeks: one week of a surge does not move them.
    raw = np.array([_middle(calls, shaped, days == one) for one in range(7)])
    trust = calls.sum() / (calls.sum() + 7 * _OWN_WEEK_CALLS)
    weekdays = trust * raw / raw.mean() + (1 - trust) * week
    return Shape(
        _mean_one(smoothed.tolist()), _mean_one(weekdays.tolist()), "the hotline's own weeks"
    )


def running_level(calls: NDArray[float64]) -> NDArray[float64]:
    """Gives each half hour the mean of the 7 days around it, so that weeks of a surge weigh as others do."""
    import numpy as np

    width = min(7 * HALF_HOURS, len(calls))
    sums = np.convolve(calls, np.ones(width), mode="same")
    wide = np.convolve(np.ones(len(calls)), np.ones(width), mode="same")
    return np.asarray(np.maximum(sums / wide, 1e-9), dtype=np.float64)


def _smoothed(day: NDArray[float64]) -> NDArray[float64]:
    """Evens neighbours out around the clock: a quarter of each, half of itself."""
    import numpy as np

    return np.asarray(
        0.25 * np.roll(day, 1) + 0.5 * day + 0.25 * np.roll(day, -1), dtype=np.float64
    )


def _middle(calls: NDArray[float64], shaped: NDArray[float64], chosen: NDArray[float64]) -> float:
    """Gives the median over whole days of calls against what the day's shape leads one to expect."""
    import numpy as np

    whole = chosen.sum() // HALF_HOURS * HALF_HOURS
    if not whole:
        return 1.0
    seen = calls[chosen][:whole].reshape(-1, HALF_HOURS).sum(axis=1)
    usual = shaped[chosen][:whole].reshape(-1, HALF_HOURS).sum(axis=1)
    return max(float(np.median(seen / usual)), 1e-9)
