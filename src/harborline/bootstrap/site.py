"""Gives the site what it needs of other rooms: the map in use, the atlas, the hotline of a demo."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from harborline.settings import Settings

if TYPE_CHECKING:
    from harborline.atlas.tables import Atlas
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import MapKeeper
    from harborline.web.site.ports import SitePorts


def site_ports(given: Settings) -> SitePorts:
    """Gives the ports of this process; nothing is opened or loaded before it is asked for."""
    from harborline.bootstrap import atlas
    from harborline.demo.real_hotline import NATIONAL_HOTLINE
    from harborline.stores.map_files import publish_map
    from harborline.web.site.ports import Hotline, SitePorts

    in_use = _MapInUse(given)

    def publish(content: bytes) -> str:
        from harborline.bootstrap import refuse_to_serve
        from harborline.core.golden import verify
        from harborline.core.routing_map import RoutingMap

        fresh = RoutingMap(memoryview(content))
        verify(fresh)
        refuse_to_serve(fresh, given)
        publish_map(given.data, content)
        return fresh.version

    @cache
    def loaded() -> Atlas:
        return atlas()

    return SitePorts(
        current_map=in_use.current,
        publish=publish,
        atlas=loaded,
        hotline=Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial),
    )


class _MapInUse:
    """The map that voice processes serve, looked for again at each question, a second apart at most."""

    def __init__(self, given: Settings) -> None:
        from threading import Lock

        self._given = given
        self._keeper: MapKeeper | None = None
        self._looking = Lock()
        self._looked_s = 0.0

    def current(self) -> RoutingMap:
        """Gives the map in use. Raises UnusableMap when there is none."""
        from time import monotonic

        from harborline.stores.map_files import MapKeeper

        with self._looking:
            now_s = monotonic()
            if self._keeper is None:
                self._keeper, self._looked_s = MapKeeper(self._given.data, self._given.map), now_s
            elif now_s - self._looked_s > _LOOK_S:
                self._keeper.poll()
                self._looked_s = now_s
            return self._keeper.current()


_LOOK_S = 0.5
