"""Centers that forward back to us, callers who show our number, floods, and an advocate's wish."""

from __future__ import annotations

import pytest

from contract.adapters import with_rigs
from contract.network import ROUTING_MAP
from contract.rigs import HOUSE, STARTS_AT, Rig

NEAR = tuple(d.address or "" for d in ROUTING_MAP.destinations("near", STARTS_AT))


AS_A_CARRIER_WRITES_IT = tuple(
    address.upper().replace("SIP:", "sips:") + ":5060;transport=tcp" for address in NEAR
)


@with_rigs()
@pytest.mark.parametrize("named", [NEAR, AS_A_CARRIER_WRITES_IT], ids=["declared", "written"])
def test_a_loop_is_known_by_the_destination_it_names(rig: Rig, named: tuple[str, ...]) -> None:
    calls = [rig.call(keys=("1", zip_code), everyone="manual") for zip_code in ("11101", "11103")]
    rig.wait(6)
    loop = rig.loop(forwarded_by=named)
    rig.wait(3)
    assert rig.seen(loop).outcome == "looped"
    assert rig.seen(loop).heard == ()
    first = rig.seen(calls[0]).legs[0]
    assert (first.center, first.outcome) == ("near", "failed")
    assert rig.seen(calls[1]).rang == ["next"]


@with_rigs()
def test_a_loop_without_a_name_is_known_when_one_leg_rings(rig: Rig) -> None:
    call = rig.call(keys=("1", "11101"), everyone="manual")
    rig.wait(6)
    assert rig.seen(rig.loop()).outcome == "looped"
    rig.wait(3)
    assert rig.seen(call).legs[0].outcome == "failed"


@with_rigs()
def test_our_number_with_nothing_ringing_is_a_caller(rig: Rig) -> None:
    call = rig.loop()
    rig.wait(60)
    seen = rig.seen(call)
    assert seen.outcome is None
    assert "ask_zip" in seen.heard
    assert seen.bridges == 1


@with_rigs()
def test_our_number_is_a_caller_when_several_legs_ring(rig: Rig) -> None:
    for _ in range(2):
        rig.call(keys=("1", "11103"), everyone="manual")
    rig.wait(6)
    assert rig.seen(rig.loop()).outcome is None


@with_rigs()
def test_our_number_naming_somebody_who_does_not_ring_is_a_caller(rig: Rig) -> None:
    rig.call(keys=("1", "11101"), everyone="manual")
    rig.wait(6)
    assert rig.seen(rig.loop(forwarded_by=("sip:elsewhere.example",))).outcome is None


@with_rigs()
def test_a_looping_center_is_left_out_for_five_minutes(rig: Rig) -> None:
    rig.call(keys=("1", "11101"), outcomes={"near": "loop"})
    rig.wait(30)
    soon = rig.call(keys=("1", "11101"))
    rig.wait(300)
    later = rig.call(keys=("1", "11101"))
    rig.wait(30)
    assert rig.seen(soon).rang == ["next"]
    assert rig.seen(later).rang == ["near"]


@with_rigs()
def test_three_misses_in_a_row_leave_a_center_out_for_five_minutes(rig: Rig) -> None:
    for _ in range(3):
        rig.call(keys=("1", "11101"), outcomes={"near": "failed"})
        rig.wait(200)
    soon = rig.call(keys=("1", "11101"))
    rig.wait(30)
    assert rig.seen(soon).rang == ["next"]
    rig.wait(300)
    later = rig.call(keys=("1", "11101"))
    rig.wait(30)
    assert rig.seen(later).rang == ["near"]


@with_rigs()
def test_a_busy_center_is_not_dialed_and_is_free_again_afterwards(rig: Rig) -> None:
    first = rig.call(keys=("1", "11101"))
    rig.wait(20)
    second = rig.call(keys=("1", "11101"))
    rig.wait(20)
    assert (rig.seen(first).rang, rig.seen(second).rang) == (["near"], ["next"])
    rig.hang_up(first)
    third = rig.call(keys=("1", "11101"))
    rig.wait(20)
    assert rig.seen(third).rang == ["near"]


@with_rigs()
def test_beyond_the_cap_a_caller_hears_the_notice_and_never_silence(rig: Rig) -> None:
    for _ in range(HOUSE.most_calls):
        rig.call(everyone="manual")
    turned_away = rig.call()
    rig.wait(60)
    assert rig.seen(turned_away).heard == ("static_notice", "other_web", "other_text") * 2
    assert rig.seen(turned_away).outcome == "turned_away"


def after_hold_off(rig: Rig, text_from: str) -> list[str]:
    first = rig.call(text_from=text_from, keys=("1", "11101"))
    rig.wait(20)
    rig.answerer_keys(first, "near", "*9")
    rig.hang_up(first)
    again = rig.call(text_from=text_from, keys=("1", "11101"))
    rig.wait(20)
    return rig.seen(again).rang


@with_rigs()
def test_a_caller_after_a_hold_off_skips_that_center_for_an_hour(rig: Rig) -> None:
    if not rig.capabilities.keys_while_bridged:
        pytest.skip("asked from the console here; test_lesser_ways.py")
    assert after_hold_off(rig, "+13215550100") == ["next"]
    other = rig.call(text_from="+13215550101", keys=("1", "11101"))
    rig.wait(20)
    assert rig.seen(other).rang == ["near"]
    rig.hang_up(other)
    rig.wait(3600)
    later = rig.call(text_from="+13215550100", keys=("1", "11101"))
    rig.wait(20)
    assert rig.seen(later).rang == ["near"]


@with_rigs()
@pytest.mark.parametrize("text_from", ["anonymous", "+442079460000", "8005550100", "12345"])
def test_without_a_usable_number_there_is_nothing_to_hold_off(rig: Rig, text_from: str) -> None:
    assert after_hold_off(rig, text_from) == ["near"]


@with_rigs()
def test_the_caller_still_reaches_the_national_team(rig: Rig) -> None:
    if not rig.capabilities.keys_while_bridged:
        pytest.skip("asked from the console here; test_lesser_ways.py")
    call = rig.call(text_from="+13215550100", keys=("0",))
    rig.wait(20)
    rig.answerer_keys(call, "team", "*9")
    rig.hang_up(call)
    again = rig.call(text_from="+13215550100", keys=("0",))
    rig.wait(20)
    assert rig.seen(again).rang == ["team"]
