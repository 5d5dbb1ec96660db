"""What tests of the exchange share: a small network, its atlas, and a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def small_site(db: None) -> Iterator[dict[str, Any]]:
    """Gives the centers of the small network by id, with the small country's atlas installed."""
    from harborline.web.site.ports import install, site_ports
    from web_world import make_network, small_ports

    before = site_ports()
    install(small_ports())
    yield make_network()
    install(before)


@pytest.fixture
def key(db: None) -> str:
    """Gives the secret of an integrator's key."""
    from harborline.web.accounts.permissions import Role
    from harborline.web.accounts.services import make_key

    return make_key("system:test", "A partner", Role.INTEGRATOR, 6000)


@pytest.fixture
def asking(small_site: dict[str, Any], key: str) -> Client:
    """Gives a client that sends the key."""
    from django.test import Client

    return Client(headers={"Authorization": f"Bearer {key}"})
