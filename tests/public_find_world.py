"""What the finder's tests share: the demo's map and the shipped atlas, each read once."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from harborline.atlas.store import load
from harborline.atlas.tables import Atlas
from harborline.core.routing import Evidence, locate
from harborline.core.routing_map import Chain, RoutingMap, read_file
from harborline.stores.map_files import demo_map_path

NIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Three in the morning in New York."""


@cache
def demo_map() -> RoutingMap:
    return read_file(demo_map_path())


@cache
def atlas() -> Atlas:
    return load()


def chain_of(**place: str) -> Chain:
    """Gives who is asked for a place, in order."""
    return demo_map().chain(locate(demo_map(), Evidence(**place)).cell)  # type: ignore[arg-type]
