"""Calls through a real Asterisk, our tree on it, telephones at both ends."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from asterisk_house import OpenHouse
from e2e.ari_world import (
    CALLER,
    LINE,
    NEAR,
    NEXT,
    THIRD,
    WEST,
    Answers,
    AriWorld,
    heard,
    picks_up,
    refuses,
    silence,
    takes_it,
    until,
)
from e2e.cut_line import CutLine
from harborline.telephony.ari.addresses import ways_to
from phones import messages
from phones.dialog import Dialog, Stage
from phones.ears import RING
from phones.media import offer

ZIP = "11101"
CUTS_S = (1.0, 5.0, 60.0) if os.environ.get("HARBORLINE_LONG_CUTS") else (1.0, 5.0)
"""For how long the line to Asterisk is cut; `make e2e` asks for a minute too."""


async def keyed(world: AriWorld) -> Dialog:
    """Lets somebody call and key the ZIP that the nearest center serves."""
    caller = await world.call()
    await until(lambda: "ask_zip" in heard(caller))
    caller.press(ZIP)
    return caller


async def test_a_caller_comes_through_busy_declined_and_silent_centers(
    asterisk_house: OpenHouse,
) -> None:
    centers = {NEAR: refuses(486), NEXT: refuses(603), THIRD: silence, WEST: takes_it}
    async with AriWorld(asterisk_house(), centers) as world:
        caller = await keyed(world)
        answerer = await world.talking(caller, WEST)
        assert world.rang() == [NEAR, NEXT, THIRD, WEST]
        assert world.at(THIRD).cancelled
        assert RING in [sound.kind for sound in caller.ear.sounds]
        caller.hang_up()
        await until(answerer.over.is_set)
        await world.all_is_gone()


async def test_a_center_sees_the_lines_number_and_nothing_of_the_caller(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: takes_it}) as world:
        caller = await keyed(world)
        answerer = await world.talking(caller, NEAR)
        await asyncio.sleep(0.3)
        caller.hang_up()
        await until(answerer.over.is_set)
        came = b"".join(answerer.received)
        assert LINE.encode() in came
        for word in (
            CALLER,
            "Jane",
            "Roe",
            "Diversion",
            "History-Info",
            "Asserted",
            "Remote-Party",
        ):
            assert word.encode() not in came
        await world.all_is_gone()
        assert CALLER not in world.house.log_text()


async def test_star_nine_is_heard_by_the_answerer_alone(asterisk_house: OpenHouse) -> None:
    async with AriWorld(asterisk_house(), {NEAR: takes_it}) as world:
        caller = await keyed(world)
        answerer = await world.talking(caller, NEAR)
        answerer.press("*9")
        await until(lambda: "answerer_hold_off" in heard(answerer))
        assert "answerer_hold_off" not in heard(caller)
        assert caller.stage is Stage.TALKING
        caller.hang_up()
        await world.all_is_gone()


async def test_when_the_center_leaves_the_caller_goes_on_with_1(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: takes_it, NEXT: takes_it}) as world:
        caller = await keyed(world)
        answerer = await world.talking(caller, NEAR)
        answerer.hang_up()
        await until(lambda: "other_left" in heard(caller))
        caller.press("1")
        await until(lambda: NEXT in world.rang())
        after = world.at(NEXT)
        await until(lambda: after.stage is Stage.TALKING and after.ear.packets > 20)
        after.hang_up()
        await until(lambda: heard(caller).count("other_left") == 2)
        caller.hang_up()
        await world.all_is_gone()


async def test_an_answerer_is_told_when_the_caller_leaves_during_the_whisper(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: picks_up}, speed=2) as world:
        caller = await keyed(world)
        await until(lambda: "answerer_whisper" in _heard_at(world, NEAR))
        caller.hang_up()
        await until(lambda: "answerer_caller_gone" in _heard_at(world, NEAR))
        await until(world.at(NEAR).over.is_set)
        await world.all_is_gone()


def _heard_at(world: AriWorld, number: str) -> list[str]:
    return heard(world.at(number)) if number in world.rang() else []


async def test_a_voicemail_costs_fifteen_seconds_and_three_whispers(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: picks_up}) as world:
        caller = await keyed(world)
        await until(lambda: NEXT in world.rang())
        assert heard(world.at(NEAR)).count("answerer_whisper") == 3
        caller.hang_up()
        await world.all_is_gone()


async def test_nine_passes_the_call_on(asterisk_house: OpenHouse) -> None:
    async def passes(dialog: Dialog) -> None:
        await picks_up(dialog)
        await until(lambda: "answerer_whisper" in heard(dialog))
        dialog.press("9")

    async with AriWorld(asterisk_house(), {NEAR: passes, NEXT: takes_it}) as world:
        caller = await keyed(world)
        await world.talking(caller, NEXT)
        caller.hang_up()
        await world.all_is_gone()


# -- trunks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 503])
async def test_a_number_that_the_first_trunk_refuses_is_tried_by_the_second(
    asterisk_house: OpenHouse, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(messages.REASONS, status, "Refused")
    async with AriWorld(asterisk_house(), speed=1) as world:
        refused: list[float] = []

        def refuse(dialog: Dialog) -> None:
            refused.append(time.monotonic())
            dialog.refuse(status)

        world.first.rings = refuse
        world.centers[NEAR] = takes_it
        caller = await keyed(world)
        await until(lambda: NEAR in world.rang())
        assert time.monotonic() - refused[0] < 3, "at once, and not after a silence of 5 s"
        await world.talking(caller, NEAR)
        assert [by for by, _ in world.rung] == ["second"]
        caller.hang_up()
        await world.all_is_gone()


async def test_a_trunk_that_died_is_left_within_five_seconds(asterisk_house: OpenHouse) -> None:
    async with AriWorld(asterisk_house(), {NEAR: takes_it}, speed=1) as world:
        world.first.close()
        caller = await keyed(world)
        begins_to_key = time.monotonic()
        await until(lambda: world.rung)
        assert time.monotonic() - begins_to_key < 6.5  # a ZIP takes over a second to key
        await world.talking(caller, NEAR)
        assert [by for by, _ in world.rung] == ["second"]
        caller.hang_up()
        await world.all_is_gone()


async def test_a_trunk_that_takes_a_call_and_never_rings_is_left_after_ten_seconds(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: takes_it}, speed=1) as world:
        rang: list[float] = []
        world.first.rings = lambda dialog: rang.append(time.monotonic())
        caller = await keyed(world)
        await world.talking(caller, NEAR)
        assert [by for by, _ in world.rung] == ["second"]
        assert 9.5 < time.monotonic() - rang[0] < 12.5
        caller.hang_up()
        await world.all_is_gone()


async def test_ringing_that_is_only_heard_is_no_silence(
    asterisk_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some carriers send the sound of ringing (183) and never say that it rings (180)."""
    monkeypatch.setitem(messages.REASONS, 183, "Session Progress")

    async def sounds_only(dialog: Dialog) -> None:
        await dialog.media.open()
        described = (("Contact", dialog._contact), ("Content-Type", "application/sdp"))
        dialog._reply(dialog.invite, 183, described, offer(dialog.media.port))

    centers: dict[str, Answers] = {NEAR: sounds_only, NEXT: takes_it}
    async with AriWorld(asterisk_house(), centers, speed=2) as world:
        caller = await keyed(world)
        await world.talking(caller, NEXT)
        assert [by for by, _ in world.rung] == ["first", "first"]
        caller.hang_up()
        await world.all_is_gone()


