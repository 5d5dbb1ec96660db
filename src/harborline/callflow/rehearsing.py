"""A practice call: an answerer hears what a real call begins with, with nobody on the line.

As pure as the tree: each happening gives the next turn, which says what is heard and what is waited
for. A test ring asks only whether a person has picked up, and how long it rang before.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.timers import WHISPERS

PAUSE_S = 3.0
LONGEST_TEST_RING_S = 60.0

RING_CYCLE_S = 6.0
"""A ring in North America: two seconds of sound, four of silence."""

_MARGIN_S = 3.0
"""How much sooner than a voicemail a leg is given up: set-up takes a moment more on busy days."""

_LEAST_RING_S, _MOST_RING_S = 8, 25
_ACCEPTS, _PASSES = "1", "9"


class Result(StrEnum):
    """How a practice call ended. `no_key`: picked up, and no key came: a voicemail, or nobody."""

    TAKEN = "taken"
    PASSED = "passed"
    NO_KEY = "no_key"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    DECLINED = "declined"
    FAILED = "failed"


class Rehearsal(NamedTuple):
    """A practice call in progress. `result`: None = no key yet."""

    center: str
    language: str
    test_ring: bool = False
    heard: int = 0
    result: Result | None = None


class Turn(NamedTuple):
    """What is next. `says`: heard one after the other; `pause_s`: waited for a key after them.

    `is_over`: hang up now. A turn without any of these changes nothing.
    """

    rehearsal: Rehearsal
    says: tuple[Say, ...] = ()
    pause_s: float = 0.0
    is_over: bool = False


def begin(rehearsal: Rehearsal) -> Turn:
    """Somebody or something picked up."""
    if rehearsal.test_ring:
        return _ask(rehearsal, ())
    return _ask(rehearsal, (Say(Prompt.ANSWERER_PRACTICE, rehearsal.language),))


def _ask(rehearsal: Rehearsal, before: tuple[Say, ...]) -> Turn:
    asked = rehearsal._replace(heard=rehearsal.heard + 1)
    language = rehearsal.language
    if rehearsal.test_ring:
        return Turn(asked, (Say(Prompt.ANSWERER_TEST_RING, language),), PAUSE_S)
    fills = (("center", rehearsal.center), ("language", language))
    return Turn(asked, (*before, Say(Prompt.ANSWERER_WHISPER, language, fills)), PAUSE_S)


def press(rehearsal: Rehearsal, digit: str) -> Turn:
    """A key was pressed: 1 takes the call, 9 passes it, others mean nothing, as in a real call."""
    if rehearsal.result is not None or digit not in {_ACCEPTS, _PASSES}:
        return Turn(rehearsal)
    if digit == _ACCEPTS:
        return _end(rehearsal, Result.TAKEN, Prompt.ANSWERER_PRACTICE_TAKEN)
    return _end(rehearsal, Result.PASSED, Prompt.ANSWERER_PRACTICE_PASSED)


def wait(rehearsal: Rehearsal) -> Turn:
    """All was said, and the pause after it is over."""
    if rehearsal.result is not None:
        return Turn(rehearsal, is_over=True)
    if rehearsal.heard < WHISPERS:
        return _ask(rehearsal, ())
    if rehearsal.test_ring:  # most likely a voicemail, which needs no goodbye
        return Turn(rehearsal._replace(result=Result.NO_KEY), is_over=True)
    return _end(rehearsal, Result.NO_KEY, Prompt.ANSWERER_PRACTICE_NO_KEY)


def _end(rehearsal: Rehearsal, result: Result, goodbye: Prompt) -> Turn:
    return Turn(rehearsal._replace(result=result), (Say(goodbye, rehearsal.language),))


def rings_in(seconds: float) -> int:
    """Gives how many rings were heard in so many seconds of ringing."""
    return int(seconds // RING_CYCLE_S) + 1


def suggest_ring_s(rang_s: float, result: Result) -> int | None:
    """Gives a `ring_s` that ends before a voicemail picks up; None = this test tells of none.

    Where nothing picked up for a minute, any will do, so it is the longest. A voicemail that picks
    up sooner than the shortest `ring_s` must itself be set to wait longer.
    """
    if result is Result.NO_ANSWER:
        return _MOST_RING_S
    if result is not Result.NO_KEY:
        return None
    shorter = int(rang_s - _MARGIN_S)
    return min(shorter, _MOST_RING_S) if shorter >= _LEAST_RING_S else None
