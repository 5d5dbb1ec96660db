"""Makes the places of area codes and states: counties with their share of the people, a point."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from harborline.atlas.build.packages import PostalZip
from harborline.atlas.names import middle
from harborline.atlas.tables import County, Place, Zip
from harborline.core.places import Precision

STATE_NAMES = dict(
    pair.split(":")
    for pair in [
        "AL:Alabama",
        "AK:Alaska",
        "AZ:Arizona",
        "AR:Arkansas",
        "CA:California",
        "CO:Colorado",
        "CT:Connecticut",
        "DE:Delaware",
        "DC:Washington D.C.",
        "FL:Florida",
        "GA:Georgia",
        "HI:Hawaii",
        "ID:Idaho",
        "IL:Illinois",
        "IN:Indiana",
        "IA:Iowa",
        "KS:Kansas",
        "KY:Kentucky",
        "LA:Louisiana",
        "ME:Maine",
        "MD:Maryland",
        "MA:Massachusetts",
        "MI:Michigan",
        "MN:Minnesota",
        "MS:Mississippi",
        "MO:Missouri",
        "MT:Montana",
        "NE:Nebraska",
        "NV:Nevada",
        "NH:New Hampshire",
        "NJ:New Jersey",
        "NM:New Mexico",
        "NY:New York",
        "NC:North Carolina",
        "ND:North Dakota",
        "OH:Ohio",
        "OK:Oklahoma",
        "OR:Oregon",
        "PA:Pennsylvania",
        "RI:Rhode Island",
        "SC:South Carolina",
        "SD:South Dakota",
        "TN:Tennessee",
        "TX:Texas",
        "UT:Utah",
        "VT:Vermont",
        "VA:Virginia",
        "WA:Washington State",
        "WV:West Virginia",
        "WI:Wisconsin",
        "WY:Wyoming",
        "AS:American Samoa",
        "GU:Guam",
        "MP:Northern Mariana Islands",
        "PR:Puerto Rico",
        "VI:U.S. Virgin Islands",
    ]
)
"""Names for people; in this form libphonenumber writes them too."""


def make_states(counties: Mapping[str, County], zips: list[Zip]) -> dict[str, Place]:
    """Gives the place of every state and territory, in order of postal code."""
    by_state: dict[str, list[County]] = defaultdict(list)
    for county in counties.values():
        by_state[county.state].append(county)
    homes: dict[str, list[Zip]] = defaultdict(list)
    for row in zips:
        if row.county:
            homes[counties[row.county].state].append(row)
    made = {}
    for state in sorted(by_state):
        people = {county.fips: county.population for county in by_state[state]}
        if not sum(people.values()):
            people = dict(Counter(row.county for row in homes[state] if row.county))
        made[state] = _place(Precision.STATE, state, STATE_NAMES[state], people, homes[state])
    return made


def make_area_codes(
    npas: Iterable[str],
    polygons: Mapping[str, Any],
    postal: Iterable[PostalZip],
    zips: list[Zip],
    counties: Mapping[str, County],
) -> dict[str, Place]:
    """Gives the area codes whose counties are known, in order.

    An area code has the people of the ZIPs inside its shape; one without a shape, such as most
    overlays, has those of the ZIPs that name it. Where no people are counted (the islands), each
    active ZIP stands for as many people as any other.
    """
    table = {row.zip: row for row in zips}
    named: dict[str, list[Zip]] = defaultdict(list)
    for row in postal:
        for npa in row.area_codes:
            named[npa].append(table[row.zip])
    inside = _zips_inside(polygons, zips)
    made = {}
    for npa in npas:
        homes = _with_people(inside.get(npa, ())) or _with_people(named.get(npa, ()))
        people: Counter[str] = Counter()
        for home in homes:
            people[home.county or ""] += home.population
        if not homes:
            homes = [row for row in named.get(npa, ()) if row.county and row.active]
            people = Counter(home.county or "" for home in homes)
        if homes:
            state = counties[max(people, key=lambda fips: (people[fips], fips))].state
            name = f"area code {npa}, {STATE_NAMES[state]}"
            made[npa] = _place(Precision.AREA_CODE, state, name, people, homes)
    return made


def _with_people(rows: Iterable[Zip]) -> list[Zip]:
    return [row for row in rows if row.county and row.population]


def _zips_inside(polygons: Mapping[str, Any], zips: list[Zip]) -> dict[str, list[Zip]]:
    import shapely

    npas = list(polygons)
    placed = [row for row in zips if row.lat is not None and row.lon is not None]
    points = shapely.points([(row.lon, row.lat) for row in placed])
    tree = shapely.STRtree([polygons[npa] for npa in npas])
    inside: dict[str, list[Zip]] = defaultdict(list)
    for at, npa in zip(*tree.query(points, predicate="intersects"), strict=True):
        inside[npas[npa]].append(placed[at])
    return inside


def _place(
    precision: Precision, state: str, name: str, people: Mapping[str, int], homes: list[Zip]
) -> Place:
    total = sum(people.values())
    by_size = sorted(people.items(), key=lambda item: (-item[1], item[0]))
    shares = tuple((fips, round(count / total, 5)) for fips, count in by_size if count)
    lat, lon = middle(homes)
    return Place(precision, state, None, lat, lon, name, shares)
