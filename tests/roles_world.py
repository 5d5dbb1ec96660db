"""What the paths of tests/data/roles.txt name: a network, and one of each thing a path may ask for.

A row says `number=@proposal` for what stands here under `@proposal`.
"""

from __future__ import annotations

from collections.abc import Mapping

from harborline.web.freshness.links import link_of
from web_world import make_network


def make_world() -> Mapping[str, str]:
    """Writes the rows, and gives the names of what has one."""
    centers = make_network()
    alder = centers["alder"]
    return {
        "@destination": str(alder.destinations.all()[0].pk),
        "@link": link_of(alder).rpartition("/")[2],
    }
