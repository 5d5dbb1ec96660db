"""Gives back the network that a routing map was compiled from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from harborline.core.directory import Backup, Center, Destination, Network, Rollover
from harborline.core.map_format import (
    FLAG_ACCEPTS,
    FLAG_CONFIDENTIAL,
    FLAG_INTERPRETER,
    FLAG_PAUSED,
)
from harborline.core.routing_map import RoutingMap

_ROLLOVERS = tuple(Rollover)


def network_of(routing_map: RoutingMap) -> Network:
    """Gives lines, centers and backups, each sorted by id, with hours and service areas."""
    reader = _Reader(routing_map)
    states = {number: state for state, number in routing_map.state_backups.items()}
    count = routing_map.center_count
    nationals = range(count + len(states), len(routing_map.ids))
    return Network(
        routing_map.lines,
        tuple(reader.center(number) for number in range(count)),
        tuple(reader.backup(number, states[number]) for number in sorted(states)),
        tuple(reader.backup(number, None) for number in nationals),
        routing_map.starts_on,
        routing_map.days,
        routing_map.rules,
        routing_map.demo,
    )


class _Reader:
    def __init__(self, routing_map: RoutingMap) -> None:
        self._map = routing_map
        self._cut = routing_map.sections

    def center(self, number: int) -> Center:
        cut, flags = self._cut, self._cut["party_flags"][number]
        lat, lon = self._map.point(number)
        capacity = cut["party_capacity"][number]
        return Center(
            id=self._map.ids[number],
            name=self._map.names[number],
            state=self._map.states[cut["party_state"][number]],
            lat=lat,
            lon=lon,
            counties=self._area(number, "party_counties", "area_counties"),
            zips=self._area(number, "party_zips", "area_zips"),
            zone=self._map.zones[cut["party_zone"][number]],
            languages=self._languages(number),
            destinations=self._destinations(number),
            rank=cut["party_rank"][number],
            rollover=_ROLLOVERS[cut["party_rollover"][number]],
            capacity=None if capacity < 0 else capacity,
            interpreter=bool(flags & FLAG_INTERPRETER),
            paused=bool(flags & FLAG_PAUSED),
            accepts_calls=bool(flags & FLAG_ACCEPTS),
            expires_on=_day(cut["party_expires"][number]),
            ring_s=cut["party_ring_s"][number],
            confidential=bool(flags & FLAG_CONFIDENTIAL),
            verified_on=_day(cut["party_verified"][number]),
        )

    def backup(self, number: int, state: str | None) -> Backup:
        cut = self._cut
        return Backup(
            self._map.ids[number],
            self._map.names[number],
            state,
            self._map.zones[cut["party_zone"][number]],
            self._languages(number),
            self._destinations(number),
            bool(cut["party_flags"][number] & FLAG_PAUSED),
            _day(cut["party_expires"][number]),
            cut["party_ring_s"][number],
        )

    def _area(self, number: int, bounds: str, values: str) -> tuple[str, ...]:
        first, last = self._cut[bounds][number : number + 2]
        found: Sequence[int] = self._cut[values][first:last].tolist()
        if values == "area_counties":
            found = [self._cut["county_fips"][index] for index in found]
        return tuple(f"{code:05d}" for code in found)

    def _languages(self, number: int) -> tuple[str, ...]:
        bits = self._cut["party_languages"][number]
        return tuple(word for word, bit in self._map.languages.items() if bits & bit)

    def _destinations(self, number: int) -> tuple[Destination, ...]:
        return self._map.all_destinations(number)


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
