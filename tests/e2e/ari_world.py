"""A real Asterisk with our tree on it, telephones at both ends, and what each of them does."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import SystemRandom
from typing import Any, Self

from asterisk_house import HOST, AsteriskHouse
from contract.network import ROUTING_MAP
from harborline.app.calls import House
from harborline.callflow.prompts import Say
from harborline.core.directory import DestinationKind, always_open
from harborline.core.routing_map import RoutingMap
from harborline.telephony.ari.app import AsteriskCarrier
from harborline.telephony.ari.client import Server
from harborline.telephony.clock import LoopClock
from phones.dialog import Dialog, Stage
from phones.exchange import Exchange
from phones.levels import ANSWERERS, CALLERS, levels_of, write_wav

CALLER = "7045550134"
LINE = "+18005550199"
BACKUP = "+18005550190"
NEAR, NEXT, THIRD = "+14155550101", "+14155550102", "+14155550103"
WEST, TEAM = "+14155550104", "+14155550105"
WORD_S = 0.1
_WITHIN_S = 20.0
_LOOK_S = 0.02

Answers = Callable[[Dialog], Awaitable[None]]


class LevelSounds:
    """Recordings of which each sentence has its own level."""

    def __init__(self, folder: Path, seconds: float = WORD_S) -> None:
        self._folder = folder
        self._seconds = seconds
        folder.mkdir(exist_ok=True)

    def paths(self, say: Say, line: str) -> tuple[Path, ...]:
        return tuple(self._path(level) for level in levels_of(say))

    def _path(self, level: int) -> Path:
        path = self._folder / f"{level}.wav"
        if not path.exists():
            write_wav(path, level, self._seconds)
        return path

    def seconds(self, say: Say, line: str) -> float:
        return self._seconds * len(self.paths(say, line))


class Maps:
    def __init__(self, routing_map: RoutingMap) -> None:
        self._map = routing_map

    def current(self) -> RoutingMap:
        return self._map


async def silence(dialog: Dialog) -> None:
    """Rings on and on."""
    dialog.ring()


def refuses(status: int) -> Answers:
    async def refuse(dialog: Dialog) -> None:
        dialog.ring()
        await asyncio.sleep(0.05)
        dialog.refuse(status)

    return refuse


async def picks_up(dialog: Dialog) -> None:
    """Picks up and speaks, and presses nothing."""
    dialog.ring()
    await asyncio.sleep(0.05)
    await dialog.pick_up(ANSWERERS[0])


async def takes_it(dialog: Dialog) -> None:
    """Picks up, hears the whisper and presses 1."""
    await picks_up(dialog)
    await until(lambda: "answerer_whisper" in heard(dialog))
    dialog.press("1")


def heard(dialog: Dialog) -> list[str]:
    return [said.prompt for said in dialog.ear.prompts]


async def until(true: Callable[[], Any], within_s: float = _WITHIN_S) -> None:
    """Waits until something is so."""
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, "it did not come about in time"
        await asyncio.sleep(_LOOK_S)


class AriWorld:
    """One house, one carrier of ours in slot 1, and the telephones of everybody.

    `centers`: what each number does when it rings; a number that is not named rings on.
    """

    def __init__(
        self,
        house: AsteriskHouse,
        centers: dict[str, Answers] | None = None,
        *,
        speed: float = 4.0,
        url: str | None = None,
        routing_map: RoutingMap = ROUTING_MAP,
        second_trunk: bool = True,
    ) -> None:
        self.house = house
        self.centers = centers or {}
        self.rung: list[tuple[str, Dialog]] = []
        self.caller_side, self.first, self.second = Exchange(), Exchange(), Exchange()
        self._second_trunk = second_trunk
        self._server = Server(url or house.url, house.user, house.password)
        self._maps = Maps(routing_map)
        self._sounds = LevelSounds(house.folder / "levels")
        self._speed = speed
        self._tasks: set[asyncio.Task[None]] = set()
        self.beats = 0
        self.carrier = self.new_carrier()

    def new_carrier(self) -> AsteriskCarrier:
        """Gives another process for the same slot."""
        backup = always_open(DestinationKind.SWITCHBOARD, BACKUP)
        return AsteriskCarrier(
            self._server,
            1,
            self._maps,
            self._sounds,
            LoopClock(self._speed),
            SystemRandom(),
            house=House(web="help.example", fallback=(backup,)),
            beat=self._beat,
        )

    def _beat(self) -> None:
        self.beats += 1

    async def __aenter__(self) -> Self:
        await self.caller_side.open()
        for name, exchange, port in (
            ("first", self.first, self.house.carriers[0]),
            ("second", self.second, self.house.carriers[1]),
        ):
            exchange.rings = lambda dialog, name=name: self._rings(name, dialog)
            if name == "first" or self._second_trunk:
                await exchange.open(port)
        await self.carrier.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.carrier.__aexit__()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for exchange in (self.caller_side, self.first, self.second):
            exchange.close()

    def _rings(self, by: str, dialog: Dialog) -> None:
        self.rung.append((by, dialog))
        answers = self.centers.get(dialog.dialed, silence)
        task = asyncio.get_running_loop().create_task(_do(answers, dialog))
        self._tasks.add(task)

    async def call(self, level: int = CALLERS[0]) -> Dialog:
        """Lets somebody call, and waits until they are answered."""
        us = f'"Jane Roe" <sip:{CALLER}@{HOST}>'
        asserted = (("P-Asserted-Identity", f"<sip:+1{CALLER}@carrier.example>"),)
        caller = await self.caller_side.call(LINE, self.house.sip_port, us, asserted, level=level)
        await asyncio.wait_for(caller.answered.wait(), 5)
        return caller

    def at(self, number: str) -> Dialog:
        """Gives the last telephone of that number that rang."""
        return next(dialog for _, dialog in reversed(self.rung) if dialog.dialed == number)

    def rang(self) -> list[str]:
        return [dialog.dialed for _, dialog in self.rung]

    async def talking(self, caller: Dialog, number: str) -> Dialog:
        """Waits until caller and answerer hear each other; gives the answerer's side."""
        await until(lambda: number in self.rang())
        answerer = self.at(number)
        await until(lambda: caller.ear.voice(ANSWERERS[0]) is not None)
        await until(lambda: answerer.ear.voice(CALLERS[0]) is not None)
        assert (caller.stage, answerer.stage) == (Stage.TALKING, Stage.TALKING)
        return answerer

    async def ask(self, what: str) -> list[dict[str, Any]]:
        status, body = await asyncio.to_thread(self.house.ari, "GET", what)
        assert status == 200
        found: list[dict[str, Any]] = json.loads(body)
        return found

    async def all_is_gone(self, within_s: float = _WITHIN_S) -> None:
        """Waits until Asterisk has neither channel nor bridge left."""
        ends = time.monotonic() + within_s
        while await self.ask("/channels") or await self.ask("/bridges"):
            assert time.monotonic() < ends, "channels or bridges are left"
            await asyncio.sleep(0.1)
        assert self.carrier.calls.live() == ()


async def _do(answers: Answers, dialog: Dialog) -> None:
    await answers(dialog)
