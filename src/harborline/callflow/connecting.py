"""Legs: in order, within the deadline, until a person accepts; the first to accept wins.

A leg is lost when it ends without acceptance. The deadline is wall clock from the first dial: then
the national team is dialed even while a local leg rings, and no local leg starts shortly before it.
"""

from __future__ import annotations

from harborline.callflow.commands import (
    Answer,
    Bridge,
    CancelLeg,
    Collect,
    Command,
    Dial,
    Dismiss,
    HoldTone,
    NoteLeg,
    RingTone,
)
from harborline.callflow.ending import static_notice
from harborline.callflow.events import (
    Decided,
    Digit,
    Event,
    LegAccepted,
    LegBusy,
    LegDeclined,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    LegSkipped,
    TimerFired,
)
from harborline.callflow.holding import nobody
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import (
    Reply,
    drop_legs,
    drop_live,
    opening,
    play,
    say,
    start,
    to_national,
)
from harborline.callflow.states import FALLBACK, Call, LiveLeg, Phase, Stage
from harborline.callflow.timers import (
    ASIDE_S,
    BRIDGE_S,
    CALM_S,
    FALLBACK_RING_S,
    HOLD_CAP_S,
    LAST_LOCAL_S,
    RING_GRACE_S,
    WHISPER_S,
    TimerName,
)
from harborline.callflow.values import LegOutcome, PlannedLeg
from harborline.core.directory import Acceptance
from harborline.core.reasons import LegKind

FALLBACK_LEG = PlannedLeg("", LegKind.NATIONAL_BACKUP, FALLBACK_RING_S, Acceptance.AT_ONCE, "")

LOSSES: dict[type[Event], LegOutcome | None] = {
    LegBusy: LegOutcome.BUSY,
    LegNoAnswer: LegOutcome.NO_ANSWER,
    LegDeclined: LegOutcome.DECLINED,
    LegFailed: LegOutcome.FAILED,
    LegSkipped: None,
}
"""What each event says of a leg that nobody had accepted; a skipped leg was none at all."""


def planned(call: Call, leg: LiveLeg) -> PlannedLeg:
    return FALLBACK_LEG if leg.plan_index == FALLBACK else call.plan[leg.plan_index]


def begin(call: Call, event: Decided) -> Reply:
    """Walks the decision's legs from the first one."""
    legs = event.legs
    if call.national_only:
        legs = tuple(leg for leg in legs if leg.is_national)
    if not legs:
        return fall_back(call, event)
    asked = call._replace(plan=legs, asks_zip=False, code_menu=False, zip_was_unknown=False)
    ready, says = _words(asked)
    after, commands = walk(ready, 0)
    return after, (*play(*says), start(TimerName.CALM, CALM_S), *commands)


def _words(call: Call) -> tuple[Call, tuple[Say, ...]]:
    """Says that somebody is being reached; who pressed 0 hears that before anything else."""
    ready, first = opening(call)
    if call.national_only:
        danger = tuple(word for word in first if word.prompt is not Prompt.NATIONAL_KEY)
        return ready, (_connecting(ready), *danger)
    return ready, (*first, _connecting(ready))


def _connecting(call: Call) -> Say:
    first = call.plan[0]
    if first.is_national:
        return say(call, Prompt.CONNECTING_NATIONAL)
    if call.terms.says_center_name and not call.terms.discreet:
        return say(call, Prompt.CONNECTING_CENTER, center=first.name)
    return say(call, Prompt.CONNECTING)


def try_held(call: Call, event: Decided) -> Reply:
    """Tries the legs for a held caller, who keeps hearing what they heard, and their place."""
    legs = tuple(leg for leg in event.legs if leg.is_national or not call.national_only)
    if not legs:
        return call, ()
    asked = call.phase is Phase.HOLD_CHECK
    return walk(call._replace(plan=legs, cap_due=call.cap_due or asked), 0)


def walk(call: Call, index: int) -> Reply:
    """Dials from this place of the plan on, with a deadline of its own."""
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
    return after, (*dialed, *clocks)


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
    return call._replace(dialed=number, live=live), (
        Dial(number, leg.center or None, leg.ring_s, whisper),
        start(TimerName.RING, leg.ring_s + RING_GRACE_S, number),
    )


