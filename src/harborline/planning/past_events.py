"""The events of 2018 and 2014 reckoned through: one calibrated, the other predicted.

Calibrated, September 2018: the one free number, the calls of a usual day, is solved so that the published
multipliers of its windows add up to the published month. Assumed: all windows have this one baseline (no source
states any), and days that no source names are usual.

Predicted, September 2014: how many calls found nobody. The talk time is the one free number; it is fitted on
the year before (77,000 of about 331,000 contacts unanswered), and Erlang A then tells the days of the surge, of
which only the volume (1.84 times) and the people on duty are put in. Assumed: 80 % of calls in the 16 hours of
the day; calls spread evenly over day and night; callers hang up after 5 min on average; nobody calls again.
"""

from __future__ import annotations

from typing import NamedTuple

from harborline.planning.erlang import with_patience
from harborline.planning.events import Figure, figure_of

DAYS_2018 = 30
_WEEKEND = (21, 22, 23)
_HEARING, _RECORD, _LAST = 27, 28, 30
_FALLING = (1.03, 1.0, 0.97)
"""How 28, 29 and 30 September share what the four days leave: assumed, 28 was told of as the record."""
DAY_SHARE, DAY_H, PATIENCE_S = 0.8, 16.0, 300.0
CONTACTS_2013 = 331_000.0


class Month(NamedTuple):
    """September 2018. `usual_per_day`: solved; `days`: calls of each day, they add up to the month."""

    usual_per_day: float
    days: tuple[float, ...]


class Surge(NamedTuple):
    """September 2014. Shares are of calls offered; `aht_s` was fitted on the year before."""

    aht_s: float
    lost_before: float
    lost_predicted: float
    lost_reported: float


def september_2018(events: list[Figure]) -> Month:
    """Solves the calls of a usual day, and gives every day of the month."""
    weekend = figure_of(events, "kavanaugh-weekend")
    hearing, four = (figure_of(events, row) for row in ("kavanaugh-hearing", "kavanaugh-four-days"))
    month = figure_of(events, "kavanaugh-month")
    named = len(_WEEKEND) + _LAST - _HEARING + 1
    weights = DAYS_2018 - named + len(_WEEKEND) * weekend + 4 * four
    usual = month / weights
    days = [usual] * DAYS_2018
    for day in _WEEKEND:
        days[day - 1] = weekend * usual
    days[_HEARING - 1] = hearing * usual
    rest = (4 * four - hearing) * usual
    for place, share in enumerate(_FALLING):
        days[_RECORD - 1 + place] = rest * share / sum(_FALLING)
    return Month(usual, tuple(days))


def september_2014(events: list[Figure]) -> Surge:
    """Fits the talk time on the year before, and predicts the share that found nobody in the surge."""
    before = figure_of(events, "rice-before")
    target = figure_of(events, "rice-year-unanswered") / CONTACTS_2013
    staff = tuple(int(figure_of(events, f"rice-advocates-{time}")) for time in ("day", "night"))
    low, high = 60.0, 7_200.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _lost(before, middle, staff) < target else (low, middle)
    surge = before * figure_of(events, "rice-after")
    return Surge(
        high,
        _lost(before, high, staff),
        _lost(surge, high, staff),
        figure_of(events, "rice-unanswered"),
    )


def _lost(per_day: float, aht_s: float, staff: tuple[int, ...]) -> float:
    """Gives the share of a day's calls that hang up, by Erlang A of day and of night."""
    shares, hours = (DAY_SHARE, 1 - DAY_SHARE), (DAY_H, 24 - DAY_H)
    return sum(
        share * with_patience(per_day * share / length, aht_s, PATIENCE_S, people, 20).lost
        for share, length, people in zip(shares, hours, staff, strict=True)
    )
