"""Gives back the network of a map with the weeks and days of its very tables, so that it compiles to them again.

`contents.py` gives the commonest week instead, which reads well and says nothing beyond the map's days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from harborline.core.directory import Destination, Network
from harborline.core.hours import Hours, Spans
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.contents import network_of


def exactly(routing_map: RoutingMap) -> Network:
    """Gives the network of a map with the very weeks and days of its tables."""
    network, hours = network_of(routing_map), tuple(tables(routing_map))
    rows = iter(routing_map.sections["destination_schedule"])

    def withtables(destinations: tuple[Destination, ...]) -> tuple[Destination, ...]:
        return tuple(one._replace(hours=hours[next(rows)]) for one in destinations)

    return network._replace(
        **{
            parties: tuple(
                party._replace(destinations=withtables(party.destinations))
                for party in getattr(network, parties)
            )
            for parties in ("centers", "state_backups", "national_backups")
        }
    )


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

    def within(destination: Destination) -> Destination:
        dated = destination.hours.exceptions
        kept = tuple(one for one in dated if first <= one[0] < first + days)
        return destination._replace(hours=destination.hours._replace(exceptions=kept))

    return network._replace(
        starts_on=starts_on,
        days=days,
        **{
            parties: tuple(
                party._replace(destinations=tuple(map(within, party.destinations)))
                for party in getattr(network, parties)
            )
            for parties in ("centers", "state_backups", "national_backups")
        },
    )
