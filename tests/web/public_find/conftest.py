"""The finder with the demo's map, the shipped atlas, and the recordings that we ship."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from harborline.demo.real_hotline import NATIONAL_HOTLINE
from harborline.sounds.library import open_library
from harborline.web.site.ports import Hotline, SitePorts, install, site_ports
from public_find_world import NIGHT, atlas, demo_map


@pytest.fixture
def ports(db: None, tmp_path: Path) -> Iterator[SitePorts]:
    """Installs the demo's map and atlas, with the recordings that we ship."""
    before = site_ports()
    library = open_library(str(tmp_path))
    made = SitePorts(
        current_map=demo_map,
        atlas=atlas,
        hotline=Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial),
        recordings=lambda says, line: tuple(
            path for say in says for path in library.paths(say, line)
        ),
    )
    install(made)
    yield made
    install(before)


@pytest.fixture
def at_night(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Lets it be three in the morning in New York for whoever asks."""
    monkeypatch.setattr(
        "harborline.web.public.find.views.timezone", SimpleNamespace(now=lambda: NIGHT)
    )
    return NIGHT
