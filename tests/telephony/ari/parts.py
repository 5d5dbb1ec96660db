"""Parts that tests of the Asterisk carrier share: recordings, orders to dial, a whole carrier."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Self

from contract.network import ROUTING_MAP
from harborline.app.calls import House
from harborline.app.ports import DialOrder
from harborline.callflow.events import Event
from harborline.callflow.prompts import Prompt, Say
from harborline.core.directory import Destination, DestinationKind, always_open
from harborline.core.errors import UnusableMap
from harborline.core.reasons import LegKind
from harborline.core.routing_map import RoutingMap
from harborline.telephony.ari.app import AsteriskCarrier
from harborline.telephony.ari.client import Client, Server
from harborline.telephony.ari.desk import Desk
from harborline.telephony.ari.lanes import Crew, Lane
from harborline.telephony.ari.legs import Leg
from harborline.telephony.ari.switch import Switch
from harborline.telephony.clock import LoopClock
from telephony.ari.fake_asterisk import LINE, PASSWORD, USER, FakeAsterisk, until

BACKUP = "+18005550190"
CALLER = "c.1"
SECOND = "c.2"
WHISPER = Say(Prompt.ANSWERER_WHISPER, "en", (("center", "Near"), ("language", "en")))


class OneSound:
    """Has the same short recording for every sentence, or none at all."""

    def __init__(self, path: Path | None = Path("/sounds/word.wav")) -> None:
        self._path = path

    def paths(self, say: Say, line: str) -> tuple[Path, ...]:
        return () if self._path is None else (self._path.with_stem(say.prompt),)

    def seconds(self, say: Say, line: str) -> float:
        return 0.1


class OneMap:
    def __init__(self, routing_map: RoutingMap | None = ROUTING_MAP) -> None:
        self._map = routing_map

    def current(self) -> RoutingMap:
        if self._map is None:
            raise UnusableMap("There is none.")
        return self._map


def server_of(fake: FakeAsterisk) -> Server:
    return Server(fake.url, USER, PASSWORD)


def carrier_at(
    fake: FakeAsterisk,
    *,
    speed: float = 20.0,
    routing_map: RoutingMap | None = ROUTING_MAP,
    sound: Path | None = Path("/sounds/word.wav"),
    beat: Callable[[], None] = lambda: None,
) -> AsteriskCarrier:
    backup = always_open(DestinationKind.SWITCHBOARD, BACKUP)
    return AsteriskCarrier(
        server_of(fake),
        1,
        OneMap(routing_map),
        OneSound(sound),
        LoopClock(speed),
        Random(7),
        house=House(fallback=(backup,)),
        beat=beat,
    )


class LegAlone:
    """A leg without a tree: what it reports is kept."""

    def __init__(self, fake: FakeAsterisk, *, speed: float = 20.0) -> None:
        self.fake = fake
        self.told: list[Event] = []
        self._client = Client(server_of(fake))
        self._crew = Crew()
        self._clock = LoopClock(speed)
        switch = Switch(self._client, 1)
        sounds = OneSound()
        self._desk = Desk(switch, sounds, self._clock, self._take, lambda _channel: None)
        self._lane = Lane(self._crew)

    def _take(self, _call: str, event: Event) -> None:
        self.told.append(event)

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._crew.end()
        with suppress(RuntimeError):
            await self._client.__aexit__()

    def dial(
        self,
        *places: tuple[str, int],
        ring_s: int = 20,
        whisper: Say | None = WHISPER,
        trunks: tuple[str, ...] = ("trunk-1", "trunk-2"),
    ) -> Leg:
        """Rings addresses, each with its order."""
        kind = DestinationKind.ADVOCATE_LINE
        destinations: list[Destination] = [
            always_open(kind, address)._replace(order=order) for address, order in places
        ]
        order = DialOrder(
            1, "near", "Near", LegKind.CENTER, tuple(destinations), ring_s, whisper, LINE
        )
        leg = Leg("c0", order, self._desk, self._lane, "main", "en")
        assert leg.begin(trunks) == bool(leg.telephones)
        return leg


# -- how a call goes ------------------------------------------------------------------------------


async def heard(fake: FakeAsterisk, channel: str, word: str) -> str:
    """Waits until something is being played on a channel; gives the playback."""

    def playing() -> list[str]:
        return [
            asked.path.rsplit("/", 1)[1]
            for asked in fake.asked
            if asked.path.startswith(f"/channels/{channel}/play/")
            and any(word in media for media in asked.body["media"])
            and asked.path.rsplit("/", 1)[1] in fake.playing
        ]

    await until(playing)
    return playing()[-1]


async def connecting(fake: FakeAsterisk, channel: str = CALLER) -> None:
    """Lets a caller arrive, key a ZIP and hear that they are being connected."""
    await fake.arrive(channel)
    await fake.finish(await heard(fake, channel, "welcome"))
    await heard(fake, channel, "ask_zip")
    await fake.press(channel, "11101")
    await fake.finish(await heard(fake, channel, "connecting"))
    await heard(fake, channel, "tone:")


async def talking(fake: FakeAsterisk, channel: str = CALLER) -> str:
    """Lets a caller come through to the first center; gives the leg's channel."""
    before = set(fake.legs())
    await connecting(fake, channel)
    await until(lambda: set(fake.legs()) - before)
    (leg,) = set(fake.legs()) - before
    await fake.rings(leg)
    await fake.pick_up(leg)
    await heard(fake, leg, "answerer_whisper")
    await fake.press(leg, "1")
    await until(lambda: [channel, leg] in fake.bridges.values())
    return leg
