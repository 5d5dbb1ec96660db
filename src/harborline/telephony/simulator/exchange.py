"""Several simulated callers at once, paced by the real clock: what the web dial pad drives.

Lives here: pacing, and one stream of observations per call. May not: decide anything; the tree
is `callflow`, the order of things `app.calls`, simulated carrier and centers are `app.py`.
All methods are called from one asyncio event loop. Faults of the caller of this class are
`UnusableInput`; an unknown or finished call id is answered with `UnknownCall` (errors.py).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Self

from harborline.app.ports import MapSource
from harborline.callflow.events import LineType
from harborline.telephony.simulator.observations import Observation


class SimulatedExchange:
    """Runs simulated calls against the current routing map, 1 to 60 times as fast as real time.

    `starts_at`: the simulated UTC time at which the exchange begins (aware); `seed` makes
    place codes and call ids repeatable. Use it as `async with SimulatedExchange(...) as exchange`:
    time passes only inside.
    """

    def __init__(
        self, maps: MapSource, *, starts_at: datetime, seed: int, speed: float = 1.0
    ) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        """Lets simulated time pass."""
        raise NotImplementedError

    async def __aexit__(self, *_: object) -> None:
        """Stops time and forgets every call."""
        raise NotImplementedError

    @property
    def speed(self) -> float:
        """Simulated seconds per real second, 1 to 60; may be set at any moment."""
        raise NotImplementedError

    @speed.setter
    def speed(self, factor: float) -> None:
        raise NotImplementedError

    def start_call(
        self,
        text_from: str,
        line_type: LineType,
        line: str | None = None,
        *,
        outcomes: Mapping[str, str] | None = None,
        everyone: str = "answer",
    ) -> str:
        """Lets a caller arrive and gives the call id, an opaque word.

        `text_from`: anything a carrier may deliver as caller id; cut to a prefix and dropped.
        `line`: id of a line of the map, None = the first. `outcomes`: per center id what its side
        does: answer, busy, no_answer, decline, voicemail, failed, loop, ends:SECONDS,
        drops:SECONDS, or manual (a person plays it by the answerer_* methods). `everyone`: the
        same for centers and state backups not named in `outcomes`; national backups answer
        unless named, or unless `everyone` is manual.
        """
        raise NotImplementedError

    def press(self, call: str, digit: str) -> None:
        """Lets the caller press one key: 0-9, * or #."""
        raise NotImplementedError

    def hang_up(self, call: str) -> None:
        """Lets the caller hang up."""
        raise NotImplementedError

    def answerer_pick_up(self, call: str, leg: int) -> None:
        """Lets a ringing manual leg be picked up. `leg` as in LegChanged, from 1."""
        raise NotImplementedError

    def answerer_press(self, call: str, leg: int, digit: str) -> None:
        """Lets the answerer press a key: 1 takes the call, 9 passes; bridged, *9 asks a hold-off."""
        raise NotImplementedError

    def answerer_hang_up(self, call: str, leg: int) -> None:
        """Lets the answerer hang up, or decline while it rings."""
        raise NotImplementedError

    def events(self, call: str) -> AsyncIterator[Observation]:
        """Yields what happens in a call: from its arrival on, then live, to CallEnded.

        May be called again (a reloaded page): it starts from the arrival once more. A finished
        call can be read for 10 real minutes.
        """
        raise NotImplementedError

    def live_calls(self) -> tuple[str, ...]:
        """Gives the ids of the calls that have not ended, oldest first."""
        raise NotImplementedError
