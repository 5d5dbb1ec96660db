"""Whom a practice call may ring: the destinations of the published map, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from harborline.core.addresses import comparable
from harborline.core.directory import Destination
from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap


class Place(NamedTuple):
    """A telephone to practise on. `address` is secret: a place shows nothing of itself.

    `line`: whose whisper is heard; `shows`: the number that is shown, the line's own.
    """

    center: str
    name: str
    address: str
    line: str
    language: str
    shows: str | None

    def __repr__(self) -> str:
        return "<Place>"


def place_of_center(routing_map: RoutingMap, center: str, at: datetime) -> Place:
    """Gives the telephone of a center or backup that rings first now. Raises UnusableInput."""
    _refuse_demo(routing_map)
    if center not in routing_map.parties:
        raise UnusableInput(
            "There is no such center in this map; `harborline network --json` lists the ids."
        )
    everywhere = routing_map.all_destinations(routing_map.parties[center])
    for destination in (*routing_map.destinations(center, at), *everywhere):
        if destination.address:
            return _place(routing_map, center, destination)
    raise UnusableInput("This map holds no address of that center.")


def place_of_number(routing_map: RoutingMap, number: str) -> Place:
    """Finds a number or SIP URI among the destinations of the map. Raises UnusableInput."""
    _refuse_demo(routing_map)
    wanted = comparable(number)
    for center, destination in _all(routing_map):
        if destination.address and comparable(destination.address) == wanted:
            return _place(routing_map, center, destination)
    raise UnusableInput(
        "That is nobody's number in the published map, and a practice call rings no other."
    )


def _refuse_demo(routing_map: RoutingMap) -> None:
    if routing_map.demo:
        raise UnusableInput(
            "The demo network's centers have no telephones; publish a map of real ones first."
        )


def _all(routing_map: RoutingMap) -> Iterator[tuple[str, Destination]]:
    for center, index in routing_map.parties.items():
        for destination in routing_map.all_destinations(index):
            yield center, destination


def _place(routing_map: RoutingMap, center: str, destination: Destination) -> Place:
    line, name = routing_map.line(), routing_map.names[routing_map.parties[center]]
    address = destination.address or ""
    return Place(center, name, address, line.id, line.languages[0], line.number)
