"""Whatever of ours breaks, the caller is connected somewhere, and hears a word otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from contract.rigs import STARTS_AT, CountsKept, SimulatorRig
from harborline.app.calls import Calls, House
from harborline.app.ports import DialOrder, LegTotal, Ports, Total
from harborline.app.rota_desk import RotaQuestion
from harborline.app.session import Arrival, Session
from harborline.callflow.commands import (
    Answer,
    Bridge,
    CancelLeg,
    Collect,
    Command,
    HangUp,
    Play,
)
from harborline.callflow.events import BridgeUp, CallerHungUp, Digit, LegPickedUp
from harborline.callflow.states import new_call
from harborline.callflow.values import EVERYTHING, Capabilities, LineType, RotaAnswer
from harborline.core.directory import DestinationKind, always_open
from harborline.core.errors import UnusableMap
from harborline.core.numbering import CallerPrefix, NoPrefix
from harborline.core.routing_map import RoutingMap
from harborline.telephony.simulator.app import SimulatedCarrier
from harborline.telephony.simulator.caller import SimulatedCaller
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import read_answerers
from harborline.telephony.simulator.observations import CallerHears, Observation

BACKUP = always_open(DestinationKind.ADVOCATE_LINE, "+12025550100")


class NoMap:
    """A map source that has none."""

    def current(self) -> RoutingMap:
        raise UnusableMap("There is no routing map.")


class Carrier:
    """Notes what it is told, and fails at the kinds of commands it is given."""

    def __init__(self, *fails_at: type[Command], dials: bool = True) -> None:
        self.capabilities: Capabilities = EVERYTHING
        self.told: list[object] = []
        self.orders: list[DialOrder] = []
        self._fails_at = fails_at
        self._dials = dials

    def carry_out(self, call: str, command: Command) -> None:
        assert call
        self.told.append(command)
        if isinstance(command, self._fails_at):
            raise ConnectionError("the carrier is away")

    def dial(self, call: str, order: DialOrder) -> None:
        assert call
        self.orders.append(order)
        if not self._dials:
            raise ConnectionError("the carrier is away")

    @property
    def said(self) -> list[str]:
        return [say.prompt for told in self.told if isinstance(told, Play) for say in told.says]


def without_a_map(carrier: Carrier, house: House) -> tuple[Calls, SimulatedClock]:
    clock = SimulatedClock(STARTS_AT)
    calls = Calls(Ports(carrier, clock, NoMap()), Random(1), house)
    calls.arrive("call", Arrival(NoPrefix.WITHHELD))
    return calls, clock


def test_with_no_map_at_all_the_configured_backup_is_dialed() -> None:
    carrier = Carrier()
    calls, _ = without_a_map(carrier, House(fallback=(BACKUP,)))
    assert isinstance(carrier.told[0], Answer)
    assert carrier.said == ["trouble"]
    assert carrier.orders[0].destinations == (BACKUP,)
    calls.report("call", LegPickedUp(1))
    assert Bridge(1) in carrier.told


def test_if_even_that_fails_the_static_notice_is_said() -> None:
    carrier = Carrier(dials=False)
    calls, clock = without_a_map(carrier, House())
    assert carrier.said[-2:] == ["static_notice", "other_call"]
    clock.advance_to(600)
    assert calls.live() == ()


@pytest.mark.parametrize("fails_at", [(Play,), (Answer,), (Collect,), (Play, Answer, HangUp)])
def test_a_carrier_that_cannot_do_it_never_keeps_a_call_for_ever(
    fails_at: tuple[type[Command], ...],
) -> None:
    carrier = Carrier(*fails_at)
    rig = SimulatorRig()
    calls = Calls(Ports(carrier, rig.clock, rig.maps), Random(1))
    calls.arrive("call", Arrival(NoPrefix.WITHHELD))
    assert carrier.orders or HangUp() in carrier.told
    rig.clock.advance_to(1000)
    assert calls.live() == ()


def test_a_dial_that_fails_is_a_lost_leg_and_no_more() -> None:
    rig = SimulatorRig()
    dial, failed = rig.carrier.dial, []

    def broken(call: str, order: DialOrder) -> None:
        if order.center == "near":
            failed.append(order.center)
            raise ConnectionError
        dial(call, order)

    rig.carrier.dial = broken  # type: ignore[method-assign]
    call = rig.call(keys=("1", "11101"))
    rig.wait(30)
    assert failed == ["near"]
    assert rig.seen(call).rang == ["next"]
    assert "trouble" not in rig.seen(call).heard


def test_a_map_that_fails_in_mid_call_leads_to_the_national_backup() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1",))
    rig.wait(5)
    rig.maps.current = NoMap().current  # type: ignore[method-assign]
    rig.wait(60)
    assert "trouble" in rig.seen(call).heard


def test_a_held_caller_stays_held_while_the_map_fails() -> None:
    rig = SimulatorRig()
    busy = {"team": "busy", "second": "busy"}
    call = rig.call(keys=("1", "11101"), everyone="busy", outcomes=busy)
    rig.wait(25)
    good, rig.maps.current = rig.maps.current, NoMap().current  # type: ignore[method-assign]
    rig.wait(100)
    assert "trouble" not in rig.seen(call).heard
    rig.maps.current = good  # type: ignore[method-assign]
    before = len(rig.seen(call).legs)
    rig.wait(40)
    assert len(rig.seen(call).legs) > before


def test_an_adapter_that_fails_after_it_began_to_ring_is_told_to_stop() -> None:
    carrier, rig = Carrier(dials=False), SimulatorRig()
    calls = Calls(Ports(carrier, rig.clock, rig.maps), Random(1))
    calls.arrive("call", Arrival(NoPrefix.WITHHELD))
    calls.report("call", Digit("0"))
    assert [order.center for order in carrier.orders] == ["team", "second"]
    assert [told for told in carrier.told if isinstance(told, CancelLeg)] == [
        CancelLeg(1),
        CancelLeg(2),
    ]


def test_the_wait_of_a_rescued_caller_ends_with_the_bridge() -> None:
    counts, clock = CountsKept(), SimulatedClock(STARTS_AT)
    calls = Calls(Ports(Carrier(), clock, NoMap(), totals=counts), Random(1))
    calls.arrive("call", Arrival(NoPrefix.WITHHELD))
    calls.report("call", LegPickedUp(1))
    calls.report("call", BridgeUp(1))
    clock.advance_to(700)
    calls.report("call", CallerHungUp())
    waits = [row.wait for row in counts.rows if not isinstance(row, LegTotal)]
    assert waits == ["under_10", "under_10"]


class BrokenDesk:
    """A directory of which nothing works."""

    def ask(self, question: RotaQuestion, answered: Callable[[RotaAnswer], None]) -> None:
        raise ConnectionError("the site is away")


def test_a_rota_desk_that_fails_costs_a_caller_nothing() -> None:
    rig = SimulatorRig()
    rig.rota.ask = BrokenDesk().ask  # type: ignore[method-assign]
    call = rig.call(keys=("9", "4711", "482915#", "1", "11101"))
    rig.wait(60)
    seen = rig.seen(call)
    assert "rota_away" in seen.heard
    assert "trouble" not in seen.heard
    assert (seen.rang, seen.bridges) == (["near"], 1)


def test_without_a_rota_desk_it_is_said_that_the_rota_cannot_be_set() -> None:
    heard: list[Observation] = []
    rig = SimulatorRig()
    carrier = SimulatedCarrier(rig.maps, rig.clock, Random(7), heard.append)
    caller = SimulatedCaller(("9", "4711", "482915#", "1", "11101"), 10.0)
    carrier.start_call("", LineType.UNKNOWN, None, read_answerers({}, "answer"), caller)
    rig.clock.advance_to(90)
    said = [one.prompt for one in heard if isinstance(one, CallerHears)]
    assert "rota_away" in said
    assert "connecting" in said


class BrokenCounts:
    """A store of totals that is down."""

    def add(self, total: Total) -> None:
        raise OSError(total)


def test_no_caller_pays_for_a_count_that_fails() -> None:
    rig = SimulatorRig(totals=BrokenCounts())
    call = rig.call(keys=("1", "11101"))
    rig.wait(30)
    assert rig.seen(call).bridges == 1
    assert "trouble" not in rig.seen(call).heard


def test_only_totals_leave_a_call_and_no_row_joins_them() -> None:
    rig = SimulatorRig()
    call = rig.call(text_from="+13215550100", keys=("2", "11101"), outcomes={"near": "busy"})
    rig.wait(30)
    rig.hang_up(call)
    totals = rig.totals
    assert isinstance(totals, CountsKept)
    assert sorted(type(row).__name__ for row in totals.rows) == [
        "LegTotal",
        "LegTotal",
        "NetworkTotal",
        "StateTotal",
    ]
    assert not any("321" in repr(row) or "11101" in repr(row) for row in totals.rows)


def test_nothing_of_a_caller_can_be_printed() -> None:
    arrival = Arrival(CallerPrefix(321, 555, 1), county="10001")
    session = Session(new_call(), arrival, "main", STARTS_AT, 0.0)
    rig = SimulatorRig()
    rig.call(text_from="+13215550100", keys=("1", "11101"))
    rig.wait(10)
    shown = [repr(arrival), repr(session), repr(vars(rig.carrier.calls)), repr(new_call())]
    without_addresses = [re.sub(r"0x[0-9a-f]+", "", text) for text in shown]
    for kept in ("321", "11101", "10001"):
        assert not [text for text in without_addresses if kept in text]
