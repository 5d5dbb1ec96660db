"""Two people talking, and what happens when the center's side ends first.

Keys pass through to the answerer; nothing is recorded. The same center is dialed again only after
a failure of the network, and only once; after a hold-off only the national team is.
"""

from __future__ import annotations

from harborline.callflow.commands import (
    CancelLeg,
    Collect,
    Command,
    Dismiss,
    LeaveHold,
    NoteLeg,
    RememberHoldOff,
    TellLeg,
)
from harborline.callflow.dialing import walk
from harborline.callflow.ending import close, farewell
from harborline.callflow.events import (
    Adopted,
    BridgeUp,
    CallerHungUp,
    Digit,
    EndCause,
    Event,
    HoldOffAsked,
    LegEnded,
    LegFailed,
    TimerFired,
)
from harborline.callflow.falling_back import fall_back
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import Reply, other_ways, play, say, start, to_national
from harborline.callflow.states import FALLBACK, NOWHERE, Call, LiveLeg, Phase, Stage
from harborline.callflow.timers import CALM_S, FIRST_DIGIT_S, TALK_S, YOUNG_S, TimerName
from harborline.callflow.values import CallOutcome, LegOutcome

SILENCES = 3
"""How often in a row silence goes on by itself once the national team was reached."""


def joined(call: Call, event: BridgeUp) -> Reply:
    """Notes that a person has the call; its place in the queue is free again."""
    leave: tuple[Command, ...] = (LeaveHold(),) if call.held else ()
    talking = call._replace(
        phase=Phase.BRIDGED,
        answered=True,
        held=False,
        explained=False,
        code="",
        wait_min=None,
        surge=False,
        cap_due=False,
        last_call=False,
    )
    return talking, (
        *leave,
        NoteLeg(event.leg, LegOutcome.ACCEPTED),
        start(TimerName.TALK, TALK_S),
        start(TimerName.YOUNG, YOUNG_S),
    )


def adopted(call: Call, event: Adopted) -> Reply:
    """Watches over two who talk already. Their plan is not known, so who goes on from here goes to
    the national team.
    """
    talking = call._replace(
        phase=Phase.BRIDGED,
        terms=event.terms,
        language=event.language,
        safety_said=True,
        dialed=event.number,
        live=(LiveLeg(event.number, FALLBACK, Stage.ACCEPTED),),
        answered=True,
    )
    return talking, (start(TimerName.TALK, TALK_S),)


def held_off(call: Call, event: HoldOffAsked) -> Reply:
    """Remembers the advocate's wish; only they hear that it was taken."""
    done = Say(Prompt.ANSWERER_HOLD_OFF, call.terms.languages[0])
    return call._replace(held_off=True), (RememberHoldOff(event.leg), TellLeg(event.leg, done))


def caller_hung_up(call: Call, _event: CallerHungUp) -> Reply:
    """Ends a call that a person answered; between talking people nothing needs to be said."""
    over, noted = close(call, CallOutcome.ANSWERED)
    return over, (*(CancelLeg(leg.number) for leg in call.live), *noted)


def talked_long(call: Call, _event: TimerFired) -> Reply:
    """Ends a call after four hours, and tells both why."""
    told = Say(Prompt.ANSWERER_TIME_UP, call.terms.languages[0])
    ended = tuple(Dismiss(leg.number, told) for leg in call.live)
    after, words = farewell(call._replace(live=()), say(call, Prompt.TIME_UP), *other_ways(call))
    return after, (*ended, *words)


def center_left(call: Call, event: LegEnded) -> Reply:
    """Asks the caller whether to go on; what silence means depends on how the leg ended."""
    index = call.live[0].plan_index
    by_network = event.cause is EndCause.NETWORK
    goes_on = by_network or call.runs(TimerName.YOUNG)
    again = index == FALLBACK or (by_network and index != call.redialed)
    national = index == FALLBACK or call.plan[index].is_national
    left = call._replace(
        phase=Phase.LEFT,
        live=(),
        resume_index=index if again else index + 1,
        redialed=index if again else NOWHERE,
        silences=min(call.silences + national, SILENCES + 1),
        stays_silent=call.held_off or not goes_on,
    )
    listening = Collect(1, FIRST_DIGIT_S, FIRST_DIGIT_S)
    return left, (*play(say(call, Prompt.OTHER_LEFT)), listening)


def center_lost(call: Call, event: LegFailed) -> Reply:
    """Takes a leg that failed in mid-talk as ended by the network."""
    return center_left(call, LegEnded(event.leg, EndCause.NETWORK))


def left_heard(call: Call, _event: Event) -> Reply:
    return call, (start(TimerName.KEYS, FIRST_DIGIT_S),)


def left_key(call: Call, event: Digit) -> Reply:
    """Goes on with 1, to the national team with 0; other keys only begin the wait for one."""
    if event.key == "0" or (event.key == "1" and call.held_off):
        return to_national(call, event)
    return resume(call._replace(silences=0)) if event.key == "1" else left_heard(call, event)


def left_silent(call: Call, _event: Event) -> Reply:
    """Goes on by itself after a failure or a very short talk, else says goodbye.

    Not for ever: a telephone in a pocket would ring the national team all day and keep others out.
    """
    if not call.stays_silent and call.silences <= SILENCES:
        return resume(call)
    return farewell(call, say(call, Prompt.THANKS_GOODBYE), *other_ways(call))


def resume(call: Call) -> Reply:
    """Goes on down the chain; at its end the national team is tried again."""
    if call.resume_index == FALLBACK:
        return fall_back(call, CallerHungUp())
    index = call.resume_index
    if index >= len(call.plan):
        index = next(i for i, leg in enumerate(call.plan) if leg.is_national)
    after, commands = walk(call, index)
    word = say(call, Prompt.GOING_ON)
    return after, (*play(word), start(TimerName.CALM, CALM_S), *commands)
