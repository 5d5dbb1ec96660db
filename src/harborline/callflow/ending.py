"""How calls end: a goodbye, the static notice, the caller leaving, and what is noted then."""

from __future__ import annotations

from harborline.callflow.commands import HangUp, LeaveHold, NoteCall
from harborline.callflow.events import Digit, Event
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import Reply, drop_live, other_ways, play, say, to_national
from harborline.callflow.states import Call, Phase
from harborline.callflow.values import CallOutcome


def farewell(call: Call, *says: Say) -> Reply:
    """Says goodbye and then hangs up; never a bare hang-up."""
    parting = call._replace(
        phase=Phase.FAREWELL, digits="", plan=(), next_index=0, cap_due=False, word=()
    )
    return parting, play(*says)


def sorry(call: Call) -> Reply:
    """Says, twice, that nobody was reached and how else to find help."""
    words = (say(call, Prompt.SORRY_GOODBYE), *other_ways(call))
    return farewell(call, *words, *words)


def static_notice(call: Call) -> Reply:
    """Says, twice, that no call can be connected and how else to find help."""
    words = (say(call, Prompt.STATIC_NOTICE), *other_ways(call))
    return farewell(call._replace(turned_away=True), *words, *words)


def last_wish(call: Call, event: Digit) -> Reply:
    """Obeys 0 even during goodbye; the static notice is said because nobody can be dialed."""
    if event.key == "0" and not call.turned_away:
        return to_national(call._replace(set_rota=False), event)
    return call, ()


def finish(call: Call, _event: Event) -> Reply:
    """Ends the call from our side, after goodbye."""
    over, noted = close(call, _outcome(call))
    return over, (HangUp(), *noted)


def _outcome(call: Call) -> CallOutcome:
    if call.set_rota:
        return CallOutcome.SET_ROTA
    if call.answered:
        return CallOutcome.ANSWERED
    return CallOutcome.TURNED_AWAY if call.turned_away else CallOutcome.UNANSWERED


def caller_left(call: Call, _event: Event) -> Reply:
    """Ends everything; an answerer who has picked up is told that the caller has gone."""
    dropped, ended = drop_live(call, Prompt.ANSWERER_CALLER_GONE)
    gone = CallOutcome.SET_ROTA if call.set_rota else CallOutcome.ABANDONED
    over, noted = close(dropped, CallOutcome.ANSWERED if call.answered else gone)
    return over, (*ended, *noted)


def close(call: Call, outcome: CallOutcome) -> Reply:
    """Ends the call's record; NoteCall is the last command there is."""
    leave = (LeaveHold(),) if call.held else ()
    over = Call(Phase.OVER, call.capabilities, call.terms, call.language, timers=call.timers)
    return over, (*leave, NoteCall(outcome))
