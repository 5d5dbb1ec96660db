"""How legs are dialed: in the plan's order, within the deadline, one more when one is lost.

A leg is lost when it ends without acceptance. The deadline is wall clock from the first dial; after
the last call for local legs only the national team is dialed. Events are taken in connecting.py.
"""

from __future__ import annotations

from harborline.callflow.commands import Collect, Dial
from harborline.callflow.ending import static_notice
from harborline.callflow.holding import nobody
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import Reply, play, say, start
from harborline.callflow.states import FALLBACK, Call, LiveLeg, Phase, Stage
from harborline.callflow.timers import (
    ASIDE_S,
    CALM_S,
    FALLBACK_RING_S,
    LAST_LOCAL_S,
    RING_GRACE_S,
    WORDS_FIRST_GRACE_S,
    TimerName,
)
from harborline.callflow.values import PlannedLeg
from harborline.core.directory import Acceptance
from harborline.core.reasons import LegKind

FALLBACK_LEG = PlannedLeg("", LegKind.NATIONAL_BACKUP, FALLBACK_RING_S, Acceptance.AT_ONCE, "")


def planned(call: Call, leg: LiveLeg) -> PlannedLeg:
    return FALLBACK_LEG if leg.plan_index == FALLBACK else call.plan[leg.plan_index]


def walk(call: Call, index: int) -> Reply:
    """Dials from this place of the plan on, with a deadline of its own, begun before the first ring."""
    local_s = call.terms.max_local_wait_s - LAST_LOCAL_S
    clocks = [start(TimerName.DEADLINE, call.terms.max_local_wait_s)]
    if local_s > 0:
        clocks.append(start(TimerName.LAST_LOCAL, local_s))
    walking = call._replace(
        phase=Phase.CONNECTING,
        next_index=index,
        last_call=local_s <= 0,
        resume_index=0,
        stays_silent=False,
    )
    after, dialed = dial_next(walking)
    return after, (*clocks, *dialed)


def dial_next(call: Call) -> Reply:
    """Dials the next leg there is; with none left and none live, the caller is held."""
    index = upcoming(call)
    if index is not None:
        return _dial(call, index)
    return nobody(call) if not call.live else (call, ())


def upcoming(call: Call) -> int | None:
    """Gives the place of the next leg to dial; after the last call only the national team."""
    for index in range(call.next_index, len(call.plan)):
        if call.plan[index].is_national or not call.last_call:
            return index
    return None


def _dial(call: Call, index: int) -> Reply:
    leg = call.plan[index]
    after, commands = ring(call._replace(next_index=index + 1), index, leg)
    following = upcoming(after)
    if following is None or after.plan[following].is_national or not _may_stagger(call):
        return after, commands
    return after, (*commands, start(TimerName.STAGGER, call.terms.stagger_s or 0))


def _may_stagger(call: Call) -> bool:
    return call.terms.stagger_s is not None and call.capabilities.parallel_legs


def ring(call: Call, index: int, leg: PlannedLeg) -> Reply:
    """Rings one leg, and guards against an adapter that never reports how it went."""
    number = call.dialed + 1
    whisper = None if leg.acceptance is Acceptance.AT_ONCE else _whisper(call, leg)
    live = (*call.live, LiveLeg(number, index, Stage.RINGING))
    grace_s = RING_GRACE_S if call.capabilities.keys_while_ringing else WORDS_FIRST_GRACE_S
    return call._replace(dialed=number, live=live), (
        Dial(number, leg.center or None, leg.ring_s, whisper),
        start(TimerName.RING, leg.ring_s + grace_s, number),
    )


def _whisper(call: Call, leg: PlannedLeg) -> Say:
    fills = (("center", leg.name), ("language", call.language))
    return Say(Prompt.ANSWERER_WHISPER, call.terms.languages[0], fills)


def after_loss(call: Call, leg: LiveLeg) -> Reply:
    """Takes the leg out and dials the next if it is its turn; in fallback there is no next."""
    left = call._replace(live=tuple(other for other in call.live if other.number != leg.number))
    if call.phase is Phase.FALLBACK:
        return static_notice(left)
    index = upcoming(left)
    if index is None:
        return dial_next(left)
    if left.live and planned(call, leg).is_national != left.plan[index].is_national:
        return left, ()
    if _is_late(left) and not planned(call, leg).is_national:
        return dial_next(left)
    return _between_legs(left)


def _is_late(call: Call) -> bool:
    """Tells whether words before the national team's first ring would be longer than the deadline."""
    return call.last_call and not call.capabilities.keys_while_ringing


def _between_legs(call: Call) -> Reply:
    """Dials on, with a calm sentence at most every 20 s; where keys are deaf while a leg rings,
    a short pause lets the caller press 0. A held caller goes on hearing the words of hold.
    """
    if call.held:
        return dial_next(call)
    calm = () if call.runs(TimerName.CALM) else (say(call, Prompt.STILL_TRYING),)
    timer = (start(TimerName.CALM, CALM_S),) if calm else ()
    if not call.capabilities.keys_while_ringing:
        says = (*calm, say(call, Prompt.NATIONAL_KEY))
        listening = Collect(1, ASIDE_S, ASIDE_S)
        return call._replace(phase=Phase.ASIDE), (*play(*says), listening, *timer)
    after, commands = dial_next(call)
    return after, (*(play(*calm) if calm else ()), *timer, *commands)
