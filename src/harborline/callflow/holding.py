"""Hold: nobody accepted yet. Never silence, never a bare hang-up, and a place that is kept.

app.calls keeps the queue and sends Decided whenever a seat may be free; here is what a held caller
hears, and what happens after ten minutes.
"""

from __future__ import annotations

from harborline.callflow.commands import Collect, Command, HoldTone, JoinHold
from harborline.callflow.ending import sorry
from harborline.callflow.events import Digit, Event, HoldNews
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import Reply, other_ways, play, say, start, to_national
from harborline.callflow.states import Call, Phase
from harborline.callflow.timers import (
    FIRST_DIGIT_S,
    HOLD_CAP_S,
    HOLD_NEWS_S,
    HOLD_WORD_S,
    TimerName,
)


def nobody(call: Call) -> Reply:
    """Holds a caller whose legs are used up, or goes on holding one who was tried again."""
    held = call._replace(phase=Phase.HOLD, live=(), held=True)
    if not call.held:
        cap = start(TimerName.HOLD_CAP, HOLD_CAP_S)
        return held, (HoldTone(), JoinHold(), cap, start(TimerName.HOLD_WORD, HOLD_NEWS_S))
    if call.cap_due:
        after, asked = check(held, None)
        return after, (JoinHold(), *asked)
    sounds = _go_on_sounding(call)
    if call.runs(TimerName.HOLD_CAP):
        return held, (JoinHold(), *sounds)
    return held, (JoinHold(), *sounds, start(TimerName.HOLD_CAP, HOLD_CAP_S))


def _go_on_sounding(call: Call) -> tuple[Command, ...]:
    """Cuts nothing short that is still being said, and keeps the time of the next word."""
    if call.runs(TimerName.PROMPT):
        return ()
    if call.runs(TimerName.HOLD_WORD):
        return (HoldTone(),)
    return HoldTone(), start(TimerName.HOLD_WORD, HOLD_WORD_S)


def note_news(call: Call, event: HoldNews) -> Reply:
    """Keeps what app.calls knows of the wait, for callers who have a place in the queue."""
    if not call.held:
        return call, ()
    return call._replace(wait_min=event.wait_min, surge=event.surge, code=event.code), ()


def hear_news(call: Call, event: HoldNews) -> Reply:
    """Tells a caller who has just been held everything there is; later news is only kept."""
    knowing, _ = note_news(call, event)
    if call.explained:
        return knowing, ()
    explained = knowing._replace(explained=True)
    code = (say(call, Prompt.PLACE_CODE, code=event.code),) if event.code else ()
    explain = say(call, Prompt.HOLD_EXPLAIN)
    return explained, play(explain, *wait(knowing), *other_ways(call), *code)


def wait(call: Call) -> tuple[Say, ...]:
    """Gives the expected wait in words, if there is anything to go by."""
    if call.wait_min is None:
        return ()
    if call.wait_min <= 1:
        return (say(call, Prompt.HOLD_WAIT_MINUTE),)
    return (say(call, Prompt.HOLD_WAIT_MINUTES, minutes=str(call.wait_min)),)


def words_over(call: Call, _event: Event) -> Reply:
    return call, (HoldTone(), start(TimerName.HOLD_WORD, HOLD_WORD_S))


def word(call: Call, _event: Event) -> Reply:
    """Says now and then that the caller is not forgotten; cuts nothing short for it."""
    return call, () if call.runs(TimerName.PROMPT) else _word(call)


def _word(call: Call) -> tuple[Command, ...]:
    return play(say(call, Prompt.HOLD_STILL), *wait(call))


def held_key(call: Call, event: Digit) -> Reply:
    return to_national(call, event) if event.key == "0" else (call, ())


def check(call: Call, _event: Event | None) -> Reply:
    """Offers other ways after ten minutes; in a surge nobody has to answer to keep waiting."""
    cap: tuple[Command, ...] = (start(TimerName.HOLD_CAP, HOLD_CAP_S),)
    call = call._replace(cap_due=False)
    if call.surge:
        says = (say(call, Prompt.HOLD_LONG_SURGE), *other_ways(call))
        return call._replace(phase=Phase.HOLD), (*play(*says), *cap)
    says = (say(call, Prompt.HOLD_LONG), *other_ways(call), say(call, Prompt.KEEP_WAITING))
    listening = Collect(1, FIRST_DIGIT_S, FIRST_DIGIT_S)
    return call._replace(phase=Phase.HOLD_CHECK), (*play(*says), listening)


def check_heard(call: Call, _event: Event) -> Reply:
    return call, (start(TimerName.KEYS, FIRST_DIGIT_S),)


def keep_waiting(call: Call, event: Digit) -> Reply:
    """Takes any key as the wish to wait on, but for 0."""
    if event.key == "0":
        return to_national(call, event)
    return _hold_on(call)


def check_silent(call: Call, _event: Event) -> Reply:
    """Says goodbye, unless a surge began meanwhile: then the cap ends nobody's wait."""
    return _hold_on(call) if call.surge else sorry(call)


def _hold_on(call: Call) -> Reply:
    cap = start(TimerName.HOLD_CAP, HOLD_CAP_S)
    return call._replace(phase=Phase.HOLD), (*_word(call), cap)
