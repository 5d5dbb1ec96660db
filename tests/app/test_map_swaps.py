"""A new map comes while calls are in progress: centers and lines that they were on may be gone."""

from __future__ import annotations

import pytest

from contract.network import DISCREET, map_without
from contract.rigs import SimulatorRig, SwappableMap
from harborline.app.ports import DialOrder
from harborline.core.occupancy import Surge
from harborline.core.routing_map import RoutingMap

NATIONAL_BUSY = {"team": "busy", "second": "busy"}


def held(rig: SimulatorRig, line: str = "main") -> str:
    """Gives a call that nobody took."""
    keys = ("1", "11101")
    call = rig.call(line=line, keys=keys, everyone="busy", outcomes=NATIONAL_BUSY)
    rig.wait(30)
    return call


def test_a_center_that_a_new_map_dropped_is_passed_over() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), outcomes={"near": "busy"})
    rig.wait(4)
    assert rig.seen(call).rang == ["near"]
    rig.maps.map = map_without("next")
    rig.wait(20)
    assert rig.seen(call).rang == ["near", "third"]
    assert "trouble" not in rig.seen(call).heard


def test_the_next_decision_knows_the_new_map() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1",))
    rig.wait(5)
    rig.maps.map = map_without("near")
    rig.press(call, "11101")
    rig.wait(20)
    assert rig.seen(call).rang == ["next"]


def test_a_call_on_a_line_that_a_new_map_dropped_goes_on_as_decided() -> None:
    rig, shown = SimulatorRig(), []
    dial = rig.carrier.dial

    def noting(call: str, order: DialOrder) -> None:
        shown.append(order.shows)
        dial(call, order)

    rig.carrier.dial = noting  # type: ignore[method-assign]
    call = rig.call(line="discreet", keys=("1", "11101"), outcomes={"near": "busy"})
    rig.wait(4)
    rig.maps.map = map_without("discreet")
    rig.wait(20)
    assert rig.seen(call).rang == ["near", "next"]
    assert rig.seen(call).bridges == 1
    assert shown == [DISCREET.number] * 2


def test_a_call_whose_line_is_gone_before_its_decision_reaches_the_national_backup() -> None:
    rig = SimulatorRig()
    call = rig.call(line="discreet", keys=("1",))
    rig.wait(5)
    rig.maps.map = map_without("discreet")
    rig.press(call, "11101")
    rig.wait(20)
    assert "trouble" in rig.seen(call).heard
    assert rig.seen(call).bridges == 1


def test_the_fallback_of_a_dropped_line_is_dialed_with_addresses() -> None:
    rig, orders = SimulatorRig(), []
    dial = rig.carrier.dial

    def noting(call: str, order: DialOrder) -> None:
        orders.append(order)
        dial(call, order)

    rig.carrier.dial = noting  # type: ignore[method-assign]
    call = rig.call(line="discreet", keys=("1",))
    rig.wait(5)
    rig.maps.map = map_without("discreet")
    rig.press(call, "11101")
    assert orders[0].destinations
    assert orders[0].shows == DISCREET.number


def test_a_held_caller_whose_line_is_gone_keeps_nobody_from_their_turn() -> None:
    rig = SimulatorRig()
    first, second = held(rig, "discreet"), held(rig)
    tried = len(rig.seen(second).legs)
    rig.maps.map = map_without("discreet", "third")
    rig.wait(60)
    assert rig.seen(first).bridges == 1
    assert "trouble" in rig.seen(first).heard
    again = rig.seen(second).rang[tried:]
    assert again[:3] == ["near", "next", "west"]
    assert "trouble" not in rig.seen(second).heard


def test_a_free_seat_goes_past_a_caller_whose_line_is_gone() -> None:
    rig = SimulatorRig()
    rig.pause("near")
    held(rig, "discreet")
    second = held(rig)
    rig.maps.map = map_without("discreet")
    tried = len(rig.seen(second).legs)
    rig.pause()
    rig.wait(1)
    assert rig.seen(second).rang[tried] == "near"


class ReadThenSwapped(SwappableMap):
    """Gives the full map a few times more, then one without most of the centers."""

    def __init__(self, reads: int) -> None:
        super().__init__()
        self.left: int | None = None
        self.reads = reads

    def current(self) -> RoutingMap:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                return map_without("near", "next")
        return super().current()


@pytest.mark.parametrize("reads", range(5))
def test_one_decision_reads_one_map(reads: int) -> None:
    rig = SimulatorRig()
    maps = ReadThenSwapped(reads)
    rig.maps.current = maps.current  # type: ignore[method-assign]
    call = rig.call(keys=("1",))
    rig.wait(5)
    maps.left = reads
    rig.press(call, "11101")
    rig.wait(20)
    assert "trouble" not in rig.seen(call).heard
    assert rig.seen(call).bridges == 1


@pytest.mark.parametrize("broken", ["paused", "surge"])
def test_overlays_that_fail_end_nobodys_turn_for_ever(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = SimulatorRig()
    calls = [held(rig), held(rig)]

    def fail() -> Surge | None:
        raise OSError("the overlays are away")

    with monkeypatch.context() as broken_now:
        broken_now.setattr(rig.overlays, broken, fail)
        rig.wait(40)
    assert [rig.seen(call).bridges for call in calls] == [1, 1]
    later = held(rig)
    tried = len(rig.seen(later).legs)
    rig.wait(60)
    assert len(rig.seen(later).legs) > tried