async def test_a_sip_uri_goes_to_its_own_host(asterisk_house: OpenHouse) -> None:
    async with AriWorld(asterisk_house()) as world:
        (way,) = ways_to(f"sip:desk@127.0.0.1:{world.second.port}", ("trunk-1", "trunk-2"))
        await world.carrier._switch.ring("hl-1-0-1-1", way, LINE, 20, {})
        await until(lambda: world.rung)
        assert [(by, dialog.dialed) for by, dialog in world.rung] == [("second", "desk")]
        assert LINE.encode() in world.rung[0][1].received[0]
        await world.carrier._switch.end("hl-1-0-1-1")
        await world.all_is_gone()


# -- the line to Asterisk is cut --------------------------------------------------------------------


@pytest.mark.parametrize("seconds", CUTS_S)
async def test_after_a_cut_the_stream_is_back_in_two_seconds_and_nobody_is_stuck(
    asterisk_house: OpenHouse, seconds: float
) -> None:
    house = asterisk_house()
    async with (
        CutLine(house.url) as line,
        AriWorld(house, {NEAR: takes_it}, url=line.url, speed=1) as world,
    ):
        talking = await keyed(world)
        answerer = await world.talking(talking, NEAR)
        waiting = await keyed(world)
        await until(lambda: world.rang() == [NEAR, NEXT])
        await line.cut()
        await until(lambda: not world.carrier.connected)
        waiting.hang_up()
        await asyncio.sleep(seconds)
        assert (talking.stage, answerer.stage) == (Stage.TALKING, Stage.TALKING)
        await line.mend()
        await until(lambda: world.carrier.connected, 2)
        await until(world.at(NEXT).over.is_set, 10)
        talking.hang_up()
        await until(answerer.over.is_set)
        await world.all_is_gone()


async def test_a_line_that_died_without_a_word_is_noticed(asterisk_house: OpenHouse) -> None:
    house = asterisk_house()
    async with CutLine(house.url) as line, AriWorld(house, url=line.url) as world:
        line.die()
        await until(lambda: not world.carrier.connected, 4)
        beats = world.beats
        await asyncio.sleep(1.2)
        assert world.beats <= beats + 1
        await line.cut()
        await line.mend()
        await until(lambda: world.carrier.connected, 2)


# -- another process --------------------------------------------------------------------------------


async def test_a_pair_of_a_former_process_is_adopted_and_callers_alone_go_to_the_backup(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(national_backup=THIRD), {NEAR: takes_it}) as world:
        talking = await keyed(world)
        answerer = await world.talking(talking, NEAR)
        waiting = await keyed(world)
        await until(lambda: world.rang() == [NEAR, NEXT])
        ringing = world.at(NEXT)
        await world.carrier.__aexit__()
        world.carrier = world.new_carrier()
        await world.carrier.__aenter__()
        await until(ringing.over.is_set)
        await until(lambda: THIRD in world.rang())
        assert (talking.stage, answerer.stage) == (Stage.TALKING, Stage.TALKING)
        assert len(world.carrier.calls.live()) == 1
        answerer.hang_up()
        await until(lambda: "other_left" in heard(talking))
        talking.hang_up()
        waiting.hang_up()
        await world.all_is_gone()


async def test_on_leaving_old_calls_finish_and_new_ones_go_elsewhere(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(national_backup=THIRD), {NEAR: takes_it}) as world:
        talking = await keyed(world)
        await world.talking(talking, NEAR)
        leaving = asyncio.create_task(world.carrier.drain())
        await asyncio.sleep(0.1)
        world.centers[THIRD] = picks_up
        late = await world.call()
        assert world.rang() == [NEAR, THIRD]
        assert not leaving.done()
        talking.hang_up()
        await asyncio.wait_for(leaving, 3)
        late.hang_up()
        await world.all_is_gone()
