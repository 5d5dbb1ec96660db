"""The directory's tests know the small country."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def small_atlas() -> Iterator[None]:
    from harborline.web.site.ports import install, site_ports
    from web_world import small_ports

    before = site_ports()
    install(small_ports())
    yield
    install(before)
