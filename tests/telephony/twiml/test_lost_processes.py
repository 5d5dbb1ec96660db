"""Several processes: one owns a call, the others hand on to it, and go on when it is lost."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import NamedTuple

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette
from twilio.request_validator import RequestValidator

from contract.markup_rig import ADDRESSES, BASE, FOLDER, SECRET, NamedRecordings
from contract.rigs import HOUSE, SwappableMap
from harborline.telephony.clock import LoopClock
from harborline.telephony.twiml.app import WebhookCarrier
from harborline.telephony.twiml.owners import PROOF, Owners
from harborline.telephony.twiml.recordings import Recordings
from harborline.telephony.twiml.routes import Doors
from harborline.telephony.twiml.signatures import Carrier, Credentials, verify
from harborline.telephony.twiml.tokens import Tokens
from markup_reading import read_markup

CALLER = {
    "CallSid": "CA1",
    "From": "+13215550100",
    "To": "+18005550199",
    "CallStatus": "in-progress",
}
KEY = Random(3).randbytes(32)


class Process(NamedTuple):
    """A voice process that listens. `port`: where."""

    carrier: WebhookCarrier
    port: int
    server: uvicorn.Server

    async def post(self, url: str, fields: Mapping[str, str], **headers: str) -> tuple[int, bytes]:
        """Asks this process, signed as the carrier signs."""
        signature = RequestValidator(SECRET).compute_signature(url, dict(fields))
        address = url.replace(BASE, f"http://127.0.0.1:{self.port}")
        async with (
            aiohttp.ClientSession() as client,
            client.post(
                address, data=fields, headers={"X-Twilio-Signature": signature, **headers}
            ) as answer,
        ):
            return answer.status, await answer.read()


def new_process(
    slot: int, slots: int, ports: Mapping[int, int]
) -> tuple[WebhookCarrier, Doors, Owners]:
    carrier = WebhookCarrier(
        SwappableMap(),
        LoopClock(),
        Random(slot),
        Recordings(NamedRecordings(), (FOLDER,)),
        Tokens(KEY, lambda: 0.0),
        KEY,
        slot=slot,
        house=HOUSE,
    )
    credentials = Credentials(twilio_token=SECRET)

    def proves(named: Carrier, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        return verify(named, credentials, url, headers, body, 0.0)

    owners = Owners(slot, slots, KEY, lambda other: f"http://127.0.0.1:{ports[other]}", 1.0)
    return carrier, Doors(carrier, proves, owners, public_url=BASE), owners


@asynccontextmanager
async def processes(slots: int) -> AsyncIterator[dict[int, Process]]:
    """Starts voice processes, all in this one, each on a port of its own."""
    sockets = {slot: socket.create_server(("127.0.0.1", 0)) for slot in range(1, slots + 1)}
    ports = {slot: listening.getsockname()[1] for slot, listening in sockets.items()}
    running: dict[int, Process] = {}
    async with AsyncExitStack() as stack:
        for slot, listening in sockets.items():
            carrier, doors, owners = new_process(slot, slots, ports)
            await stack.enter_async_context(owners.running())
            app = Starlette(routes=list(doors.routes))
            config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
            server = uvicorn.Server(config)
            task = asyncio.create_task(server.serve(sockets=[listening]))
            stack.push_async_callback(stop, server, task)
            while not server.started:  # noqa: ASYNC110 -- uvicorn has no event for it
                await asyncio.sleep(0.01)
            running[slot] = Process(carrier, ports[slot], server)
        yield running
        for process in running.values():
            for call in process.carrier.calls.live():
                process.carrier.note_end(call)


async def stop(server: uvicorn.Server, task: asyncio.Task[None]) -> None:
    server.should_exit = True
    await task


async def kill(process: Process) -> None:
    """Ends a process for everybody who asks it."""
    for server in process.server.servers:
        server.close()
    process.server.should_exit = True
    await asyncio.sleep(0.3)


def action_of(document: bytes, attribute: str = "action") -> str:
    return str(re.findall(rf'{attribute}="([^"]+)"', document.decode())[0])


def onward(document: bytes) -> str:
    return read_markup(document)[-1].text or ""


async def ringing(process: Process) -> bytes:
    """Gives the document that dials the first center."""
    _, document = await process.post(f"{BASE}/telephone/twilio/call", CALLER)
    _, document = await process.post(action_of(document), {**CALLER, "Digits": "1"})
    _, document = await process.post(action_of(document), {**CALLER, "Digits": "11101"})
    _, document = await process.post(onward(document), CALLER)
    assert center_of(document) == "near"
    return document


def center_of(document: bytes) -> str:
    return ADDRESSES[read_markup(document)[-1][0].text or ""]


async def test_a_request_at_another_process_is_handed_on_to_the_owner() -> None:
    async with processes(2) as running:
        _, document = await running[1].post(f"{BASE}/telephone/twilio/call", CALLER)
        action = action_of(document)
        status, theirs = await running[2].post(action, {**CALLER, "Digits": "1"})
        assert status == 200
        assert b"ask_zip" in theirs
        assert running[2].carrier.calls.live() == ()
        assert await running[1].post(action, {**CALLER, "Digits": "1"}) == (200, theirs)


async def test_when_the_owner_is_lost_the_next_leg_rings_and_none_twice() -> None:
    async with processes(2) as running:
        document = await ringing(running[1])
        await kill(running[1])
        ended = {**CALLER, "DialCallStatus": "no-answer"}
        status, words = await running[2].post(action_of(document), ended)
        assert status == 200
        assert b"still_trying" in words
        status, dialing = await running[2].post(onward(words), CALLER)
        assert (status, center_of(dialing)) == (200, "next")
        assert await running[2].post(action_of(document), ended) == (200, words)
        assert len(running[2].carrier.calls.live()) == 1


async def test_0_is_obeyed_by_the_process_that_takes_over() -> None:
    async with processes(2) as running:
        _, document = await running[1].post(f"{BASE}/telephone/twilio/call", CALLER)
        await kill(running[1])
        _, dialing = await running[2].post(action_of(document), {**CALLER, "Digits": "0"})
        assert center_of(dialing) == "team"


async def test_a_telephone_that_rings_for_a_lost_process_can_still_be_taken() -> None:
    async with processes(2) as running:
        document = await ringing(running[1])
        await kill(running[1])
        leg = {"CallSid": "CA2", "From": "+18005550199", "To": "+14155550101"}
        status, whisper = await running[2].post(action_of(document, "url"), leg)
        assert (status, b"answerer_whisper" in whisper) == (200, True)
        status, joined = await running[2].post(action_of(whisper), {**leg, "Digits": "1"})
        assert (status, b"<Pause" in joined) == (200, True)
        _, after = await running[2].post(
            action_of(document), {**CALLER, "DialCallStatus": "completed"}
        )
        assert b"other_left" in after


@pytest.mark.parametrize(
    ("seconds", "word"), [("600", b"other_left"), ("20", b"still_trying"), ("", b"still_trying")]
)
async def test_who_stays_on_the_line_after_a_talk_of_a_lost_process_is_asked_and_not_rung_on(
    seconds: str, word: bytes
) -> None:
    async with processes(2) as running:
        document = await ringing(running[1])
        leg = {"CallSid": "CA2", "From": "+18005550199", "To": "+14155550101"}
        _, whisper = await running[1].post(action_of(document, "url"), leg)
        await running[1].post(action_of(whisper), {**leg, "Digits": "1"})
        await kill(running[1])
        ended = {**CALLER, "DialCallStatus": "completed", "DialCallDuration": seconds}
        status, after = await running[2].post(action_of(document), ended)
        assert (status, word in after) == (200, True)


async def test_of_two_who_press_1_at_a_lost_process_the_first_is_joined() -> None:
    async with processes(2) as running:
        document = await ringing(running[1])
        await kill(running[1])
        carrier, leg = running[2].carrier, {"CallSid": "CA2", "To": "+14155550101"}
        _, whisper = await running[2].post(action_of(document, "url"), leg)
        pressed = action_of(whisper)
        slip = carrier.addresses.read(pressed.rpartition("/")[2])
        other = carrier.addresses.of(BASE, Carrier.TWILIO, slip._replace(place=1))
        key = {**leg, "Digits": "1"}
        assert b"<Pause" in (await running[2].post(pressed, key))[1]
        assert b"answerer_taken" in (await running[2].post(other, key))[1]


async def test_who_passes_at_a_lost_process_is_followed_by_the_next_leg() -> None:
    async with processes(2) as running:
        document = await ringing(running[1])
        await kill(running[1])
        leg = {"CallSid": "CA2", "From": "+18005550199", "To": "+14155550101"}
        _, whisper = await running[2].post(action_of(document, "url"), leg)
        _, passed = await running[2].post(action_of(whisper), {**leg, "Digits": "9"})
        assert b"<Hangup" in passed
        _, words = await running[2].post(
            action_of(document), {**CALLER, "DialCallStatus": "completed"}
        )
        _, dialing = await running[2].post(onward(words), CALLER)
        assert center_of(dialing) == "next"


async def test_the_end_of_a_call_reaches_its_owner_by_whichever_process_is_told() -> None:
    async with processes(3) as running:
        await running[1].post(f"{BASE}/telephone/twilio/call", CALLER)
        gone = {**CALLER, "CallStatus": "completed"}
        assert await running[3].post(f"{BASE}/telephone/twilio/status", gone) == (200, b"")
        assert running[1].carrier.calls.live() == ()


async def test_a_process_that_lets_its_calls_finish_hands_new_ones_to_others() -> None:
    async with processes(2) as running:
        await running[1].post(f"{BASE}/telephone/twilio/call", CALLER)
        draining = asyncio.create_task(running[1].carrier.drain())
        await asyncio.sleep(0)
        await running[1].post(f"{BASE}/telephone/twilio/call", {**CALLER, "CallSid": "CA7"})
        assert [len(running[n].carrier.calls.live()) for n in (1, 2)] == [1, 1]
        gone = {**CALLER, "CallStatus": "completed"}
        await running[1].post(f"{BASE}/telephone/twilio/status", gone)
        await asyncio.wait_for(draining, 1)


async def test_an_arrival_that_is_told_again_stays_where_its_call_is() -> None:
    async with processes(2) as running:
        first = await running[1].post(f"{BASE}/telephone/twilio/call", CALLER)
        draining = asyncio.create_task(running[1].carrier.drain())
        await asyncio.sleep(0)
        assert await running[1].post(f"{BASE}/telephone/twilio/call", CALLER) == first
        assert running[2].carrier.calls.live() == ()
        draining.cancel()


async def test_who_asks_all_others_waits_no_longer_than_for_one() -> None:
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]  # and answer nothing
    ports = [at.getsockname()[1] for at in listening]
    owners = Owners(4, 4, KEY, lambda slot: f"http://127.0.0.1:{ports[slot - 1]}", 0.3)
    began_s = asyncio.get_running_loop().time()
    async with owners.running():
        assert await owners.ask_any({}, "/telephone/twilio/call", b"") is None
    assert asyncio.get_running_loop().time() - began_s < 0.6
    for at in listening:
        at.close()


@pytest.mark.parametrize("proof", ["", "0" * 64, "\u00e9"])
async def test_a_proof_of_no_key_of_ours_opens_nothing(proof: str) -> None:
    async with processes(1) as running:
        address = f"http://127.0.0.1:{running[1].port}/telephone/twilio/call"
        async with (
            aiohttp.ClientSession() as client,
            client.post(address, data=CALLER, headers={PROOF: proof}) as answer,
        ):
            assert answer.status == 403
        assert running[1].carrier.calls.live() == ()
