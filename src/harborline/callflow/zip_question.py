"""The question for a ZIP, and what comes after every menu: that question, or a decision."""

from __future__ import annotations

from harborline.callflow.commands import Collect
from harborline.callflow.events import Digit, Event, ZipUnknown
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import (
    Reply,
    ask_decision,
    opening,
    play,
    say,
    start,
    to_national,
)
from harborline.callflow.states import Call, Phase
from harborline.callflow.timers import BETWEEN_DIGITS_S, FIRST_DIGIT_S, LONE_ZERO_S, TimerName

ZIP_DIGITS = 5


def go_on(call: Call) -> Reply:
    """Goes on after the greeting: to the ZIP where it is asked for, else to a decision."""
    if not call.asks_zip:
        return ask_decision(call)
    ready, first = opening(call._replace(asks_zip=False))
    return _listen_for_zip(ready, *first, say(call, Prompt.ASK_ZIP))


def _listen_for_zip(call: Call, *says: Say) -> Reply:
    listening = Collect(ZIP_DIGITS, FIRST_DIGIT_S, BETWEEN_DIGITS_S)
    return call._replace(phase=Phase.ZIP, digits=""), (*play(*says), listening)


def zip_key(call: Call, event: Digit) -> Reply:
    """Takes a key of the ZIP; `*` starts over, `#` goes on."""
    if event.key == "*":
        return _listen_for_zip(call, say(call, Prompt.ZIP_AGAIN))
    if event.key == "#":
        return zip_silent(call, event)
    digits = call.digits + event.key
    if digits == "000":
        return to_national(call, event)
    if len(digits) == ZIP_DIGITS:
        return ask_decision(call, digits)
    between = LONE_ZERO_S if digits == "0" else BETWEEN_DIGITS_S
    return call._replace(digits=digits), (start(TimerName.KEYS, between),)


def zip_silent(call: Call, event: Event) -> Reply:
    """Goes on with what there is: lone zeros ask for the national team, the rest for nothing."""
    if call.digits and not call.digits.strip("0"):
        return to_national(call, event)
    return ask_decision(call)


def zip_unknown(call: Call, _event: ZipUnknown) -> Reply:
    """Asks once more for a ZIP that no table knows; the second time the prefix has to do."""
    if call.zip_was_unknown:
        return ask_decision(call)
    return _listen_for_zip(call._replace(zip_was_unknown=True), say(call, Prompt.ZIP_UNKNOWN))
