"""A whole installation on a real Asterisk: `harborline up` as people start it, and telephones around it.

    async with LiveHouse(house, folder, voices=2) as live:
        caller = await live.call()
        live.kill(1) ...

Every center and backup has a number at the carrier's; `answers` says what the telephone does that rings.
Whoever picks up speaks in a voice of its own, so that a caller's ear tells whom they talk to.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Self, TypeVar

from asterisk_house import HOST, PASSWORD, AsteriskHouse, free_port
from harborline.core.directory import Backup, Center, Line, ZipPolicy
from harborline.sounds.wanted import World, wanted
from harborline.stores.map_files import publish_map
from harborline.telephony import slots
from phones.dialog import Dialog, Stage
from phones.exchange import Exchange
from phones.levels import ANSWERERS, PROMPTS, write_wav
from small_world import bytes_of, network_of

NEAR, NEXT, TEAM, OTHER_TEAM = "+14155550101", "+14155550102", "+14155550105", "+14155550106"
LINE = "+18005550199"
SETTING = "+18005550107"
"""HARBORLINE_NATIONAL_BACKUP of these installations; the map's own goes before it."""

_LINE = Line("main", "the Test Line", LINE, ("en",), ("team",), ZipPolicy.NEVER)
TABLES = """
lines
id   | languages | national backups
main | en        | team

centers
id   | state | where     | serves       | notes
near | WL    | 0.0, 10.1 | county 10001 | ring 8
next | WL    | 0.0, 10.6 | county 10003 | ring 8

state backups
id   | state

national backups
id   | state
team |
"""

_COMMAND = "import sys; from harborline.cli import main; sys.exit(main())"
_STARTS_WITHIN_S = 30.0
Party = TypeVar("Party", Center, Backup)
Answers = Callable[[Dialog], Awaitable[None]]


@cache
def map_bytes(team: str = TEAM, more: tuple[Line, ...] = ()) -> bytes:
    """Gives a map whose first line asks nothing: a caller from Alder is connected at once."""
    network = network_of([block.splitlines() for block in TABLES.strip().split("\n\n")])
    numbers = {"near": NEAR, "next": NEXT, "team": team}
    return bytes_of(
        network._replace(
            lines=(_LINE, *more),
            centers=tuple(_reachable(one, numbers) for one in network.centers),
            national_backups=tuple(_reachable(one, numbers) for one in network.national_backups),
        )
    )


def _reachable(party: Party, numbers: Mapping[str, str]) -> Party:
    only = party.destinations[0]._replace(address=numbers[party.id])
    return party._replace(destinations=(only,))


async def picks_up(dialog: Dialog) -> None:
    """Rings, picks up, and takes the call where that is asked for."""
    dialog.ring()
    await dialog.pick_up(next(_VOICES))
    await asyncio.sleep(0.3)
    dialog.press("1")


async def rings_on(dialog: Dialog) -> None:
    """Rings and rings."""
    dialog.ring()


_VOICES = cycle(ANSWERERS)


