"""What an adapter without a capability does instead, as docs/phone-tree.md says it will."""

from __future__ import annotations

import pytest

from contract import network
from contract.adapters import RIGS, names, with_rigs
from contract.markup_rig import MarkupRig
from contract.rigs import Rig, SimulatorRig
from harborline.callflow.values import EVERYTHING, Capabilities


def test_every_capability_is_had_by_one_rig_and_lacked_by_another() -> None:
    assert any(adapter.capabilities == EVERYTHING for adapter in RIGS.values())
    for capability in set(Capabilities._fields) - {"cancel"}:
        assert names(lacking=[capability]), f"no rig shows what is done without {capability}"


@with_rigs(lacking=["keys_while_ringing"])
def test_0_is_heard_between_legs_where_keys_are_deaf_while_a_leg_rings(rig: Rig) -> None:
    call = rig.call(keys=("1", "11101"), outcomes={"near": "busy", "next": "busy"})
    rig.wait(3.8)
    rig.press(call, "0")
    rig.wait(1.3)
    assert rig.seen(call).rang == ["near"]
    rig.press(call, "0")
    rig.wait(10)
    assert rig.seen(call).rang == ["near", "team"]


@with_rigs(lacking=["parallel_legs"])
def test_the_deadline_holds_where_only_one_leg_can_ring(rig: Rig) -> None:
    call = rig.call(keys=("1", "11101"), everyone="no_answer")
    rig.wait(100)
    seen = rig.seen(call)
    assert seen.bridges == 1
    assert seen.legs[-1].center == "team"
    assert seen.legs[-1].started_s - seen.legs[0].started_s <= 60
    assert all(leg.outcome for leg in seen.legs[:-1])


@with_rigs(lacking=["parallel_legs"])
def test_staggered_ring_becomes_one_after_the_other(rig: Rig) -> None:
    call = rig.call(line="staggered", keys=("1", "11101"), everyone="no_answer")
    rig.wait(3.6 + 15)
    assert rig.seen(call).rang == ["near"]


@with_rigs(lacking=["keys_while_bridged"])
def test_a_hold_off_by_key_is_not_heard_where_keys_are_deaf_in_mid_talk(rig: Rig) -> None:
    call = rig.call(text_from="3215550100", keys=("1", "11101"))
    rig.wait(20)
    rig.answerer_keys(call, "near", "*9")
    assert "answerer_hold_off" not in rig.seen(call).answerers["near"]


def test_where_a_ring_cannot_be_taken_back_it_is_cut_to_the_deadline() -> None:
    rig = SimulatorRig(Capabilities(parallel_legs=False, cancel=False))
    call = rig.call(keys=("1", "11101"), everyone="no_answer")
    rig.wait(100)
    seen = rig.seen(call)
    assert seen.rang == ["near", "next", "third", "team"]
    assert seen.legs[-1].started_s - seen.legs[0].started_s <= 60


@pytest.mark.parametrize("everyone", ["no_answer", "voicemail"])
def test_a_shorter_wait_of_a_line_cuts_its_first_leg_too(
    everyone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = network.MAIN._replace(max_local_wait_s=20)
    monkeypatch.setattr(network, "LINES", (hasty,))
    rig = MarkupRig()
    rig.maps.map = network.map_without()
    call = rig.call(keys=("1", "11101"), everyone=everyone)
    rig.wait(100)
    seen = rig.seen(call)
    assert seen.rang == ["near", "team"]
    assert seen.legs[1].started_s - seen.legs[0].started_s <= 20


# -- webhook carriers -----------------------------------------------------------------------------


def test_where_the_kind_of_telephone_is_not_told_landlines_are_asked_for_a_zip_too() -> None:
    rig = MarkupRig()
    call = rig.call(text_from="+13215550100", keys=("1", ""))
    rig.wait(40)
    assert "ask_zip" in rig.seen(call).heard
    assert rig.seen(call).rang == ["near"]


def test_webhook_carriers_say_all_words_before_a_telephone_rings_and_hear_0_in_them() -> None:
    rig = MarkupRig(words_s=5.0)
    call = rig.call(keys=("1", "11101"))
    rig.wait(4)
    assert rig.seen(call).heard[-1] == "connecting"
    assert rig.callers[call].dialed == []
    rig.press(call, "0")
    rig.wait(20)
    assert len(rig.callers[call].dialed) == 1
    assert [(leg.center, leg.outcome) for leg in rig.seen(call).legs] == [
        ("near", "abandoned"),
        ("team", None),
    ]


def test_long_words_do_not_shorten_a_ring() -> None:
    rig = MarkupRig(words_s=5.0)
    call = rig.call(keys=("1", "11101"), everyone="manual", outcomes={"team": "manual"})
    rig.wait(2.1 + 6 + 19)
    rig.pick_up(call, "near")
    rig.answerer_keys(call, "near", "1")
    rig.wait(2)
    assert rig.seen(call).bridges == 1
    assert rig.seen(call).legs[0].outcome is None


def test_the_deadline_holds_however_long_the_words_are() -> None:
    rig = MarkupRig(words_s=3.0)
    call = rig.call(keys=("1", "11101"), everyone="no_answer")
    rig.wait(120)
    seen = rig.seen(call)
    assert seen.legs[-1].center == "team"
    assert seen.legs[-1].started_s - seen.legs[0].started_s <= 60
    assert seen.bridges == 1


def test_a_telephone_that_declines_while_it_rings_counts_as_busy_at_a_webhook_carrier() -> None:
    rig = MarkupRig()
    call = rig.call(keys=("1", "11101"), outcomes={"near": "manual"})
    rig.wait(6)
    rig.answerer_hangs_up(call, "near")
    rig.wait(30)
    assert [(leg.center, leg.outcome) for leg in rig.seen(call).legs] == [
        ("near", "busy"),
        ("next", None),
    ]


def test_a_lone_0_instead_of_a_zip_waits_as_long_as_any_other_digit() -> None:
    rig = MarkupRig()
    call = rig.call(keys=("1", "0"))
    rig.wait(6)
    assert rig.seen(call).rang == []
    rig.wait(10)
    assert rig.seen(call).rang == ["team"]
