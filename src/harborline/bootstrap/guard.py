"""Puts the guard together: which Asterisk, which slots, and whose number is the last resort."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import MapKeeper

_MAP_LOOK_S = 1.0
_GIVES_UP_S = 5.0
"""How long, when it is told to end, it goes on for callers who still wait."""


def run_guard(say: Callable[[str], None]) -> int:
    """Guards until a signal ends it. Raises UnusableInput without an Asterisk to guard."""
    import signal
    import time

    from harborline.core.errors import UnusableInput
    from harborline.telephony.ari.beats import guard_beat
    from harborline.telephony.ari.guard import LOOK_S, Guard
    from harborline.telephony.ari.guard_switch import Switch
    from harborline.telephony.ari.slots import lock, most

    given = read_settings()
    if given.ari_url is None:
        raise UnusableInput(
            "Set HARBORLINE_ARI_URL; without an Asterisk there is nothing to guard."
        )
    held = None
    with suppress(Exception):  # the name by which the next `up` finds this guard, and no more
        held = lock(given.data, "guard")
    switch = Switch(given.ari_url, given.ari_user, given.ari_password or "")
    backup = NationalBackup(given)
    guard = Guard(given.data, most(given.voices), switch, backup, say, guard_beat(given.data))
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, _frame: told.append(caught))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    while not told:
        guard.look()
        time.sleep(LOOK_S)
    guard.end()
    until_s = time.monotonic() + _GIVES_UP_S
    guard.look()
    while not guard.is_done and time.monotonic() < until_s:
        time.sleep(LOOK_S)
        guard.look()
    if held is not None:
        held.release()
    return 0


class NationalBackup:
    """The address that Asterisk dials by itself: of the map in use, else of the settings."""

    def __init__(self, given: Settings) -> None:
        self._given = given
        self._keeper: MapKeeper | None = None
        self._due_s = float("-inf")
        self._set = dialable(given.national_backup)
        self._known = self._set

    def __call__(self) -> str | None:
        """Gives the address now; the last good one while no map can be read."""
        import time

        if time.monotonic() >= self._due_s:
            self._due_s = time.monotonic() + _MAP_LOOK_S
            with suppress(Exception):  # a map that is missing or damaged changes nothing
                self._known = self._look() or self._set or self._known
        return self._known

    def _look(self) -> str | None:
        from harborline.stores.map_files import MapKeeper

        if self._keeper is None:
            self._keeper = MapKeeper(self._given.data, self._given.map)
        self._keeper.poll()
        return first_address(self._keeper.current())


def first_address(routing_map: RoutingMap) -> str | None:
    """Gives the first address of a national backup of the first line that is open now."""
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    for backup in routing_map.line().national_backups:
        for destination in routing_map.destinations(backup, now):
            address = dialable(destination.address)
            if address is not None:
                return address
    return None


def dialable(address: str | None) -> str | None:
    """Gives an address as the dialplan dials it, None when it cannot."""
    from harborline.core.errors import UnusableInput
    from harborline.telephony.ari.config.plan import backup_address

    try:
        return None if address is None else backup_address(address)
    except UnusableInput:
        return None
