"""Which adapter serves which port: the only room that knows. Imports stand inside functions.

Lives here: wiring, one module for each thing that is put together (voice, telephones, prompts, what
doctor looks at). May not: decide, parse or print. This file holds what most commands need, so it
imports next to nothing.
Called by: cli.
"""

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


def current_map(named: str | None = None, *, held: bool = True) -> RoutingMap:
    """Opens the named map file, else the one in use. Raises UnusableMap or UnusableInput.

    `held`: in memory, safe from whatever happens to the file; not needed for one question. What was
    named is not repeated: a number may have been typed in its place.
    """
    from harborline.core.errors import UnusableMap
    from harborline.stores.map_files import open_in_use

    given = read_settings()
    try:
        return open_in_use(given.data, named or given.map, verified=False, held=held)[0]
    except UnusableMap as fault:
        if named and f" at {named}" in str(fault):
            raise UnusableMap("There is no routing map under the name that was given.") from None
        raise


def atlas() -> Atlas:
    """Loads the atlas with the operator's imports. Raises UnusableAtlas."""
    from pathlib import Path

    from harborline.atlas.store import load

    return load(Path(read_settings().data) / "atlas")


def keep_map(content: bytes, out: str | None, *, publish: bool) -> list[str]:
    """Writes a map where it was asked for; gives the paths. Raises HarborlineError.

    A map that would not be served is not published.
    """
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import write_map

    version = ""
    if publish:
        fresh = RoutingMap(memoryview(content))
        refuse_to_serve(fresh, read_settings())
        version = fresh.version
    paths: list[str] = []
    if out is not None:
        write_map(out, content)
        paths.append(out)
    if publish:
        from harborline.bootstrap.map_publishing import publish as publish_everywhere

        paths.append(publish_everywhere(read_settings(), content, version))
    return [os.path.normpath(path) for path in paths]


def compiled_path() -> str:
    """Where a map is written that is neither named nor published."""
    return os.path.join(read_settings().data, "maps", "compiled.map")


def former_map() -> str | None:
    """Gives the path of the map before the published one, None where there is none."""
    from harborline.stores.map_files import previous_path

    path = os.path.normpath(previous_path(read_settings().data))
    return path if os.path.exists(path) else None


def refuse_to_serve(routing_map: RoutingMap, given: Settings) -> None:
    """Raises UnusableMap for a map with which no caller would reach anybody."""
    from harborline.core.errors import UnusableMap

    if routing_map.demo and given.national_backup:
        raise UnusableMap(NO_DEMO_HERE)
    if not routing_map.can_dial:
        raise UnusableMap(
            "This map decides but cannot dial, for it holds no addresses of destinations; add them "
            "to the document and compile it again."
        )


NO_DEMO_HERE = (
    "HARBORLINE_NATIONAL_BACKUP is set, so people call here, and nobody answers in the demo "
    "network; publish a real map, or unset it to try the demo."
)
NO_NATIONAL_BACKUP = (
    "Set HARBORLINE_NATIONAL_BACKUP to the number that is dialed when everything else fails; without "
    "it a published map is not served."
)
