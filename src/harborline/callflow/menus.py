"""The caller's keys before connecting: language, the national team, a place code, the answerers' part.

Silence never costs a caller anything: every question goes on by itself. A key that means nothing in
a menu goes on as silence does, and nothing is asked twice but an unknown ZIP, once (zip_question.py).
"""

from __future__ import annotations

from harborline.callflow import rota
from harborline.callflow.commands import Answer, Collect, Command, HangUp, RedeemCode
from harborline.callflow.ending import close, static_notice
from harborline.callflow.events import Admission, Arrived, CodeRedeemed, Digit, Event
from harborline.callflow.prompts import CATALOGUES, Prompt, Say
from harborline.callflow.replies import Reply, play, safety, say, start, to_national
from harborline.callflow.states import Call, Phase
from harborline.callflow.timers import BETWEEN_DIGITS_S, FIRST_DIGIT_S, MENU_S, TimerName
from harborline.callflow.values import CallOutcome, asks_zip
from harborline.callflow.zip_question import go_on

LANGUAGE_KEYS = "1234567"
"""8 is for place codes, 9 for people who answer calls and 0 for the national team."""

CODE_KEY = "8"
CODE_DIGITS = 4
ROTA_KEY = "9"
"""Told to people who answer calls, and never said in the greeting."""


def arrive(call: Call, event: Arrived) -> Reply:
    """Greets, unless the arrival is a loop or beyond what the trunk can take."""
    here = call._replace(terms=event.terms, language=event.terms.languages[0])
    if event.admission is Admission.LOOP:
        over, noted = close(here, CallOutcome.LOOPED)
        return over, (HangUp(), *noted)
    if event.admission is Admission.FLOOD:
        notice, said = static_notice(here)
        return notice, (Answer(), *said)
    asks = asks_zip(
        event.terms.zip_policy,
        event.precision,
        event.line_type,
        county_hint=event.county_hint,
    )
    return _greet(here._replace(asks_zip=asks, code_menu=event.codes_live))


def _greet(call: Call) -> Reply:
    greeting = [*_language_keys(call), _welcome(call)]
    if call.terms.demo:
        greeting.append(say(call, Prompt.DEMO_NOTICE))
    greeting += safety(call)
    if call.code_menu:
        greeting.append(say(call, Prompt.CODE_KEY))
    listening = Collect(1, MENU_S, MENU_S)
    return call._replace(phase=Phase.GREETING), (Answer(), *play(*greeting), listening)


def _welcome(call: Call) -> Say:
    if call.terms.discreet:
        return say(call, Prompt.WELCOME_DISCREET)
    return say(call, Prompt.WELCOME, line=call.terms.name)


def _language_keys(call: Call) -> list[Say]:
    languages = call.terms.languages
    if len(languages) == 1:
        return []
    return [_language_key(*pair) for pair in zip(LANGUAGE_KEYS, languages, strict=False)]


def _language_key(digit: str, language: str) -> Say:
    if language in CATALOGUES:
        return Say(Prompt.LANGUAGE_KEY, language, (("digit", digit),))
    fills = (("digit", digit), ("language", language))
    return Say(Prompt.LANGUAGE_KEY_NAMED, language, fills)


def choose(call: Call, event: Digit) -> Reply:
    """Takes the one key of the greeting."""
    if event.key == "0":
        return to_national(call, event)
    if event.key == CODE_KEY and call.code_menu:
        return _ask_code(call)
    if event.key == ROTA_KEY:
        return rota.begin(call)
    position = LANGUAGE_KEYS.find(event.key)
    if 0 <= position < len(call.terms.languages):
        language = call.terms.languages[position]
        heard = call.safety_said and language == call.language
        return go_on(call._replace(language=language, safety_said=heard))
    return go_on(call)


def greeting_heard(call: Call, _event: Event) -> Reply:
    """Waits a moment for a key, now that everything was said."""
    return call._replace(safety_said=True), (start(TimerName.KEYS, MENU_S),)


def menu_silent(call: Call, _event: Event) -> Reply:
    return go_on(call)


def question_heard(call: Call, _event: Event) -> Reply:
    """Begins to wait for the first digit, unless keys came while the question was being said."""
    if call.digits:
        return call, ()
    return call, (start(TimerName.KEYS, FIRST_DIGIT_S),)


def deciding_key(call: Call, event: Digit) -> Reply:
    """Remembers 0 until the decision is there, which is in no time."""
    return call._replace(national_only=call.national_only or event.key == "0"), ()


def _ask_code(call: Call, prompt: Prompt = Prompt.ASK_CODE) -> Reply:
    listening = Collect(CODE_DIGITS, FIRST_DIGIT_S, BETWEEN_DIGITS_S)
    asking = call._replace(phase=Phase.CODE, digits="")
    return asking, (*play(say(call, prompt)), listening)


def code_key(call: Call, event: Digit) -> Reply:
    """Takes a key of the place code; no code holds a 0, so `0` is the national team at once."""
    if event.key == "0":
        return to_national(call, event)
    if event.key == "*":
        return _ask_code(call, Prompt.CODE_AGAIN)
    if event.key == "#":
        return code_silent(call, event)
    if len(call.digits) == CODE_DIGITS:
        return call, ()
    digits = call.digits + event.key
    ask: tuple[Command, ...] = (RedeemCode(digits),) if len(digits) == CODE_DIGITS else ()
    return call._replace(digits=digits), (start(TimerName.KEYS, BETWEEN_DIGITS_S), *ask)


def code_redeemed(call: Call, event: CodeRedeemed) -> Reply:
    """Goes on like any call, but with its old place should it have to wait again."""
    heard = call.safety_said and event.language == call.language
    back = call._replace(language=event.language, safety_said=heard, digits="")
    return go_on(back._replace(word=(say(back, Prompt.CODE_OK),)))


def code_refused(call: Call, _event: Event) -> Reply:
    return go_on(call._replace(word=(say(call, Prompt.CODE_UNKNOWN),), digits=""))


def code_silent(call: Call, event: Event) -> Reply:
    """Goes on without a code; four digits that nobody judged count as refused."""
    return code_refused(call, event) if call.digits else go_on(call)
