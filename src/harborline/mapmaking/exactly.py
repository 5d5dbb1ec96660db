"""Gives back the network of a map with the weeks and days of its very tables, so that it compiles to them again.

`contents.py` gives the commonest week instead, which reads well and says nothing beyond the map's days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import TypeVar

from harborline.core.directory import Backup, Center, Destination, Network
from harborline.core.hours import Hours, Spans
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.contents import network_of

Destinations = Callable[[tuple[Destination, ...]], tuple[Destination, ...]]
Party = TypeVar("Party", Center, Backup)


def exactly(routing_map: RoutingMap) -> Network:
    """Gives the network of a map with the very weeks and days of its tables."""
    network, hours = network_of(routing_map), tuple(tables(routing_map))
    rows = iter(routing_map.sections["destination_schedule"])

    def with_tables(destinations: tuple[Destination, ...]) -> tuple[Destination, ...]:
        return tuple(one._replace(hours=hours[next(rows)]) for one in destinations)

    return _each(network, with_tables)


def tables(routing_map: RoutingMap) -> Iterator[Hours]:
    """Gives the hours of each schedule: its week, and the days whose pattern is another."""
    cut, first, days = routing_map.sections, routing_map.first_day, routing_map.days
    patterns = _patterns(cut)
    for number in range(len(cut["schedule_weekly"]) // 7):
        week = cut["schedule_weekly"][number * 7 : number * 7 + 7].tolist()
        dated = cut["schedule_days"][number * days : (number + 1) * days].tolist()
        usual = [week[(first + i - 1) % 7] for i in range(7)] * (days // 7 + 1)
        yield Hours(
            tuple(patterns[pattern] for pattern in week),
            tuple(
                (first + i, patterns[pattern])
                for i, pattern in enumerate(dated)
                if pattern != usual[i]
            ),
        )


def _patterns(cut: Mapping[str, memoryview]) -> list[Spans]:
    bounds, minutes = cut["pattern_offsets"], cut["pattern_minutes"].tolist()
    return [
        tuple(zip(minutes[first:last:2], minutes[first + 1 : last : 2], strict=True))
        for first, last in pairwise(bounds)
    ]


def over(network: Network, starts_on: date, days: int) -> Network:
    """Gives the network with other days; what was said of days outside them is forgotten."""
    first = starts_on.toordinal()

    def within(destinations: tuple[Destination, ...]) -> tuple[Destination, ...]:
        return tuple(
            one._replace(hours=_cut(one.hours, first, first + days)) for one in destinations
        )

    return _each(network, within)._replace(starts_on=starts_on, days=days)


def _cut(hours: Hours, first: int, last: int) -> Hours:
    return hours._replace(
        exceptions=tuple(one for one in hours.exceptions if first <= one[0] < last)
    )


def _each(network: Network, changed: Destinations) -> Network:
    """Gives the network with the destinations of everybody changed, in the order of the map."""
    return network._replace(
        centers=tuple(_with(one, changed) for one in network.centers),
        state_backups=tuple(_with(one, changed) for one in network.state_backups),
        national_backups=tuple(_with(one, changed) for one in network.national_backups),
    )


def _with(party: Party, changed: Destinations) -> Party:
    return party._replace(destinations=changed(party.destinations))
