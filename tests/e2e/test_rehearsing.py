"""Practice calls through a real Asterisk: what is heard, which keys count, how long it rang."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from asterisk_house import HOST, AsteriskHouse, OpenHouse
from contract.network import ROUTING_MAP
from e2e.ari_world import (
    LINE,
    NEAR,
    AriWorld,
    LevelSounds,
    heard,
    picks_up,
    refuses,
    silence,
    takes_it,
    until,
)
from harborline.app.rehearsal import place_of_number
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.rehearsing import Rehearsal, Result, rings_in, suggest_ring_s
from harborline.telephony.ari.client import Server
from harborline.telephony.ari.config.practice import Practice, PracticeSounds
from harborline.telephony.ari.rehearsing import Outcome, practise
from harborline.telephony.clock import LoopClock
from phones.dialog import Dialog
from phones.exchange import Exchange
from phones.levels import ANSWERERS

SPEED = 8.0
PRACTICE = "+18005550198"


async def practised(house: AsteriskHouse, *, test_ring: bool = False) -> Outcome:
    server = Server(house.url, house.user, house.password)
    place = place_of_number(ROUTING_MAP, NEAR)
    rehearsal = Rehearsal(place.name, "en", test_ring)
    sounds = LevelSounds(Path(house.folder) / "levels")
    trunks = ("trunk-1", "trunk-2")
    return await practise(server, sounds, LoopClock(SPEED), place, rehearsal, trunks)


async def passes(dialog: Dialog) -> None:
    await picks_up(dialog)
    await until(lambda: "answerer_whisper" in heard(dialog))
    dialog.press("5")
    dialog.press("9")


async def cannot(dialog: Dialog) -> None:
    """The trunk refuses at once."""
    dialog.refuse(503)


async def voicemail(dialog: Dialog) -> None:
    """Picks up after 18 of the fast clock's seconds."""
    dialog.ring()
    await asyncio.sleep(18 / SPEED)
    await dialog.pick_up(ANSWERERS[0])


async def test_two_may_practise_at_once(asterisk_house: OpenHouse) -> None:
    async with AriWorld(asterisk_house(), {NEAR: takes_it}) as world:
        both = await asyncio.gather(practised(world.house), practised(world.house))
        assert [outcome.result for outcome in both] == [Result.TAKEN, Result.TAKEN]


async def test_a_person_hears_the_whisper_presses_1_and_is_told_well_done(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: takes_it}) as world:
        outcome = await practised(world.house)
        assert outcome.result is Result.TAKEN
        telephone = world.at(NEAR)
        assert heard(telephone) == [
            "answerer_practice",
            "answerer_whisper",
            "answerer_practice_taken",
        ]
        assert LINE.encode() in b"".join(telephone.received)
        await until(telephone.over.is_set)
        await world.all_is_gone()


async def test_passing_and_other_keys(asterisk_house: OpenHouse) -> None:
    async with AriWorld(asterisk_house(), {NEAR: passes}) as world:
        assert (await practised(world.house)).result is Result.PASSED
        assert heard(world.at(NEAR))[-1] == "answerer_practice_passed"
        await world.all_is_gone()


async def test_nobody_presses_a_key(asterisk_house: OpenHouse) -> None:
    async with AriWorld(asterisk_house(), {NEAR: picks_up}) as world:
        assert (await practised(world.house)).result is Result.NO_KEY
        assert heard(world.at(NEAR)).count("answerer_whisper") == 3
        assert heard(world.at(NEAR))[-1] == "answerer_practice_no_key"
        await world.all_is_gone()


async def test_a_voicemail_is_measured(asterisk_house: OpenHouse) -> None:
    async with AriWorld(asterisk_house(), {NEAR: voicemail}) as world:
        result, rang_s = await practised(world.house, test_ring=True)
        assert result is Result.NO_KEY
        assert 17 < rang_s < 22
        assert rings_in(rang_s) in {3, 4}
        assert suggest_ring_s(rang_s, result) in range(14, 19)
        assert set(heard(world.at(NEAR))) == {"answerer_test_ring"}
        await world.all_is_gone()


async def test_a_telephone_that_nobody_picks_up_rings_for_a_minute(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: silence}) as world:
        result, rang_s = await practised(world.house, test_ring=True)
        assert result is Result.NO_ANSWER
        assert 58 < rang_s < 64
        await until(lambda: world.at(NEAR).cancelled)
        await world.all_is_gone()


async def test_a_busy_one_is_told_and_a_lost_trunk_is_passed_over(
    asterisk_house: OpenHouse,
) -> None:
    async with AriWorld(asterisk_house(), {NEAR: refuses(486)}) as world:
        assert (await practised(world.house)).result is Result.BUSY
        assert [by for by, _ in world.rung] == ["first"]
        world.centers[NEAR] = cannot
        assert (await practised(world.house)).result is Result.FAILED
        assert [by for by, _ in world.rung] == ["first", "first", "second"]
        await world.all_is_gone()


# ---- the number to dial --------------------------------------------------------------------------


def practice_of(folder: Path) -> Practice:
    sounds = LevelSounds(folder, 0.4)
    fills = (("center", "your center"), ("language", "en"))
    says = (
        Say(Prompt.ANSWERER_PRACTICE, "en"),
        Say(Prompt.ANSWERER_WHISPER, "en", fills),
        Say(Prompt.ANSWERER_PRACTICE_TAKEN, "en"),
        Say(Prompt.ANSWERER_PRACTICE_PASSED, "en"),
        Say(Prompt.ANSWERER_PRACTICE_NO_KEY, "en"),
    )
    return Practice(PRACTICE, PracticeSounds(*(sounds.paths(say, "") for say in says)))


@pytest.mark.parametrize(
    ("keys", "last"), [("1", "answerer_practice_taken"), ("9", "answerer_practice_passed")]
)
async def test_whoever_dials_the_practice_number_hears_a_practice_call(
    asterisk_house: OpenHouse, tmp_path: Path, keys: str, last: str
) -> None:
    """With no process of ours at all."""
    house = asterisk_house(practice=practice_of(tmp_path / "levels"))
    exchange = Exchange()
    await exchange.open()
    try:
        us = f"<sip:7045550134@{HOST}>"
        caller = await exchange.call(PRACTICE, house.sip_port, us, ())
        await until(lambda: "answerer_whisper" in heard(caller))
        caller.press(keys)
        await until(caller.over.is_set)
        assert heard(caller) == ["answerer_practice", "answerer_whisper", last]
    finally:
        exchange.close()
