"""What happens while legs ring: what a leg reports, what the clocks say, what the caller presses.

The first to accept wins (joining.py); whatever is lost is followed by the next leg (dialing.py).
"""

from __future__ import annotations

from harborline.callflow.commands import CancelLeg, Command, HoldTone, NoteLeg, RingTone
from harborline.callflow.dialing import after_loss, dial_next, planned, upcoming, walk
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
    TakenOver,
    TimerFired,
)
from harborline.callflow.falling_back import fall_back
from harborline.callflow.joining import accepted
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
from harborline.callflow.states import Call, LiveLeg, Phase, Stage
from harborline.callflow.timers import ASIDE_S, CALM_S, HOLD_CAP_S, WHISPER_S, TimerName
from harborline.callflow.values import LegOutcome
from harborline.core.directory import Acceptance

LOSSES: dict[type[Event], LegOutcome | None] = {
    LegBusy: LegOutcome.BUSY,
    LegNoAnswer: LegOutcome.NO_ANSWER,
    LegDeclined: LegOutcome.DECLINED,
    LegFailed: LegOutcome.FAILED,
    LegSkipped: None,
}
"""What each event says of a leg that nobody had accepted; a skipped leg was none at all."""


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


def taken_over(call: Call, event: TakenOver) -> Reply:
    """Goes on where another process was lost: the caller has heard the greeting and waits."""
    ready = call._replace(
        terms=event.terms,
        language=event.language,
        safety_said=True,
        plan=event.legs,
        dialed=event.dialed,
    )
    if not event.legs:
        return fall_back(ready, event)
    after, commands = walk(ready, 0)
    calm = (*play(say(ready, Prompt.STILL_TRYING)), start(TimerName.CALM, CALM_S))
    return after, (*calm, *commands)


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
    """Dials the next local leg while the former still rings; the national team waits for its turn.

    The timer outlives a leg that was lost before it ran out, so the next one may be national by now.
    """
    index = upcoming(call)
    return (call, ()) if index is None or call.plan[index].is_national else dial_next(call)


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


def aside_late(call: Call, event: Event) -> Reply:
    """Dials the national team in the middle of the pause: the minute is over."""
    late, _ = last_local(call, event)
    return aside_over(late, event)
