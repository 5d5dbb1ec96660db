"""What the switch does by itself, with no process of ours: real Asterisk, telephones at both ends."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote

import aiohttp
import pytest
import pytest_asyncio

from asterisk_house import HOST, AsteriskHouse, OpenHouse, free_port
from phones.dialog import Dialog
from phones.ears import RING
from phones.exchange import Exchange
from phones.messages import new_branch, new_tag, write

CALLER = "7045550134"
LINE = "+18006564673"
PRIVATE = (
    ("P-Asserted-Identity", f'"Jane Roe" <sip:+1{CALLER}@carrier.example>'),
    ("Diversion", f"<sip:+1{CALLER}@carrier.example>;reason=unconditional"),
    ("History-Info", f"<sip:+1{CALLER}@carrier.example>;index=1"),
)


class Telephones:
    """A caller's carrier, and the carriers behind the two trunks, each with those who rang there."""

    def __init__(self) -> None:
        self.caller, self.first, self.second = Exchange(), Exchange(), Exchange()
        self.rang: asyncio.Queue[tuple[str, Dialog]] = asyncio.Queue()

    async def open(self, house: AsteriskHouse, *, first: bool = True, second: bool = True) -> None:
        await self.caller.open()
        for name, exchange, port, there in (
            ("first", self.first, house.carriers[0], first),
            ("second", self.second, house.carriers[1], second),
        ):
            exchange.rings = lambda dialog, name=name: self.rang.put_nowait((name, dialog))
            if there:
                await exchange.open(port)

    async def call(self, house: AsteriskHouse, to: str = LINE) -> Dialog:
        us = f'"Jane Roe" <sip:{CALLER}@{HOST}>'
        return await self.caller.call(to, house.sip_port, us, PRIVATE)

    async def next(self, within_s: float = 3.0) -> tuple[str, Dialog]:
        return await asyncio.wait_for(self.rang.get(), within_s)

    def close(self) -> None:
        for exchange in (self.caller, self.first, self.second):
            exchange.close()


@pytest_asyncio.fixture
async def telephones() -> AsyncIterator[Telephones]:
    opened = Telephones()
    yield opened
    opened.close()


async def test_without_a_process_of_ours_the_national_backup_rings(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house)
    caller = await telephones.call(house)
    by, backup = await telephones.next()
    assert (by, backup.dialed) == ("first", "+18005550199")
    backup.ring()
    await backup.pick_up(0xDC)
    await asyncio.wait_for(caller.answered.wait(), 2)
    await asyncio.sleep(0.3)
    assert caller.ear.voice(0xDC) is not None
    backup.hang_up()
    await asyncio.wait_for(caller.over.wait(), 2)


async def test_the_backup_sees_the_line_and_nothing_of_the_caller(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house)
    await telephones.call(house)
    _, backup = await telephones.next()
    await backup.pick_up(0xDC)
    await asyncio.sleep(0.3)
    backup.hang_up()
    await asyncio.sleep(0.2)
    came = b"".join(backup.received)
    assert f"sip:{LINE}@".encode() in came
    for word in (CALLER.encode(), b"Jane", b"Roe", b"Diversion", b"History-Info", b"Asserted"):
        assert word not in came


async def test_a_refusing_first_trunk_hands_over_to_the_second(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house)
    await telephones.call(house)
    by, refusing = await telephones.next()
    refusing.refuse(503)
    then, _ = await telephones.next()
    assert (by, then) == ("first", "second")


async def test_a_trunk_known_to_be_dead_is_passed_over(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house, first=False)
    await asyncio.sleep(5)
    await telephones.call(house)
    by, _ = await telephones.next(1.0)
    assert by == "second"


async def test_a_trunk_that_has_just_died_is_replaced_within_five_seconds(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house)
    await asyncio.sleep(1)
    telephones.first.close()
    await telephones.call(house)
    by, backup = await telephones.next(5.0)
    assert by == "second"
    await backup.pick_up(0xDC)
    await asyncio.sleep(0.5)
    assert [dialog.status for dialog in telephones.caller.talking()] == [200]


def wait_until_silent(house: AsteriskHouse) -> None:
    """Waits until Asterisk has noticed of each trunk that no probe is answered."""
    until, all_of_them = time.monotonic() + 20, len(house.plan.trunks)
    while house.cli("pjsip show contacts").count("Unavail") < all_of_them:
        time.sleep(0.5 if time.monotonic() < until else pytest.fail("a probe was answered"))


