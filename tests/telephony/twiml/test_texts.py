"""Texts through the routes: proved or refused, answered in each carrier's way, and nothing kept."""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, fromstring

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from contract.rigs import STARTS_AT, SwappableMap
from harborline.app.texts import MOST_REPLIES, TextDesk
from harborline.telephony.clock import LoopClock
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.twiml.records import Records
from harborline.telephony.twiml.sending import Reply, TelnyxReplies
from harborline.telephony.twiml.signatures import Carrier, Credentials, verify
from harborline.telephony.twiml.texts import TextDoors, incoming_of, is_no_person
from telephony.twiml.carrier_api import CarrierApi

PUBLIC = "https://line.example.org"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CREDENTIALS = Credentials(
    twilio_account="AC0123",
    twilio_token="twilio-token",
    signalwire_signing_key="signing-key",
    telnyx_public_key=b64encode(KEY.public_key().public_bytes_raw()).decode(),
)
PERSON, LINE = "+13215550100", "+18005550199"
NOW_S = 1_800_000_000


class World:
    """The doors of texts, a clock that stands still, and what would be sent by Telnyx's API."""

    def __init__(self) -> None:
        self.sent: list[Reply] = []
        self.maps = SwappableMap()
        self.clock = SimulatedClock(STARTS_AT)
        self.records = Records(CREDENTIALS, self.clock)
        self.doors = TextDoors(
            TextDesk(self.maps, self.clock),
            self.maps,
            self.clock,
            lambda carrier, url, headers, body: verify(
                carrier, CREDENTIALS, url, headers, body, NOW_S
            ),
            self.records,
            bytes(32),
            send_reply=self.sent.append,
            public_url=PUBLIC,
        )
        self.app = Starlette(routes=self.doors.routes)

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            return await client.post(path, content=body, headers=headers)

    async def text(
        self, body: str, carrier: Carrier = Carrier.TWILIO, sid: str = "SM" + "1b" * 16, **more: str
    ) -> httpx.Response:
        if carrier is Carrier.TELNYX:
            return await self.telnyx(body, sid, **more)
        form = {"MessageSid": sid, "From": PERSON, "To": LINE, "Body": body, "NumMedia": "0"}
        return await self.form(f"/telephone/{carrier}/text", carrier, {**form, **more})

    async def form(self, path: str, carrier: Carrier, form: dict[str, str]) -> httpx.Response:
        key = "twilio-token" if carrier is Carrier.TWILIO else "signing-key"
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            f"x-{carrier}-signature": RequestValidator(key).compute_signature(
                f"{PUBLIC}{path}", form
            ),
        }
        return await self.post(path, urlencode(form).encode(), headers)

    async def telnyx(self, body: str, sid: str, **more: str) -> httpx.Response:
        payload = {
            "id": sid,
            "from": {"phone_number": more.get("From", PERSON)},
            "to": [{"phone_number": LINE}],
            "text": body,
        }
        event = {"data": {"event_type": more.get("event", "message.received"), "payload": payload}}
        content = json.dumps(event).encode()
        headers = {
            "content-type": "application/json",
            "telnyx-timestamp": str(NOW_S),
            "telnyx-signature-ed25519": b64encode(
                KEY.sign(f"{NOW_S}|".encode() + content)
            ).decode(),
        }
        return await self.post("/telephone/telnyx/text", content, headers)


def parsed(markup: bytes | str) -> Element:
    return fromstring(markup)  # noqa: S314 -- our own markup


def said(answer: httpx.Response) -> str | None:
    """Gives what the markup replies; there is nothing else in it."""
    assert answer.status_code == 200
    root = parsed(answer.content)
    assert root.tag == "Response"
    messages = list(root)
    assert [message.tag for message in messages] in ([], ["Message"])
    return messages[0].text if messages else None


MARKUP = [Carrier.TWILIO, Carrier.SIGNALWIRE]


