"""The directory's tests know the small country, and read English whatever a test before them spoke."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def small_atlas() -> Iterator[None]:
    from django.utils.translation import override

    from harborline.web.site.ports import install, site_ports
    from web_world import small_ports

    before = site_ports()
    install(small_ports())
    with override("en"):
        yield
    install(before)
