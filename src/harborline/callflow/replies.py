"""Small pieces that the phases' handlers share: what a reply is, and how to say things.

A handler takes the call and the event, and gives the call after it with the commands to carry out.
Handlers only start timers; `machine.step` stops those that do not belong to the phase entered.
"""

from __future__ import annotations

from typing import TypeAlias

from harborline.callflow.commands import (
    AskDecision,
    CancelLeg,
    Command,
    Dismiss,
    NoteLeg,
    Play,
    StartTimer,
)
from harborline.callflow.events import Event
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.states import Call, LiveLeg, Phase, Stage
from harborline.callflow.timers import DECIDE_S, PROMPT_GUARD_S, TimerId, TimerName
from harborline.callflow.values import LegOutcome

Reply: TypeAlias = tuple[Call, tuple[Command, ...]]


def stay(call: Call, _event: Event) -> Reply:
    """Changes nothing."""
    return call, ()


def start(name: TimerName, seconds: float, leg: int | None = None) -> StartTimer:
    return StartTimer(TimerId(name, leg), seconds)


def say(call: Call, prompt: Prompt, **fills: str) -> Say:
    return Say(prompt, call.language, tuple(sorted(fills.items())))


def play(*says: Say) -> tuple[Command, ...]:
    """Plays prompts, and guards against a carrier that never tells they ended."""
    return Play(says), start(TimerName.PROMPT, PROMPT_GUARD_S)


def other_ways(call: Call) -> tuple[Say, ...]:
    """Gives the ways to reach help that this line has."""
    ways = []
    if call.terms.web:
        ways.append(say(call, Prompt.OTHER_WEB, web=call.terms.web))
    if call.terms.text:
        ways.append(say(call, Prompt.OTHER_TEXT, text=call.terms.text))
    return tuple(ways) or (say(call, Prompt.OTHER_CALL),)


def safety(call: Call) -> tuple[Say, ...]:
    """Gives what to do in danger, the national team's key, and in a surge that it may take longer."""
    keys = say(call, Prompt.DANGER), say(call, Prompt.NATIONAL_KEY)
    return (*keys, say(call, Prompt.WAIT_NOTICE)) if call.terms.wait_notice else keys


def opening(call: Call) -> tuple[Call, tuple[Say, ...]]:
    """Gives what comes before the next words: what waited to be said, and what to do in danger
    if the caller has not heard that in their language.
    """
    first = call.word if call.safety_said else (*call.word, *safety(call))
    return call._replace(word=(), safety_said=True), first


def ask_decision(call: Call, zip_code: str | None = None) -> Reply:
    """Asks app.calls for the legs; a decision that does not come is an internal error."""
    asking = call._replace(phase=Phase.DECIDING, digits="", plan=(), next_index=0)
    return asking, (start(TimerName.DECIDE, DECIDE_S), AskDecision(zip_code))


def to_national(call: Call, _event: Event) -> Reply:
    """Obeys `0`: the national team at once, whatever rings now is given up."""
    cleared, ended = drop_live(call, Prompt.ANSWERER_TAKEN)
    after, asked = ask_decision(cleared._replace(national_only=True))
    return after, ended + asked


def drop_live(call: Call, why: Prompt) -> Reply:
    """Gives up every live leg; whoever has picked up is told why."""
    return drop_legs(call, call.live, why)


def drop_legs(call: Call, legs: tuple[LiveLeg, ...], why: Prompt) -> Reply:
    """Gives up these legs, none of which a bridge stands on yet."""
    commands: list[Command] = []
    for leg in legs:
        commands += (_end_leg(call, leg, why), NoteLeg(leg.number, LegOutcome.ABANDONED))
    kept = tuple(leg for leg in call.live if leg not in legs)
    return call._replace(live=kept), tuple(commands)


def _end_leg(call: Call, leg: LiveLeg, why: Prompt) -> Command:
    if leg.stage is Stage.RINGING:
        return CancelLeg(leg.number)
    return Dismiss(leg.number, Say(why, call.terms.languages[0]))
