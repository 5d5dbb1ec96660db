"""Whole calls between telephones that are not ours: sipp calls, sipp is every center (sipp/*.xml)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import SystemRandom
from string import Template
from typing import NamedTuple

import pytest

from asterisk_house import HOST, AsteriskHouse, OpenHouse, free_port
from contract.network import MAIN, TELEPHONES
from contract.rigs import CountsKept, SwappableMap
from e2e.ari_world import LevelSounds, until
from harborline.app.ports import LegTotal, NetworkTotal
from harborline.telephony.ari.app import AsteriskCarrier
from harborline.telephony.ari.client import Server
from harborline.telephony.clock import LoopClock
from phones.captures import write_keys

SCENARIOS = Path(__file__).parent / "sipp"
SPEED = 4.0
TALK_MS = "9000"
"""Longer than a center rings in vain, or than it takes to go on from one that left."""

NEAR = TELEPHONES["near"].lstrip("+")
NOBODY = "nobody"
ENDS_WITHIN_S = 30

ANSWER_TO_ALL = """
      [last_Via:]
      [last_From:]
      [last_To:];tag=[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:center@[local_ip]:[local_port]>
      Content-Length: 0

    ]]>"""
RINGS_IN_VAIN = f"""<send><![CDATA[
      SIP/2.0 180 Ringing{ANSWER_TO_ALL}
  </send>
  <recv request="CANCEL"/>
  <send><![CDATA[
      SIP/2.0 200 OK{ANSWER_TO_ALL}
  </send>
  <send><![CDATA[
      SIP/2.0 487 Request Terminated
      [last_Via:]
      [last_From:]
      [last_To:];tag=[call_number]
      [last_Call-ID:]
      CSeq: [last_cseq_number] INVITE
      Content-Length: 0

    ]]>
  </send>
  <recv request="ACK"/>"""


def says(status: str) -> str:
    """Gives the part of a scenario that refuses with a status."""
    return f"""<send retrans="500"><![CDATA[
      SIP/2.0 {status}{ANSWER_TO_ALL}
  </send>
  <recv request="ACK"/>"""


def played(keys: Path) -> str:
    """Gives the part of a scenario that plays captured keys."""
    return f'<nop><action><exec play_pcap_audio="{keys}"/></action></nop>'


class Seen(NamedTuple):
    """How it ended: sipp's exit codes, and what we counted."""

    caller: int
    center: int
    legs: Counter[tuple[str, str]]
    calls: Counter[str]


@asynccontextmanager
async def carrier(house: AsteriskHouse, totals: CountsKept) -> AsyncIterator[AsteriskCarrier]:
    """Runs a voice process of ours at this house."""
    server = Server(house.url, house.user, house.password)
    sounds = LevelSounds(house.folder / "levels")
    clock, chance = LoopClock(SPEED), SystemRandom()
    async with AsteriskCarrier(
        server, 1, SwappableMap(), sounds, clock, chance, totals=totals
    ) as ours:
        yield ours


def without_probes(folder: Path) -> None:
    """Lets Asterisk ask no carrier whether it is there: sipp would take each question for a call."""
    file = folder / "pjsip.conf"
    text = file.read_text(encoding="utf-8")
    assert "qualify_frequency = 2" in text
    file.write_text(
        text.replace("qualify_frequency = 2", "qualify_frequency = 0"), encoding="utf-8"
    )


class Sipp:
    """Starts sipp on scenarios; everything is written into one folder."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self._folder = folder

    def keys(self, keys: str) -> Path:
        """Captures keys as a telephone sends them; those shipped with sipp repeat their time stamps."""
        file = self._folder / f"keys-{keys}.pcap"
        write_keys(file, keys)
        return file

    async def start(
        self, name: str, port: int, fills: dict[str, str], *more: str
    ) -> asyncio.subprocess.Process:
        file = self._folder / f"{name}.xml"
        text = (SCENARIOS / f"{name}.xml").read_text(encoding="utf-8")
        file.write_text(Template(text).safe_substitute(fills), encoding="utf-8")
        asked = ["-sf", str(file), "-i", HOST, "-mi", HOST, "-mp", str(free_port()), "-nostdin"]
        asked += ["-p", str(port), "-timeout", str(ENDS_WITHIN_S), "-timeout_error", "-aa", *more]
        asked += ["-trace_err", "-error_file", str(self._folder / f"{name}.errors")]
        asked += ["-trace_logs", "-log_file", str(self._folder / f"{name}.log")]
        quiet = asyncio.subprocess.DEVNULL
        return await asyncio.create_subprocess_exec(
            self._program, *asked, cwd=self._folder, stdin=quiet, stdout=quiet, stderr=quiet
        )


@pytest.fixture
def sipp(system_part: Callable[[str], Path], tmp_path: Path) -> Sipp:
    """Gives sipp, with its captures of digits."""
    return Sipp(system_part("sipp"), tmp_path)


async def a_call(
    sipp: Sipp, house: AsteriskHouse, refusal: str, *, leaver: str = NOBODY, rings: int = 2
) -> Seen:
    """Lets sipp call and key the ZIP of `near`, which refuses if there is a `refusal`.

    `rings`: how many telephones ring in all; sipp's center ends after so many calls.
    """
    totals = CountsKept()
    takes, zip_code = sipp.keys("1"), sipp.keys("111101")
    refuser = NEAR if refusal else NOBODY
    fills = {"refuser": refuser, "refusal": refusal, "leaver": leaver, "keys": played(takes)}
    async with carrier(house, totals) as ours:
        center = await sipp.start("center", house.carriers[0], fills, "-m", str(rings))
        await asyncio.sleep(0.3)
        keyed = {"keys": played(zip_code), "talk_ms": TALK_MS}
        called = ["-m", "1", "-s", MAIN.number or "", f"{HOST}:{house.sip_port}"]
        caller = await sipp.start("caller", free_port(), keyed, *called)
        codes = await asyncio.gather(caller.wait(), center.wait())
        await until(lambda: not ours.calls.live())
    legs = Counter(
        (row.center, str(row.outcome)) for row in totals.rows if isinstance(row, LegTotal)
    )
    calls = Counter(str(row.outcome) for row in totals.rows if isinstance(row, NetworkTotal))
    return Seen(codes[0], codes[1], legs, calls)


async def test_a_center_takes_the_call_and_the_caller_hangs_up(
    asterisk_house: OpenHouse, sipp: Sipp
) -> None:
    seen = await a_call(sipp, asterisk_house(changed=without_probes), "", rings=1)
    assert (seen.caller, seen.center) == (0, 0)
    assert seen.legs == {("near", "accepted"): 1}
    assert seen.calls == {"answered": 1}


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (says("486 Busy Here"), "busy"),
        (says("603 Decline"), "declined"),
        (RINGS_IN_VAIN, "no_answer"),
    ],
    ids=["busy", "declined", "no answer"],
)
async def test_the_next_center_takes_what_the_first_does_not(
    asterisk_house: OpenHouse, sipp: Sipp, refusal: str, outcome: str
) -> None:
    seen = await a_call(sipp, asterisk_house(changed=without_probes), refusal)
    assert (seen.caller, seen.center) == (0, 0)
    assert seen.legs == {("near", outcome): 1, ("next", "accepted"): 1}
    assert seen.calls == {"answered": 1}


async def test_a_center_hangs_up_and_the_next_one_takes_the_caller(
    asterisk_house: OpenHouse, sipp: Sipp
) -> None:
    seen = await a_call(sipp, asterisk_house(changed=without_probes), "", leaver=NEAR)
    assert (seen.caller, seen.center) == (0, 0)
    assert seen.legs == {("near", "accepted"): 1, ("next", "accepted"): 1}
    assert seen.calls == {"answered": 1}
