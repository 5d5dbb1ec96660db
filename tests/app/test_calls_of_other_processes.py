"""A process is lost: another goes on with its calls, and watches over those who talk already."""

from __future__ import annotations

import pytest

from contract.network import map_without
from contract.rigs import SimulatorRig
from harborline.app.session import Frozen
from harborline.callflow.events import Digit, EndCause, LegEnded, LegFailed
from harborline.callflow.states import Phase
from harborline.core.reasons import LegReason
from harborline.telephony.simulator.caller import SimulatedCaller
from harborline.telephony.simulator.codec import read_answerers


def frozen_after_first_dial() -> Frozen:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), outcomes={"near": "manual"})
    rig.wait(6)
    frozen = rig.carrier.calls.freeze(call)
    assert frozen is not None
    return frozen


def elsewhere(rig: SimulatorRig, *, everyone: str = "answer") -> str:
    """Gives the id of a call that another process had; its people are in reach of this one too."""
    return rig.carrier.expect(read_answerers({}, everyone), SimulatedCaller(talk_s=120.0))


def test_what_is_frozen_names_the_legs_ahead_and_no_caller() -> None:
    frozen = frozen_after_first_dial()
    ahead = LegReason.NEXT_CLOSEST
    assert frozen == Frozen(
        "main", "en", ("next", "third", "west"), 1, (ahead, ahead, LegReason.STATE_BACKUP)
    )


def test_nothing_is_frozen_of_a_call_that_is_not_here() -> None:
    assert SimulatorRig().carrier.calls.freeze("gone") is None


@pytest.mark.parametrize(
    ("everyone", "rang"),
    [("answer", ["next"]), ("busy", ["next", "third", "west", "team"])],
)
def test_another_process_goes_on_with_the_next_leg(everyone: str, rang: list[str]) -> None:
    rig = SimulatorRig()
    call = elsewhere(rig, everyone=everyone)
    rig.carrier.calls.take_over(call, frozen_after_first_dial())
    rig.wait(40)
    seen = rig.seen(call)
    assert seen.rang == rang
    assert seen.heard[0] == "still_trying"
    assert seen.bridges == 1
    numbers = [leg.number for leg in rig.carrier.calls._live[call].state.live]
    assert numbers == [1 + len(rang)]


def test_a_center_that_the_map_dropped_meanwhile_is_left_out() -> None:
    rig = SimulatorRig()
    rig.maps.map = map_without("next")
    call = elsewhere(rig)
    rig.carrier.calls.take_over(call, frozen_after_first_dial())
    rig.wait(10)
    assert rig.seen(call).rang == ["third"]


@pytest.mark.parametrize("line", ["main", "gone"])
def test_with_nothing_left_to_dial_the_national_team_is(line: str) -> None:
    rig = SimulatorRig()
    call = elsewhere(rig)
    rig.carrier.calls.take_over(call, Frozen(line, "en", (), 4))
    rig.wait(10)
    assert rig.seen(call).bridges == 1
    assert rig.seen(call).rang[-1] in {"team", ""}


@pytest.mark.parametrize("ends", [LegEnded(1, EndCause.NORMAL), LegFailed(1)])
def test_who_talks_already_is_watched_over(ends: LegEnded | LegFailed) -> None:
    rig = SimulatorRig()
    call = elsewhere(rig)
    calls = rig.carrier.calls
    calls.adopt(call, "main", "es", 1)
    rig.wait(60)
    assert calls._live[call].state.phase is Phase.BRIDGED
    calls.report(call, ends)
    rig.wait(1)
    assert rig.seen(call).heard == ("other_left",)
    assert rig.seen(call).languages == ("es",)
    calls.report(call, Digit("1"))
    rig.wait(10)
    assert rig.seen(call).rang == [""], "the national backup, past every decision"
    assert rig.seen(call).bridges == 1


def test_an_adopted_caller_who_hangs_up_is_counted_as_answered() -> None:
    rig = SimulatorRig()
    call = elsewhere(rig)
    rig.carrier.calls.adopt(call, None, "en", 1)
    rig.wait(5)
    rig.hang_up(call)
    assert rig.seen(call).outcome == "answered"
