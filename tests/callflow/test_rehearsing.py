"""A practice call says what a real one says, ends well whatever is pressed, and never goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.callflow.prompts import Prompt
from harborline.callflow.rehearsing import (
    Rehearsal,
    Result,
    Turn,
    begin,
    press,
    rings_in,
    suggest_ring_s,
    wait,
)
from harborline.callflow.timers import WHISPERS

PRACTICE = Rehearsal("Near Center", "en")
TEST_RING = Rehearsal("Near Center", "es", test_ring=True)


def said(turn: Turn) -> list[Prompt]:
    return [say.prompt for say in turn.says]


def test_the_answerer_hears_that_it_is_practice_and_then_the_whisper_of_a_real_call() -> None:
    turn = begin(PRACTICE)
    assert said(turn) == [Prompt.ANSWERER_PRACTICE, Prompt.ANSWERER_WHISPER]
    assert turn.says[1].fills == (("center", "Near Center"), ("language", "en"))
    assert turn.pause_s > 0
    assert not turn.is_over


@pytest.mark.parametrize(
    ("digit", "result", "goodbye"),
    [
        ("1", Result.TAKEN, Prompt.ANSWERER_PRACTICE_TAKEN),
        ("9", Result.PASSED, Prompt.ANSWERER_PRACTICE_PASSED),
    ],
)
def test_a_key_ends_it_with_a_word(digit: str, result: Result, goodbye: Prompt) -> None:
    turn = press(begin(PRACTICE).rehearsal, digit)
    assert (turn.rehearsal.result, said(turn), turn.is_over) == (result, [goodbye], False)
    assert press(turn.rehearsal, "1") == Turn(turn.rehearsal)
    assert wait(turn.rehearsal).is_over


@pytest.mark.parametrize("digit", ["0", "2", "*", "#", ""])
def test_other_keys_mean_nothing_as_in_a_real_call(digit: str) -> None:
    rehearsal = begin(PRACTICE).rehearsal
    assert press(rehearsal, digit) == Turn(rehearsal)


def test_silence_hears_the_whisper_three_times_and_what_it_means() -> None:
    turn, heard = begin(PRACTICE), 1
    while said(turn := wait(turn.rehearsal)) == [Prompt.ANSWERER_WHISPER]:
        heard += 1
    assert heard == WHISPERS
    assert said(turn) == [Prompt.ANSWERER_PRACTICE_NO_KEY]
    assert turn.rehearsal.result is Result.NO_KEY
    assert wait(turn.rehearsal).is_over


def test_a_test_ring_asks_for_a_person_and_leaves_a_voicemail_without_a_word() -> None:
    turn = begin(TEST_RING)
    for _ in range(WHISPERS - 1):
        assert said(turn) == [Prompt.ANSWERER_TEST_RING]
        turn = wait(turn.rehearsal)
    assert wait(turn.rehearsal) == Turn(turn.rehearsal._replace(result=Result.NO_KEY), is_over=True)


@given(st.booleans(), st.lists(st.sampled_from("0123456789*#w"), min_size=20, max_size=60))
def test_whatever_is_pressed_it_ends(test_ring: bool, happenings: list[str]) -> None:  # noqa: FBT001
    turn = begin(PRACTICE._replace(test_ring=test_ring))
    for happening in (*happenings, *"wwwww"):
        if turn.is_over:
            break
        turn = wait(turn.rehearsal) if happening == "w" else press(turn.rehearsal, happening)
    assert turn.is_over
    assert turn.rehearsal.result is not None


@pytest.mark.parametrize(("seconds", "rings"), [(0, 1), (5.9, 1), (6, 2), (23, 4), (24.1, 5)])
def test_seconds_are_told_as_rings(seconds: float, rings: int) -> None:
    assert rings_in(seconds) == rings


@pytest.mark.parametrize(
    ("rang_s", "result", "ring_s"),
    [
        (24.0, Result.NO_KEY, 21),
        (11.0, Result.NO_KEY, 8),
        (10.9, Result.NO_KEY, None),
        (2.0, Result.NO_KEY, None),
        (40.0, Result.NO_KEY, 25),
        (60.0, Result.NO_ANSWER, 25),
        (12.0, Result.TAKEN, None),
        (0.0, Result.BUSY, None),
    ],
)
def test_a_leg_is_given_up_before_a_voicemail_picks_up(
    rang_s: float, result: Result, ring_s: int | None
) -> None:
    assert suggest_ring_s(rang_s, result) == ring_s
