"""What becomes of callers when a process of ours fails, on a real Asterisk with the real commands."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path

from asterisk_house import OpenHouse
from harborline.stores.map_files import publish_map
from live_house import (
    NEAR,
    NEXT,
    OTHER_TEAM,
    SETTING,
    TEAM,
    EventsCut,
    LiveHouse,
    map_bytes,
    picks_up,
    rings_on,
)
from phones.dialog import Dialog, Stage


async def talking(live: LiveHouse) -> tuple[Dialog, Dialog]:
    """Lets somebody call until they talk to the center nearby."""
    caller = await live.hurried()
    await live.until(lambda: live.partner(caller), 20)
    answerer = live.partner(caller)
    assert answerer is not None
    return caller, answerer


async def ringing(live: LiveHouse) -> Dialog:
    """Lets somebody call until the center nearby rings, where nobody picks up."""
    live.answers = {NEAR: rings_on, NEXT: rings_on}
    already = len(live.rung(NEAR))
    caller = await live.hurried()
    await live.until(lambda: len(live.rung(NEAR)) > already, 20)
    return caller


def writes_no_core(pid: int) -> bool:
    """Tells whether a crash of a process would leave its memory unwritten."""
    limits = Path(f"/proc/{pid}/limits").read_text()
    return re.search(r"Max core file size +0 +0 ", limits) is not None


async def test_a_killed_process_costs_no_caller_a_person(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        assert all(map(writes_no_core, live.pids().values()))
        caller, answerer = await talking(live)
        waiting = await ringing(live)
        os.kill(live.voice(), signal.SIGKILL)
        took_s = await live.until(lambda: live.partner(waiting), 5)
        assert took_s < 5
        assert [len(live.rung(TEAM)), live.rung(NEAR)[1].stage] == [1, Stage.OVER]
        await live.until(lambda: live.takes_calls(1), 20)
        assert live.partner(caller) is answerer
        answerer.hang_up()
        await asyncio.sleep(1)
        assert caller.stage is Stage.TALKING, "it was adopted: they are asked what they want"
        caller.hang_up()


async def test_a_process_that_hangs_is_as_one_that_died(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        waiting = await ringing(live)
        os.kill(live.voice(), signal.SIGSTOP)
        assert await live.until(lambda: live.partner(waiting), 5) < 5
        later = await live.call()
        assert await live.until(lambda: live.partner(later), 5) < 5
        os.kill(live.voice(), signal.SIGCONT)
        await live.until(lambda: live.takes_calls(1))
        await asyncio.sleep(2)
        for one in (caller, waiting, later):
            assert live.partner(one) is not None
        assert live.partner(caller) is answerer


async def test_events_cut_for_a_second_cost_nothing_and_for_longer_nobody_a_person(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    house = asterisk_house(slots=2)
    async with EventsCut(house) as way, LiveHouse(house, tmp_path, ari_url=way.url) as live:
        caller, answerer = await talking(live)
        waiting = await ringing(live)
        way.cut()
        await asyncio.sleep(1)
        way.mend()
        await asyncio.sleep(1.5)
        assert live.takes_calls(1)
        assert live.rung(TEAM) == []
        way.cut()
        assert await live.until(lambda: live.partner(waiting), 5) < 5
        later = await live.call()
        assert await live.until(lambda: live.partner(later), 5) < 5
        way.mend()
        assert await live.until(lambda: live.takes_calls(1), 2) < 2
        assert live.partner(caller) is answerer
        caller.hang_up()
        await live.until(lambda: answerer.stage is Stage.OVER)
        await live.until(lambda: b"hl-1-" not in house.ari("GET", "/channels")[1])


async def test_the_number_of_the_national_backup_follows_the_map_and_a_restart(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    house = asterisk_house(slots=2)
    async with LiveHouse(house, tmp_path) as live:
        assert live.asterisk_has("HL_BACKUP") == TEAM
        publish_map(str(live.data), map_bytes(OTHER_TEAM))
        await live.until(lambda: live.asterisk_has("HL_BACKUP") == OTHER_TEAM)
        house.stop()
        house.start()
        await live.until(lambda: live.takes_calls(1))
        assert live.asterisk_has("HL_BACKUP") == OTHER_TEAM
        guard = live.pids()["guard"]
        os.kill(guard, signal.SIGKILL)
        await live.until(lambda: live.pids().get("guard") not in {None, guard})
        assert "The guard ended and is started again." in live.said
        assert not any(number in live.said for number in (TEAM, OTHER_TEAM, SETTING))


async def test_a_restart_on_purpose_lets_calls_finish(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        waiting = await ringing(live)
        old = live.voice(1)
        live.reload()
        await live.until(lambda: live.takes_calls(2), 20)
        live.answers = {NEXT: picks_up}
        await live.until(lambda: live.partner(waiting), 20)
        assert live.rung(TEAM) == []
        new, _ = await talking(live)
        assert live.partner(caller) is answerer
        for one in (caller, waiting):
            one.hang_up()
        await live.until(lambda: live.pids().get("voice-1") not in {None, old}, 20)
        await live.until(lambda: live.takes_calls(1), 20)
        assert live.partner(new) is not None
        new.hang_up()
        await live.until(lambda: "voice-2" not in live.pids(), 20)


async def test_of_two_processes_one_is_killed_and_new_calls_never_fail(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=4), tmp_path, voices=2) as live:
        live.answers = {NEAR: rings_on, NEXT: rings_on}
        waiting = [await live.call() for _ in range(8)]
        await live.until(lambda: len(live.rung(NEAR)) == 8, 20)
        os.kill(live.voice(2), signal.SIGKILL)
        new = []
        for _ in range(10):
            caller = await live.call()
            caller.press("0")
            new.append(caller)
            await asyncio.sleep(0.2)
        await live.until(lambda: all(one.answered.is_set() for one in new))
        theirs = [one for one in waiting if live.partner(one) is not None]
        await live.until(lambda: live.takes_calls(1, 2), 20)
        for caller in new:
            caller.press("0")
        await live.until(lambda: all(live.partner(one) for one in new), 10)
        assert all(live.partner(one) is not None for one in theirs)
        assert all(one.stage is Stage.TALKING for one in waiting)


async def test_the_next_up_relieves_what_a_killed_one_left_behind(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        old = live.pids()
        live.kill_up()
        await asyncio.sleep(1)
        assert live.pids() == old
        live.start()
        await live.until(lambda: live.takes_calls(2), 20)
        assert live.partner(caller) is answerer
        caller.hang_up()
        await live.until(lambda: old["voice-1"] not in live.pids().values(), 20)
        await live.until(lambda: live.takes_calls(1), 20)
        assert old["guard"] not in live.pids().values()


async def test_when_all_of_ours_died_new_calls_reach_the_backup_and_the_next_up_finds_who_waits(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        waiting = await ringing(live)
        live.kill_up()
        for pid in live.pids().values():
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.5)
        new = await live.call()
        assert await live.until(lambda: live.partner(new), 5) < 5
        live.start()
        await live.until(lambda: live.partner(waiting), 15)
        assert live.partner(caller) is answerer


async def test_on_ctrl_c_whoever_waits_goes_to_the_backup_and_whoever_talks_talks_on(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        waiting = await ringing(live)
        await asyncio.to_thread(live.stop)
        await live.until(lambda: live.partner(waiting), 5)
        assert live.partner(caller) is answerer
        assert list(live.pids()) == ["guard"], "somebody talks, and may be left alone"
        assert "Stopping. Whoever talks, talks on." in live.said
        assert "1 caller talks on; the guard stays" in live.said
        assert live.takes_calls()
        answerer.hang_up()
        await live.until(lambda: live.partner(caller), 5)
        await live.until(lambda: live.pids() == {})


async def test_a_guard_that_stayed_ends_the_leg_that_a_caller_left(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        await asyncio.to_thread(live.stop)
        caller.hang_up()
        await live.until(lambda: answerer.stage is Stage.OVER)
        await live.until(lambda: live.pids() == {})


async def test_the_next_up_takes_the_place_of_a_guard_that_stayed(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        await asyncio.to_thread(live.stop)
        stayed = live.pids()["guard"]
        live.start()
        await live.until(lambda: live.takes_calls(1), 20)
        await live.until(lambda: live.pids().get("guard") not in {None, stayed})
        assert live.partner(caller) is answerer
        answerer.hang_up()
        await asyncio.sleep(1)
        assert caller.stage is Stage.TALKING, "it was adopted: they are asked what they want"
