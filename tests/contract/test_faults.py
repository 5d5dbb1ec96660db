"""Carriers that keep things from us or break: each guard of the tree, on the simulator.

A real carrier loses a report once in a long while; here it loses all of a kind, so that the timer
beside it has to do. With the other tests of the contract these reach every row of the table.
"""

# Long because every guard of the tree is here, each with a short test of its own.

from __future__ import annotations

import pytest

from contract.rigs import LEAST, Rig, SimulatorRig
from harborline.callflow.events import (
    BridgeUp,
    CallerHungUp,
    CarrierError,
    Decided,
    EndCause,
    Event,
    InternalError,
    LegAccepted,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    LegSkipped,
    PromptFinished,
)
from harborline.core.routing_map import RoutingMap
from harborline.telephony.simulator.caller import SimulatedCaller
from harborline.telephony.simulator.codec import read_answerers

NOBODY = {"near": "busy", "next": "busy", "third": "busy", "west": "busy"}
NATIONAL_BUSY = {"team": "busy", "second": "busy"}


def losing(*kinds: type[Event], rig: SimulatorRig | None = None) -> SimulatorRig:
    """Gives a rig whose carrier never reports events of these kinds."""
    rig = rig or SimulatorRig()
    calls = rig.carrier.calls
    report = calls.report

    def sieve(call: str, event: Event) -> None:
        if not isinstance(event, kinds):
            report(call, event)

    calls.report = calls._orders._report = sieve  # type: ignore[method-assign]
    return rig


def tell(rig: SimulatorRig, call: str, event: Event) -> None:
    """Reports something out of turn."""
    rig.carrier.calls.report(call, event)


def until_hold(rig: Rig, call: str) -> None:
    """Waits until the moment in which a caller is held, to a tenth of a second."""
    while rig.seen(call).sound != "hold_tone":
        rig.wait(0.1)


# -- prompts whose end is never told ---------------------------------------------------------------


def test_a_caller_comes_through_all_menus_though_no_prompt_ever_ends() -> None:
    rig = losing(PromptFinished)
    call = rig.call(keys=("", "", ""), outcomes={"team": "ends:60"})
    rig.wait(900)
    assert rig.seen(call).outcome == "answered"
    assert "thanks_goodbye" in rig.seen(call).heard


def test_words_between_legs_that_never_end_keep_no_caller_from_either_national_team() -> None:
    rig = losing(PromptFinished, rig=SimulatorRig(LEAST))
    call = rig.call(keys=("1", "11101"), outcomes={**NOBODY, "team": "busy"})
    rig.wait(300)
    assert rig.seen(call).rang == ["near", "team", "second"]
    assert rig.seen(call).bridges == 1


def test_a_held_caller_hears_goodbye_though_no_prompt_ever_ends() -> None:
    rig = losing(PromptFinished)
    call = rig.call(keys=("1", "11101", ""), outcomes={**NOBODY, **NATIONAL_BUSY})
    rig.wait(1500)
    assert rig.seen(call).outcome == "unanswered"


def test_a_held_caller_who_is_tried_again_goes_on_though_no_prompt_ever_ends() -> None:
    rig = losing(PromptFinished)
    nobody = {"team": "no_answer", "second": "no_answer"}
    call = rig.call(keys=("1", "11101"), everyone="no_answer", outcomes=nobody)
    rig.wait(500)
    assert rig.seen(call).heard.count("hold_still") > 1
    assert rig.seen(call).sound == "hold_tone"


@pytest.mark.parametrize("lost", [(), (PromptFinished,)])
def test_silence_goes_on_where_a_place_code_was_asked(lost: tuple[type[Event], ...]) -> None:
    rig = SimulatorRig()
    early = rig.call(keys=("1", "11101"), outcomes={**NOBODY, **NATIONAL_BUSY})
    rig.wait(40)
    rig.hang_up(early)
    losing(*lost, rig=rig)
    call = rig.call(keys=("8", "", "11101"))
    rig.wait(240)
    assert "ask_code" in rig.seen(call).heard
    assert rig.seen(call).bridges == 1


def test_a_pause_between_legs_ends_though_its_prompts_never_do() -> None:
    rig = losing(PromptFinished, rig=SimulatorRig(LEAST))
    call = rig.call(keys=("1", "11101"), outcomes={"near": "busy"})
    rig.wait(200)
    assert rig.seen(call).rang == ["near", "team"]
    assert rig.seen(call).bridges == 1


def test_the_fallback_is_heard_ringing_though_its_words_never_end() -> None:
    rig = losing(PromptFinished, LegPickedUp, LegNoAnswer)
    call = rig.call(keys=("1",), outcomes={"": "answer"})
    rig.wait(5)
    tell(rig, call, InternalError())
    rig.wait(300)
    assert rig.seen(call).outcome == "turned_away"


# -- legs and bridges that are never told of --------------------------------------------------------


