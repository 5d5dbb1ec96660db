"""What publishing reports of a map: nothing here refuses it, and a person should know all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.clocks import Timetable, timetable
from harborline.mapmaking.contents import network_of
from harborline.mapmaking.coverage import Gap

if TYPE_CHECKING:
    from harborline.atlas.tables import County

DAYS = 28
EXPIRING_DAYS = 30


class OutOfState(NamedTuple):
    """A county whose chain begins in another state. `serves`: that center names the county."""

    county: str
    name: str
    state: str
    people: int
    center: str
    center_state: str
    serves: bool


class Expiring(NamedTuple):
    """A listing that leaves routing soon, or has left. `people`: of the counties that it names."""

    center: str
    name: str
    expires_on: date
    people: int


class Report(NamedTuple):
    """All that is reported. Counties with most people come first, listings by their last day.

    `days`: minutes are counted over so many, from the map's first. `unserved`: counties that no center
    names. `closed`: counties with minutes in which no center of theirs can be dialed.
    """

    days: int
    unserved: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    out_of_state: tuple[OutOfState, ...]
    expiring: tuple[Expiring, ...]


def report(
    routing_map: RoutingMap, counties: Mapping[str, County], today: date, *, days: int = DAYS
) -> Report:
    """Reports on a map. `today`: from when `EXPIRING_DAYS` count."""
    days = min(days, routing_map.days)
    ordered = sorted(counties.values(), key=lambda row: (-row.population, row.fips))
    gaps = tuple(_gaps(routing_map, ordered, timetable(routing_map, days)))
    return Report(
        days,
        tuple(gap for gap in gaps if gap.unserved),
        tuple(gap for gap in gaps if not gap.unserved),
        tuple(_out_of_state(routing_map, ordered)),
        tuple(_expiring(routing_map, counties, today + timedelta(days=EXPIRING_DAYS))),
    )


def _gaps(routing_map: RoutingMap, counties: list[County], table: Timetable) -> Iterator[Gap]:
    """Gives each county with minutes without a center; those with the same centers share a sum."""
    known: dict[tuple[int, ...], int] = {}
    for county in counties:
        chain = routing_map.chain(routing_map.cell_of_county(county.fips))
        serving = chain.members[: chain.serving]
        minutes = known.get(serving)
        if minutes is None:
            anybody = table.free[list(serving)].any(axis=0)
            minutes = known[serving] = int(table.lasting[~anybody].sum())
        if minutes:
            place = (county.fips, county.name, county.state, county.population)
            yield Gap(*place, unserved=not serving, minutes=minutes)


def _out_of_state(routing_map: RoutingMap, counties: list[County]) -> Iterator[OutOfState]:
    for county in counties:
        chain = routing_map.chain(routing_map.cell_of_county(county.fips))
        if not chain.members:
            continue
        first = routing_map.card(chain.members[0])
        if first.state is not None and first.state != county.state:
            place = (county.fips, county.name, county.state, county.population)
            yield OutOfState(*place, first.id, first.state, chain.serving > 0)


def _expiring(
    routing_map: RoutingMap, counties: Mapping[str, County], last: date
) -> Iterator[Expiring]:
    centers = network_of(routing_map).centers
    soon = [(one.expires_on, one) for one in centers if one.expires_on is not None]
    for expires_on, center in sorted(soon, key=lambda pair: (pair[0], pair[1].id)):
        if expires_on <= last:
            people = sum(counties[fips].population for fips in center.counties)
            yield Expiring(center.id, center.name, expires_on, people)
