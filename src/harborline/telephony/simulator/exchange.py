"""Several simulated callers at once, paced by the real clock: what the web dial pad drives.

Lives here: pacing, and one stream of observations per call. May not: decide anything; the tree
is `callflow`, the order of things `app.calls`, simulated carrier and centers are `app.py`.
All methods are called from one asyncio event loop. What cannot be used is refused with
`UnusableScript`, a call or leg that is not there any more with `UnknownCall` (errors.py).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from random import Random
from traceback import extract_tb
from typing import Self

from harborline.app.ports import MapSource, Overlays
from harborline.app.rota_desk import NoRotaDesk, RotaDesk, RotaQuestion
from harborline.callflow.values import LineType, RotaAnswer
from harborline.telephony.simulator.app import Recordings, SimulatedCarrier, no_recordings
from harborline.telephony.simulator.caller import SimulatedCaller
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import read_answerers
from harborline.telephony.simulator.errors import UnknownCall, UnusableScript
from harborline.telephony.simulator.observations import CallEnded, Observation

_LOG = logging.getLogger("harborline.telephony.simulator")
SLOWEST, FASTEST = 1.0, 60.0
READABLE_S = 600.0
"""Real seconds for which a finished call can still be read."""


class _Story:
    """What happened in a call so far, and whoever waits for more."""

    def __init__(self) -> None:
        self.told: list[Observation] = []
        self.news = asyncio.Event()

    @property
    def is_over(self) -> bool:
        return bool(self.told) and isinstance(self.told[-1], CallEnded)


class _TimelyDesk:
    """A desk whose answers come when they come in real time, not at the next thing that was planned."""

    def __init__(self, desk: RotaDesk, catch_up: Callable[[], None]) -> None:
        self._desk = desk
        self._catch_up = catch_up

    def ask(self, question: RotaQuestion, answered: Callable[[RotaAnswer], None]) -> None:
        """Asks the desk behind it."""

        def timely(answer: RotaAnswer) -> None:
            self._catch_up()
            answered(answer)

        self._desk.ask(question, timely)


class SimulatedExchange:
    """Runs simulated calls against the current routing map, 1 to 60 times as fast as real time.

    `starts_at`: the simulated UTC time at which the exchange begins (aware); `seed` makes
    place codes and call ids repeatable. Use it as `async with SimulatedExchange(...) as exchange`:
    time passes only inside. `recordings` names those of a prompt, for a page that plays them.
    """

    def __init__(
        self,
        maps: MapSource,
        *,
        starts_at: datetime,
        seed: int,
        speed: float = 1.0,
        recordings: Recordings = no_recordings,
        overlays: Overlays | None = None,
        rota: RotaDesk | None = None,
    ) -> None:
        self._clock = SimulatedClock(starts_at)
        rng = Random(seed)  # noqa: S311 -- codes of a practice call protect nothing
        self._carrier = SimulatedCarrier(
            maps,
            self._clock,
            rng,
            self._tell,
            overlays=overlays,
            recordings=recordings,
            rota=_TimelyDesk(rota or NoRotaDesk(), self._catch_up),
        )
        self._maps = maps
        self._stories: dict[str, _Story] = {}
        self._disturbed = asyncio.Event()
        self._time: asyncio.Task[None] | None = None
        self._real: float | None = None
        self._speed = SLOWEST
        self.speed = speed

    async def __aenter__(self) -> Self:
        """Lets simulated time pass."""
        self._catch_up()
        self._time = asyncio.create_task(self._pass_time())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stops time and forgets every call."""
        if self._time is not None:
            self._time.cancel()
            with suppress(asyncio.CancelledError):
                await self._time
        for story in self._stories.values():
            story.news.set()
        self._stories.clear()

    @property
    def speed(self) -> float:
        """Simulated seconds per real second, 1 to 60; may be set at any moment."""
        return self._speed

    @speed.setter
    def speed(self, factor: float) -> None:
        if not SLOWEST <= factor <= FASTEST:
            raise UnusableScript("The speed is a number from 1 to 60.")
        if self._time is not None:
            self._catch_up()
        self._speed = factor

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
        answerers = read_answerers(outcomes or {}, everyone)
        if line is not None and all(line != known.id for known in self._maps.current().lines):
            raise UnusableScript("The routing map has no such line; choose one of its lines.")
        caller = SimulatedCaller()
        self._catch_up()
        return self._carrier.start_call(text_from, line_type, line, answerers, caller)

    def press(self, call: str, digit: str) -> None:
        """Lets the caller press one key: 0-9, * or #."""
        self._catch_up()
        self._carrier.press(call, digit)

    def hang_up(self, call: str) -> None:
        """Lets the caller hang up."""
        self._catch_up()
        self._carrier.hang_up(call)

    def answerer_pick_up(self, call: str, leg: int) -> None:
        """Lets a ringing manual leg be picked up. `leg` as in LegChanged, from 1."""
        self._catch_up()
        self._carrier.leg(call, leg).pick_up()

    def answerer_press(self, call: str, leg: int, digit: str) -> None:
        """Lets the answerer press a key: 1 takes the call, 9 passes; bridged, *9 asks a hold-off."""
        self._catch_up()
        self._carrier.answerer_press(call, leg, digit)

    def answerer_hang_up(self, call: str, leg: int) -> None:
        """Lets the answerer hang up, or decline while it rings."""
        self._catch_up()
        self._carrier.leg(call, leg).hang_up()

    async def events(self, call: str) -> AsyncIterator[Observation]:
        """Yields what happens in a call: from its arrival on, then live, to CallEnded.

        May be called again (a reloaded page): it starts from the arrival once more. A finished
        call can be read for 10 real minutes.
        """
        story = self._stories.get(call)
        if story is None:
            raise UnknownCall("This call has ended; start another one.")
        told = 0
        while True:
            while told < len(story.told):
                yield story.told[told]
                told += 1
            if story.is_over or call not in self._stories:
                return
            story.news.clear()
            await story.news.wait()

    def _tell(self, observation: Observation) -> None:
        story = self._stories.setdefault(observation.call, _Story())
        story.told.append(observation)
        story.news.set()
        if isinstance(observation, CallEnded):
            loop = asyncio.get_running_loop()
            loop.call_soon(self._carrier.forget, observation.call)
            loop.call_later(READABLE_S, self._stories.pop, observation.call, None)

    async def _pass_time(self) -> None:
        """Lets simulated time follow the real one, from one planned thing to the next."""
        while True:
            self._disturbed.clear()
            at = self._clock.next_at()
            left = None if at is None else max(0.0, (at - self._clock.seconds) / self._speed)
            # not wait_for: in Python 3.11 it may swallow the cancellation that ends this loop
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._disturbed.wait()
            self._catch_up()

    def _catch_up(self) -> None:
        """Brings simulated time up to this moment, so that what a person does happens when they do it."""
        now = asyncio.get_running_loop().time()
        passed, self._real = now - (self._real or now), now
        self._let_happen_until(self._clock.seconds + passed * self._speed)
        self._disturbed.set()

    def _let_happen_until(self, seconds: float) -> None:
        """Lets planned things happen; one that fails is noted, and time goes on for all others."""
        while True:
            try:
                self._clock.advance_to(seconds)
            except Exception as fault:  # noqa: BLE001 -- its message may hold a caller's words
                frame = extract_tb(fault.__traceback__)[-1]
                place = f"{frame.filename}:{frame.lineno}"
                _LOG.error("Something planned failed: %s at %s", type(fault).__name__, place)
            else:
                return
