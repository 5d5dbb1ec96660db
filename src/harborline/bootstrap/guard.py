"""Puts the guard together: which Asterisk, which slots, and whose number is the last resort."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import MapKeeper
    from harborline.telephony.ari.guard import Guard
    from harborline.telephony.slots import Lock

_MAP_LOOK_S = 1.0
_GIVES_UP_S = 5.0
"""How long, when it is told to end, it goes on for callers who still wait."""
_MISSES_S = 10.0
"""How long Asterisk may be silent before whoever talked there is taken to be gone."""


def run_guard(say: Callable[[str], None]) -> int:
    """Guards until a signal ends it. Raises UnusableInput without an Asterisk to guard.

    A first signal ends it when nobody waits any more; if callers still talk, a process of its own
    looks after them until they have hung up, or until a second signal.
    """
    import signal
    import time

    from harborline.bootstrap.voice import write_no_core
    from harborline.core.errors import UnusableInput
    from harborline.telephony.ari.guard import LOOK_S, Guard
    from harborline.telephony.ari.guard_switch import Switch
    from harborline.telephony.beats import guard_beat
    from harborline.telephony.slots import most

    write_no_core()  # what Asterisk lists holds callers' numbers
    given = read_settings()
    if given.ari_url is None:
        raise UnusableInput(
            "Set HARBORLINE_ARI_URL; without an Asterisk there is nothing to guard."
        )
    switch = Switch(given.ari_url, given.ari_user, given.ari_password or "")
    backup = NationalBackup(given)
    guard = Guard(given.data, most(given.voices), switch, backup, say, guard_beat(given.data))
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, _frame: told.append(caught))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    name = _Name(given.data)
    while not told:
        name.take()
        guard.look()
        time.sleep(LOOK_S)
    guard.end()
    until_s = time.monotonic() + _GIVES_UP_S
    guard.look()
    while not guard.is_done and time.monotonic() < until_s:
        time.sleep(LOOK_S)
        guard.look()
    if guard.talking:
        _stay(guard, name, say, lambda: len(told) > 1)
    name.release()
    return 0


def _stay(
    guard: Guard, name: _Name, say: Callable[[str], None], is_told: Callable[[], bool]
) -> None:
    """Goes on in a process of its own while callers talk: one who is left alone needs somebody.

    Whoever waits for this process to end waits no longer.
    """
    import time

    from harborline.telephony.ari.guard import LOOK_S

    who = "1 caller talks" if guard.talking == 1 else f"{guard.talking} callers talk"
    with suppress(Exception):
        say(
            f"{who} on; the guard stays in the background until they have hung up, or until the "
            "next `harborline up`."
        )
    if os.fork():
        return
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # whoever reads our words would wait for more of them
        os.dup2(silence, stream)
    name.sign()
    reached_s = time.monotonic()
    while guard.talking or not guard.is_done:
        if is_told() or time.monotonic() - reached_s > _MISSES_S:
            break
        time.sleep(LOOK_S)
        guard.look()
        if guard.reaches:
            reached_s = time.monotonic()


class _Name:
    """The lock by which the next `up` finds this guard; a guard without one guards all the same."""

    def __init__(self, data: str) -> None:
        self._data = data
        self._held: Lock | None = None

    def take(self) -> None:
        """Takes it, if nobody holds it."""
        from harborline.telephony.slots import lock

        if self._held is None:
            with suppress(Exception):
                self._held = lock(self._data, "guard")

    def sign(self) -> None:
        """Says that it is this process's now."""
        if self._held is not None:
            self._held.sign()

    def release(self) -> None:
        """Lets it go."""
        if self._held is not None:
            self._held.release()


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
