"""Records: deleted at the carrier once it lets us, tried for an hour, and named in no log."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from harborline.telephony.clock import LoopClock
from harborline.telephony.twiml.records import DELAYS_S, Kind, Records
from harborline.telephony.twiml.signatures import Carrier, Credentials
from telephony.twiml.carrier_api import CarrierApi

CREDENTIALS = Credentials(
    twilio_account="AC0123",
    twilio_token="the-token",
    signalwire_space="example.signalwire.com",
    signalwire_project="0a-project",
    signalwire_token="other-token",
    telnyx_api_key="KEY",
)
CALL = "CA" + "0a" * 16
MESSAGE = "SM" + "1b" * 16
SPEED = 20_000.0


@asynccontextmanager
async def records_of(
    api: CarrierApi, credentials: Credentials = CREDENTIALS, speed: float = SPEED
) -> AsyncIterator[Records]:
    async with (
        api.serving() as base,
        Records(credentials, LoopClock(speed), dict.fromkeys(Carrier, base)) as records,
    ):
        yield records


async def settled(records: Records) -> None:
    async with asyncio.timeout(20):
        while records.waiting():  # noqa: ASYNC110 -- what is waited for is the service's own affair
            await asyncio.sleep(0.005)


async def test_calls_and_messages_are_deleted_as_each_carrier_wants_it() -> None:
    api = CarrierApi()
    async with records_of(api) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        records.forget(Carrier.TWILIO, Kind.MESSAGE, MESSAGE)
        records.forget(Carrier.SIGNALWIRE, Kind.CALL, "5f0c-call-sid")
        await settled(records)
    assert sorted(api.deleted) == [
        f"/2010-04-01/Accounts/AC0123/Calls/{CALL}.json",
        f"/2010-04-01/Accounts/AC0123/Messages/{MESSAGE}.json",
        "/api/laml/2010-04-01/Accounts/0a-project/Calls/5f0c-call-sid.json",
    ]
    proofs = {path.split("/")[-3]: proof for path, proof in api.asked}
    assert proofs["AC0123"] == "Basic " + b64encode(b"AC0123:the-token").decode()
    assert proofs["0a-project"] == "Basic " + b64encode(b"0a-project:other-token").decode()


async def test_the_records_of_a_calls_legs_go_first() -> None:
    api = CarrierApi()
    api.legs = {CALL: [f"{CALL}-leg-1", f"{CALL}-leg-2", "+13215550100", "../x"]}
    async with records_of(api) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        records.forget(Carrier.SIGNALWIRE, Kind.CALL, "5f0c-call-sid")
        await settled(records)
    names = [path.split("/")[-1].removesuffix(".json") for path in api.deleted]
    assert [name for name in names if name.startswith("CA")] == [
        f"{CALL}-leg-1",
        f"{CALL}-leg-2",
        CALL,
    ]
    assert len(names) == 4


async def test_a_call_keeps_its_record_until_its_legs_are_known(
    caplog: pytest.LogCaptureFixture,
) -> None:
    api = CarrierApi()
    api.listing = 500
    async with records_of(api) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        await settled(records)
        assert api.asked == []
        assert len(caplog.records) == 1
        api.listing = 404
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        await settled(records)
    assert len(api.deleted) == 1


async def test_telnyx_cannot_delete_and_nothing_is_asked_of_it() -> None:
    api = CarrierApi()
    async with records_of(api) as records:
        records.forget(Carrier.TELNYX, Kind.CALL, CALL)
        assert records.waiting() == 0
    assert api.asked == []


@pytest.mark.parametrize("missing", Credentials._fields[:5])
async def test_half_set_credentials_delete_nothing(missing: str) -> None:
    api = CarrierApi()
    carrier = Carrier.TWILIO if missing.startswith("twilio") else Carrier.SIGNALWIRE
    async with records_of(api, CREDENTIALS._replace(**{missing: None})) as records:
        records.forget(carrier, Kind.CALL, CALL)
        assert records.waiting() == 0
    assert api.asked == []


@pytest.mark.parametrize("refusal", [400, 401, 409, 429, 500, 503])
async def test_a_refused_deletion_is_tried_again(
    refusal: int, caplog: pytest.LogCaptureFixture
) -> None:
    api = CarrierApi(refusal, refusal, 204)
    async with records_of(api) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        await settled(records)
    assert len(api.asked) == 3
    assert len(api.deleted) == 1
    assert caplog.records == []


async def test_a_record_that_is_gone_already_is_done() -> None:
    api = CarrierApi(404)
    async with records_of(api) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        await settled(records)
    assert len(api.asked) == 1


async def test_after_an_hour_one_plain_error_that_names_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert 3500 < sum(DELAYS_S) <= 3600
    assert DELAYS_S[0] >= 60
    api = CarrierApi(401)
    async with records_of(api) as records:
        for end in "abc":
            records.forget(Carrier.TWILIO, Kind.CALL, CALL + end)
        await settled(records)
        assert len(api.asked) == 3 * len(DELAYS_S)
        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        api.answers = [204]
        records.forget(Carrier.TWILIO, Kind.CALL, CALL + "d")
        await settled(records)
        api.answers = [500]
        records.forget(Carrier.TWILIO, Kind.CALL, CALL + "e")
        await settled(records)
    assert len(caplog.records) == 2
    assert CALL not in caplog.text
    assert "the-token" not in caplog.text
    assert "Twilio did not delete" in caplog.text


async def test_a_carrier_that_cannot_be_reached_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nowhere = dict.fromkeys(Carrier, "http://127.0.0.1:9")
    async with Records(CREDENTIALS, LoopClock(SPEED), nowhere) as records:
        records.forget(Carrier.SIGNALWIRE, Kind.MESSAGE, MESSAGE)
        await settled(records)
    assert [record.getMessage().split()[0] for record in caplog.records] == ["Signalwire"]
    assert MESSAGE not in caplog.text


async def test_the_same_record_is_deleted_once_however_often_its_end_is_told() -> None:
    api = CarrierApi()
    async with records_of(api) as records:
        for _ in range(5):
            records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        assert records.waiting() == 1
        await settled(records)
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    "no_id", ["", "+13215550100", "13215550100", "../Messages", "CA 1", "é" * 9]
)
async def test_what_is_no_id_never_gets_into_an_address(no_id: str) -> None:
    api = CarrierApi()
    async with records_of(api) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, no_id)
        assert records.waiting() == 0
    assert api.asked == []


async def test_what_waits_when_the_process_ends_is_tried_at_once() -> None:
    api = CarrierApi()
    async with records_of(api, speed=1.0) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        records.forget(Carrier.TWILIO, Kind.MESSAGE, MESSAGE)
    assert len(api.deleted) == 2


async def test_what_cannot_be_deleted_at_the_end_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async with records_of(CarrierApi(409), speed=1.0) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
    assert len(caplog.records) == 1
    assert CALL not in caplog.text


async def test_nothing_of_it_shows() -> None:
    async with records_of(CarrierApi(409), speed=1.0) as records:
        records.forget(Carrier.TWILIO, Kind.CALL, CALL)
        assert CALL not in repr(list(records._waiting))
        records._waiting.clear()
