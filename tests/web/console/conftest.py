"""What tests of the console share: ports of a small country, and a center with something on each page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from harborline.web.directory.models import Center

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("America/New_York"))
"""A Monday."""


class OverlaysInMemory:
    """An overlay book that forgets with its test."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.surge_on: Any = None

    def pauses(self, at: datetime) -> tuple[Any, ...]:
        return tuple(pause for _, pause in sorted(self.kept.items()) if pause.until > at)

    def surge(self, at: datetime) -> Any:
        return self.surge_on if self.surge_on and self.surge_on.until > at else None

    def pause(self, pause: Any) -> None:
        self.kept[pause.center + pause.destination] = pause

    def resume(self, center: str, destination: str = "") -> None:
        self.kept.pop(center + destination, None)

    def switch_surge(self, surge: Any) -> None:
        self.surge_on = surge


@pytest.fixture
def overlays() -> OverlaysInMemory:
    return OverlaysInMemory()


@pytest.fixture
def ports(overlays: OverlaysInMemory) -> Iterator[Any]:
    """Installs ports of the small country for one test; gives the function that changes them."""
    from harborline.web.site.ports import install, site_ports
    from web_world import small_ports

    before = site_ports()
    install(small_ports(overlays=overlays))

    def change(**fields: Any) -> None:
        install(site_ports()._replace(**fields))

    yield change
    install(before)


@pytest.fixture
def alder(db: None, ports: Any) -> Center:
    """Writes the small network and gives its center of county 10001, with an entry that says much."""
    from harborline.core.listings import ContactKind
    from harborline.web.directory.models import HoursException, OnCallPerson, PublicNumber
    from web_world import make_network

    center = make_network()["alder"]
    PublicNumber.objects.create(center=center, number="+12125550111", kind=ContactKind.VOICE)
    OnCallPerson.objects.create(center=center, name="Bea", address="+12125550177")
    HoursException.objects.create(center=center, day="2026-12-25", spans=[], reason="Christmas")
    return center
