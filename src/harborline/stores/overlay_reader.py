"""The overlays that a voice process decides with: read once a second in a thread of its own.

A call never waits for a database. While the store cannot be read, the last overlays that were known
hold on until they end; a copy of them lies in the data folder, so that a restart forgets none even
when the store is on another machine and away.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any, NamedTuple, Protocol

from harborline.app.overlays import OverlayBook, SurgeOn, holds
from harborline.core.directory import ZipPolicy
from harborline.core.occupancy import Surge

EVERY_S = 1.0
_NOTHING: frozenset[tuple[str, str]] = frozenset()
_Until = tuple[str, str, datetime]
"""A center, one destination of it or nothing, and until when."""


class WaitingBook(OverlayBook, Protocol):
    """A book that knows when it is worth while to look again."""

    def wait(self, seconds: float) -> None:
        """Waits until there may be news, `seconds` at most."""

    def close(self) -> None:
        """Lets the connection go."""


class Known(NamedTuple):
    """What was read last. `paused`: centers whole, or one destination each."""

    paused: tuple[_Until, ...] = ()
    surge: SurgeOn | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OverlayReader:
    """Overlays for app.calls; `start` and `stop` its thread, `look` is one turn of it.

    `copy`: the file that keeps what is known. `lifted` is called in that thread with the centers whose
    pause has ended; `say` with one sentence when the store can no longer be read.
    """

    def __init__(
        self,
        book: WaitingBook,
        copy: str,
        *,
        lifted: Callable[[frozenset[str]], None] = lambda _centers: None,
        say: Callable[[str], None] = lambda _sentence: None,
        now: Callable[[], datetime] = _utc_now,
        every_s: float = EVERY_S,
    ) -> None:
        self._book, self._copy, self._now, self._every_s = book, copy, now, every_s
        self._lifted, self._say = lifted, say
        self._known = _read_copy(copy)
        self._were = self._lasting()
        self._fault: str | None = None
        self._first, self._ending = Event(), Event()
        self._thread: Thread | None = None

    def paused(self) -> frozenset[str]:
        """Gives the centers that are paused now, whole."""
        return frozenset(center for center, one in self._lasting() if not one)

    def paused_destinations(self) -> frozenset[str]:
        """Gives the single destinations that are paused now."""
        return frozenset(one for _, one in self._lasting() if one)

    def _lasting(self) -> frozenset[tuple[str, str]]:
        known = self._known.paused
        if not known:
            return _NOTHING
        now = self._now()
        return frozenset((center, one) for center, one, until in known if holds(until, now))

    def surge(self) -> Surge | None:
        """Gives the surge that is on now."""
        known = self._known.surge
        return known.surge if known is not None and holds(known.until, self._now()) else None

    def start(self) -> None:
        """Begins to look."""
        self._thread = Thread(target=self._run, name="overlays", daemon=True)
        self._thread.start()

    def wait_for_first(self, seconds: float) -> bool:
        """Waits until the store was looked at once, well or not; False if that takes longer."""
        return self._first.wait(seconds)

    def stop(self) -> None:
        """Ends the thread within a second or two."""
        self._ending.set()

    def look(self) -> None:
        """Reads the store once; whatever is wrong with it changes nothing that is known."""
        try:
            now = self._now()
            pauses = self._book.pauses(now)
            paused = tuple((one.center, one.destination, one.until) for one in pauses)
            fresh = Known(paused, self._book.surge(now))
        except Exception as fault:  # noqa: BLE001 -- what is known goes on to hold
            self._tell(_SENTENCE.format(fault))
        else:
            self._tell(None)
            if fresh != self._known:
                self._known = fresh
                _write_copy(self._copy, fresh)
        lasting = self._lasting()
        ended, self._were = self._were - lasting, lasting
        if ended:
            self._lifted(frozenset(center for center, _ in ended))

    def _run(self) -> None:
        while not self._ending.is_set():
            began_s = time.monotonic()
            with suppress(Exception):  # `lifted` is somebody else's
                self.look()
            self._first.set()
            left_s = self._every_s - (time.monotonic() - began_s)
            if self._fault is None and left_s > 0:
                self._book.wait(left_s)
            else:
                self._ending.wait(max(left_s, 0.1))
        self._book.close()

    def _tell(self, sentence: str | None) -> None:
        """Says a sentence when it is new."""
        if sentence is not None and self._fault is None:
            self._say(sentence)
        self._fault = sentence


_SENTENCE = "Pauses and surges cannot be read; those known before go on to hold. {}"


def _read_copy(path: str) -> Known:
    """Gives what was known when this machine last read the store; nothing from a file that is no copy."""
    with suppress(Exception):  # whatever it holds, calls are decided
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        single = kept.get("destinations", {})  # a copy of an earlier version has none
        paused = (
            *((str(one), "", _aware(until)) for one, until in kept["paused"].items()),
            *((str(center), one, _aware(until)) for one, (center, until) in single.items()),
        )
        surge = kept["surge"]
        if surge is None:
            return Known(paused)
        return Known(paused, SurgeOn(_surge(surge), _aware(surge["until"]), ""))
    return Known()


def _surge(kept: dict[str, Any]) -> Surge:
    policy, wait_s = kept.get("zip_policy"), kept.get("local_wait_s")
    return Surge(
        tuple(map(str, kept["mutual_aid"])),
        ZipPolicy(policy) if policy else None,
        int(wait_s) if wait_s else None,
        bool(kept.get("wait_notice")),
    )


def _aware(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _write_copy(path: str, known: Known) -> None:
    """Keeps what is known; who switched it is not needed to decide and is left out."""
    surge = known.surge and {
        **known.surge.surge._asdict(),
        "until": known.surge.until.isoformat(),
    }
    paused = {center: until.isoformat() for center, one, until in known.paused if not one}
    single = {one: (center, until.isoformat()) for center, one, until in known.paused if one}
    part = f"{path}.{os.getpid()}.part"
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(part, "w", encoding="utf-8") as file:
            json.dump({"paused": paused, "destinations": single, "surge": surge}, file)
        os.replace(part, path)
