"""Held callers: what they hear, whose turn it is, what a place code gives back, and when it ends."""

from __future__ import annotations

import pytest

from contract.adapters import with_rigs
from contract.rigs import Rig

NOBODY = {"near": "busy", "next": "busy", "third": "busy", "west": "busy"}
NATIONAL_BUSY = {"team": "busy", "second": "busy"}


def held(rig: Rig, **outcomes: str) -> str:
    """Gives a call that nobody took."""
    call = rig.call(keys=("1", "11101"), outcomes={**NOBODY, **NATIONAL_BUSY, **outcomes})
    rig.wait(30)
    return call


def held_long(rig: Rig) -> str:
    """Gives a held call for which the national team alone is tried, which takes least time."""
    rig.pause(*NOBODY)
    return held(rig)


@with_rigs()
def test_a_held_caller_hears_what_happens_and_how_to_keep_the_place(rig: Rig) -> None:
    call = held(rig)
    rig.wait(30)
    heard = rig.seen(call).heard
    start = heard.index("hold_explain")
    assert heard[start : start + 4] == ("hold_explain", "other_web", "other_text", "place_code")
    assert rig.seen(call).sound == "hold_tone"


@with_rigs()
def test_a_held_caller_is_tried_again_every_twenty_seconds(rig: Rig) -> None:
    call = held(rig)
    before = rig.seen(call).rang.count("near")
    rig.wait(60)
    assert rig.seen(call).rang.count("near") >= before + 2
    assert rig.seen(call).outcome is None


@with_rigs()
def test_words_of_hold_are_not_cut_short_by_a_try(rig: Rig) -> None:
    call = held(rig)
    rig.wait(130)
    heard = rig.seen(call).heard
    assert "place_code" in heard
    assert "hold_still" in heard
    assert heard.count("hold_explain") == 1


@with_rigs()
def test_the_longest_holder_gets_the_seat_that_is_free(rig: Rig) -> None:
    talking = rig.call(keys=("1", "11101"), outcomes={"near": "ends:120"})
    rig.wait(20)
    busy = {**NOBODY, **NATIONAL_BUSY, "near": "answer"}
    first = rig.call(keys=("1", "11101"), outcomes=busy)
    rig.wait(5)
    second = rig.call(keys=("1", "11101"), outcomes=busy)
    rig.wait(40)
    assert "near" not in rig.seen(first).rang
    rig.hang_up(talking)
    rig.wait(15)
    assert rig.seen(first).bridges == 1
    assert rig.seen(second).bridges == 0


@with_rigs()
def test_a_lifted_pause_is_a_free_seat(rig: Rig) -> None:
    rig.pause("near")
    call = held(rig, near="answer")
    assert "near" not in rig.seen(call).rang
    rig.pause()
    rig.wait(20)
    assert rig.seen(call).bridges == 1


@with_rigs()
def test_the_expected_wait_is_told_once_it_is_known(rig: Rig) -> None:
    call = ""
    for _ in range(3):
        rig.pause("near")
        call = held(rig, near="answer")
        rig.pause()
        rig.wait(20)
        rig.hang_up(call)
    assert "hold_wait_minute" not in rig.seen(call).heard
    late = held(rig)
    rig.wait(20)
    assert "hold_wait_minute" in rig.seen(late).heard


@with_rigs()
def test_after_ten_minutes_silence_ends_with_a_goodbye_said_twice(rig: Rig) -> None:
    call = held_long(rig)
    rig.wait(760)
    seen = rig.seen(call)
    assert seen.outcome == "unanswered"
    assert "keep_waiting" in seen.heard
    assert seen.heard[-6:] == ("sorry_goodbye", "other_web", "other_text") * 2


@with_rigs()
def test_any_key_keeps_waiting(rig: Rig) -> None:
    call = held_long(rig)
    rig.wait(540)
    for _ in range(200):
        rig.wait(1)
        if rig.seen(call).heard[-1] == "keep_waiting":
            rig.press(call, "7")
            break
    rig.wait(120)
    assert rig.seen(call).outcome is None
    assert rig.seen(call).heard.count("keep_waiting") == 1


@with_rigs()
def test_a_surge_never_ends_a_held_call(rig: Rig) -> None:
    rig.surge(on=True)
    call = held_long(rig)
    rig.wait(620)
    assert rig.seen(call).outcome is None
    assert "hold_long_surge" in rig.seen(call).heard
    assert "keep_waiting" not in rig.seen(call).heard
    rig.surge(on=False)
    rig.wait(700)
    assert rig.seen(call).outcome == "unanswered"


@with_rigs()
def test_0_on_hold_is_the_national_team(rig: Rig) -> None:
    call = held(rig)
    rig.wait(3)
    rig.press(call, "0")
    rig.wait(2)
    assert rig.seen(call).heard[-1] == "connecting_national"


# -- place codes ----------------------------------------------------------------------------------


@with_rigs()
def test_a_place_code_gives_the_place_back_and_works_once(rig: Rig) -> None:
    rig.pause("near")
    early = held(rig, near="answer")
    rig.wait(10)
    code = rig.code_told(early)
    rig.hang_up(early)
    late = held(rig, near="answer")
    again = rig.call(
        keys=("8", code, "11101"), outcomes={**NOBODY, **NATIONAL_BUSY, "near": "answer"}
    )
    rig.wait(40)
    assert "code_ok" in rig.seen(again).heard
    rig.pause()
    rig.wait(20)
    assert rig.seen(again).bridges == 1
    assert rig.seen(late).bridges == 0
    third = rig.call(keys=("8", code, "11101"), everyone="busy")
    rig.wait(20)
    assert "code_ok" not in rig.seen(third).heard


@with_rigs()
def test_the_greeting_speaks_of_codes_only_while_one_lives(rig: Rig) -> None:
    quiet = rig.call(keys=("", ""))
    rig.wait(30)
    assert "code_key" not in rig.seen(quiet).heard
    early = held(rig)
    rig.wait(10)
    rig.hang_up(early)
    offered = rig.call(keys=("", ""))
    rig.wait(40)
    assert "code_key" in rig.seen(offered).heard
    rig.wait(1900)
    over = rig.call(keys=("", ""))
    rig.wait(40)
    assert "code_key" not in rig.seen(over).heard


@with_rigs()
@pytest.mark.parametrize(("keys", "word"), [("1111", "code_unknown"), ("12", "code_unknown")])
def test_a_code_that_is_not_known_costs_nothing(rig: Rig, keys: str, word: str) -> None:
    early = held(rig)
    rig.wait(10)
    call = rig.call(keys=("8", keys, "11101"))
    rig.wait(40)
    assert rig.code_told(early) != keys
    assert word in rig.seen(call).heard
    assert rig.seen(call).bridges == 1


@with_rigs()
def test_0_instead_of_a_code_is_the_national_team(rig: Rig) -> None:
    held(rig)
    call = rig.call(keys=("8", "0"))
    rig.wait(15)
    assert rig.seen(call).rang == ["team"]
