"""Gaps and overlaps of a routing map: where nobody answers, where several do, and where that ends soon.

Nothing here keeps a map from being published; somebody who looks after a state should know all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from harborline.atlas.tables import Atlas, County, Zip
from harborline.core.map_format import FLAG_ACCEPTS, FLAG_PAUSED
from harborline.core.places import distance_tenths
from harborline.core.routing_map import Chain, RoutingMap
from harborline.mapmaking.reports import EXPIRING_DAYS
from harborline.mapmaking.week import Unanswered, WeekAhead


class Unserved(NamedTuple):
    """A county that no center names. `instead`: who is dialed there first, None = a backup."""

    county: County
    instead: str | None


class Closed(NamedTuple):
    """A county that has centers, and minutes in which none of them can be dialed."""

    county: County
    serving: tuple[str, ...]
    unanswered: Unanswered


class FromAfar(NamedTuple):
    """A county whose chain begins in another state. `serves`: that center names the county."""

    county: County
    center: str
    state: str
    serves: bool


class Rival(NamedTuple):
    """A center that serves a place beside others, in the order in which they ring. `km`: to the place's
    middle, None where that is not known.
    """

    center: str
    rank: int
    km: float | None


class Overlap(NamedTuple):
    """A county that several centers serve at the same rank; those alone, in order."""

    county: County
    rivals: tuple[Rival, ...]


class SharedZip(NamedTuple):
    """A ZIP that several centers name, in order."""

    zip: Zip
    county: County | None
    rivals: tuple[Rival, ...]


class Ends(StrEnum):
    """Why a center takes no calls, or soon will take none."""

    NOT_ACCEPTING = "not_accepting"
    PAUSED = "paused"
    EXPIRED = "expired"
    EXPIRES = "expires"


class Ending(NamedTuple):
    """A county that loses its only center. `on`: the last day on which it takes calls."""

    county: County
    center: str
    why: Ends
    on: date | None


class Gaps(NamedTuple):
    """All of it. `first_day`: of the week that was looked at, on each center's own clock. Places with most
    people come first.
    """

    first_day: date
    unserved: tuple[Unserved, ...]
    closed: tuple[Closed, ...]
    from_afar: tuple[FromAfar, ...]
    overlaps: tuple[Overlap, ...]
    zips: tuple[SharedZip, ...]
    ending: tuple[Ending, ...]


def find_gaps(routing_map: RoutingMap, atlas: Atlas, first_day: date) -> Gaps:
    """Looks at every county and every named ZIP, in the week from `first_day` on."""
    ordered = sorted(atlas.counties.values(), key=lambda row: (-row.population, row.fips))
    chains = [(row, routing_map.chain(routing_map.cell_of_county(row.fips))) for row in ordered]
    served = [(row, chain) for row, chain in chains if chain.serving]
    return Gaps(
        first_day,
        tuple(
            Unserved(row, next(iter(chain.ids), None)) for row, chain in chains if not chain.serving
        ),
        tuple(_closed(routing_map, served, WeekAhead(routing_map, first_day))),
        tuple(_from_afar(routing_map, chains)),
        tuple(_overlaps(routing_map, served)),
        tuple(_zips(routing_map, atlas)),
        tuple(_ending(routing_map, served, first_day)),
    )


_Counties = Sequence[tuple[County, Chain]]


def _closed(routing_map: RoutingMap, served: _Counties, week: WeekAhead) -> Iterator[Closed]:
    """Gives each with such minutes; counties with the same centers share the week."""
    known: dict[tuple[int, ...], Unanswered] = {}
    for county, chain in served:
        serving = chain.members[: chain.serving]
        found = known.get(serving)
        if found is None:
            found = known[serving] = week.unanswered(serving)
        if found.minutes:
            yield Closed(county, tuple(routing_map.ids[one] for one in serving), found)


def _from_afar(routing_map: RoutingMap, chains: _Counties) -> Iterator[FromAfar]:
    for county, chain in chains:
        if chain.members:
            state = routing_map.states_of[chain.members[0]]
            if state is not None and state != county.state:
                yield FromAfar(county, chain.ids[0], state, chain.serving > 0)


def _overlaps(routing_map: RoutingMap, served: _Counties) -> Iterator[Overlap]:
    ranks = routing_map.sections["party_rank"]
    for county, chain in served:
        if chain.serving > 1:
            serving = sorted(chain.members[: chain.serving], key=lambda one: ranks[one])
            for _, group in groupby(serving, key=lambda one: ranks[one]):
                alike = tuple(group)
                if len(alike) > 1:
                    cell = routing_map.cell_of_county(county.fips)
                    yield Overlap(county, _rivals(routing_map, cell, alike))


def _zips(routing_map: RoutingMap, atlas: Atlas) -> Iterator[SharedZip]:
    cut = routing_map.sections
    naming: dict[int, int] = defaultdict(int)
    for party in range(routing_map.center_count):
        first, last = cut["party_zips"][party : party + 2]
        for code in cut["area_zips"][first:last]:
            naming[code] += 1
    shared = [atlas.zips.get(f"{code:05d}") for code, count in naming.items() if count > 1]
    known = [row for row in shared if row is not None]
    for row in sorted(known, key=lambda one: (-one.population, one.zip)):
        cell = routing_map.cell_of_zip(row.zip)
        chain = routing_map.chain(cell)
        rivals = _rivals(routing_map, cell, chain.members[: chain.naming])
        yield SharedZip(row, atlas.counties.get(row.county or ""), rivals)


def _rivals(routing_map: RoutingMap, cell: int, parties: tuple[int, ...]) -> tuple[Rival, ...]:
    place, ranks = routing_map.place(cell), routing_map.sections["party_rank"]
    rivals = []
    for party in parties:
        km = None
        if place.lat is not None and place.lon is not None:
            km = distance_tenths(place.lat, place.lon, *routing_map.point(party)) / 10
        rivals.append(Rival(routing_map.ids[party], ranks[party], km))
    return tuple(rivals)


def _ending(routing_map: RoutingMap, served: _Counties, today: date) -> Iterator[Ending]:
    for county, chain in served:
        if chain.serving == 1:
            why, on = _end_of(routing_map, chain.members[0], today)
            if why is not None:
                yield Ending(county, chain.ids[0], why, on)


def _end_of(
    routing_map: RoutingMap, party: int, today: date
) -> tuple[Ends, date | None] | tuple[None, None]:
    flags = routing_map.sections["party_flags"][party]
    if not flags & FLAG_ACCEPTS:
        return Ends.NOT_ACCEPTING, None
    if flags & FLAG_PAUSED:
        return Ends.PAUSED, None
    expires = routing_map.sections["party_expires"][party]
    if not expires or expires > (today + timedelta(days=EXPIRING_DAYS)).toordinal():
        return None, None
    on = date.fromordinal(expires)
    return (Ends.EXPIRED if on < today else Ends.EXPIRES), on