class LiveHouse:
    """Runs `harborline up` while it is entered. `said`: the sentences that it and the guard print.

    `lines`: besides the one that asks nothing; `settings`: besides those of telephones, by full name.
    """

    def __init__(
        self,
        house: AsteriskHouse,
        folder: Path,
        *,
        voices: int = 1,
        ari_url: str | None = None,
        lines: tuple[Line, ...] = (),
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._lines, self._settings = lines, settings or {}
        self.house, self.data, self.voices = house, folder / "data", voices
        self._ari_url = ari_url or house.url
        self.carrier, self.other = Exchange(), Exchange()
        self.answers: dict[str, Answers] = {}
        self.rang: list[Dialog] = []
        self.output = folder / "said"
        self._tasks: set[asyncio.Task[None]] = set()
        self._up: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    async def __aenter__(self) -> Self:
        publish_map(str(self.data), map_bytes(more=self._lines))
        _record_everything(self.data / "prompts" / "recorded" / "en")
        self.carrier.rings = self._ring
        await self.carrier.open(self.house.carriers[0])
        await self.other.open(self.house.carriers[1])
        self.start()
        await self.until(lambda: self.takes_calls(*range(1, self.voices + 1)), _STARTS_WITHIN_S)
        return self

    async def __aexit__(self, *_fault: object) -> None:
        for task in self._tasks:
            task.cancel()
        for pid in self.pids().values():
            os.kill(pid, signal.SIGCONT)
        await asyncio.to_thread(self.stop)
        for pid in self.pids().values():
            os.kill(pid, signal.SIGTERM)  # a guard that stayed with those who talk
        self.carrier.close()
        self.other.close()

    # -- processes ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Starts `harborline up`."""
        kept = {name: text for name, text in os.environ.items() if "HARBORLINE" not in name}
        environment = {
            **kept,
            "HARBORLINE_DATA": str(self.data),
            "HARBORLINE_SITE": "no",
            "HARBORLINE_VOICES": str(self.voices),
            "HARBORLINE_VOICE_PORT": str(self.port),
            "HARBORLINE_ARI_URL": self._ari_url,
            "HARBORLINE_ARI_PASSWORD": PASSWORD,
            "HARBORLINE_TRUNKS": ",".join(self.house.plan.trunks),
            "HARBORLINE_NATIONAL_BACKUP": SETTING,
            **self._settings,
        }
        with self.output.open("ab") as output:
            self._up = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, "up"],
                env=environment,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
            )

    def stop(self) -> None:
        """Ends `harborline up`, and with it all that it started."""
        if self._up is not None:
            self._up.send_signal(signal.SIGTERM)
            self._up.wait(30)
            self._up = None

    def kill_up(self) -> None:
        """Kills `harborline up` alone; what it started runs on."""
        assert self._up is not None
        self._up.kill()
        self._up.wait()

    def reload(self) -> None:
        """Starts the voice processes anew, on purpose."""
        asked = [sys.executable, "-c", _COMMAND, "up", "--reload"]
        environment = {**os.environ, "HARBORLINE_DATA": str(self.data)}
        subprocess.run(asked, env=environment, check=True, capture_output=True, timeout=20)

    def pids(self) -> dict[str, int]:
        """Gives the processes that run, by the names of their locks."""
        names = [slots.voice_name(n) for n in range(1, slots.most(self.voices) + 1)]
        found = {name: slots.holder(str(self.data), name) for name in (*names, "guard")}
        return {name: pid for name, pid in found.items() if pid is not None}

    def voice(self, slot: int = 1) -> int:
        return self.pids()[slots.voice_name(slot)]

    def takes_calls(self, *wanted: int) -> bool:
        """Tells whether calls are let in to these slots, and to no other."""
        every = range(1, slots.most(self.voices) + 1)
        return all(self.asterisk_has(f"HL_OFF_{n}") == "01"[n not in wanted] for n in every)

    def asterisk_has(self, name: str) -> str:
        """Gives a global variable of Asterisk's."""
        for row in self.house.cli("dialplan show globals").splitlines():
            head, _, value = row.strip().partition("=")
            if head == name:
                return value
        return ""

    @property
    def said(self) -> str:
        return self.output.read_text()

    # -- telephones --------------------------------------------------------------------------------

    def _ring(self, dialog: Dialog) -> None:
        self.rang.append(dialog)
        answers = self.answers.get(dialog.dialed, picks_up)
        task = asyncio.get_running_loop().create_task(_tried(answers, dialog))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def call(self, number: str = "3215550134") -> Dialog:
        """Lets somebody from Alder call."""
        return await self.carrier.call(LINE, self.house.sip_port, f"<sip:+1{number}@{HOST}>")

    async def hurried(self) -> Dialog:
        """Lets somebody call who does not hear the greeting out."""
        caller = await self.call()
        await asyncio.wait_for(caller.answered.wait(), 10)
        await asyncio.sleep(0.2)
        caller.press("1")
        return caller

    def rung(self, number: str) -> list[Dialog]:
        """Gives the calls that came to a number."""
        return [dialog for dialog in self.rang if dialog.dialed == number]

    def partner(self, caller: Dialog) -> Dialog | None:
        """Gives the answerer whose voice a caller heard last, if both still talk."""
        heard = [sound.level for sound in caller.ear.sounds if sound.kind == "voice"]
        if not heard or caller.stage is not Stage.TALKING:
            return None
        of_level = [one for one in self.rang if one.media.level == heard[-1]]
        return next((one for one in reversed(of_level) if one.stage is Stage.TALKING), None)

    async def until(self, happens: Callable[[], object], within_s: float = 5.0) -> float:
        """Waits for something; gives how long it took."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        while not happens():
            assert loop.time() < began_s + within_s, f"not within {within_s} s; said: {self.said}"
            await asyncio.sleep(0.05)
        return loop.time() - began_s


def _record_everything(folder: Path) -> None:
    """Records every sentence, each as short as can be, so that nobody waits for their ends."""
    folder.mkdir(parents=True)
    write_wav(folder / "sentence.wav", min(PROMPTS), 0.1)
    for wanted_one in wanted(World((_LINE,)), ("en",)):
        (folder / f"{wanted_one.piece.name}.wav").symlink_to("sentence.wav")


class EventsCut:
    """A way to Asterisk's interface on which the streams of events can be cut, and nothing else."""

    def __init__(self, house: AsteriskHouse) -> None:
        self._house = house
        self.port = free_port()
        self._streams: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_cut = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        return self

    async def __aexit__(self, *_fault: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/ari"

    def cut(self) -> None:
        self.is_cut = True
        for stream in self._streams:
            stream.close()

    def mend(self) -> None:
        self.is_cut = False

    async def _serve(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        first = await near.read(65_536)
        events = first.startswith(b"GET /ari/events")
        if not first or (events and self.is_cut):
            to_near.close()
            return
        far, to_far = await asyncio.open_connection(HOST, self._house.plan.ari_port)
        if events:
            self._streams.add(to_near)
        try:
            to_far.write(first)
            await asyncio.gather(_pump(near, to_far), _pump(far, to_near))
        finally:
            self._streams.discard(to_near)
            to_near.close()
            to_far.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.close()


async def _tried(answers: Answers, dialog: Dialog) -> None:
    await answers(dialog)
