"""A folder of maps as the ports of the site see it, for tests of publishing.

The small country's map in use is a demo's, as is whatever is compiled of `web_world.make_network`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from harborline.core.errors import UnusableMap
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking import shadow
from harborline.stores.map_files import (
    open_in_use,
    previous_path,
    publish_map,
    published_path,
    roll_back_map,
)
from small_world import bytes_of, network_of

if TYPE_CHECKING:
    from harborline.web.site.ports import Serving

BEFORE = [
    ["lines", "id | languages | national backups", "main | en es | national"],
    ["centers", "id | where | state | serves | notes", "alder | 0.0, 10.0 | WL | county 10001 |"],
    ["national backups", "id", "national"],
]


class House:
    """The folder, and what ports do with it. `crashes`: the process dies right behind the file."""

    def __init__(self, data: Path) -> None:
        self.data = str(data)
        self.published = 0
        self.renewed = 0
        self.crashes = False
        self.serving: tuple[Serving, ...] = ()

    @property
    def path(self) -> Path:
        return Path(published_path(self.data))

    def current_map(self) -> RoutingMap:
        if not self.path.exists():  # the shipped demo map is of another country
            raise UnusableMap("There is no routing map here.")
        return open_in_use(self.data)[0]

    def publish(self, content: bytes) -> str:
        self.published += 1
        publish_map(self.data, content)
        if self.crashes:
            raise KeyboardInterrupt
        return RoutingMap(memoryview(content)).version

    def renew(self, content: bytes) -> str:
        self.renewed += 1
        publish_map(self.data, content, renews=True)
        if self.crashes:
            raise KeyboardInterrupt
        return RoutingMap(memoryview(content)).version

    def can_roll_back(self) -> bool:
        return Path(previous_path(self.data)).exists()

    def roll_back(self) -> str:
        version = roll_back_map(self.data)
        if self.crashes:
            raise KeyboardInterrupt
        return version


def map_before(*, demo: bool = True) -> bytes:
    """Gives the map that is in use before anything is published."""
    return bytes_of(network_of(BEFORE)._replace(demo=demo))


@contextmanager
def opened(data: Path) -> Iterator[House]:
    """Puts the map before into a folder, and makes the ports of the site lead there."""
    from harborline.web.publishing.services import noticing
    from harborline.web.site.ports import install, site_ports
    from web_world import small_ports

    former, house = site_ports(), House(data)
    publish_map(house.data, map_before())
    install(
        small_ports(
            current_map=house.current_map,
            publish=house.publish,
            renew=house.renew,
            roll_back=house.roll_back,
            can_roll_back=house.can_roll_back,
            serving=lambda: house.serving,
        )
    )
    # These ports look at the file at once, so a row is doubted at once; and few callers are enough.
    with (
        patch.object(noticing, "_SETTLES", timedelta()),
        patch.object(shadow, "CALLERS_AN_HOUR", 2),
    ):
        yield house
    install(former)
