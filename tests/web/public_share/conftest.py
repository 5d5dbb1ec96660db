"""The small country with a line that has a real number; or as a demo, which names the real hotline instead.

What needs Django is imported inside: pytest may read this file before Django is set up.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest

from harborline.core.routing_map import RoutingMap
from harborline.web.site.ports import Hotline, SitePorts, install, site_ports
from publishing_house import BEFORE
from small_world import country, map_of, network_of

if TYPE_CHECKING:
    from harborline.web.directory.models import Center

HOTLINE = Hotline("RAINN National Sexual Assault Hotline", "800-656-4673", "+18006564673")


class OpenSite(Protocol):
    def __call__(self, *, demo: bool = False) -> SitePorts: ...


@cache
def small_map(*, demo: bool) -> RoutingMap:
    network = network_of(BEFORE)
    line = network.lines[0]._replace(name="Someone Always There", number="+18006564673")
    return map_of(network._replace(demo=demo, lines=(line,)))


@pytest.fixture(autouse=True)
def open_site() -> Iterator[OpenSite]:
    """Gives a function that opens the site as a demo, or as a real one, which it is at first."""
    before = site_ports()

    def opened(*, demo: bool = False) -> SitePorts:
        ports = SitePorts(
            current_map=lambda: small_map(demo=demo),
            atlas=country,
            hotline=HOTLINE if demo else None,
        )
        install(ports)
        return ports

    opened()
    yield opened
    install(before)


@pytest.fixture
def alder(db: None) -> Center:
    """Writes a center of Westland with a number that somebody answers."""
    from harborline.web.directory.models import PublicNumber
    from web_world import make_center

    row = make_center("alder", counties=["10001"], name="Alder House", state="NC")
    PublicNumber.objects.create(center=row, number="+17045551234", label="Hotline")
    return row
