"""The carrier's connection: beats, cuts, what is caught up, a former process, and leaving."""

from __future__ import annotations

import asyncio

import pytest

from harborline.callflow.commands import HangUp
from harborline.telephony.ari.app import AsteriskCarrier
from harborline.telephony.ari.relisting import Listing, listing_of
from telephony.ari.fake_asterisk import Asked, FakeAsterisk, until
from telephony.ari.parts import CALLER, SECOND, carrier_at, connecting, heard, talking


async def test_it_beats_while_it_is_connected_and_no_longer(
    fake: FakeAsterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harborline.telephony.ari.app._BEAT_S", 0.02)
    beats: list[None] = []
    async with carrier_at(fake, beat=lambda: beats.append(None)) as carrier:
        await until(lambda: len(beats) > 3)
        fake.hears_nobody = True
        await fake.cut()
        await until(lambda: not carrier.connected)
        so_far = len(beats)
        await asyncio.sleep(0.2)
        assert len(beats) <= so_far + 1
        fake.hears_nobody = False
        await until(lambda: carrier.connected)


async def test_after_a_cut_what_was_missed_is_caught_up(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    gone = await talking(fake)
    await connecting(fake, SECOND)
    await until(lambda: len(fake.legs()) == 2)
    (ringing,) = set(fake.legs()) - {gone}
    fake.hears_nobody = True
    await fake.cut()
    await fake.destroy(CALLER)
    fake.channels[ringing] = "Up"
    fake.channels["hl-1-0000000000000001-1-1"] = "Ringing"
    fake.hears_nobody = False
    await until(lambda: gone not in fake.channels)
    await until(lambda: "hl-1-0000000000000001-1-1" not in fake.channels)
    await heard(fake, ringing, "answerer_whisper")
    assert len(carrier.calls.live()) == 1


async def test_a_stream_that_somebody_took_over_is_taken_back(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    (taken,) = fake.streams
    await fake.tell("ApplicationReplaced")
    await until(lambda: fake.streams and taken not in fake.streams)
    await until(lambda: carrier.connected)


async def test_after_a_cut_a_talk_goes_on_untouched(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    leg = await talking(fake)
    before = len(fake.asked)
    await fake.cut()
    await until(lambda: len(fake.of("GET", "/applications/harborline-1")) == 2)
    await asyncio.sleep(0.1)
    assert {asked.verb for asked in fake.asked[before:]} <= {"GET", "PUT"}
    assert [CALLER, leg] in fake.bridges.values()


async def test_a_prompt_that_ended_during_a_cut_is_not_waited_for(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await fake.arrive(CALLER)
    welcome = await heard(fake, CALLER, "welcome")
    fake.hears_nobody = True
    await fake.cut()
    await fake.finish(welcome)
    fake.hears_nobody = False
    await heard(fake, CALLER, "ask_zip")


async def test_a_caller_whom_the_guard_sent_on_is_no_longer_ours(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await connecting(fake)
    await until(fake.legs)
    fake.hears_nobody = True
    await fake.cut()
    fake.held.discard(CALLER)
    fake.hears_nobody = False
    await until(lambda: not fake.legs())
    assert carrier.calls.live() == ()
    assert CALLER in fake.channels


async def test_a_caller_who_was_sent_on_is_not_hung_up_by_whoever_hears_of_it_late(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await connecting(fake)
    (call,) = carrier.calls.live()
    carrier.carry_out(call, HangUp())
    await fake.leave(CALLER)
    await until(lambda: carrier.calls.live() == ())
    await asyncio.sleep(0.1)
    assert fake.of("DELETE", f"/channels/{CALLER}") == []


async def test_a_new_process_adopts_a_pair_and_sends_the_rest_on(fake: FakeAsterisk) -> None:
    leg, bridge = "hl-1-00000000000000af-2-1", "hl-1-00000000000000af"
    fake.channels = dict.fromkeys((CALLER, SECOND, leg, "hl-1-00000000000000b0-1-1"), "Up")
    fake.held = set(fake.channels)
    fake.bridges[bridge] = [CALLER, leg]
    fake.variables = {(leg, "HL_LINE"): "main", (leg, "HL_LANGUAGE"): "es"}
    async with carrier_at(fake) as carrier:
        await until(lambda: carrier.calls.live() == ("00000000000000af",))
        await until(lambda: fake.of("POST", f"/{SECOND}/continue"))
        await until(lambda: fake.legs() == [leg])
        assert not fake.of("POST", f"/{CALLER}/continue")
        await fake.destroy(leg)
        await heard(fake, CALLER, "other_left")
        await fake.destroy(CALLER)
        await until(lambda: carrier.calls.live() == ())


def pair_of_a_former_process(fake: FakeAsterisk) -> str:
    """Lets two talk whom nobody looks after; gives the leg's channel."""
    leg, bridge = "hl-1-00000000000000af-2-1", "hl-1-00000000000000af"
    fake.channels = dict.fromkeys((CALLER, leg), "Up")
    fake.held = set(fake.channels)
    fake.bridges[bridge] = [CALLER, leg]
    return leg


async def test_a_pair_whose_line_asterisk_does_not_tell_is_adopted_all_the_same(
    fake: FakeAsterisk,
) -> None:
    leg = pair_of_a_former_process(fake)
    fake.answers = lambda asked: 500 if asked.path.endswith("/variable") else None
    async with carrier_at(fake) as carrier:
        await until(carrier.calls.live)
        await fake.destroy(leg)
        await heard(fake, CALLER, "other_left")


async def test_a_pair_is_adopted_after_the_stream_was_lost_in_the_middle_of_it(
    fake: FakeAsterisk,
) -> None:
    leg = pair_of_a_former_process(fake)
    fake.answers = lambda asked: 0.5 if asked.path.endswith("/variable") else None
    async with carrier_at(fake) as carrier:
        await until(lambda: len(fake.of("GET", "/variable")) == 2)
        await fake.cut()
        await until(carrier.calls.live)
        await fake.destroy(leg)
        await heard(fake, CALLER, "other_left")


async def test_a_list_that_cannot_be_read_is_asked_for_again(
    fake: FakeAsterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = iter([KeyError("id")])

    def reads(*given: object) -> Listing:
        for error in broken:
            raise error
        return listing_of(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("harborline.telephony.ari.taking_stock.listing_of", reads)
    fake.channels, fake.held = {CALLER: "Up"}, {CALLER}
    async with carrier_at(fake):
        await until(lambda: CALLER not in fake.held)


async def test_on_leaving_it_hands_new_calls_to_the_next_process(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await talking(fake)
    leaving = asyncio.create_task(carrier.drain())
    await asyncio.sleep(0)
    await fake.arrive(SECOND)
    await until(lambda: fake.of("POST", f"/{SECOND}/continue"))
    (asked,) = fake.of("POST", f"/{SECOND}/continue")
    assert asked.query == {
        "context": "from-trunk",
        "extension": "+18005550199",
        "label": "next",
    }
    assert not leaving.done()
    await fake.destroy(CALLER)
    await asyncio.wait_for(leaving, 2)


def refuses(fake: FakeAsterisk, verb: str, ending: str, times: int = 2) -> None:
    """Lets Asterisk refuse the first requests of a kind."""
    left = iter([500] * times)

    def answer(asked: Asked) -> int | None:
        is_it = asked.verb == verb and asked.path.endswith(ending)
        return next(left, None) if is_it else None

    fake.answers = answer


async def test_on_leaving_a_new_call_is_handed_on_until_that_was_done(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    refuses(fake, "POST", "/continue")
    await carrier.drain()
    await fake.arrive(CALLER)
    await until(lambda: CALLER not in fake.held)
    assert len(fake.of("POST", f"/{CALLER}/continue")) == 3


async def test_callers_of_a_former_process_are_sent_on_until_that_was_done(
    fake: FakeAsterisk,
) -> None:
    fake.channels, fake.held = {CALLER: "Up"}, {CALLER}
    refuses(fake, "POST", "/continue")
    async with carrier_at(fake):
        await until(lambda: CALLER not in fake.held)


async def test_a_leg_that_is_given_up_is_ended_until_that_was_done(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await connecting(fake)
    await until(fake.legs)
    (leg,) = fake.legs()
    refuses(fake, "DELETE", leg)
    await fake.destroy(CALLER)
    await until(lambda: not fake.legs())


async def test_a_caller_is_hung_up_after_goodbye_until_that_was_done(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await connecting(fake)
    (call,) = carrier.calls.live()
    refuses(fake, "DELETE", CALLER)
    carrier.carry_out(call, HangUp())
    await until(lambda: CALLER not in fake.channels)
    await asyncio.wait_for(carrier.drain(), 2)


async def test_without_asterisk_it_starts_all_the_same(
    fake: FakeAsterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harborline.telephony.ari.app._FIRST_CONNECTION_S", 0.1)
    fake.hears_nobody = True
    async with carrier_at(fake) as carrier:
        assert not carrier.connected
        fake.hears_nobody = False
        await until(lambda: carrier.connected)