def test_a_ring_that_never_ends_is_given_up() -> None:
    rig = losing(LegNoAnswer)
    call = rig.call(keys=("1", "11101"), outcomes={"near": "no_answer"})
    rig.wait(60)
    assert [(leg.center, leg.outcome) for leg in rig.seen(call).legs] == [
        ("near", "no_answer"),
        ("next", None),
    ]


@pytest.mark.parametrize("accepted_s", [10, 51, 59])
def test_a_bridge_that_does_not_stand_in_two_seconds_is_given_up(accepted_s: int) -> None:
    rig = losing(BridgeUp)
    outcomes = {"near": "no_answer", "next": "no_answer", "third": "manual"}
    if accepted_s < 20:
        outcomes = {"near": "manual"}
    call = rig.call(keys=("1", "11101"), outcomes={**outcomes, "west": "busy"})
    while not rig.seen(call).legs:
        rig.wait(0.2)
    rig.wait(accepted_s)
    center = rig.seen(call).rang[-1]
    rig.pick_up(call, center)
    rig.answerer_keys(call, center, "1")
    rig.wait(1.9)
    assert rig.seen(call).heard[-1] != "bridge_failed"
    rig.wait(0.3)
    assert rig.seen(call).heard[-1] == "bridge_failed"
    assert rig.seen(call).answerers[center][-1] == "answerer_not_joined"


@pytest.mark.parametrize("event", [CarrierError(), LegFailed(1)])
def test_a_bridge_that_breaks_while_it_is_made_is_followed_by_the_next_leg(event: Event) -> None:
    rig = losing(BridgeUp)
    call = rig.call(keys=("1", "11101"), outcomes={"near": "manual"})
    rig.wait(6)
    rig.pick_up(call, "near")
    rig.answerer_keys(call, "near", "1")
    tell(rig, call, event)
    rig.wait(1)
    assert rig.seen(call).heard[-1] == "bridge_failed"
    assert rig.seen(call).rang == ["near", "next"]


@pytest.mark.parametrize("event", [CarrierError(), InternalError()])
def test_nothing_that_breaks_parts_two_who_talk(event: Event) -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"))
    rig.wait(20)
    tell(rig, call, event)
    rig.wait(10)
    assert rig.seen(call).legs[0].outcome is None
    assert rig.seen(call).outcome is None


def test_a_leg_that_fails_in_mid_talk_is_a_failure_of_the_network() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"))
    rig.wait(40)
    tell(rig, call, LegFailed(1))
    rig.wait(30)
    assert rig.seen(call).rang == ["near", "near"]


def test_after_four_hours_both_are_told() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), outcomes={"near": "ends:20000"})
    rig.wait(4 * 3600 + 60)
    assert "time_up" in rig.seen(call).heard
    assert rig.seen(call).answerers["near"][-1] == "answerer_time_up"
    assert rig.seen(call).outcome == "answered"


def test_a_center_paused_after_the_decision_is_passed_over() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), outcomes={"near": "no_answer"})
    rig.wait(8)
    rig.pause("next")
    rig.wait(40)
    assert rig.seen(call).rang == ["near", "third"]


# -- decisions that do not come ---------------------------------------------------------------------


def test_a_decision_that_never_comes_leads_to_the_national_backup() -> None:
    rig = losing(Decided)
    call = rig.call(keys=("1", "11101"))
    rig.wait(5)
    rig.press(call, "5")
    rig.wait(20)
    assert "trouble" in rig.seen(call).heard
    assert rig.seen(call).bridges == 1


# -- around the ten minutes of hold -----------------------------------------------------------------


def almost_ten_minutes(rig: SimulatorRig) -> str:
    """Gives a call that was held for a second less than ten minutes; `near` is paused."""
    rig.pause("near")
    call = rig.call(keys=("1", "11101"), outcomes={**NOBODY, **NATIONAL_BUSY, "near": "manual"})
    until_hold(rig, call)
    rig.wait(597)
    rig.pause()
    rig.wait(1.5)
    return call


@pytest.mark.parametrize("keys", ["1", ""])
def test_the_cap_waits_for_a_center_that_rings(keys: str) -> None:
    rig = losing(BridgeUp)
    call = almost_ten_minutes(rig)
    assert rig.seen(call).rang[-1] == "near"
    rig.wait(0.8)
    rig.pick_up(call, "near")
    rig.answerer_keys(call, "near", keys)
    rig.wait(90)
    assert "keep_waiting" in rig.seen(call).heard


def test_the_cap_passes_while_0_waits_for_its_decision() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), outcomes={**NOBODY, **NATIONAL_BUSY})
    until_hold(rig, call)
    rig.wait(598)
    losing(Decided, rig=rig)
    while rig.carrier.calls._live[call].state.phase != "hold":
        rig.wait(0.1)
    rig.press(call, "0")
    rig.wait(20)
    assert "trouble" in rig.seen(call).heard


def test_a_seat_that_is_free_during_the_last_question_is_tried() -> None:
    rig = SimulatorRig()
    rig.pause("near")
    call = rig.call(keys=("1", "11101"), outcomes={**NOBODY, **NATIONAL_BUSY, "near": "answer"})
    while "keep_waiting" not in rig.seen(call).heard:
        rig.wait(1)
    rig.pause()
    rig.wait(12)
    assert rig.seen(call).bridges == 1


