"""Requests: who we are, what is repeated, what is an error, and what an error says."""

from __future__ import annotations

import asyncio
import base64

import pytest

from harborline.telephony.ari.client import Client, Server
from harborline.telephony.ari.errors import AriError
from telephony.ari.fake_asterisk import Asked, FakeAsterisk
from telephony.ari.parts import server_of

SECRET = {"endpoint": "PJSIP/+14155550101@trunk-1"}


async def test_every_request_says_who_we_are(fake: FakeAsterisk) -> None:
    async with Client(server_of(fake)) as client:
        assert (await client.send("GET", "/channels")).body == []
    assert fake.authorizations == {"Basic " + base64.b64encode(b"hl:secret").decode()}


async def test_the_address_may_name_the_interface_or_only_its_server(fake: FakeAsterisk) -> None:
    bare = fake.url.removesuffix("/ari") + "/"
    async with Client(server_of(fake)._replace(url=bare)) as client:
        assert not (await client.send("GET", "/channels")).gone


async def test_what_is_gone_is_no_error(fake: FakeAsterisk) -> None:
    async with Client(server_of(fake)) as client:
        assert (await client.send("DELETE", "/channels/nobody")).gone


async def test_a_request_whose_answer_was_lost_is_sent_again(fake: FakeAsterisk) -> None:
    fake.channels["a"] = "Up"
    fake.answers = lambda asked: 0 if len(fake.asked) == 1 else None
    async with Client(server_of(fake)) as client:
        await client.send("DELETE", "/channels/a")
    assert len(fake.asked) == 2
    assert not fake.channels


async def test_what_was_done_the_first_time_is_no_error_the_second(fake: FakeAsterisk) -> None:
    fake.answers = lambda asked: 0 if len(fake.asked) == 1 else 409
    async with Client(server_of(fake)) as client:
        assert not (await client.send("POST", "/channels/hl-1-c-1-1", SECRET)).gone


async def test_a_refusal_is_an_error_that_repeats_nothing(fake: FakeAsterisk) -> None:
    fake.answers = lambda _asked: 500
    async with Client(server_of(fake)) as client:
        with pytest.raises(AriError) as refused:
            await client.send("POST", "/channels/hl-1-c-1-1", SECRET)
    assert (refused.value.status, refused.value.reached) == (500, True)
    assert "415555" not in str(refused.value) + repr(refused.value)


async def test_a_switch_that_is_away_is_tried_for_two_seconds(
    fake: FakeAsterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harborline.telephony.ari.client._TRIES_S", 0.2)
    server = server_of(fake)
    await fake.__aexit__()
    async with Client(server) as client:
        with pytest.raises(AriError) as away:
            await client.send("GET", "/channels")
    assert not away.value.reached


async def test_at_most_thirty_two_requests_are_open_at_once(fake: FakeAsterisk) -> None:
    open_now = most = 0

    def slow(_asked: Asked) -> float:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        asyncio.get_running_loop().call_later(0.02, done)
        return 0.02

    def done() -> None:
        nonlocal open_now
        open_now -= 1

    fake.answers = slow
    async with Client(server_of(fake)) as client:
        await asyncio.gather(*(client.send("GET", "/channels") for _ in range(100)))
    assert 16 < most <= 32


def test_a_server_shows_no_password() -> None:
    assert repr(Server("http://127.0.0.1:8088/ari", "hl", "secret")) == "<Server>"
