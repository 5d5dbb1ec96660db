"""What a caller of a line will hear, step by step: the phone tree itself is asked, with invented events.

For somebody who wants to know before calling. Nothing is dialed and nobody is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from harborline.callflow.commands import Command, Play
from harborline.callflow.events import (
    Arrived,
    BridgeUp,
    Decided,
    Digit,
    EndCause,
    Event,
    HoldNews,
    LegAccepted,
    LegEnded,
    LegNoAnswer,
    LegPickedUp,
    LegRinging,
    PromptFinished,
    TimerFired,
)
from harborline.callflow.machine import step
from harborline.callflow.menus import LANGUAGE_KEYS
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.states import Call, new_call
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import LineTerms, PlannedLeg
from harborline.core.directory import Acceptance, Line, ZipPolicy
from harborline.core.places import Precision
from harborline.core.reasons import LegKind

_ZIP = "10000"
"""Five digits that nothing looks up; zeros alone would ask for the national team."""

_CENTER = PlannedLeg("center", LegKind.CENTER, 20, Acceptance.PRESS_1, "")
_NATIONAL = PlannedLeg("national", LegKind.NATIONAL_BACKUP, 20, Acceptance.AT_ONCE, "")
_SILENCE: tuple[Event, ...] = (PromptFinished(), TimerFired(TimerId(TimerName.KEYS)))


class Part(StrEnum):
    """The parts of a call, in the order in which a caller comes to them."""

    GREETING = "greeting"
    ZIP = "zip"
    CONNECTING = "connecting"
    NATIONAL = "national"
    HOLD = "hold"
    LEFT = "left"
    GOODBYE = "goodbye"


class Heard(NamedTuple):
    """What is said in one part. `key`: what the caller pressed to come there, empty for nothing."""

    part: Part
    says: tuple[Say, ...]
    key: str = ""


def what_is_heard(
    line: Line,
    language: str,
    *,
    demo: bool,
    ways: tuple[str | None, str | None] = (None, None),
) -> tuple[Heard, ...]:
    """Gives what callers of a line hear who choose a language; one that the line does not speak is its first.

    `ways`: the web address and the number for texts that callers are told of, None where there is none.
    Parts that this line leaves out, such as the question for a ZIP, are not among them.
    """
    terms = LineTerms(
        line.name,
        line.languages,
        line.zip_policy,
        line.discreet,
        demo=demo,
        max_local_wait_s=line.max_local_wait_s,
        stagger_s=line.stagger_s,
        web=ways[0],
        text=ways[1],
    )
    greeted, greeting = _go(new_call(), [Arrived(terms, Precision.NONE)])
    spoken = line.languages.index(language) if language in line.languages else 0
    key = LANGUAGE_KEYS[spoken] if 0 < spoken < len(LANGUAGE_KEYS) else ""
    chosen: list[Event] = [Digit(key)] if key else list(_SILENCE)
    asked, question = _go(greeted, chosen)
    keyed = [Digit(digit) for digit in _ZIP] if line.zip_policy is not ZipPolicy.NEVER else []
    decided = Decided((_CENTER, _NATIONAL))
    ringing, connecting = _go(asked, [*keyed, decided])
    parts = [
        Heard(Part.GREETING, greeting),
        Heard(Part.ZIP, question, key),
        Heard(Part.CONNECTING, connecting),
        Heard(Part.NATIONAL, _go(asked, (Digit("0"), *_SILENCE, decided))[1], "0"),
    ]
    return tuple(one for one in (*parts, *_later(ringing)) if one.says)


def _later(ringing: Call) -> Iterator[Heard]:
    """Gives what is heard after the first telephone has begun to ring."""
    held, _ = _go(ringing, [PromptFinished(), LegRinging(1), LegNoAnswer(1), LegNoAnswer(2)])
    yield Heard(Part.HOLD, _go(held, [HoldNews(None, False, "")])[1])
    talking: tuple[Event, ...] = (
        PromptFinished(),
        LegRinging(1),
        LegPickedUp(1),
        LegAccepted(1),
        BridgeUp(1),
    )
    young = TimerFired(TimerId(TimerName.YOUNG))
    left, leaving = _go(ringing, [*talking, young, LegEnded(1, EndCause.NORMAL)])
    yield Heard(Part.LEFT, leaving)
    yield Heard(Part.GOODBYE, _go(left, _SILENCE)[1])


def _go(call: Call, events: Iterable[Event]) -> tuple[Call, tuple[Say, ...]]:
    """Takes the events one after the other, and gives all that was said meanwhile."""
    said: list[Say] = []
    for event in events:
        call, commands = step(call, event)
        said += _says(commands)
    return call, tuple(said)


def _says(commands: Iterable[Command]) -> Iterator[Say]:
    for command in commands:
        if isinstance(command, Play):
            yield from (one for one in command.says if one.prompt is not Prompt.CODE_KEY)
