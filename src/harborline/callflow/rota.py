"""The rota by telephone: a center's code, a PIN, and whether its holder takes calls or stops.

Nobody is told of this part but people who answer calls, and a caller who comes here by mistake loses
nothing: silence, a wrong key, a refusal and a fault all go on as silence in the greeting does, and no
code or PIN holds a 0, so `0` is the national team at once. What was keyed leaves the call with the
question to the directory, or with this part.
"""

from __future__ import annotations

from harborline.callflow.commands import AskRota, Collect
from harborline.callflow.ending import farewell
from harborline.callflow.events import Digit, Event, RotaAnswered
from harborline.callflow.prompts import Prompt
from harborline.callflow.replies import Reply, play, say, start, to_national
from harborline.callflow.states import Call, Phase
from harborline.callflow.timers import BETWEEN_DIGITS_S, FIRST_DIGIT_S, ROTA_S, TimerName
from harborline.callflow.values import RotaAnswer, RotaWish
from harborline.callflow.zip_question import go_on

CENTER_DIGITS = 4
PIN_DIGITS = range(6, 9)
PIN_KEYS = PIN_DIGITS.stop
"""A PIN of eight digits waits for its `#` too, which the next question would take for a wrong key."""

WISHES = {"1": RotaWish.TWELVE_HOURS, "2": RotaWish.UNTIL_MORNING, "3": RotaWish.STOP}

HELD = {
    RotaAnswer.TWELVE_HOURS: Prompt.ROTA_TWELVE_HOURS,
    RotaAnswer.UNTIL_MORNING: Prompt.ROTA_UNTIL_MORNING,
    RotaAnswer.LONGER: Prompt.ROTA_LONGER,
    RotaAnswer.STOPPED: Prompt.ROTA_STOPPED,
}
"""What is said of what holds now; whatever else the directory answers changed nothing."""


def begin(call: Call) -> Reply:
    """Says whom this part is for, and asks for a center's code."""
    says = (say(call, Prompt.ROTA_WELCOME), say(call, Prompt.ROTA_CENTER))
    listening = Collect(CENTER_DIGITS, FIRST_DIGIT_S, BETWEEN_DIGITS_S)
    return call._replace(phase=Phase.ROTA_CENTER, digits=""), (*play(*says), listening)


def center_key(call: Call, event: Digit) -> Reply:
    """Takes a digit of a center's code."""
    if event.key == "0":
        return to_national(call, event)
    if event.key in "*#":
        return center_silent(call, event)
    digits = call.digits + event.key
    if len(digits) < CENTER_DIGITS:
        return call._replace(digits=digits), (start(TimerName.KEYS, BETWEEN_DIGITS_S),)
    asking = call._replace(phase=Phase.ROTA_PIN, digits="", rota_keyed=(digits,))
    listening = Collect(PIN_KEYS, FIRST_DIGIT_S, BETWEEN_DIGITS_S)
    return asking, (*play(say(call, Prompt.ROTA_PIN)), listening)


def center_silent(call: Call, _event: Event) -> Reply:
    return _refused(call) if call.digits else go_on(call)


def pin_key(call: Call, event: Digit) -> Reply:
    """Takes a digit of a PIN; `#` ends it."""
    if event.key == "0":
        return to_national(call, event)
    if event.key == "*":
        return _refused(call)
    if event.key == "#":
        return pin_silent(call, event)
    keyed = call._replace(digits=call.digits + event.key)
    if len(keyed.digits) == PIN_KEYS:
        return _refused(call)
    return keyed, (start(TimerName.KEYS, BETWEEN_DIGITS_S),)


def pin_silent(call: Call, _event: Event) -> Reply:
    """Goes on with the PIN if it may be one."""
    if len(call.digits) in PIN_DIGITS:
        return _ask_wish(call)
    return _refused(call) if call.digits else go_on(call)


def _ask_wish(call: Call) -> Reply:
    keyed = (*call.rota_keyed, call.digits)
    return _say_wishes(call._replace(phase=Phase.ROTA_WISH, digits="", rota_keyed=keyed))


def _say_wishes(call: Call) -> Reply:
    return call, (*play(say(call, Prompt.ROTA_WISH)), Collect(1, FIRST_DIGIT_S, FIRST_DIGIT_S))


def wish_key(call: Call, event: Digit) -> Reply:
    """Takes the wish, and asks the directory, which has seconds to answer.

    A `#` is the PIN's, pressed late: the question is said again.
    """
    if event.key == "0":
        return to_national(call, event)
    if event.key == "#":
        return _say_wishes(call)
    wish = WISHES.get(event.key)
    if wish is None:
        return go_on(call)
    code, pin = call.rota_keyed
    asked = (start(TimerName.ROTA, ROTA_S), AskRota(code, pin, wish))
    return call._replace(phase=Phase.ROTA_ASKED), (*play(say(call, Prompt.ROTA_MOMENT)), *asked)


def wish_silent(call: Call, _event: Event) -> Reply:
    return go_on(call)


def asked_key(call: Call, event: Digit) -> Reply:
    """Obeys 0; another key changes nothing while the directory is asked."""
    return to_national(call, event) if event.key == "0" else (call, ())


def answered(call: Call, event: RotaAnswered) -> Reply:
    """Says what holds now and ends the call, or goes on to a person."""
    if event.answer is RotaAnswer.REFUSED:
        return _refused(call)
    if event.answer is RotaAnswer.AWAY:
        return away(call, event)
    words = (say(call, HELD[event.answer]), say(call, Prompt.ROTA_GOODBYE))
    return farewell(call._replace(set_rota=True), *words)


def away(call: Call, _event: Event) -> Reply:
    """Says that the rota cannot be set now, and goes on to a person."""
    return go_on(call._replace(word=(say(call, Prompt.ROTA_AWAY),)))


def _refused(call: Call) -> Reply:
    return go_on(call._replace(word=(say(call, Prompt.ROTA_REFUSED),), digits=""))