def _whisper(call: Call, leg: PlannedLeg) -> Say:
    fills = (("center", leg.name), ("language", call.language))
    return Say(Prompt.ANSWERER_WHISPER, call.terms.languages[0], fills)


# -- what a leg reports ---------------------------------------------------------------------------


def picked_up(call: Call, event: LegPickedUp) -> Reply:
    """Begins the whisper, or takes picking up as acceptance where that was agreed."""
    leg = call.leg(event.leg)
    assert leg is not None  # noqa: S101 -- machine.step lets only events of live legs through
    if planned(call, leg).acceptance is Acceptance.AT_ONCE:
        return accepted(call, LegAccepted(event.leg))
    whispering = leg._replace(stage=Stage.WHISPER)
    return _with_leg(call, whispering), (start(TimerName.WHISPER, WHISPER_S, event.leg),)


def _with_leg(call: Call, changed: LiveLeg) -> Call:
    live = tuple(changed if leg.number == changed.number else leg for leg in call.live)
    return call._replace(live=live)


def accepted(call: Call, event: LegAccepted) -> Reply:
    """Joins the first who accepts and gives up all others."""
    others = tuple(leg for leg in call.live if leg.number != event.leg)
    alone, ended = drop_legs(call, others, Prompt.ANSWERER_TAKEN)
    winner = alone.live[0]._replace(stage=Stage.ACCEPTED)
    bridging = alone._replace(phase=Phase.BRIDGING, live=(winner,))
    return bridging, (*ended, Bridge(event.leg), start(TimerName.BRIDGE, BRIDGE_S))


LostEvent = LegBusy | LegNoAnswer | LegDeclined | LegFailed | LegSkipped | LegEnded


def lost(call: Call, event: LostEvent) -> Reply:
    """Goes on after a leg that ended unaccepted."""
    leg = call.leg(event.leg)
    assert leg is not None  # noqa: S101 -- machine.step lets only events of live legs through
    outcome = _loss(leg, event)
    ended: tuple[Command, ...] = () if outcome is None else (NoteLeg(event.leg, outcome),)
    if isinstance(event, LegDeclined) and leg.stage is Stage.WHISPER:
        ended = (CancelLeg(event.leg), *ended)
    after, commands = after_loss(call, leg)
    return after, (*ended, *commands)


def _loss(leg: LiveLeg, event: LostEvent) -> LegOutcome | None:
    if isinstance(event, LegEnded):
        return LegOutcome.NOT_ACCEPTED if leg.stage is Stage.WHISPER else LegOutcome.FAILED
    return LOSSES[type(event)]


def ring_over(call: Call, event: TimerFired) -> Reply:
    """Gives up a leg whose adapter did not report in time."""
    return _time_out(call, event, LegOutcome.NO_ANSWER)


def whisper_over(call: Call, event: TimerFired) -> Reply:
    """Gives up a leg that was picked up by a voicemail, or by nobody who pressed 1."""
    return _time_out(call, event, LegOutcome.NOT_ACCEPTED)


def _time_out(call: Call, event: TimerFired, outcome: LegOutcome) -> Reply:
    leg = next(leg for leg in call.live if leg.number == event.timer.leg)
    after, commands = after_loss(call, leg)
    return after, (CancelLeg(leg.number), NoteLeg(leg.number, outcome), *commands)


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
    return _between_legs(left)


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


# -- clocks and keys ------------------------------------------------------------------------------


def prompts_over(call: Call, _event: Event) -> Reply:
    """Lets the caller hear that the line is alive."""
    return call, (HoldTone() if call.held else RingTone(),)


def last_local(call: Call, _event: Event) -> Reply:
    """Starts no new local leg from here on; those that ring go on ringing."""
    return call._replace(last_call=True), ()


def deadline(call: Call, event: Event) -> Reply:
    """Dials the national team now, beside a local leg that still rings if the adapter can."""
    late, _ = last_local(call, event)
    if any(planned(late, leg).is_national for leg in late.live):
        return late, ()
    if late.capabilities.parallel_legs:
        return dial_next(late)
    if not late.capabilities.cancel:
        return late, ()
    alone, ended = drop_live(late, Prompt.ANSWERER_TAKEN)
    after, commands = dial_next(alone)
    return after, (*ended, *commands)


