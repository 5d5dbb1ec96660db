"""The other sides of the Asterisk benchmarks: sipp at both ends, and the same call by plain dialplan.

The scenarios are those of tests/e2e/sipp. A plain call is `Answer; Playback; Dial` in the same
Asterisk, to the same telephone, with the same recordings.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from string import Template
from typing import NamedTuple

from asterisk_house import HOST, free_port
from phones.captures import write_keys, write_voice
from phones.levels import CALLERS

SCENARIOS = Path(__file__).resolve().parent.parent / "tests" / "e2e" / "sipp"
PLAIN = "plain"
NOBODY = "nobody"
KEY_TAKES_MS = 400
_NUMBER = "7045550134"
_MOST_AT_ONCE = 2000
_SETTLE_S = 0.4
_SILENCE = '<pause milliseconds="200"/>'
_BREATH_S = 0.1
"""Telephones send sound as soon as they are answered; `Answer` polls until it comes."""
_GIVES_UP_S = 60


class Flow(NamedTuple):
    """One kind of call. `dials`: the number called, by callers whose numbers begin with `of`.

    `takes`: keys of whoever picks up. `per_s`: new calls a second. `stays_s`: from the caller's key
    to their hanging up; `speaks`: they do so all the while, and what they say comes back.
    """

    dials: str
    of: str
    takes: str
    per_s: int
    calls: int
    stays_s: float
    speaks: bool = False


class Came(NamedTuple):
    """What came of it, as both ends counted."""

    completed: int
    failed: int
    taken: int


def plain_dialplan(folder: Path, media: Sequence[Path], number: str) -> None:
    """Adds the plain call to a configuration, and lets Asterisk probe nobody: sipp would count it."""
    spoken = "&".join(str(path.with_suffix("")) for path in media)
    rows = (
        "\n[from-trunk]\n"
        f"exten => {PLAIN},1,Answer()\n"
        f" same => n,Playback({spoken})\n"
        f" same => n,Dial(PJSIP/{number}@trunk-1,30,r)\n"
    )
    with (folder / "extensions.conf").open("a", encoding="utf-8") as file:
        file.write(rows)
    trunks = folder / "pjsip.conf"
    text = trunks.read_text(encoding="utf-8")
    trunks.write_text(text.replace("qualify_frequency = 2", "qualify_frequency = 0"), "utf-8")


class Sipp:
    """Starts sipp on the scenarios; all that it writes goes into one folder."""

    def __init__(self, program: Path, folder: Path, switch_port: int, center_port: int) -> None:
        self._program = program
        self._folder = folder
        self._switch_port = switch_port
        self._center_port = center_port
        self.pids: dict[str, int] = {}

    async def play(self, flow: Flow) -> Came:
        """Plays calls from the first to the last, and gives what came of them."""
        async with self._center(flow):
            caller = await self._caller(flow)
            longest = flow.calls / flow.per_s + flow.stays_s + _GIVES_UP_S
            try:
                await asyncio.wait_for(caller.wait(), longest)
            except TimeoutError:
                caller.kill()
                await caller.wait()
            await asyncio.sleep(_SETTLE_S)
        done, taken = self._counted("caller"), self._counted("center")
        return Came(done[0], flow.calls - done[0], taken[0])

    @asynccontextmanager
    async def _center(self, flow: Flow) -> AsyncIterator[None]:
        fills = {
            "refuser": NOBODY,
            "refusal": "",
            "leaver": NOBODY,
            "keys": self._played(flow.takes) if flow.takes else "",
        }
        self._write("center", fills)
        center = await self._start("center", self._center_port, "-rtp_echo")
        try:
            await asyncio.sleep(_SETTLE_S)
            yield
        finally:
            center.terminate()
            await center.wait()

    async def _caller(self, flow: Flow) -> asyncio.subprocess.Process:
        keys = self._played("1")
        if flow.speaks:
            voice = self._folder / "voice.pcap"
            write_voice(voice, CALLERS[0], flow.stays_s)
            keys += f'<pause milliseconds="{KEY_TAKES_MS}"/>{_exec(voice)}'
        breath = self._folder / "breath.pcap"
        write_voice(breath, CALLERS[0], _BREATH_S)
        self._write("caller", {"keys": keys, "talk_ms": str(round(flow.stays_s * 1000))})
        file = self._folder / "caller.xml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(_SILENCE, _exec(breath) + _SILENCE), encoding="utf-8")
        numbers = self._folder / "numbers.csv"
        rows = [f"{flow.of}{call:04d}" for call in range(flow.calls)]
        numbers.write_text("\n".join(["SEQUENTIAL", *rows, ""]), encoding="utf-8")
        called = ["-m", str(flow.calls), "-r", str(flow.per_s), "-inf", str(numbers)]
        called += ["-s", flow.dials, f"{HOST}:{self._switch_port}"]
        return await self._start("caller", free_port(), *called)

    def _write(self, name: str, fills: dict[str, str]) -> None:
        text = (SCENARIOS / f"{name}.xml").read_text(encoding="utf-8").replace(_NUMBER, "[field0]")
        filled = Template(text).safe_substitute(fills)
        (self._folder / f"{name}.xml").write_text(filled, encoding="utf-8")

    def _played(self, keys: str) -> str:
        file = self._folder / f"keys-{keys}.pcap"
        write_keys(file, keys)
        return _exec(file)

    async def _start(self, name: str, port: int, *more: str) -> asyncio.subprocess.Process:
        (self._folder / f"{name}.csv").unlink(missing_ok=True)
        asked = ["-sf", f"{name}.xml", "-i", HOST, "-p", str(port), "-mi", HOST]
        asked += ["-mp", str(free_port()), "-nostdin", "-aa", "-l", str(_MOST_AT_ONCE)]
        asked += ["-trace_stat", "-stf", f"{name}.csv", "-fd", "1", *more]
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            self._program, *asked, cwd=self._folder, stdin=quiet, stdout=quiet, stderr=quiet
        )
        self.pids[name] = process.pid
        return process

    def _counted(self, name: str) -> tuple[int, int]:
        """Reads how many calls went through and how many did not."""
        path = self._folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        last = rows[-1]
        return int(last["SuccessfulCall(C)"]), int(last["FailedCall(C)"])


def _exec(capture: Path) -> str:
    return f'<nop><action><exec play_pcap_audio="{capture}"/></action></nop>'
