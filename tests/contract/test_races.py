"""Two things at once, in both orders: the first counts, and nobody is left without a word."""

from __future__ import annotations

from contextlib import suppress

import pytest

from contract.adapters import with_rigs
from contract.rigs import Rig, at_once
from harborline.telephony.simulator.errors import UnknownCall

SETTLE_S = 30.0


pytestmark = with_rigs(having=["parallel_legs"])


def ringing(rig: Rig, *, line: str = "main", keys: str = "11101") -> str:
    """Gives a call whose first center rings by hand."""
    call = rig.call(line=line, everyone="manual", keys=("1", keys))
    rig.wait(6)
    return call


def after_first_dial(rig: Rig, call: str, seconds: float) -> None:
    """Waits, for a call just made, until so many seconds after its first center was dialed."""
    arrived_s = rig.now()
    while not rig.seen(call).legs:
        rig.wait(0.2)
    rig.wait(arrived_s + rig.seen(call).legs[0].started_s + seconds - rig.now())


def test_accept_then_caller_leaves(rig: Rig) -> None:
    call = ringing(rig)
    rig.pick_up(call, "near")
    with at_once(rig):
        rig.answerer_keys(call, "near", "1")
        rig.hang_up(call)
    rig.wait(SETTLE_S)
    seen = rig.seen(call)
    if seen.outcome == "answered":  # a real bridge may stand before the caller's BYE is there
        assert [leg.outcome for leg in seen.legs] == ["accepted"]
        return
    assert seen.outcome == "abandoned"
    assert [leg.outcome for leg in seen.legs] == ["abandoned"]
    assert seen.answerers["near"][-1] == "answerer_caller_gone"


def test_caller_leaves_then_accept(rig: Rig) -> None:
    call = ringing(rig)
    rig.pick_up(call, "near")
    rig.hang_up(call)
    rig.wait(SETTLE_S)
    seen = rig.seen(call)
    assert [w for w in seen.answerers["near"] if w != "answerer_whisper"] == [
        "answerer_caller_gone"
    ]
    assert seen.outcome == "abandoned"
    assert seen.bridges == 0


def test_accept_just_before_the_deadline(rig: Rig) -> None:
    call = rig.call(everyone="no_answer", outcomes={"third": "manual"}, keys=("1", "11101"))
    after_first_dial(rig, call, 59)
    rig.pick_up(call, "third")
    rig.answerer_keys(call, "third", "1")
    rig.wait(3)
    assert rig.seen(call).rang == ["near", "next", "third"]
    assert rig.seen(call).bridges == 1


def test_deadline_just_before_the_accept(rig: Rig) -> None:
    call = rig.call(everyone="no_answer", outcomes={"third": "manual"}, keys=("1", "11101"))
    after_first_dial(rig, call, 61)
    rig.pick_up(call, "third")
    rig.answerer_keys(call, "third", "1")
    rig.wait(1)
    seen = rig.seen(call)
    assert seen.rang == ["near", "next", "third", "team"]
    assert [leg.outcome for leg in seen.legs[2:]] == [None, "abandoned"]
    assert seen.bridges == 1


def test_national_team_takes_it_while_a_center_hears_the_whisper(rig: Rig) -> None:
    call = rig.call(everyone="no_answer", outcomes={"third": "manual"}, keys=("1", "11101"))
    after_first_dial(rig, call, 61)
    rig.pick_up(call, "third")
    rig.wait(9)
    seen = rig.seen(call)
    assert seen.legs[2].outcome == "abandoned"
    assert seen.answerers["third"][-1] == "answerer_taken"
    assert seen.bridges == 1


@pytest.mark.parametrize(("first", "second"), [("near", "next"), ("next", "near")])
def test_two_centers_accept_the_staggered_ring_at_once(rig: Rig, first: str, second: str) -> None:
    call = ringing(rig, line="staggered")
    while "next" not in rig.seen(call).rang:
        rig.wait(0.5)
    rig.wait(2)
    with at_once(rig):
        rig.pick_up(call, first)
        rig.pick_up(call, second)
        rig.answerer_keys(call, first, "1")
        with suppress(UnknownCall):  # where no time passes, the second was told already
            rig.answerer_keys(call, second, "1")
    rig.wait(3)
    seen = rig.seen(call)
    won = {leg.center for leg in seen.legs if leg.outcome is None}
    assert len(won) == 1
    assert [leg.outcome for leg in seen.legs if leg.center not in won] == ["abandoned"]
    assert seen.bridges == 1


@pytest.mark.parametrize(("first", "second"), [("near", "next"), ("next", "near")])
def test_two_centers_accept_the_staggered_ring(rig: Rig, first: str, second: str) -> None:
    call = ringing(rig, line="staggered")
    while "next" not in rig.seen(call).rang:
        rig.wait(0.5)
    rig.wait(2)
    rig.pick_up(call, "near")
    rig.pick_up(call, "next")
    rig.answerer_keys(call, first, "1")
    rig.wait(1)
    seen = rig.seen(call)
    assert {leg.center: leg.outcome for leg in seen.legs} == {first: None, second: "abandoned"}
    assert seen.answerers[second][-1] == "answerer_taken"
    assert seen.bridges == 1


def test_center_hangs_up_during_the_whisper_and_the_next_rings(rig: Rig) -> None:
    call = ringing(rig)
    rig.pick_up(call, "near")
    rig.answerer_hangs_up(call, "near")
    rig.wait(1)
    assert [(leg.center, leg.outcome) for leg in rig.seen(call).legs] == [
        ("near", "not_accepted"),
        ("next", None),
    ]


def test_accept_then_center_hangs_up_before_the_bridge(rig: Rig) -> None:
    call = ringing(rig)
    rig.pick_up(call, "near")
    with at_once(rig):
        rig.answerer_keys(call, "near", "1")
        rig.answerer_hangs_up(call, "near")
    rig.wait(3)
    seen = rig.seen(call)
    if (
        seen.legs[0].outcome == "accepted"
    ):  # a real bridge may stand before the center's BYE is there
        assert seen.heard[-1] == "other_left"
        return
    assert [(leg.center, leg.outcome) for leg in seen.legs] == [("near", "failed"), ("next", None)]
    assert seen.heard[-1] == "bridge_failed"


def test_0_while_ringing_then_accept(rig: Rig) -> None:
    call = ringing(rig)
    rig.pick_up(call, "near")
    rig.press(call, "0")
    rig.wait(1)
    seen = rig.seen(call)
    assert seen.answerers["near"][-1] == "answerer_taken"
    assert seen.rang == ["near", "team"]


def test_accept_then_0_goes_to_the_answerer(rig: Rig) -> None:
    call = ringing(rig)
    rig.pick_up(call, "near")
    rig.answerer_keys(call, "near", "1")
    rig.wait(1)
    rig.press(call, "0")
    rig.wait(SETTLE_S)
    assert rig.seen(call).rang == ["near"]
    assert rig.seen(call).bridges == 1


def test_0_when_the_national_team_rings_already_leaves_it_ringing(rig: Rig) -> None:
    outcomes = {"third": "manual", "team": "manual"}
    call = rig.call(everyone="no_answer", outcomes=outcomes, keys=("1", "11101"))
    after_first_dial(rig, call, 62)
    rig.press(call, "0")
    rig.wait(1)
    seen = rig.seen(call)
    assert seen.rang == ["near", "next", "third", "team"]
    assert [leg.outcome for leg in seen.legs[2:]] == ["abandoned", None]
