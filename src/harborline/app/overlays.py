"""Overlays: changes that hold at once, without a publish, and end by themselves.

A pause keeps a center, or one destination of it, from being rung; a surge lets other centers help and
changes what callers are asked, how long the centers near them are tried, and what they hear. Each ends within `LONGEST`. What is kept is a row for each overlay, so that a restart forgets none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from harborline.core.errors import UnusableInput
from harborline.core.occupancy import Occupancy, Surge

LONGEST = timedelta(hours=24)
_CLOCKS_DIFFER = timedelta(hours=1)


class Pause(NamedTuple):
    """A center, or one `destination` of it by id, that is not rung until `until` (aware, UTC).

    `destination`: empty = the center whole. `by`: who paused it.
    """

    center: str
    until: datetime
    by: str
    destination: str = ""


class SurgeOn(NamedTuple):
    """A surge that is on until `until` (aware, UTC). `by`: who switched it on."""

    surge: Surge
    until: datetime
    by: str


class OverlayBook(Protocol):
    """Keeps overlays where every voice process sees them within two seconds."""

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        """Gives the pauses that hold at `at`, by center id, the whole center's first."""

    def surge(self, at: datetime) -> SurgeOn | None:
        """Gives the surge that holds at `at`."""

    def pause(self, pause: Pause) -> None:
        """Pauses a center or a destination, or changes until when."""

    def resume(self, center: str, destination: str = "") -> None:
        """Ends one pause and no other; does nothing where there is none."""

    def switch_surge(self, surge: SurgeOn | None) -> None:
        """Switches a surge on, or off."""


class NoOverlayBook:
    """Keeps nothing."""

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        del at
        return ()

    def surge(self, at: datetime) -> SurgeOn | None:
        del at
        return None

    def pause(self, pause: Pause) -> None:
        """Forgets at once."""

    def resume(self, center: str, destination: str = "") -> None:
        """Nothing was paused."""

    def switch_surge(self, surge: SurgeOn | None) -> None:
        """Forgets at once."""


def occupancy_of(pauses: Iterable[Pause], surge: SurgeOn | None) -> Occupancy:
    """Gives what overlays say to a decision, and nothing of who is on a call."""
    held = tuple(pauses)
    return Occupancy(
        paused=frozenset(one.center for one in held if not one.destination),
        surge=surge.surge if surge else None,
        paused_destinations=frozenset(one.destination for one in held if one.destination),
    )


def holds(ends: datetime, at: datetime) -> bool:
    """Tells whether an overlay that ends at `ends` holds at `at`.

    One that ends later than any can was written, or is read, by a clock that is wrong: it counts for
    nothing, or it would outlive its end by as much.
    """
    return at < ends <= at + LONGEST + _CLOCKS_DIFFER


def until(at: datetime, lasts: timedelta) -> datetime:
    """Gives when an overlay ends that begins at `at`. Raises UnusableInput beyond `LONGEST`."""
    if not timedelta() < lasts <= LONGEST:
        raise UnusableInput("Choose an end within the next 24 hours; it can be set again then.")
    return at + lasts
