"""A map gives back the network that it was compiled from."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import random_networks
import small_world
from harborline.core.directory import Backup, Center, Network
from harborline.core.hours import spans_on, union
from harborline.mapmaking.checks import parties_of, settled
from harborline.mapmaking.contents import network_of


def days_of(network: Network, party: Center | Backup) -> list[object]:
    """Gives a party's hours day by day: other words for the same hours are the same."""
    first = network.starts_on.toordinal()
    hours = union(destination.hours for destination in party.destinations)
    return [spans_on(hours, first + day) for day in range(network.days)]


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 12))
def test_what_goes_in_comes_out(seed: int, size: int) -> None:
    given_network = settled(random_networks.network(seed, size), small_world.country())
    read = network_of(small_world.map_of(given_network))
    assert read.lines == given_network.lines
    assert read[4:] == given_network[4:]
    for ours, theirs in zip(parties_of(read), parties_of(given_network), strict=True):
        assert days_of(read, ours) == days_of(given_network, theirs)
        assert ours._replace(destinations=(), languages=()) == theirs._replace(
            destinations=(), languages=()
        )
        assert set(ours.languages) == set(theirs.languages)
        assert len(ours.destinations) == len(theirs.destinations)


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.integers(0, 12))
def test_and_compiles_to_the_same_bytes(seed: int, size: int) -> None:
    first = small_world.map_of(random_networks.network(seed, size))
    again = small_world.map_of(network_of(first))
    assert small_world.draft_of(network_of(again)) == small_world.draft_of(network_of(first))
    assert again.version == first.version


def test_destinations_keep_what_they_are() -> None:
    network = small_world.network_of(
        [
            ["lines", "id | languages | national backups | military", "main | en es | team | team"],
            ["centers", "id | where | state | serves | notes",
             "aster | 0.0, 10.1 | WL | county 10001 | hours 24/7 + Mo-Fr 09:00-17:00"],
            ["state backups", "id | state", "il-team | IL", "el-team | EL"],
            ["national backups", "id", "team"],
        ]
    )  # fmt: skip
    read = network_of(small_world.map_of(network))
    assert read == network._replace(state_backups=network.state_backups[::-1])
