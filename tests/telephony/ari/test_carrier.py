"""The carrier on an Asterisk played by the test: whole calls, lost connections, a former process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from harborline.callflow.commands import HangUp
from harborline.telephony.ari.app import AsteriskCarrier
from harborline.telephony.ari.callers import RING_TONE
from harborline.telephony.ari.codec import EVENTS
from telephony.ari.fake_asterisk import Asked, FakeAsterisk, until
from telephony.ari.parts import BACKUP, carrier_at

CALLER = "c.1"
SECOND = "c.2"


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeAsterisk]:
    async with FakeAsterisk() as asterisk:
        yield asterisk


@pytest_asyncio.fixture
async def carrier(fake: FakeAsterisk) -> AsyncIterator[AsteriskCarrier]:
    async with carrier_at(fake) as connected:
        yield connected


async def heard(fake: FakeAsterisk, channel: str, word: str) -> str:
    """Waits until something is being played on a channel; gives the playback."""

    def playing() -> list[str]:
        return [
            asked.path.rsplit("/", 1)[1]
            for asked in fake.asked
            if asked.path.startswith(f"/channels/{channel}/play/")
            and any(word in media for media in asked.body["media"])
            and asked.path.rsplit("/", 1)[1] in fake.playing
        ]

    await until(playing)
    return playing()[-1]


async def connecting(fake: FakeAsterisk, channel: str = CALLER) -> None:
    """Lets a caller arrive, key a ZIP and hear that they are being connected."""
    await fake.arrive(channel)
    await fake.finish(await heard(fake, channel, "welcome"))
    await heard(fake, channel, "ask_zip")
    await fake.press(channel, "11101")
    await fake.finish(await heard(fake, channel, "connecting"))
    await heard(fake, channel, "tone:")


async def talking(fake: FakeAsterisk, channel: str = CALLER) -> str:
    """Lets a caller come through to the first center; gives the leg's channel."""
    before = set(fake.legs())
    await connecting(fake, channel)
    await until(lambda: set(fake.legs()) - before)
    (leg,) = set(fake.legs()) - before
    await fake.rings(leg)
    await fake.pick_up(leg)
    await heard(fake, leg, "answerer_whisper")
    await fake.press(leg, "1")
    await until(lambda: [channel, leg] in fake.bridges.values())
    return leg


# -- a call ----------------------------------------------------------------------------------------