def test_0_on_hold_between_two_tries() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), outcomes={**NOBODY, **NATIONAL_BUSY})
    until_hold(rig, call)
    rig.press(call, "5")
    assert rig.seen(call).heard[-1] != "connecting_national"
    rig.press(call, "0")
    rig.wait(0.1)
    assert "connecting_national" in rig.seen(call).heard


# -- what broke of ours -----------------------------------------------------------------------------


def broken(rig: SimulatorRig, fallback: str, keys: tuple[str, ...] = ("1",)) -> str:
    """Gives a call whose fallback rings, after something of ours broke."""
    call = rig.call(keys=keys, outcomes={"": fallback})
    rig.wait(6)
    tell(rig, call, InternalError())
    return call


@pytest.mark.parametrize("fallback", ["busy", "decline", "failed", "no_answer"])
def test_when_the_fallback_does_not_answer_the_notice_is_said(fallback: str) -> None:
    rig = SimulatorRig()
    call = broken(rig, fallback)
    rig.wait(90)
    assert rig.seen(call).heard.count("static_notice") == 2
    assert rig.seen(call).outcome == "turned_away"


def test_the_fallback_is_joined_at_once() -> None:
    rig = SimulatorRig()
    call = broken(rig, "answer")
    rig.wait(20)
    assert rig.seen(call).bridges == 1


@pytest.mark.parametrize("event", [LegAccepted(1), LegPickedUp(1)])
def test_the_fallback_may_accept_in_either_word(event: Event) -> None:
    rig = SimulatorRig()
    call = broken(rig, "manual")
    rig.wait(3)
    tell(rig, call, event)
    rig.wait(3)
    assert rig.seen(call).bridges == 1


@pytest.mark.parametrize(
    "event",
    [LegEnded(1, EndCause.NETWORK), LegSkipped(1), InternalError(), CarrierError()],
)
def test_whatever_breaks_in_the_fallback_leads_to_the_notice(event: Event) -> None:
    rig = SimulatorRig()
    call = broken(rig, "manual")
    rig.wait(3)
    tell(rig, call, event)
    rig.wait(1)
    assert rig.seen(call).heard[-1] == "static_notice"


@pytest.mark.parametrize("event", [InternalError(), CarrierError()])
def test_whatever_breaks_in_the_notice_ends_the_call(event: Event) -> None:
    rig = SimulatorRig()
    call = broken(rig, "failed")
    rig.wait(8)
    assert "static_notice" in rig.seen(call).heard
    tell(rig, call, event)
    rig.wait(1)
    assert rig.seen(call).outcome == "turned_away"


def test_0_during_goodbye_is_the_national_team() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101", ""), outcomes={"near": "ends:60"})
    while "thanks_goodbye" not in rig.seen(call).heard:
        rig.wait(0.5)
    rig.press(call, "4")
    rig.press(call, "0")
    rig.wait(15)
    assert rig.seen(call).rang == ["near", "team"]
    assert rig.seen(call).bridges == 2


def test_whatever_breaks_at_the_door_leads_to_the_fallback() -> None:
    rig = SimulatorRig()
    rig.carrier.calls._at_the_door = None  # type: ignore[method-assign, assignment]
    call = rig.call()
    rig.wait(20)
    assert "trouble" in rig.seen(call).heard
    assert rig.seen(call).bridges == 1


def test_a_caller_who_leaves_at_the_door_is_gone() -> None:
    rig = SimulatorRig()
    current, left = rig.maps.current, list[str]()

    def leaving() -> RoutingMap:
        calls = rig.carrier.calls
        left.extend(set(calls.live()) - set(left))
        if left:
            calls.report(left[-1], CallerHungUp())
        return current()

    rig.maps.current = leaving  # type: ignore[method-assign]
    call = rig.call()
    rig.wait(10)
    assert rig.seen(call).outcome == "abandoned"
    assert rig.seen(call).heard == ()


# -- processes that were lost -----------------------------------------------------------------------


def test_a_pair_that_talks_already_is_adopted() -> None:
    rig = SimulatorRig()
    call = rig.carrier.expect(read_answerers({}, "answer"), SimulatedCaller())
    rig.carrier.calls.adopt(call, "main", "en", 3)
    tell(rig, call, LegEnded(3, EndCause.NORMAL))
    rig.wait(1)
    assert rig.seen(call).heard == ("other_left",)


def test_a_call_of_a_lost_process_goes_on_with_the_next_leg() -> None:
    before = SimulatorRig()
    call = before.call(keys=("1", "11101"), outcomes={"near": "manual"})
    before.wait(6)
    frozen = before.carrier.calls.freeze(call)
    assert frozen is not None
    rig = SimulatorRig()
    again = rig.carrier.expect(read_answerers({}, "answer"), SimulatedCaller())
    rig.carrier.calls.take_over(again, frozen)
    rig.wait(20)
    assert rig.seen(again).rang == ["next"]
