"""What a center's leg carries, from the raw bytes that its telephone gets and from a capture beside it.

The line's own number and nothing else: no word of the caller's, however the carrier handed it over,
whichever way the call went.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from asterisk_house import HOST, AsteriskHouse, OpenHouse
from e2e.ari_world import LINE, NEAR, AriWorld, heard, silence, takes_it, until
from phones.dialog import Dialog
from phones.exchange import Exchange
from phones.levels import ANSWERERS, CALLERS
from phones.messages import Headers, Message, read, user_of

NUMBER, FORWARDER = "7045550134", "7045550177"
BACKUP = "+18005550190"
_WRITTEN_WITHIN_S = 5.0
NEVER = ("Jane", "Roe", NUMBER, f"+1{NUMBER}", "704-555-0134", FORWARDER, "carrier.example")
NO_SUCH_HEADERS = (
    *("p-asserted-identity", "p-preferred-identity", "remote-party-id", "privacy"),
    *("diversion", "history-info", "referred-by", "p-charge-info", "call-info", "identity"),
    *("p-called-party-id", "x-caller", "oli", "isup-oli", "user-to-user"),
)


class Caller(NamedTuple):
    """How a carrier hands a caller over."""

    us: str
    headers: Headers


_KNOWN = (
    ("P-Asserted-Identity", f'"Jane Roe" <sip:+1{NUMBER}@carrier.example;isup-oli=61>'),
    ("Remote-Party-ID", f'"Jane Roe" <sip:{NUMBER}@carrier.example>;party=calling;privacy=off'),
    ("P-Charge-Info", f"<sip:{NUMBER}@carrier.example>"),
    ("Diversion", f'"Roe" <sip:{FORWARDER}@carrier.example>;reason=unconditional'),
    ("History-Info", f"<sip:{FORWARDER}@carrier.example>;index=1"),
    ("X-Caller", NUMBER),
    ("Identity", f"eyJ{NUMBER}"),
    ("User-to-User", f"{NUMBER};encoding=hex"),
)
CALLERS_ID = {
    "shown": Caller(f'"Jane Roe" <sip:{NUMBER}@{HOST}>', _KNOWN),
    "withheld, the number known to the carrier": Caller(
        '"Anonymous" <sip:anonymous@anonymous.invalid>', (*_KNOWN, ("Privacy", "id"))
    ),
    "withheld in words alone": Caller(
        f'"Jane Roe" <sip:{NUMBER}@{HOST}>', (*_KNOWN, ("Privacy", "user;id;critical"))
    ),
}


@pytest.fixture(params=CALLERS_ID)
def caller_id(request: pytest.FixtureRequest) -> Caller:
    """Gives each way in which carriers hand over a caller."""
    return CALLERS_ID[request.param]


@contextmanager
def captured(house: AsteriskHouse, folder: Path) -> Iterator[Callable[[bytes], bytes]]:
    """Captures what goes to and from the carriers' ports; gives nothing where no tool is there.

    What it gives is asked with the last message there must be: the file is written with a delay.

    The callers of these tests call from another port, so their own headers are not in it.
    """
    tool = shutil.which("dumpcap")
    if tool is None:
        yield lambda _last: b""
        return
    file = folder / "capture.pcap"
    ports = " or ".join(f"udp port {port}" for port in house.carriers)
    asked = [tool, "-q", "-P", "-i", "lo", "-f", ports, "-w", str(file)]
    with subprocess.Popen(asked, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as capture:
        assert capture.stderr is not None
        for line in capture.stderr:
            if line.startswith(b"File:"):
                break

        def stop(last: bytes) -> bytes:
            until_s = time.monotonic() + _WRITTEN_WITHIN_S
            while last not in file.read_bytes() and time.monotonic() < until_s:
                time.sleep(0.05)
            capture.terminate()
            capture.wait(5)
            return file.read_bytes()

        try:
            yield stop
        finally:
            capture.terminate()


def assert_tells_nothing(answerer: Dialog, capture: bytes) -> None:
    """Looks at every message of the leg, header by header and as raw bytes."""
    for raw in (*answerer.received, capture):
        for word in NEVER:
            assert word.encode().lower() not in raw.lower(), f"the leg carries {word}"
    invites = [message for raw in answerer.received if (message := _request(raw, "INVITE"))]
    assert invites
    for invite in invites:
        assert user_of(invite.header("from")) == LINE
        assert not invite.header("from").split("<")[0].strip()  # no name beside the number
        assert user_of(invite.header("contact")) != NUMBER
        names = {name for name, _ in invite.headers}
        assert not names & set(NO_SUCH_HEADERS)
    if capture:
        assert b"INVITE sip:" in capture
        assert LINE.encode() in capture


def _request(raw: bytes, method: str) -> Message | None:
    message = read(raw)
    return message if message and message.status is None and message.method == method else None


async def talk_and_part(caller: Dialog, answerer: Dialog) -> None:
    """Lets them talk, key and hang up, so that every kind of message goes over the leg."""
    caller.press("5")
    await until(lambda: answerer.ear.keys.endswith("5"))
    caller.hang_up()
    await until(answerer.over.is_set)


async def call(world: AriWorld, who: Caller) -> Dialog:
    """Calls with these headers and keys a ZIP."""
    port = world.house.sip_port
    caller = await world.caller_side.call(LINE, port, *who, level=CALLERS[0])
    await until(lambda: "ask_zip" in heard(caller))
    caller.press("11101")
    return caller


async def test_a_center_gets_the_lines_number_and_nothing_of_the_caller(
    asterisk_house: OpenHouse, caller_id: Caller, tmp_path: Path
) -> None:
    house = asterisk_house()
    with captured(house, tmp_path) as capture:
        async with AriWorld(house, {NEAR: takes_it}) as world:
            caller = await call(world, caller_id)
            answerer = await world.talking(caller, NEAR)
            await talk_and_part(caller, answerer)
            assert_tells_nothing(answerer, capture(answerer.received[-1]))


async def test_a_center_that_is_cancelled_learned_nothing(
    asterisk_house: OpenHouse, caller_id: Caller, tmp_path: Path
) -> None:
    house = asterisk_house()
    with captured(house, tmp_path) as capture:
        async with AriWorld(house, {NEAR: silence}) as world:
            caller = await call(world, caller_id)
            await until(lambda: NEAR in world.rang())
            answerer = world.at(NEAR)
            caller.hang_up()
            await until(answerer.over.is_set)
            assert answerer.cancelled
            assert_tells_nothing(answerer, capture(answerer.received[-1]))


@asynccontextmanager
async def exchanges(house: AsteriskHouse) -> AsyncIterator[tuple[Exchange, Exchange, Exchange]]:
    """Gives a caller's side and two carriers, and no process of ours."""
    three = Exchange(), Exchange(), Exchange()
    for exchange, port in zip(three, (0, *house.carriers), strict=True):
        await exchange.open(port)
    try:
        yield three
    finally:
        for exchange in three:
            exchange.close()


@pytest.mark.parametrize("trunk", ["first", "second"])
async def test_the_fallback_of_the_switch_tells_nothing_either(
    asterisk_house: OpenHouse, caller_id: Caller, tmp_path: Path, trunk: str
) -> None:
    house = asterisk_house(national_backup=BACKUP)
    with captured(house, tmp_path) as capture:
        async with exchanges(house) as (callers, first, second):
            rung: list[Dialog] = []
            first.rings = rung.append
            if trunk == "second":
                first.rings = lambda dialog: dialog.refuse(503)
                second.rings = rung.append
            caller = await callers.call(LINE, house.sip_port, *caller_id, level=CALLERS[0])
            await until(lambda: rung)
            assert rung[0].dialed == BACKUP
            rung[0].ring()
            await rung[0].pick_up(ANSWERERS[0])
            await until(lambda: caller.ear.voice(ANSWERERS[0]) is not None)
            await asyncio.sleep(0.1)
            await talk_and_part(caller, rung[0])
            assert_tells_nothing(rung[0], capture(rung[0].received[-1]))
            refused = [dialog for dialog in first.dialogs.values() if dialog.status == 503]
            for dialog in refused:
                assert_tells_nothing(dialog, b"")