def stagger(call: Call, _event: Event) -> Reply:
    """Dials the next local leg while the former still rings."""
    return dial_next(call)


def cap_passed(call: Call, _event: Event) -> Reply:
    """Remembers to offer other ways once this attempt for a held caller is over."""
    return call._replace(cap_due=True), ()


def ringing_key(call: Call, event: Digit) -> Reply:
    """Obeys 0 until somebody accepts; for a held caller any other key means to keep waiting."""
    if event.key == "0":
        return _national_now(call, event)
    if not call.cap_due:
        return call, ()
    return call._replace(cap_due=False), (start(TimerName.HOLD_CAP, HOLD_CAP_S),)


def _national_now(call: Call, event: Digit) -> Reply:
    """Leaves the national team ringing if it does already, and gives up the rest."""
    local = tuple(leg for leg in call.live if not planned(call, leg).is_national)
    if len(local) == len(call.live):
        return to_national(call, event)
    alone, ended = drop_legs(call, local, Prompt.ANSWERER_TAKEN)
    return alone._replace(national_only=True, last_call=True), ended


def aside_heard(call: Call, _event: Event) -> Reply:
    return call, (start(TimerName.KEYS, ASIDE_S),)


def aside_key(call: Call, event: Digit) -> Reply:
    return to_national(call, event) if event.key == "0" else aside_over(call, event)


def aside_over(call: Call, _event: Event) -> Reply:
    """Goes on dialing after the pause between legs."""
    after, commands = dial_next(call._replace(phase=Phase.CONNECTING))
    return after, (RingTone(), *commands)


# -- when something broke -------------------------------------------------------------------------


def fall_back(call: Call, _event: Event) -> Reply:
    """Dials the line's national backup past every decision; if even that fails, the notice."""
    _, ended = drop_live(call, Prompt.ANSWERER_NOT_JOINED)
    broken = Call(
        Phase.FALLBACK,
        call.capabilities,
        call.terms,
        call.language,
        safety_said=True,
        dialed=call.dialed,
        held=call.held,
        answered=call.answered,
        timers=call.timers,
    )
    after, dialed = ring(broken, FALLBACK, FALLBACK_LEG)
    return after, (*ended, *play(say(call, Prompt.TROUBLE)), *dialed)


def fall_back_unanswered(call: Call, event: Event) -> Reply:
    """Takes a call whose arrival already broke, so that the caller can hear what happens."""
    after, commands = fall_back(call, event)
    return after, (Answer(), *commands)


def give_up(call: Call, _event: Event) -> Reply:
    """Says the static notice, since even the fallback broke."""
    alone, ended = drop_live(call, Prompt.ANSWERER_NOT_JOINED)
    notice, said = static_notice(alone)
    return notice, (*ended, *said)


# -- the two seconds of bridging ------------------------------------------------------------------


def not_joined(call: Call, _event: Event) -> Reply:
    """Tells both sides that the bridge did not stand, and goes on down the chain."""
    leg = call.live[0]
    told = Say(Prompt.ANSWERER_NOT_JOINED, call.terms.languages[0])
    after, commands = _joining_failed(call, leg)
    return after, (Dismiss(leg.number, told), *commands)


def left_before_bridge(call: Call, _event: Event) -> Reply:
    """Goes on after an answerer who accepted and was gone before the bridge stood."""
    return _joining_failed(call, call.live[0])


def _joining_failed(call: Call, leg: LiveLeg) -> Reply:
    noted = NoteLeg(leg.number, LegOutcome.FAILED)
    if leg.plan_index == FALLBACK:
        after, commands = static_notice(call._replace(live=()))
        return after, (noted, *commands)
    alone = call._replace(phase=Phase.CONNECTING, live=())
    after, commands = dial_next(alone)
    if after.phase is not Phase.CONNECTING:
        return after, (noted, *commands)
    return after, (noted, *play(say(call, Prompt.BRIDGE_FAILED)), *commands)
