"""What a surge would change now, on the map in use: counted over every county, and shown in a few.

The same decision that callers get, with what is paused now, and as if nobody were on a call.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from harborline.atlas.tables import County
from harborline.core.directory import Line
from harborline.core.occupancy import Occupancy, Surge
from harborline.core.reasons import LegKind, SkipReason
from harborline.core.routing import Decision, Needs, decide
from harborline.core.routing_map import RoutingMap
from harborline.web.console.coverage_map import occupancy_of
from harborline.web.site.ports import site_ports

PLACES = 8
"""The most populous counties of the nation, one of each state, that decisions are shown for."""

_LOCAL = frozenset({LegKind.CENTER, LegKind.MUTUAL_AID})


class Place(NamedTuple):
    """Who would be dialed before the backups in a county, without the surge and added by it."""

    name: str
    before: tuple[str, ...]
    added: tuple[str, ...]


class Helper(NamedTuple):
    """A center that helps: in how many counties it is added, or why it cannot be dialed now."""

    name: str
    counties: int
    refused: SkipReason | None


class Effect(NamedTuple):
    """`counties`, `people`: where at least one center is added. `lines`: by line name, seconds before the
    national team rings too, as they are and as they would be.
    """

    counties: int
    people: int
    of_counties: int
    of_people: int
    helpers: tuple[Helper, ...]
    places: tuple[Place, ...]
    lines: tuple[tuple[str, int, int], ...]


class _Both(NamedTuple):
    county: County
    before: Decision
    after: Decision

    @property
    def added(self) -> tuple[str, ...]:
        already = set(_local(self.before))
        return tuple(name for name in _local(self.after) if name not in already)


def effect_of(surge: Surge, at: datetime) -> Effect:
    """Decides for every county of the atlas, without a surge and with this one. Raises HarborlineError."""
    ports = site_ports()
    routing_map, known = ports.current_map(), occupancy_of(ports.overlays, at)
    counties = [
        one for one in ports.atlas().counties.values() if routing_map.cell_of_county(one.fips)
    ]
    both = [_both(routing_map, one, known, surge, at) for one in counties]
    gained = [one for one in both if one.added]
    largest: dict[str, _Both] = {}
    for one in sorted(both, key=lambda one: (-one.county.population, one.county.fips)):
        largest.setdefault(one.county.state, one)
    return Effect(
        len(gained),
        sum(one.county.population for one in gained),
        len(counties),
        sum(one.population for one in counties),
        _helpers(routing_map, surge, both),
        tuple(_place(routing_map, one) for one in list(largest.values())[:PLACES]),
        tuple(_waits(line, surge) for line in routing_map.lines),
    )


def _both(
    routing_map: RoutingMap, county: County, known: Occupancy, surge: Surge, at: datetime
) -> _Both:
    line = routing_map.line()
    needs = Needs(line.id, line.languages[0])
    origin = routing_map.place(routing_map.cell_of_county(county.fips))
    before, after = (
        decide(routing_map, origin, needs, known._replace(surge=one), at) for one in (None, surge)
    )
    return _Both(county, before, after)


def _helpers(routing_map: RoutingMap, surge: Surge, both: list[_Both]) -> tuple[Helper, ...]:
    counties = Counter(name for one in both for name in one.added)
    refused = {skip.center: skip.reason for one in both for skip in one.after.skipped}
    return tuple(
        Helper(
            routing_map.names[routing_map.parties[name]],
            counties[name],
            None if counties[name] else refused.get(name),
        )
        for name in surge.mutual_aid
    )


def _place(routing_map: RoutingMap, one: _Both) -> Place:
    def named(centers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(routing_map.names[routing_map.parties[name]] for name in centers)

    return Place(
        f"{one.county.name}, {one.county.state}", named(_local(one.before)), named(one.added)
    )


def _waits(line: Line, surge: Surge) -> tuple[str, int, int]:
    return line.name, line.max_local_wait_s, surge.local_wait_s or line.max_local_wait_s


def _local(decision: Decision) -> tuple[str, ...]:
    return tuple(leg.center for leg in decision.legs if leg.kind in _LOCAL)
