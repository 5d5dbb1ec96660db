"""How much more attention there is than usual for this hour, whether it grows, and since when.

Usual is the median of the same hour of the same weekday in the last eight weeks: weekly shape is what hours
have in common, and a median is not moved by three weeks of a past event. For days the same weekday, for weeks
the last eight. Counts scatter more than Poisson's do, so their dispersion is taken from the past (quasi-Poisson,
McCullagh & Nelder 1989, 9.2), robustly: squared MAD over median. Since when: the cumulated sum of E. S. Page
(Biometrika 41, 1954) of log likelihood ratios for half as much again; its last zero is the likeliest beginning.
Rising or falling: three hours against the three before, as two counts of given sum (Przyborowski & Wilenski 1940).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from math import log, sqrt
from statistics import median
from typing import NamedTuple

HOUR_S, DAY_S, WEEK_S = 3600, 86_400, 604_800
WEEKS = 8
LEAST_WEEKS = 3
"""From fewer weeks nothing is said to be usual."""
RISE = 1.5
"""What is looked for: half as much again."""
ALARM = 7.0
"""A sum that chance alone reaches about once in e^7 = 1,100 steps, 46 days of hours."""
_MOST = 2 * ALARM
"""The sum goes no higher, so that an event which is over does not hide the next."""
_BACK = {HOUR_S: 14 * 24, DAY_S: 56, WEEK_S: 52}
_TREND_STEPS = 3
_TREND_RATIO = 1.2
_TREND_SIGMAS = 2.0
_MAD_TO_SIGMA = 1.4826
"""Of a normal distribution."""


class Trend(StrEnum):
    """Whether the last three steps have more than the three before, beyond chance."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    UNKNOWN = "unknown"


class Series(NamedTuple):
    """Counts by the start of their step (aware, UTC), steps of `span_s`; a step not watched is absent.

    `least`: a count under it was suppressed and stands as 0.
    """

    counts: Mapping[datetime, int]
    span_s: int
    least: int = 1


class Reading(NamedTuple):
    """Attention in one step. `times_usual`: over `usual`; a lower bound where `at_least`, an upper where
    `at_most`; None without enough past. `since`: the beginning of what is unusual, None where nothing is.
    """

    starts_at: datetime
    counted: int
    usual: float | None
    weeks: int
    times_usual: float | None
    at_least: bool
    at_most: bool
    trend: Trend
    since: datetime | None


def read_meter(series: Series, starts_at: datetime) -> Reading | None:
    """Reads the meter for the step that starts then; None where it was not watched."""
    count = series.counts.get(starts_at)
    if count is None:
        return None
    past = _past(series, starts_at)
    if len(past) < LEAST_WEEKS:
        return Reading(
            starts_at,
            count,
            None,
            len(past),
            None,
            at_least=False,
            at_most=False,
            trend=Trend.UNKNOWN,
            since=None,
        )
    usual = float(median(past))
    little, low = count < series.least, usual < series.least
    times = max(count, series.least if little else 0) / max(usual, series.least)
    spread = dispersion(series, starts_at)
    return Reading(
        starts_at,
        count,
        usual,
        len(past),
        times,
        at_least=low and not little,
        at_most=little,
        trend=_trend(series, starts_at, spread),
        since=_since(series, starts_at, spread),
    )


def dispersion(series: Series, starts_at: datetime) -> float:
    """Gives how much more than Poisson's the counts scatter about what is usual; at least 1."""
    slots = 24 if series.span_s == HOUR_S else 7 if series.span_s == DAY_S else 1
    found = []
    for step in range(slots):
        past = _past(series, starts_at - timedelta(seconds=step * series.span_s))
        middle = median(past) if len(past) > LEAST_WEEKS else 0
        if middle >= series.least:
            off = median(abs(count - middle) for count in past)
            found.append((_MAD_TO_SIGMA * off) ** 2 / middle)
    return max(1.0, median(found)) if found else 1.0


def _past(series: Series, starts_at: datetime) -> list[int]:
    """Gives the counts of the same step in the weeks before, those that were watched."""
    weeks = (starts_at - timedelta(weeks=week) for week in range(1, WEEKS + 1))
    return [series.counts[at] for at in weeks if at in series.counts]


def _usual(series: Series, starts_at: datetime) -> float | None:
    past = _past(series, starts_at)
    return max(float(median(past)), series.least) if len(past) >= LEAST_WEEKS else None


def _trend(series: Series, starts_at: datetime, spread: float) -> Trend:
    sums = [0.0, 0.0, 0.0, 0.0]
    for step in range(2 * _TREND_STEPS):
        at = starts_at - timedelta(seconds=step * series.span_s)
        count, usual = series.counts.get(at), _usual(series, at)
        if count is None or usual is None:
            return Trend.UNKNOWN
        place = 0 if step < _TREND_STEPS else 2
        sums[place] += max(count, series.least)
        sums[place + 1] += usual
    now, usual_now, before, usual_before = sums
    total, share = now + before, usual_now / (usual_now + usual_before)
    sigmas = (now - total * share) / sqrt(spread * total * share * (1 - share))
    ratio = (now / usual_now) / (before / usual_before)
    if sigmas >= _TREND_SIGMAS and ratio >= _TREND_RATIO:
        return Trend.RISING
    if sigmas <= -_TREND_SIGMAS and ratio <= 1 / _TREND_RATIO:
        return Trend.FALLING
    return Trend.STEADY


def _since(series: Series, starts_at: datetime, spread: float) -> datetime | None:
    """Gives the step after the last zero of the sum; None while chance explains it, or when it is over."""
    total, begun, times = 0.0, None, 0.0
    for back in range(_BACK[series.span_s], -1, -1):
        at = starts_at - timedelta(seconds=back * series.span_s)
        count, usual = series.counts.get(at), _usual(series, at)
        if count is None or usual is None:
            continue
        times = count / usual
        total = min(_MOST, total + (count * log(RISE) - usual * (RISE - 1)) / spread)
        if total <= 0:
            total, begun = 0.0, None
        elif begun is None:
            begun = at
    over = times < (RISE - 1) / log(RISE)
    return begun if total >= ALARM and not over else None