@pytest.mark.parametrize("carrier", MARKUP)
async def test_a_zip_is_answered_in_the_carriers_markup(carrier: Carrier) -> None:
    answer = await World().text("11101", carrier)
    assert said(answer) == "Call 800-555-0199. People near there answer day and night."
    oracle: Any = MessagingResponse()
    oracle.message(said(answer), action=f"{PUBLIC}/telephone/{carrier}/text/status", method="POST")
    assert parsed(str(oracle))[0].attrib == parsed(answer.content)[0].attrib


async def test_telnyx_is_answered_through_its_api() -> None:
    world = World()
    answer = await world.text("estoy en 11101", Carrier.TELNYX)
    assert (answer.status_code, answer.content) == (200, b"")
    assert world.sent == [
        Reply(PERSON, LINE, "Llama al 800-555-0199. Gente de la zona contesta a cualquier hora.")
    ]
    await world.text("11101", Carrier.TELNYX, sid="other-id", event="message.finalized")
    assert len(world.sent) == 1


@pytest.mark.parametrize("carrier", Carrier)
async def test_what_proves_nothing_is_refused_without_a_word(carrier: Carrier) -> None:
    world = World()
    forms = urlencode({"MessageSid": "SM1", "From": PERSON, "To": LINE, "Body": "11101"}).encode()
    for headers in ({}, {f"x-{carrier}-signature": "x"}, {"telnyx-signature-ed25519": "AA=="}):
        for path in ("text", "text/status"):
            answer = await world.post(f"/telephone/{carrier}/{path}", forms, headers)
            assert (answer.status_code, answer.content) == (403, b"")
    assert world.records.waiting() == 0
    assert world.doors._seen == {}


async def test_unknown_carriers_and_endless_bodies_are_refused() -> None:
    world = World()
    assert (await world.post("/telephone/other/text", b"", {})).status_code == 404
    endless = await world.post("/telephone/twilio/text", b"a" * 70_000, {})
    assert endless.status_code == 413


@pytest.mark.parametrize(
    "sender",
    [
        *("12345", "+12345", "ALERTS", "whatsapp:+13215550100", "+18005550123", "833-555-0123"),
        *("", "anonymous", LINE, "8005550199"),
    ],
)
@pytest.mark.parametrize("carrier", Carrier)
async def test_who_is_no_person_gets_no_answer(carrier: Carrier, sender: str) -> None:
    world = World()
    answer = await world.text("11101", carrier, From=sender)
    assert answer.status_code == 200
    assert b"Message" not in answer.content
    assert world.sent == []


@pytest.mark.parametrize("sender", [PERSON, "+525512345678", "3215550100", "+19025550123"])
async def test_people_of_any_country_are_answered(sender: str) -> None:
    assert not is_no_person(sender)
    assert said(await World().text("11101", From=sender)) is not None


async def test_words_of_the_carrier_get_no_answer() -> None:
    world = World()
    for number, text in enumerate(["STOP", "unsubscribe", "Start", "Auto-Reply: away"]):
        assert said(await world.text(text, sid=f"SM-{number}-abcdef")) is None


async def test_a_text_brought_twice_is_answered_the_same_and_counted_once() -> None:
    world = World()
    first = said(await world.text("11101"))
    for _ in range(2 * MOST_REPLIES):
        assert said(await world.text("11101")) == first
    assert said(await world.text("11101", sid="SM" + "2c" * 16)) == first
    for number in range(3):
        await world.text("11101", Carrier.TELNYX, sid="the-same-id")
        assert len(world.sent) == 1, number


async def test_a_burst_of_one_sender_ends_and_another_is_still_answered() -> None:
    world = World()
    answers = [said(await world.text("11101", sid=f"SM-{n:08}-a")) for n in range(30)]
    assert sum(answer is not None for answer in answers) == MOST_REPLIES
    assert said(await world.text("11101", sid="SM-last-one", From="+13215550101")) is not None
    assert said(await world.text("11101", sid="SM-00000029-a")) is None


