"""Which adapter serves which port: the only file that knows. Imports stand inside functions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.atlas.tables import Atlas
    from harborline.core.routing_map import RoutingMap


def settings() -> Settings:
    """Gives the settings of this process. Raises UnusableInput."""
    return read_settings()


def current_map(named: str | None = None) -> RoutingMap:
    """Opens the named map file, else the one in use. Raises UnusableMap or UnusableInput."""
    from harborline.stores.map_files import open_in_use

    given = read_settings()
    return open_in_use(given.data, named or given.map)[0]


def atlas() -> Atlas:
    """Loads the atlas with the operator's imports. Raises UnusableAtlas."""
    from pathlib import Path

    from harborline.atlas.store import load

    return load(Path(read_settings().data) / "atlas")


def keep_map(content: bytes, out: str | None, *, publish: bool) -> list[str]:
    """Writes a map where it was asked for; gives the paths. Raises HarborlineError."""
    from harborline.stores.map_files import publish_map, write_map

    paths: list[str] = []
    if out is not None:
        write_map(out, content)
        paths.append(out)
    if publish:
        paths.append(publish_map(read_settings().data, content))
    return [os.path.normpath(path) for path in paths]
