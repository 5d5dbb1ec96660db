"""How many centers sit in each county: by people, though small places get more than their share."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from harborline.demo.land import Land

CENTERS = 1000
LEAST_PER_STATE = 2


def seats(land: Land) -> dict[str, int]:
    """Gives the number of centers per county, counties with none left out.

    Every time zone has at least one, so that every clock of the country is heard in the demo.
    """
    states = {
        state: _weight(sum(land.people[county.fips] for county in counties))
        for state, counties in land.counties.items()
        if counties
    }
    by_state = apportion(states, CENTERS - LEAST_PER_STATE * len(states))
    seated: dict[str, int] = {}
    for state, count in by_state.items():
        weights = {c.fips: _weight(land.people[c.fips]) for c in land.counties[state]}
        for fips, several in apportion(weights, count + LEAST_PER_STATE).items():
            if several:
                seated[fips] = min(several, max(len(land.zips[fips]), LEAST_PER_STATE))
    for zone in sorted(set(land.zone.values()) - {land.zone[fips] for fips in seated}):
        here = [fips for fips in sorted(land.people) if land.zone[fips] == zone]
        seated[max(here, key=lambda fips: land.people[fips])] = 1
    return seated


def apportion(weights: Mapping[str, float], count: int) -> dict[str, int]:
    """Shares out seats by highest averages (Sainte-Lague); of equals the first by name wins."""
    given = dict.fromkeys(sorted(weights), 0)
    for _ in range(count):
        first = max(given, key=lambda name: weights[name] / (2 * given[name] + 1))
        given[first] += 1
    return given


def _weight(people: int) -> float:
    # People to the power of 3/4, by square roots: those are exact to the last bit everywhere.
    return sqrt(people) * sqrt(sqrt(people))
