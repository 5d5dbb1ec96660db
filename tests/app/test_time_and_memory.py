"""What is remembered in memory ends when it should, also when the wall clock is set back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contract.rigs import CountsKept, SimulatorRig
from harborline.app.ports import NetworkTotal

CALLER = "+13215550100"
NATIONAL_BUSY = {"team": "busy", "second": "busy"}
HOUR_S = 3600.0


@pytest.fixture(params=[timedelta(0), timedelta(days=1), timedelta(days=-1)], ids=str)
def jump(request: pytest.FixtureRequest) -> timedelta:
    """Gives how far the wall clock is set back in mid-life."""
    gap: timedelta = request.param
    return gap


def set_back(rig: SimulatorRig, gap: timedelta) -> None:
    rig.clock._starts_at -= gap


def rang(rig: SimulatorRig, text_from: str = "") -> list[str]:
    call = rig.call(text_from=text_from, keys=("1", "11101"))
    rig.wait(20)
    rig.hang_up(call)
    return rig.seen(call).rang


def test_a_trip_lasts_five_minutes(jump: timedelta) -> None:
    rig = SimulatorRig()
    for _ in range(3):
        rig.call(keys=("1", "11101"), outcomes={"near": "failed"})
        rig.wait(60)
    set_back(rig, jump)
    assert rang(rig) == ["next"]
    rig.wait(300)
    assert rang(rig) == ["near"]


def test_a_loop_lasts_five_minutes(jump: timedelta) -> None:
    rig = SimulatorRig()
    rig.call(keys=("1", "11101"), outcomes={"near": "loop"})
    rig.wait(30)
    set_back(rig, jump)
    assert rang(rig) == ["next"]
    rig.wait(300)
    assert rang(rig) == ["near"]


def ask_hold_off(rig: SimulatorRig) -> None:
    call = rig.call(text_from=CALLER, keys=("1", "11101"))
    rig.wait(20)
    rig.answerer_keys(call, "near", "*9")
    rig.hang_up(call)


def test_a_hold_off_lasts_an_hour_and_leaves_no_token(jump: timedelta) -> None:
    rig = SimulatorRig()
    ask_hold_off(rig)
    set_back(rig, jump)
    assert rang(rig, CALLER) == ["next"]
    rig.wait(HOUR_S)
    assert not rig.carrier.calls._orders._hold_offs._until
    assert rang(rig, CALLER) == ["near"]


def test_the_timer_of_a_former_wish_leaves_a_newer_one() -> None:
    rig = SimulatorRig()
    call = rig.call(text_from=CALLER, keys=("1", "11101"))
    rig.wait(20)
    rig.answerer_keys(call, "near", "*9")
    rig.wait(60)
    rig.answerer_keys(call, "near", "*9")
    rig.hang_up(call)
    rig.wait(HOUR_S - 30)
    assert rang(rig, CALLER) == ["next"]
    rig.wait(60)
    assert rang(rig, CALLER) == ["near"]


def test_a_place_is_forgotten_after_half_an_hour_though_nobody_calls(jump: timedelta) -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), everyone="busy", outcomes=NATIONAL_BUSY)
    rig.wait(60)
    rig.hang_up(call)
    set_back(rig, jump)
    orders = rig.carrier.calls._orders
    rig.wait(1790)
    assert orders.codes._places
    rig.wait(20)
    assert not orders.codes._places
    assert not orders.queue._since


def test_a_wait_is_counted_by_the_time_that_passed(jump: timedelta) -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"))
    rig.wait(4)
    set_back(rig, jump)
    rig.wait(30)
    rig.hang_up(call)
    assert isinstance(rig.totals, CountsKept)
    waits = [row.wait for row in rig.totals.rows if isinstance(row, NetworkTotal)]
    assert waits == ["under_20"]
