"""Public holidays of the states and territories, for hours that name them as PH."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache


def holidays_of(state: str, first_day: date, days: int = 800) -> dict[date, str]:
    """Gives the federal holidays and those of the state, by day, within so many days.

    A holiday on a weekend counts twice: on its day and on the day on which it is observed.
    A postal code without holidays of its own (military, freely associated states) has the federal
    ones.
    """
    last_day = first_day + timedelta(days=days - 1)
    found: dict[date, str] = {}
    for year in range(first_day.year, last_day.year + 1):
        found.update(_of_year(state, year))
    return {day: found[day] for day in sorted(found) if first_day <= day <= last_day}


@cache
def _of_year(state: str, year: int) -> dict[date, str]:
    import holidays

    federal = _federal(year)
    if state not in _with_their_own():
        return federal
    return {**dict(holidays.country_holidays("US", subdiv=state, years=year)), **federal}


@cache
def _federal(year: int) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays("US", years=year))


@cache
def _with_their_own() -> frozenset[str]:
    import holidays

    return frozenset(holidays.country_holidays("US").subdivisions)
