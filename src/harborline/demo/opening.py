"""The catalogue of hours that demo centers share, about 150 different ones.

Drawn day by day, so that holidays, special days and rotas are plain dates in the end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from harborline.core.hours import Hours, hours_of_days
from harborline.demo.weeks import (
    LONG_DAYS,
    MARKS,
    NIGHTS,
    OFFICES,
    ROTAS,
    Rule,
    on_duty,
    otherwise,
    unless_holiday,
    weekly,
)


class Shifts(NamedTuple):
    """An office's hours and those of whoever answers for it.

    `nights`: every minute at which the office is closed. `on_call`: two people who share the
    nights between them.
    """

    office: Hours
    nights: Hours
    on_call: tuple[Hours, Hours]


class Openings(NamedTuple):
    """`shifts`: offices that somebody answers for when they close. The others stand alone."""

    shifts: tuple[Shifts, ...]
    offices: tuple[Hours, ...]
    nights: tuple[Hours, ...]
    long_days: tuple[Hours, ...]


def openings(starts_on: date, days: int) -> Openings:
    """Draws the catalogue for so many days."""
    first = starts_on.toordinal()
    calendar = [date.fromordinal(day) for day in range(first, first + days)]

    def drawn(rule: Rule) -> Hours:
        return hours_of_days(first, map(rule, calendar))

    kept = [unless_holiday(weekly(week)) for week in OFFICES]
    marked = [mark(kept[5 * place % len(kept)]) for place, mark in enumerate(MARKS * 2)]
    return Openings(
        tuple(_shifts(drawn, rule, place) for place, rule in enumerate(kept[::2])),
        tuple(map(drawn, (*kept[1::2], *marked))),
        tuple(drawn(weekly(week)) for week in NIGHTS),
        tuple(drawn(weekly(week)) for week in LONG_DAYS),
    )


def _shifts(drawn: Callable[[Rule], Hours], office: Rule, place: int) -> Shifts:
    nights, rota = otherwise(office), ROTAS[place % len(ROTAS)]
    first, second = (drawn(on_duty(nights, rota, turn)) for turn in (0, 1))
    return Shifts(drawn(office), drawn(nights), (first, second))
