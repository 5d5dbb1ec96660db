"""The carrier on an Asterisk played by the test: whole calls, and what goes wrong in them."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

import pytest

from harborline.telephony.ari.app import AsteriskCarrier
from harborline.telephony.ari.callers import RING_TONE
from harborline.telephony.ari.client import Client
from harborline.telephony.ari.codec import EVENTS
from harborline.telephony.ari.lanes import Crew, Lane
from harborline.telephony.ari.names import PLAYBACKS
from harborline.telephony.ari.playing import Player, Stage
from harborline.telephony.ari.switch import Switch
from telephony.ari.fake_asterisk import Asked, FakeAsterisk, until
from telephony.ari.parts import (
    BACKUP,
    CALLER,
    SECOND,
    carrier_at,
    connecting,
    heard,
    server_of,
    talking,
)

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


async def test_a_ring_tone_that_asterisk_refused_is_begun_again(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    left = iter([500, 500])

    def refuse(asked: Asked) -> int | None:
        is_tone = "/play/" in asked.path and asked.body["media"] == [RING_TONE]
        return next(left, None) if is_tone else None

    fake.answers = refuse
    await connecting(fake)
    assert next(left, None) is None, "both were refused"


async def test_a_voice_for_an_answerer_who_has_just_gone_is_forgotten(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    leg = await talking(fake)
    fake.answers = lambda asked: 404 if "/snoop/" in asked.path else None
    await fake.press(leg, "*9")
    await until(lambda: any("/snoop/" in asked.path for asked in fake.asked))
    await until(lambda: not carrier._roster.voices)


async def test_what_was_stopped_before_it_was_begun_is_never_heard(fake: FakeAsterisk) -> None:
    fake.channels[CALLER] = "Up"
    fake.answers = lambda asked: 0.1 if asked.path.endswith("/answer") else None
    async with Client(server_of(fake)) as client:
        switch, crew = Switch(client, 1), Crew()
        player, lane, ended = Player(switch), Lane(crew), asyncio.Event()
        lane.put(partial(switch.answer, CALLER))
        for _ in range(PLAYBACKS):
            name = player.play(Stage(lane, CALLER), ["sound:former"], lambda: None)
            player.stop(lane, name)
        name = player.play(Stage(lane, CALLER), ["sound:latter"], ended.set)
        await until(lambda: name in fake.playing)
        assert [asked.body for asked in fake.of("POST", name)] == [{"media": ["sound:latter"]}]
        player.finished(name)
        assert ended.is_set()
        await crew.end()


async def test_a_call_that_cannot_be_answered_leads_to_the_backup(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    fake.answers = lambda asked: 500 if asked.path.endswith("/answer") else None
    await fake.arrive(CALLER)
    await until(fake.legs)
    assert fake.rung() == ["PJSIP/+14155550106@trunk-1"]


async def test_a_call_that_was_not_answered_is_answered_before_it_is_joined(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    refusals = [500]
    fake.answers = lambda asked: (
        refusals.pop() if asked.path.endswith("/answer") and refusals else None
    )
    await fake.arrive(CALLER)
    await until(fake.legs)
    await fake.pick_up(fake.legs()[0])
    await until(lambda: fake.of("POST", "addChannel"))
    said = [asked.path for asked in fake.asked if asked.path.endswith(("/answer", "addChannel"))]
    assert [path.rpartition("/")[2] for path in said] == ["answer", "answer", "addChannel"]


async def test_a_bridge_that_asterisk_kept_is_dissolved_later(
    fake: FakeAsterisk, carrier: AsteriskCarrier
) -> None:
    leg = await talking(fake)
    refusals = [500, 500]
    fake.answers = lambda asked: (
        refusals.pop() if asked.verb == "DELETE" and "bridges" in asked.path and refusals else None
    )
    await fake.destroy(CALLER)
    await until(lambda: leg not in fake.channels and not fake.bridges)
    assert refusals == []


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
