"""What voice tests lean on: the shipped demo map, and a client of the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib.resources import files

import httpx
import pytest

from harborline.core.errors import UnusableMap
from harborline.core.routing_map import RoutingMap, read_file
from harborline.voice.ports import VoiceServices
from voice.fakes import Switchboard, browsing, services_of


@pytest.fixture(scope="session")
def demo_map() -> RoutingMap:
    return read_file(str(files("harborline.demo").joinpath("demo.map")))


@pytest.fixture
def switchboard() -> Switchboard:
    return Switchboard()


@pytest.fixture(scope="session")
def base_services(demo_map: RoutingMap) -> VoiceServices:
    """For tests that make their own examples, and may share what they are served by."""
    return services_of(demo_map, Switchboard())


@pytest.fixture
def services(demo_map: RoutingMap, switchboard: Switchboard) -> VoiceServices:
    return services_of(demo_map, switchboard)


@pytest.fixture
async def client(services: VoiceServices) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(services) as opened:
        yield opened


@pytest.fixture
def services_without_map(services: VoiceServices) -> VoiceServices:
    def no_map() -> RoutingMap:
        raise UnusableMap("There is no routing map.")

    return services._replace(current_map=no_map)