async def test_carriers_that_ignore_the_probe_are_dialed_all_the_same(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await asyncio.to_thread(wait_until_silent, house)
    await telephones.open(house)
    await telephones.call(house)
    by, _ = await telephones.next(1.0)
    assert by == "first"


async def test_when_nothing_answers_the_notice_is_heard_twice(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house(national_backup=None)
    await telephones.open(house)
    caller = await telephones.call(house)
    await asyncio.wait_for(caller.answered.wait(), 2)
    await asyncio.wait_for(caller.over.wait(), 8)
    assert 95 <= caller.ear.packets <= 105  # of 20 ms each: one second, twice
    assert telephones.rang.empty()


async def test_without_the_recording_a_tone_is_heard(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house(national_backup=None, notice=(Path("/nowhere/static_notice.wav"),))
    await telephones.open(house)
    caller = await telephones.call(house)
    await asyncio.wait_for(caller.answered.wait(), 2)
    await asyncio.sleep(2)
    assert caller.ear.tone  # 480 and 620 Hz; the ear takes it for ringing
    caller.hang_up()


async def test_a_sip_address_rings_as_the_backup(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    port = free_port()
    house = asterisk_house(national_backup=f"sip:team@{HOST}:{port}")
    await telephones.open(house)
    team = Exchange()
    rang: asyncio.Queue[Dialog] = asyncio.Queue()
    team.rings = rang.put_nowait
    await team.open(port)
    await telephones.call(house)
    dialog = await asyncio.wait_for(rang.get(), 2)
    team.close()
    assert dialog.dialed == "team"
    assert CALLER.encode() not in b"".join(dialog.received)


async def test_calls_over_the_cap_hear_the_notice_and_the_others_go_on(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house(calls=1)
    await telephones.open(house)
    await telephones.call(house)
    await telephones.next()
    over = await telephones.call(house)
    await asyncio.wait_for(over.answered.wait(), 2)
    await asyncio.wait_for(over.over.wait(), 8)
    assert telephones.rang.empty()


async def test_what_a_caller_dials_is_never_dialed_out(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house)
    for dialed in ("+19005550123", "trunk-1", "center", "harborline-fallback", "s"):
        await telephones.call(house, dialed)
        _, backup = await telephones.next()
        assert backup.dialed == "+18005550199"


async def test_a_stranger_is_not_let_in(asterisk_house: OpenHouse, telephones: Telephones) -> None:
    house = asterisk_house(sources=("127.0.0.9",))
    await telephones.open(house)
    caller = await telephones.call(house)
    await asyncio.wait_for(caller.over.wait(), 5)
    assert caller.status is not None
    assert caller.status >= 400
    assert telephones.rang.empty()


def test_there_is_no_manager_and_no_record_of_calls(asterisk_house: OpenHouse) -> None:
    house = asterisk_house()
    assert re.search(r"Manager \(AMI\):\s+No", house.cli("manager show settings"))
    assert re.search(r"Logging:\s+Disabled", house.cli("cdr show status"))
    assert re.search(r"CEL Logging:\s+Disabled", house.cli("cel show status"))


def from_stranger(house: AsteriskHouse) -> None:
    """Sends a call from an address that is no carrier's; Asterisk has a warning that names it."""
    invite = write(
        f"INVITE sip:{LINE}@{HOST} SIP/2.0",
        (
            ("Via", f"SIP/2.0/UDP 127.0.0.2:5060;branch={new_branch()}"),
            ("From", f"<sip:{CALLER}@nowhere.invalid>;tag={new_tag()}"),
            ("To", f"<sip:{LINE}@{HOST}>"),
            ("Call-ID", new_tag()),
            ("CSeq", "1 INVITE"),
            ("Contact", f"<sip:{CALLER}@127.0.0.2>"),
        ),
        b"",
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.2", 0))
        for _ in range(5):
            stranger.sendto(invite, (HOST, house.sip_port))


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
async def test_whatever_goes_wrong_nothing_of_a_caller_is_written(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house(silent=True, sources=(HOST,), calls=1)
    await telephones.open(house, second=False)
    telephones.first.rings = lambda dialog: dialog.refuse(503)
    calls = [await telephones.call(house, to) for to in (LINE, LINE, "s", "+1(704)555-0134")]
    await asyncio.sleep(1)
    for call in calls:
        call.hang_up()
    from_stranger(house)
    await asyncio.sleep(1)
    house.stop()
    found = [path for path in house.folder.rglob("*") if path.is_file()]
    assert [path.name for path in found if CALLER[3:].encode() in path.read_bytes()] == []
    assert [path.name for path in found if path.parent.name == "log"] == []


class App:
    """A voice process, as Asterisk sees one: a websocket under a name."""

    def __init__(self, house: AsteriskHouse, slot: int) -> None:
        self._url = f"{house.url}/events?app=harborline-{slot}"
        self._auth = aiohttp.encode_basic_auth(house.user, house.password)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers={"Authorization": self._auth})
        self._events = await self._session.ws_connect(self._url)
        return self

    async def __aexit__(self, *_fault: object) -> None:
        await self._session.close()

    async def arrived(self) -> list[str]:
        """Gives the arguments with which the next call is handed over."""
        while True:
            event = await self._events.receive_json(timeout=3)
            if event["type"] == "StasisStart":
                return list(event["args"])


async def test_a_call_is_handed_over_with_its_headers(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house(county_header="X-County")
    await telephones.open(house)
    headers = (
        *PRIVATE,
        ("P-Asserted-Identity", "tel:+17045550199"),
        ("Diversion", '"a) :b,c ${HL_BACKUP}" <sip:desk@center.example>;reason=no-answer'),
        ("Privacy", "id"),
        ("X-County", "37119"),
        ("X-OLI", "62"),
    )
    async with App(house, 1) as app:
        us = f'"Roe, :) %41 ${{EXTEN}}" <sip:+1{CALLER}@{HOST};isup-oli=62>'
        await telephones.caller.call(LINE, house.sip_port, us, headers)
        given = [part.partition("=") for part in (await app.arrived())[1:]]
    told = [(name, unquote(value)) for name, _, value in given]
    assert told[:2] == [("to", LINE), ("flooded", "0")]
    values = [value for name, value in told if name == "p-asserted-identity"]
    assert values == [PRIVATE[0][1], "tel:+17045550199"]
    assert [value for name, value in told if name == "diversion"] == [
        PRIVATE[1][1],
        '"a :b,c ${HL_BACKUP}" <sip:desk@center.example>;reason=no-answer',
    ]
    told_once = dict(told)
    assert told_once["from"].startswith(
        f'"Roe, : %41 ${{EXTEN}}" <sip:+1{CALLER}@{HOST};isup-oli=62>'
    )
    assert (told_once["privacy"], told_once["x-county"], told_once["x-oli"]) == (
        "id",
        "37119",
        "62",
    )
    assert told_once["history-info"] == PRIVATE[2][1]


async def test_no_bytes_of_a_call_keep_the_others_from_being_listed(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house)
    async with App(house, 1) as app:
        send_with_call_id(house, b"\xe9" + new_tag().encode())
        await telephones.call(house, LINE.replace("656", "%e9656"))
        assert f"to={quote(LINE, safe='')}" in await app.arrived()
        await asyncio.sleep(0.3)
        status, listed = house.ari("GET", "/channels")
    assert status == 200
    assert [one["dialplan"]["exten"] for one in json.loads(listed)] == [LINE]


def send_with_call_id(house: AsteriskHouse, call_id: bytes) -> None:
    """Sends a carrier's call with bytes in its Call-ID that are no text."""
    invite = write(
        f"INVITE sip:{LINE}@{HOST} SIP/2.0",
        (
            ("Via", f"SIP/2.0/UDP {HOST}:5060;branch={new_branch()}"),
            ("From", f"<sip:{CALLER}@nowhere.invalid>;tag={new_tag()}"),
            ("To", f"<sip:{LINE}@{HOST}>"),
            ("Call-ID", "@call-id@"),
            ("CSeq", "1 INVITE"),
            ("Contact", f"<sip:{CALLER}@{HOST}>"),
        ),
    ).replace(b"@call-id@", call_id)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as carrier:
        carrier.sendto(invite, (HOST, house.sip_port))


async def test_a_process_that_takes_no_calls_is_passed_over(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house(slots=3)
    await telephones.open(house)
    async with App(house, 1), App(house, 3) as third:
        assert house.ari("POST", "/asterisk/variable?variable=HL_OFF_1&value=1")[0] == 204
        for _ in range(6):
            call = await telephones.call(house)
            assert (await third.arrived())[0] == "in"
            call.hang_up()
    assert telephones.rang.empty()


async def test_a_call_that_is_handed_back_reaches_the_backup(
    asterisk_house: OpenHouse, telephones: Telephones
) -> None:
    house = asterisk_house()
    await telephones.open(house)
    async with App(house, 1) as app:
        caller = await telephones.call(house)
        await app.arrived()
        channel = json.loads(house.ari("GET", "/channels")[1])[0]["id"]
        assert house.ari("POST", f"/channels/{channel}/answer")[0] == 204
        assert house.ari("POST", f"/channels/{channel}/continue")[0] == 204
        by, _ = await telephones.next()
        await asyncio.sleep(0.5)
        assert (by, caller.ear.tone) == ("first", RING)