@pytest.mark.parametrize("carrier", MARKUP)
async def test_records_of_both_messages_are_deleted(carrier: Carrier) -> None:
    world = World()
    await world.text("11101", carrier)
    status = {"MessageSid": "SM" + "3d" * 16, "MessageStatus": "delivered", "To": PERSON}
    answer = await world.form(f"/telephone/{carrier}/text/status", carrier, status)
    assert said(answer) is None
    assert world.records.waiting() == (2 if carrier is Carrier.TWILIO else 0)


async def test_without_a_map_a_text_still_leads_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()

    def none() -> None:
        raise LookupError

    monkeypatch.setattr(world.maps, "current", none)
    assert "911" in (said(await world.text("11101")) or "")


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(Carrier))
async def test_whatever_is_texted_is_answered_with_a_document(text: str, carrier: Carrier) -> None:
    answer = await World().text(text, carrier, From=text or PERSON)
    assert answer.status_code == 200
    assert (await World().text(text, carrier)).status_code == 200


@given(st.sampled_from(Carrier), st.binary(max_size=80) | st.text().map(str.encode))
def test_reading_is_total(carrier: Carrier, body: bytes) -> None:
    incoming = incoming_of(carrier, body)
    assert incoming is None or repr(incoming) == "<Incoming>"


@pytest.mark.parametrize(
    "document",
    [
        *(b"[" * 100_000, b"null", b'{"data": {"event_type": "message.received", "payload": {}}}'),
        b'{"data": {"event_type": "message.received", "payload": {"id": 1, "from": '
        b'{"phone_number": 2}, "to": [{"phone_number": 3}], "text": 4}}}',
    ],
)
def test_documents_of_another_shape_are_no_texts(document: bytes) -> None:
    assert incoming_of(Carrier.TELNYX, document) is None


async def test_nothing_of_a_text_is_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world = World()
    await world.text("estoy en 11101 cornflower", sid="SM" + "9f" * 16)
    kept = repr(
        (vars(world.doors), vars(world.doors._desk), world.doors._desk._senders, caplog.text)
    )
    for secret in (PERSON, "3215550100", "11101", "cornflower", "555-0100"):
        assert secret not in kept


@asynccontextmanager
async def replies_to(api: CarrierApi) -> AsyncIterator[TelnyxReplies]:
    async with api.serving() as base, TelnyxReplies("KEY1", LoopClock(1000.0), base) as replies:
        yield replies


async def sent_through(api: CarrierApi, done: int) -> None:
    async with replies_to(api) as replies:
        replies.send(Reply(PERSON, LINE, "Call 800-555-0199."))
        async with asyncio.timeout(10):
            while replies._sending:  # noqa: ASYNC110 -- what is waited for is the sender's own affair
                await asyncio.sleep(0.005)
    assert len(api.asked) == done


async def test_a_reply_is_sent_once_and_again_only_if_the_api_failed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    api = CarrierApi(503, 429, 200)
    await sent_through(api, 3)
    assert api.asked[0] == ("/v2/messages", "Bearer KEY1")
    assert api.sent == [{"from": LINE, "to": PERSON, "text": "Call 800-555-0199."}]
    assert caplog.records == []


@pytest.mark.parametrize(("status", "tries"), [(403, 1), (422, 1), (500, 3)])
async def test_a_reply_that_cannot_be_sent_is_told_without_a_number(
    caplog: pytest.LogCaptureFixture, status: int, tries: int
) -> None:
    await sent_through(CarrierApi(status), tries)
    assert len(caplog.records) == 1
    assert "555" not in caplog.text


async def test_replies_under_way_end_with_the_process() -> None:
    api = CarrierApi(500)
    async with api.serving() as base, TelnyxReplies("KEY1", LoopClock(), base) as replies:
        replies.send(Reply(PERSON, LINE, "a"))
        await asyncio.sleep(0.05)
        assert repr(Reply(PERSON, LINE, "a")) == "<Reply>"
    assert len(api.asked) == 1
