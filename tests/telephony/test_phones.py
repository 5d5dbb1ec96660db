"""The telephones that other tests trust, held against each other with no switch in between."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from harborline.callflow.prompts import Prompt, Say
from phones.dialog import Dialog, Stage
from phones.exchange import Exchange
from phones.levels import ANSWERERS, CALLERS, PROMPTS, SILENT, levels_of, sample_of, write_wav
from phones.messages import read, user_of

CALLER, ANSWERER = CALLERS[0], ANSWERERS[0]


@pytest_asyncio.fixture
async def pair() -> AsyncIterator[tuple[Exchange, Exchange]]:
    """Gives two exchanges, each on a port of its own."""
    near, far = Exchange(), Exchange()
    await near.open()
    await far.open()
    yield near, far
    near.close()
    far.close()


async def ringing(near: Exchange, far: Exchange) -> tuple[Dialog, Dialog]:
    """Calls from one to the other until it rings there."""
    rang: asyncio.Future[Dialog] = asyncio.get_running_loop().create_future()
    far.rings = rang.set_result
    dialog = await near.call("5550100", far.port, "<sip:a@127.0.0.1>", level=CALLER)
    theirs = await asyncio.wait_for(rang, 2)
    theirs.ring()
    return dialog, theirs


async def talking(near: Exchange, far: Exchange) -> tuple[Dialog, Dialog]:
    ours, theirs = await ringing(near, far)
    await theirs.pick_up(ANSWERER)
    await asyncio.wait_for(ours.answered.wait(), 2)
    await asyncio.sleep(0.1)
    return ours, theirs


async def test_two_hear_each_other(pair: tuple[Exchange, Exchange]) -> None:
    ours, theirs = await talking(*pair)
    assert ours.ear.voice(ANSWERER) is not None
    assert theirs.ear.voice(CALLER) is not None
    assert ours.ear.voice(CALLER) is None


async def test_keys_arrive_once_each_and_in_order(pair: tuple[Exchange, Exchange]) -> None:
    ours, theirs = await talking(*pair)
    ours.press("1123")
    ours.press("*#0")
    await asyncio.wait_for(ours.media.keys_sent(), 4)
    await asyncio.sleep(0.05)
    assert theirs.ear.keys == "1123*#0"


async def test_the_caller_hangs_up(pair: tuple[Exchange, Exchange]) -> None:
    ours, theirs = await talking(*pair)
    ours.hang_up()
    await asyncio.wait_for(theirs.over.wait(), 2)
    assert (ours.ended_by, theirs.ended_by) == ("us", "them")


async def test_the_answerer_hangs_up_with_a_cause(pair: tuple[Exchange, Exchange]) -> None:
    ours, theirs = await talking(*pair)
    theirs.hang_up(41)
    await asyncio.wait_for(ours.over.wait(), 2)
    assert (ours.ended_by, ours.cause) == ("them", 41)


async def test_the_caller_gives_up_while_it_rings(pair: tuple[Exchange, Exchange]) -> None:
    ours, theirs = await ringing(*pair)
    await asyncio.sleep(0.05)
    ours.hang_up()
    await asyncio.wait_for(ours.over.wait(), 2)
    assert theirs.cancelled
    assert ours.status == 487


async def test_refusals_are_told(pair: tuple[Exchange, Exchange]) -> None:
    for status in (404, 486, 503, 603):
        ours, theirs = await ringing(*pair)
        theirs.refuse(status)
        await asyncio.wait_for(ours.over.wait(), 2)
        assert (ours.status, ours.ended_by) == (status, "them")


async def test_words_said_twice_change_nothing(pair: tuple[Exchange, Exchange]) -> None:
    ours, theirs = await talking(*pair)
    for raw in list(theirs.received):
        pair[1].datagram_received(raw, ("127.0.0.1", pair[0].port))
    for raw in list(ours.received):
        pair[0].datagram_received(raw, ("127.0.0.1", pair[1].port))
    await asyncio.sleep(0.1)
    assert (ours.stage, theirs.stage) == (Stage.TALKING, Stage.TALKING)
    assert len(pair[1].dialogs) == 1


async def test_an_invite_that_got_lost_is_sent_again(pair: tuple[Exchange, Exchange]) -> None:
    near, far = pair
    rang: asyncio.Future[Dialog] = asyncio.get_running_loop().create_future()
    await near.call("5550100", far.port, "<sip:a@127.0.0.1>")
    far.forget()
    far.rings = rang.set_result
    assert (await asyncio.wait_for(rang, 2)).dialed == "5550100"


def test_every_prompt_has_a_level_of_its_own(tmp_path: Path) -> None:
    assert not SILENT & set(PROMPTS)
    assert len({sample_of(level) for level in range(256)}) == 255
    path = tmp_path / "a.wav"
    write_wav(path, next(levels_of(Say(Prompt.DANGER, "es"))), 0.1)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
        assert file.getnframes() % 160 == 0


def test_a_message_is_read_in_its_short_form() -> None:
    message = read(b"BYE sip:x@y SIP/2.0\r\nf: <sip:1;a=b@z>;tag=9\r\ni: c\r\n\r\n")
    assert message is not None
    assert (message.method, message.header("call-id")) == ("BYE", "c")
    assert user_of(message.header("from")) == "1"
