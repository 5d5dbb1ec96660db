"""Cycles of forwarding: numbers that centers publish and that lead round to each other.

A number that a center publishes and rings itself ends there. One that it publishes and does not ring
goes on to whoever it does ring; when that leads back, callers go round. What a carrier forwards is
not known here: the call itself notices that (`looping`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from harborline.core.addresses import comparable
from harborline.core.directory import Network

Published = Mapping[str, tuple[str, ...]]
"""The public numbers of each center, by its id."""


def digits_of(number: str) -> str:
    """Gives the last ten digits, by which two ways of writing a number are one; of a SIP URI, its number's.

    An extension beside its host is no number, and has none.
    """
    text = comparable(number)
    return "" if "@" in text else "".join(c for c in text if c.isdigit())[-10:]


def cycles(network: Network, published: Published) -> Iterator[str]:
    """Gives one sentence for each cycle of centers; it names no number."""
    onward = _onward(network, published)
    while cycle := _a_cycle(onward):
        yield (
            f"Calls would go in a circle, from {' to '.join((*cycle, cycle[0]))}; let each ring "
            "the number where its own people pick up."
        )
        for center in cycle:
            del onward[center]


def _onward(network: Network, published: Published) -> dict[str, set[str]]:
    """Gives to which other centers the calls of a center go on."""
    rung = {
        center.id: {digits_of(place.address) for place in center.destinations if place.address}
        - {""}
        for center in network.centers
    }
    holders: dict[str, set[str]] = {}
    for center, listed in published.items():
        for number in listed:
            holders.setdefault(digits_of(number), set()).add(center)
    found: dict[str, set[str]] = {}
    for center, numbers in rung.items():
        found[center] = set()
        for number in numbers:
            own = holders.get(number, set())
            # One that two centers publish, or whose center rings it too, ends where it is.
            if len(own) == 1 and not any(number in rung.get(holder, ()) for holder in own):
                found[center] |= own
    return found


def _a_cycle(onward: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Gives the centers of one cycle, from the smallest id on in the direction of the calls."""
    try:
        TopologicalSorter({name: sorted(to) for name, to in sorted(onward.items())}).prepare()
    except CycleError as found:
        ring = found.args[1][:0:-1]  # it tells them backwards, the first one twice
        first = ring.index(min(ring))
        return (*ring[first:], *ring[:first])
    return ()
