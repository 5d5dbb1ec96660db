"""The atlas as the demo needs it: per county its ZIPs, its people, its zone, its area codes."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from harborline.atlas.tables import Atlas, County, Zip
from harborline.core.places import Precision

STATES = (
    *("AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI"),
    *("IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP"),
    *("MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA"),
    *("PR", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY"),
)
"""50 states, DC, and the five territories that have a coalition."""

PEOPLE_PER_UNCOUNTED_ZIP = 2000
"""The source counts nobody in AS, GU, MP and VI; people live there all the same."""


class Land(NamedTuple):
    """`counties`: by state, most populous first; the others by county code.

    `zips`: most populous first, only such with a point. `npas`: area codes, the one that reaches
    most of the county first; empty where the atlas knows none.
    """

    counties: dict[str, tuple[County, ...]]
    zips: dict[str, tuple[Zip, ...]]
    people: dict[str, int]
    zone: dict[str, str]
    npas: dict[str, tuple[int, ...]]


def survey(atlas: Atlas) -> Land:
    """Sums up what the atlas says of each county where a center could sit."""
    zips = _zips_by_county(atlas)
    people = {
        fips: atlas.counties[fips].population or PEOPLE_PER_UNCOUNTED_ZIP * len(listed)
        for fips, listed in zips.items()
    }
    by_state: dict[str, list[County]] = {state: [] for state in STATES}
    for county in atlas.counties.values():
        if county.fips in zips and county.state in by_state:
            by_state[county.state].append(county)
    counties = {
        state: tuple(sorted(listed, key=lambda c: (-people[c.fips], c.fips)))
        for state, listed in by_state.items()
    }
    zone = {fips: _zone(listed) for fips, listed in zips.items()}
    return Land(counties, zips, people, zone, _npas_by_county(atlas, counties))


def _zips_by_county(atlas: Atlas) -> dict[str, tuple[Zip, ...]]:
    found: dict[str, list[Zip]] = defaultdict(list)
    for entry in atlas.zips.values():
        if entry.county in atlas.counties and entry.lat is not None and entry.zone:
            found[entry.county].append(entry)
    return {
        fips: tuple(sorted(listed, key=lambda z: (-z.population, z.zip)))
        for fips, listed in found.items()
    }


def _zone(zips: tuple[Zip, ...]) -> str:
    """Gives the zone in which most of a county's people live; an IANA name has a slash."""
    people: dict[str, int] = {}
    for entry in zips:
        if entry.zone and "/" in entry.zone:
            people[entry.zone] = people.get(entry.zone, 0) + entry.population + 1
    return max(sorted(people), key=lambda zone: people[zone])


def _npas_by_county(
    atlas: Atlas, counties: dict[str, tuple[County, ...]]
) -> dict[str, tuple[int, ...]]:
    """Ranks area codes by share; counties that none names share those of their state."""
    shares: dict[str, list[tuple[float, int]]] = defaultdict(list)
    of_state: dict[str, list[int]] = defaultdict(list)
    for npa in range(200, 1000):
        start = (npa - 200) * 800
        for index in sorted(set(atlas.codes[start : start + 800])):
            place = atlas.places[index]
            if place.state and npa not in of_state[place.state]:
                of_state[place.state].append(npa)
            if place.precision is Precision.AREA_CODE:
                for fips, share in place.shares:
                    shares[fips].append((-share, npa))
    return {
        county.fips: tuple(npa for _, npa in sorted(shares[county.fips])) or tuple(of_state[state])
        for state, listed in counties.items()
        for county in listed
    }
