"""The network that the contract is run on: three centers in a row, two backups, a few lines.

Bellwether's ZIP 11101 is served by `near`; `next` and `third` agreed to be next closest.
"""

from __future__ import annotations

from typing import Any, TypeVar

from harborline.core.directory import Backup, Center, Line, ZipPolicy
from harborline.core.routing_map import RoutingMap
from small_world import map_of, network_of

TABLES = """
lines
id   | languages | national backups
main | en es     | team second

centers
id    | state | where     | serves       | notes
near  | WL    | 0.0, 10.1 | county 10001 | capacity 1
next  | WL    | 0.0, 10.6 | county 10003 |
third | WL    | 0.0, 11.5 | county 10005 | ring 25

state backups
id   | state
west | WL

national backups
id     | state
team   |
second |
"""

TELEPHONES = {
    "near": "+14155550101",
    "next": "+14155550102",
    "third": "+14155550103",
    "west": "+14155550104",
    "team": "+14155550105",
    "second": "+14155550106",
}
"""A number for each center and backup, so that a real switch reaches them by its trunk."""

MAIN = Line("main", "the Test Line", "+18005550199", ("en", "es"), ("team", "second"))


def _line(name: str, last_digits: int, **changes: Any) -> Line:
    """Gives the main line with a number of its own and these differences."""
    return MAIN._replace(id=name, number=f"+18005550{last_digits}", **changes)


DISCREET = _line("discreet", 191, discreet=True, zip_policy=ZipPolicy.ALWAYS)
LINES = (
    MAIN,
    DISCREET,
    _line("quick", 192, languages=("en",), zip_policy=ZipPolicy.NEVER),
    _line("staggered", 193, stagger_s=8),
    _line("named", 194, says_center_name=True),
)


def map_without(*gone: str) -> RoutingMap:
    """Gives the map of the same network without these lines and centers."""
    blocks = [block.splitlines() for block in TABLES.strip().split("\n\n")]
    network = network_of(blocks)
    return map_of(
        network._replace(
            lines=tuple(line for line in LINES if line.id not in gone),
            centers=tuple(map(_reachable, (c for c in network.centers if c.id not in gone))),
            state_backups=tuple(map(_reachable, network.state_backups)),
            national_backups=tuple(map(_reachable, network.national_backups)),
        )
    )


Party = TypeVar("Party", Center, Backup)


def _reachable(party: Party) -> Party:
    """Gives a center or backup whose telephone has a number."""
    only = party.destinations[0]._replace(address=TELEPHONES[party.id])
    return party._replace(destinations=(only,))


ROUTING_MAP = map_without()
