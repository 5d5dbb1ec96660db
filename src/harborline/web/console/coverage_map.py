"""Who serves each county, who would answer there now, and how a county is coloured for it.

Computed from the routing map by the same decision that callers get, with empty occupancy: nobody learns
that a center is on a call. What belongs to the map alone is kept by its version, the rest by minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from harborline.app.overlays import OverlayBook
from harborline.app.overlays import occupancy_of as heard
from harborline.atlas.tables import Atlas, County
from harborline.core.occupancy import Occupancy, Surge
from harborline.core.reasons import LegReason
from harborline.core.routing import Needs, decide
from harborline.core.routing_map import RoutingMap

COLOURS = 8
"""Neighbouring service areas differ in one of so many colours."""

_ALL = range(1, COLOURS + 1)

_KEPT = 4
"""Maps and minutes that are remembered: people look at the newest."""


class Answers(StrEnum):
    """Who is dialed first for a caller from a county."""

    SERVING = "serving"
    NEXT_CLOSEST = "next_closest"
    MUTUAL_AID = "mutual_aid"
    STATE_BACKUP = "state_backup"
    NATIONAL_BACKUP = "national_backup"


class Covered(NamedTuple):
    """A county in a routing map. `serving`: center ids in order; `chain`: how many centers may be dialed,
    next closest ones among them. `colour`: from 1, 0 = nobody serves it.
    """

    county: County
    serving: tuple[str, ...]
    chain: int
    colour: int


def coverage(routing_map: RoutingMap, atlas: Atlas) -> Mapping[str, Covered]:
    """Gives every county of the atlas by code, in order of code."""
    return _coverage(MapAndAtlas(routing_map.version, routing_map, atlas))


def answers_now(
    routing_map: RoutingMap, atlas: Atlas, overlays: OverlayBook, at: datetime
) -> Mapping[str, Answers]:
    """Gives who is dialed first in each county, in the minute of `at` (aware)."""
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    known = occupancy_of(overlays, at)
    kept = MapAndAtlas(routing_map.version, routing_map, atlas)
    return _answers(kept, minute, (known.paused, known.surge, known.paused_destinations))


def occupancy_of(overlays: OverlayBook, at: datetime) -> Occupancy:
    """Gives what overlays say at `at`, and nothing of who is on a call."""
    return heard(overlays.pauses(at), overlays.surge(at))


class MapAndAtlas(NamedTuple):
    """A map with its atlas, equal to another of the same version."""

    version: str
    routing_map: RoutingMap
    atlas: Atlas

    def __hash__(self) -> int:
        return hash((self.version, self.atlas.source))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MapAndAtlas)
            and self.version == other.version
            and self.atlas.source == other.atlas.source
        )


@lru_cache(maxsize=_KEPT)
def _coverage(kept: MapAndAtlas) -> Mapping[str, Covered]:
    routing_map, counties = kept.routing_map, kept.atlas.counties
    serving: dict[str, tuple[str, ...]] = {}
    lengths: dict[str, int] = {}
    for fips in counties:
        cell = routing_map.cell_of_county(fips)
        chain = routing_map.chain(cell) if cell else None
        serving[fips] = chain.ids[: chain.serving] if chain else ()
        lengths[fips] = len(chain.ids) if chain else 0
    colours = colouring({fips: ids[0] for fips, ids in serving.items() if ids}, counties)
    return {
        fips: Covered(
            county, serving[fips], lengths[fips], colours.get(next(iter(serving[fips]), ""), 0)
        )
        for fips, county in counties.items()
    }


def colouring(first: Mapping[str, str], counties: Mapping[str, County]) -> dict[str, int]:
    """Gives each center a colour from 1 to COLOURS that those next to it have not.

    `first`: county code -> the center that is dialed first there. Centers with most neighbours choose
    first; where all colours are taken, the one that is rarest around. The same input gives the same colours.
    """
    beside: dict[str, set[str]] = {center: set() for center in first.values()}
    for fips, center in first.items():
        for other in counties[fips].neighbours:
            neighbour = first.get(other, center)
            if neighbour != center:
                beside[center].add(neighbour)
                beside[neighbour].add(center)
    colours: dict[str, int] = {}
    for center in sorted(beside, key=lambda one: (-len(beside[one]), one)):
        taken = Counter(colours[other] for other in beside[center] if other in colours)
        turn = len(colours)  # spreads colours where neighbours leave a choice
        colours[center] = min((taken[one], (one + turn) % COLOURS, one) for one in _ALL)[2]
    return colours


@lru_cache(maxsize=_KEPT)
def _answers(
    kept: MapAndAtlas,
    at: datetime,
    overlaid: tuple[frozenset[str], Surge | None, frozenset[str]],
) -> Mapping[str, Answers]:
    routing_map = kept.routing_map
    line, (paused, surge, single) = routing_map.line(), overlaid
    needs = Needs(line.id, line.languages[0])
    occupancy = Occupancy(paused=paused, surge=surge, paused_destinations=single)
    found = {}
    for fips in kept.atlas.counties:
        origin = routing_map.place(routing_map.cell_of_county(fips))
        first = decide(routing_map, origin, needs, occupancy, at).legs[0]
        found[fips] = _OF_REASON[first.reason]
    return found


_OF_REASON = dict.fromkeys(LegReason, Answers.SERVING) | {
    LegReason.NEXT_CLOSEST: Answers.NEXT_CLOSEST,
    LegReason.MUTUAL_AID: Answers.MUTUAL_AID,
    LegReason.STATE_BACKUP: Answers.STATE_BACKUP,
    LegReason.NATIONAL_BACKUP: Answers.NATIONAL_BACKUP,
}