async def test_a_call_from_the_first_word_to_the_last(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    leg = await talking(fake)
    assert fake.playing == {}
    await fake.destroy(CALLER)
    await until(lambda: leg not in fake.channels and not fake.bridges)
    assert carrier.calls.live() == ()
    verbs = [asked for asked in fake.asked if asked.verb in {"POST", "DELETE"}]
    assert len(verbs) == 14, (
        "answer, 4 plays, a leg, a whisper, 3 stops, 2 to join, 2 to clear away"
    )


async def test_asterisk_is_told_which_events_we_want(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await until(lambda: fake.of("PUT", "eventFilter"))
    (asked,) = fake.of("PUT", "eventFilter")
    assert asked.path == "/applications/harborline-1/eventFilter"
    assert [one["type"] for one in asked.body["allowed"]] == list(EVENTS)


async def test_joined_people_hear_no_number_of_each_other_and_their_keys_are_heard(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await talking(fake)
    (made,) = [a for a in fake.asked if a.verb == "POST" and a.path.startswith("/bridges/")][:1]
    (joined,) = fake.of("POST", "addChannel")
    assert made.query == {"type": "mixing,dtmf_events"}
    assert joined.query["inhibitConnectedLineUpdates"] == "true"
    (ring,) = [a for a in fake.asked if a.body and "endpoint" in a.body]
    assert "originator" not in ring.body


async def test_the_first_key_cuts_the_prompts_short(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await fake.arrive(CALLER)
    welcome = await heard(fake, CALLER, "welcome")
    await fake.press(CALLER, "1")
    await until(lambda: welcome not in fake.playing)


async def test_a_stray_key_does_not_silence_the_ring_tone(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await connecting(fake)
    await fake.press(CALLER, "5")
    await asyncio.sleep(0.1)
    tones = fake.of("POST", fake.heard_on(CALLER)[0])
    assert tones[-1].body == {"media": [RING_TONE]}


async def test_only_the_end_of_the_last_prompt_is_told(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await fake.arrive(CALLER)
    welcome = await heard(fake, CALLER, "welcome")
    await fake.finish("hl-1-c.1-p7")
    await asyncio.sleep(0.05)
    assert fake.heard_on(CALLER) == [welcome]
    assert len(carrier.calls.live()) == 1


async def test_without_any_recording_the_call_goes_on_in_silence(fake: FakeAsterisk) -> None:
    async with carrier_at(fake, sound=None):
        await fake.arrive(CALLER)
        await until(fake.legs)
        await until(lambda: fake.heard_on(CALLER))


async def test_without_a_map_the_configured_backup_rings(fake: FakeAsterisk) -> None:
    async with carrier_at(fake, routing_map=None):
        await fake.arrive(CALLER)
        await until(fake.legs)
        assert fake.rung() == [f"PJSIP/{BACKUP}@trunk-1"]


async def test_the_answerer_alone_hears_that_a_hold_off_was_taken(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    leg = await talking(fake)
    await fake.press(leg, "*9")
    await until(lambda: [voice for voice in fake.legs() if "-t" in voice])
    (voice,) = [voice for voice in fake.legs() if "-t" in voice]
    asked = fake.of("POST", voice)[0]
    assert asked.path.startswith(f"/channels/{leg}/snoop/")
    assert (asked.query["spy"], asked.query["whisper"]) == ("none", "out")
    said = await heard(fake, voice, "answerer_hold_off")
    assert [CALLER, leg] in fake.bridges.values()
    await fake.finish(said)
    await until(lambda: voice not in fake.channels)
    await until(lambda: not carrier._roster.voices)


async def test_a_center_that_leaves_is_followed_by_a_question(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    leg = await talking(fake)
    await fake.destroy(leg)
    await heard(fake, CALLER, "other_left")
    await until(lambda: not fake.bridges)


async def test_a_pick_up_that_comes_too_late_is_ended(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    fake.channels["hl-1-0000000000000001-1-1"] = "Up"
    await fake.pick_up("hl-1-0000000000000001-1-1")
    await until(lambda: not fake.legs())


# -- failures --------------------------------------------------------------------------------------


async def test_a_call_whose_prompts_asterisk_cannot_play_goes_on_all_the_same(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    fake.answers = lambda asked: 500 if "/play/" in asked.path else None
    await fake.arrive(CALLER)
    await until(fake.legs)
    assert fake.rung() == ["PJSIP/+14155550105@trunk-1"], "no ZIP was keyed: the national team"


async def test_a_call_that_cannot_be_answered_leads_to_the_backup(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    fake.answers = lambda asked: 500 if asked.path.endswith("/answer") else None
    await fake.arrive(CALLER)
    await until(fake.legs)
    assert fake.rung() == ["PJSIP/+14155550106@trunk-1"]


async def test_a_leg_that_hangs_up_while_it_is_joined_is_followed_by_the_next(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await connecting(fake)
    await until(fake.legs)
    (leg,) = fake.legs()
    await fake.pick_up(leg)
    await heard(fake, leg, "answerer_whisper")
    fake.answers = lambda asked: 0.1 if asked.path.endswith("addChannel") else None
    await fake.press(leg, "1")
    await until(lambda: fake.of("POST", "addChannel"))
    await fake.destroy(leg)
    await until(lambda: fake.rung()[1:])
    rung = fake.rung()
    assert rung == ["PJSIP/+14155550101@trunk-1", "PJSIP/+14155550102@trunk-1"]


async def test_one_slow_call_holds_up_no_other(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    def slow(asked: Asked) -> float | None:
        return 1.0 if asked.path == f"/channels/{CALLER}/answer" else None

    fake.answers = slow
    loop = asyncio.get_running_loop()
    began = loop.time()
    await fake.arrive(CALLER)
    await fake.arrive(SECOND)
    await heard(fake, SECOND, "welcome")
    assert loop.time() - began < 0.8
    assert fake.heard_on(CALLER) == []
    await heard(fake, CALLER, "welcome")


async def test_a_caller_who_vanished_is_taken_as_gone(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    await fake.arrive(CALLER)
    await heard(fake, CALLER, "welcome")
    fake.channels.pop(CALLER)
    await fake.press(CALLER, "1")
    await until(lambda: carrier.calls.live() == ())
    await asyncio.wait_for(carrier.drain(), 1)


async def test_an_arrival_that_breaks_goes_to_the_dialplans_backup(
    fake: FakeAsterisk, carrier: AsteriskCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise ValueError("+12125550143")

    monkeypatch.setattr("harborline.telephony.ari.app.arrival_from_sip", broken)
    await fake.arrive(CALLER)
    await until(lambda: fake.of("POST", "/continue"))
    (asked,) = fake.of("POST", "/continue")
    assert asked.query == {"context": "harborline-fallback", "extension": "s", "priority": "1"}


async def test_nothing_of_a_caller_is_logged_or_shown(
    fake: FakeAsterisk, carrier: AsteriskCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await talking(fake)
    await fake.tell("StasisStart", args=["in"], caller="+12125550143")
    await fake.tell("PlaybackFinished", caller="+12125550143")
    for stream in fake.streams:
        await stream.send_str('{"+12125550143": ')
    await fake.destroy(CALLER)
    await until(lambda: carrier.calls.live() == ())
    shown = [repr(part) for part in (carrier._roster, *vars(carrier._roster).values())]
    for word in ("2125550143", "11101", "4155550101"):
        assert word not in caplog.text
        assert word not in " ".join(shown)
    assert "broke" in caplog.text


# -- the connection --------------------------------------------------------------------------------


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


async def test_without_asterisk_it_starts_all_the_same(
    fake: FakeAsterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harborline.telephony.ari.app._FIRST_CONNECTION_S", 0.1)
    fake.hears_nobody = True
    async with carrier_at(fake) as carrier:
        assert not carrier.connected
        fake.hears_nobody = False
        await until(lambda: carrier.connected)
