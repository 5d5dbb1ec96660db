"""A data folder with a map in use, and the ports that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harborline.stores.map_files import publish_map
from publishing_house import House, map_before


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    from harborline.web.publishing.services import noticing
    from harborline.web.site.ports import install, site_ports
    from web_world import small_ports

    # These ports look at the file at once, so a row is doubted at once.
    monkeypatch.setattr(noticing, "_SETTLES", noticing._SETTLES * 0)
    former, made = site_ports(), House(tmp_path)
    install(
        small_ports(
            current_map=made.current_map,
            publish=made.publish,
            roll_back=made.roll_back,
            serving=lambda: made.serving,
        )
    )
    publish_map(made.data, map_before())
    yield made
    install(former)
