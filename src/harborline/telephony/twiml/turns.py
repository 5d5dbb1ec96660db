"""What a carrier's request tells the tree: keys, silence, and how a dialed leg ended.

Acceptance is never read from a leg's end: a voicemail "completes" too. It comes from the key that was
pressed (answerers.py), or from picking up where that was agreed to be enough.
"""

from __future__ import annotations

from harborline.app.calls import Calls
from harborline.callflow.events import (
    Digit,
    EndCause,
    Event,
    LegBusy,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    PromptFinished,
    TimerFired,
)
from harborline.callflow.timers import YOUNG_S, TimerId, TimerName
from harborline.telephony.twiml.codec import Fields, keys_of, talk_s_of
from harborline.telephony.twiml.conversation import Conversation, Ring
from harborline.telephony.twiml.dialects import LegEnd, leg_end_of
from harborline.telephony.twiml.slips import Kind, Slip

_LOSSES: dict[LegEnd, type[LegBusy | LegNoAnswer | LegFailed]] = {
    LegEnd.BUSY: LegBusy,
    LegEnd.NO_ANSWER: LegNoAnswer,
    LegEnd.FAILED: LegFailed,
}
_SURELY_A_TALK_S = 60
"""Longer than a whisper to a voicemail can last: these two were joined."""

_SILENCE = TimerFired(TimerId(TimerName.KEYS))


def tell_tree(calls: Calls, talk: Conversation, slip: Slip, fields: Fields) -> None:
    """Reports what a turn of the caller's side brought."""
    keys = keys_of(fields) if slip.kind is Kind.KEYS else ""
    if slip.kind is Kind.DIALED:
        _dialed(calls, talk, slip.leg, fields)
    elif keys:
        _keyed(calls, talk, keys)
    else:
        _went_on(calls, talk)


def talked_long(fields: Fields) -> bool:
    """Tells whether a dial that ended was a talk, for whoever has lost what came before its end."""
    ended = leg_end_of(fields.short("DialCallStatus"))
    return ended is LegEnd.TALKED and talk_s_of(fields) >= _SURELY_A_TALK_S


def _keyed(calls: Calls, talk: Conversation, keys: str) -> None:
    shown, began = talk.shown, talk.mark
    for key in keys:
        mark = talk.mark
        calls.report(talk.call, Digit(key))
        if talk.mark == mark and talk.asks is not None:
            talk.keyed += 1
    if talk.mark != began:
        return
    if shown.asks is not None:
        if len(keys) < shown.keys:
            calls.report(talk.call, _SILENCE)  # ended by # or by a silence of the carrier's measure
        elif shown.asks.max_digits == 1:
            talk.keyed = 0
    elif talk.due is not None:
        calls.report(talk.call, PromptFinished())  # a key that means nothing, before a leg rings
    elif shown.says:
        talk.fresh = True  # nobody's goodbye is cut short by a key that means nothing


def _went_on(calls: Calls, talk: Conversation) -> None:
    """Reports that all was heard, and the silence after a question; nothing if the tree has gone on."""
    shown = talk.shown
    if talk.mark != shown.mark:
        return
    if shown.says:
        talk.heard_out = True
        calls.report(talk.call, PromptFinished())
    if shown.asks is not None:
        calls.report(talk.call, _SILENCE)
        if talk.asks is shown.asks and talk.mark == shown.mark:
            talk.asks = None


def _dialed(calls: Calls, talk: Conversation, leg: int, fields: Fields) -> None:
    ring = talk.rings.get(leg)
    talk.ringing = None
    if ring is None or (ring.dropped and not ring.joined):
        return
    end = leg_end_of(fields.short("DialCallStatus"))
    if not ring.joined and end is not LegEnd.TALKED and ring.group + 1 < len(ring.groups):
        ring.group += 1
        talk.due = leg
        return
    for event in _end_events(ring, leg, end, talk_s_of(fields)):
        calls.report(talk.call, event)


def _end_events(ring: Ring, leg: int, end: LegEnd, talk_s: int) -> tuple[Event, ...]:
    young = (TimerFired(TimerId(TimerName.YOUNG)),) if ring.at_once and talk_s >= YOUNG_S else ()
    if ring.joined:
        cause = EndCause.NETWORK if end is LegEnd.FAILED else EndCause.NORMAL
        return (*young, LegEnded(leg, cause))
    if end is not LegEnd.TALKED and not ring.picked_up:
        return (_LOSSES[end](leg),)
    picked_up = () if ring.picked_up else (LegPickedUp(leg),)
    return (*picked_up, *young, LegEnded(leg, EndCause.NORMAL))
