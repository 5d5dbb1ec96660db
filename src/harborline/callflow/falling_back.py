"""When something of ours broke: the line's national backup past every decision, then the notice."""

from __future__ import annotations

from harborline.callflow.commands import Answer
from harborline.callflow.dialing import FALLBACK_LEG, ring
from harborline.callflow.ending import static_notice
from harborline.callflow.events import Event
from harborline.callflow.prompts import Prompt
from harborline.callflow.replies import Reply, drop_live, play, say
from harborline.callflow.states import FALLBACK, Call, Phase


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
        silences=call.silences,
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
