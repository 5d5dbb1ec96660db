"""Gives the site what it needs of other rooms: maps, overlays, figures, the atlas, test calls."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from harborline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from harborline.atlas.tables import Atlas
    from harborline.callflow.prompts import Say
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import MapKeeper
    from harborline.stores.totals import StoredTotals
    from harborline.web.site.ports import CallCount, LegCount, Serving, SitePorts


def site_ports(given: Settings) -> SitePorts:
    """Gives the ports of this process; nothing is opened or loaded before it is asked for."""
    from harborline.bootstrap.live_stores import database_url
    from harborline.bootstrap.test_calls import placing
    from harborline.demo.real_hotline import NATIONAL_HOTLINE
    from harborline.stores.overlays import open_overlays
    from harborline.stores.totals import open_totals
    from harborline.web.site.ports import Hotline, SitePorts

    maps, totals = _Maps(given), open_totals(given.data, database_url())
    return SitePorts(
        current_map=maps.current,
        publish=maps.publish,
        renew=maps.renew,
        roll_back=maps.roll_back,
        can_roll_back=maps.can_roll_back,
        serving=_serving(given),
        overlays=open_overlays(given.data, database_url()),
        atlas=_atlas(),
        leg_counts=_leg_counts(totals),
        call_counts=_call_counts(totals),
        hotline=Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial),
        place_test_call=placing(given, maps.current),
        recordings=_recordings(given),
        other_ways=(given.web, given.text),
    )


class _Maps:
    """The map that voice processes serve, looked for again when half a second has passed."""

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

    def publish(self, content: bytes) -> str:
        """Makes a map the one in use if callers can be served with it; gives its version."""
        return self._publish(content)

    def renew(self, content: bytes) -> str:
        """Does the same, and leaves the map to roll back to where it is."""
        return self._publish(content, self.current().version)

    def _publish(self, content: bytes, renews: str | None = None) -> str:
        from harborline.bootstrap.map_publishing import publish
        from harborline.core.golden import verify
        from harborline.core.routing_map import RoutingMap

        self._refuse_while_named()
        fresh = RoutingMap(memoryview(content))
        verify(fresh)
        self._refuse(fresh)
        publish(self._given, content, fresh.version, renews=renews)
        self._look_again()
        return fresh.version

    def can_roll_back(self) -> bool:
        """Tells whether a map is kept to go back to; the demo's own, which no data folder holds, is not."""
        from harborline.stores.map_files import previous_path

        return self._given.map is None and os.path.exists(previous_path(self._given.data))

    def roll_back(self) -> str:
        """Makes the map before it the one in use; gives its version."""
        from harborline.bootstrap.map_publishing import roll_back
        from harborline.core.golden import open_verified
        from harborline.stores.map_files import previous_path

        self._refuse_while_named()
        path = previous_path(self._given.data)
        if os.path.exists(path):
            self._refuse(open_verified(path))
        version = roll_back(self._given)
        self._look_again()
        return version

    def _refuse_while_named(self) -> None:
        from harborline.core.errors import HarborlineError

        if self._given.map is not None:
            raise HarborlineError(
                "HARBORLINE_MAP names the map that callers are served with, so another one would "
                "change nothing; unset it first."
            )

    def _refuse(self, routing_map: RoutingMap) -> None:
        """Raises for a map that no voice process would begin to serve."""
        from harborline.bootstrap import NO_NATIONAL_BACKUP, refuse_to_serve
        from harborline.core.errors import UnusableInput

        refuse_to_serve(routing_map, self._given)
        if not routing_map.demo and not self._given.national_backup:
            raise UnusableInput(NO_NATIONAL_BACKUP)

    def _look_again(self) -> None:
        with self._looking:
            self._looked_s = 0.0


_LOOK_S = 0.5


def _atlas() -> Callable[[], Atlas]:
    """Gives the atlas, loaded once, whoever asks first."""
    from threading import Lock

    from harborline.bootstrap import atlas

    loading, loaded = Lock(), cache(atlas)

    def ask() -> Atlas:
        with loading:
            return loaded()

    return ask


def _recordings(given: Settings) -> Callable[[tuple[Say, ...], str], tuple[Path, ...]]:
    from harborline.sounds.library import open_library

    library = open_library(given.data)

    def ask(says: tuple[Say, ...], line: str) -> tuple[Path, ...]:
        found = [library.paths(say, line) for say in says]
        return tuple(path for paths in found for path in paths) if all(found) else ()

    return ask


def _serving(given: Settings) -> Callable[[], tuple[Serving, ...]]:
    from harborline.stores.serving import who_serves
    from harborline.web.site.ports import Serving

    def ask() -> tuple[Serving, ...]:
        said = who_serves(given.data)
        return tuple(Serving(one.slot, one.version, one.seen_s, one.fault) for one in said)

    return ask


def _call_counts(
    totals: StoredTotals,
) -> Callable[[datetime, datetime], tuple[CallCount, ...]]:
    from harborline.web.site.ports import CallCount

    def ask(since: datetime, until: datetime) -> tuple[CallCount, ...]:
        return tuple(CallCount(*row) for row in totals.call_counts(since, until))

    return ask


def _leg_counts(totals: StoredTotals) -> Callable[[str], tuple[LegCount, ...]]:
    from datetime import UTC, time

    from harborline.web.site.ports import LegCount

    def ask(center: str) -> tuple[LegCount, ...]:
        return tuple(
            LegCount(datetime.combine(row.week, time(), UTC), row.reason, row.outcome, row.times)
            for row in totals.leg_counts(center)
        )

    return ask
