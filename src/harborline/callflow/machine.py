"""The table: what each phase does with each event, and where that may lead.

Lives here: every transition, and `step`, the only way to take one. Every pair of phase and event has
a defined answer: a row of TABLE, else a row of ANYWHERE, else nothing happens. The documents draw
their diagram from the rows, and tests/callflow/test_model.py proves that each leads where it says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from harborline.callflow import (
    bridged,
    connecting,
    ending,
    falling_back,
    holding,
    joining,
    menus,
    rota,
    zip_question,
)
from harborline.callflow.commands import (
    Command,
    Dismiss,
    HoldTone,
    Play,
    RingTone,
    StartTimer,
    StopTimer,
)
from harborline.callflow.events import (
    Adopted,
    Arrived,
    BridgeUp,
    CallerHungUp,
    CarrierError,
    CodeRedeemed,
    CodeRefused,
    Decided,
    Digit,
    Event,
    HoldNews,
    HoldOffAsked,
    InternalError,
    LegAccepted,
    LegBusy,
    LegDeclined,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    LegSkipped,
    PromptFinished,
    RotaAnswered,
    TakenOver,
    TimerFired,
    ZipUnknown,
)
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.replies import Reply, stay
from harborline.callflow.states import Call, Phase, Stage
from harborline.callflow.timers import TimerId, TimerName

P = Phase
T = TimerName


class Row(NamedTuple):
    """What answers an event, in words, and the phases in which the call may be afterwards."""

    handler: Callable[[Call, Any], Reply]
    says: str
    leads_to: tuple[Phase, ...]


Key = tuple[Phase, type[Event] | TimerName]

_ON = (P.ZIP, P.DECIDING)
"""Where whoever says nothing goes on: to the ZIP where it is asked for, else to a decision."""

TABLE: dict[Key, Row] = {
    # before anything was said
    (P.NEW, Arrived): Row(menus.arrive, "greets", (P.GREETING, P.FAREWELL, P.OVER)),
    (P.NEW, Adopted): Row(bridged.adopted, "lets them talk on", (P.BRIDGED,)),
    (P.NEW, TakenOver): Row(
        connecting.taken_over, "goes on with the next leg", (P.CONNECTING, P.FALLBACK)
    ),
    (P.NEW, InternalError): Row(
        falling_back.fall_back_unanswered, "dials the national backup", (P.FALLBACK,)
    ),
    (P.NEW, CallerHungUp): Row(ending.caller_left, "ends", (P.OVER,)),
    # the greeting and its one key
    (P.GREETING, Digit): Row(
        menus.choose,
        "language, 0, a place code or the rota",
        (P.ZIP, P.DECIDING, P.CODE, P.ROTA_CENTER),
    ),
    (P.GREETING, PromptFinished): Row(menus.greeting_heard, "waits for a key", (P.GREETING,)),
    (P.GREETING, T.PROMPT): Row(menus.greeting_heard, "waits for a key", (P.GREETING,)),
    (P.GREETING, T.KEYS): Row(menus.menu_silent, "silence goes on", (P.ZIP, P.DECIDING)),
    # the place code
    (P.CODE, Digit): Row(menus.code_key, "a digit of the code", (P.CODE, P.ZIP, P.DECIDING)),
    (P.CODE, PromptFinished): Row(menus.question_heard, "waits for a key", (P.CODE,)),
    (P.CODE, T.PROMPT): Row(menus.question_heard, "waits for a key", (P.CODE,)),
    (P.CODE, T.KEYS): Row(menus.code_silent, "silence goes on", (P.ZIP, P.DECIDING)),
    (P.CODE, CodeRedeemed): Row(menus.code_redeemed, "place is back", (P.ZIP, P.DECIDING)),
    (P.CODE, CodeRefused): Row(menus.code_refused, "goes on without", (P.ZIP, P.DECIDING)),
    # for people who answer calls: a center's code, a PIN, a wish, and the directory's answer
    (P.ROTA_CENTER, Digit): Row(
        rota.center_key, "a digit of the center's code", (P.ROTA_CENTER, P.ROTA_PIN, *_ON)
    ),
    (P.ROTA_CENTER, PromptFinished): Row(menus.question_heard, "waits for a key", (P.ROTA_CENTER,)),
    (P.ROTA_CENTER, T.PROMPT): Row(menus.question_heard, "waits for a key", (P.ROTA_CENTER,)),
    (P.ROTA_CENTER, T.KEYS): Row(rota.center_silent, "silence goes on", _ON),
    (P.ROTA_PIN, Digit): Row(rota.pin_key, "a digit of the PIN", (P.ROTA_PIN, P.ROTA_WISH, *_ON)),
    (P.ROTA_PIN, PromptFinished): Row(menus.question_heard, "waits for a key", (P.ROTA_PIN,)),
    (P.ROTA_PIN, T.PROMPT): Row(menus.question_heard, "waits for a key", (P.ROTA_PIN,)),
    (P.ROTA_PIN, T.KEYS): Row(
        rota.pin_silent, "takes it for the PIN, or silence goes on", (P.ROTA_WISH, *_ON)
    ),
    (P.ROTA_WISH, Digit): Row(
        rota.wish_key, "asks the directory", (P.ROTA_WISH, P.ROTA_ASKED, *_ON)
    ),
    (P.ROTA_WISH, PromptFinished): Row(menus.question_heard, "waits for a key", (P.ROTA_WISH,)),
    (P.ROTA_WISH, T.PROMPT): Row(menus.question_heard, "waits for a key", (P.ROTA_WISH,)),
    (P.ROTA_WISH, T.KEYS): Row(rota.wish_silent, "silence goes on", _ON),
    (P.ROTA_ASKED, RotaAnswered): Row(
        rota.answered, "says what holds now, or goes on", (P.FAREWELL, *_ON)
    ),
    (P.ROTA_ASKED, T.ROTA): Row(rota.away, "no answer came, goes on", _ON),
    (P.ROTA_ASKED, Digit): Row(rota.asked_key, "0: the national team", (P.ROTA_ASKED, P.DECIDING)),
    # the ZIP
    (P.ZIP, Digit): Row(zip_question.zip_key, "a digit of the ZIP", (P.ZIP, P.DECIDING)),
    (P.ZIP, PromptFinished): Row(menus.question_heard, "waits for a key", (P.ZIP,)),
    (P.ZIP, T.PROMPT): Row(menus.question_heard, "waits for a key", (P.ZIP,)),
    (P.ZIP, T.KEYS): Row(zip_question.zip_silent, "silence goes on", (P.DECIDING,)),
    # the decision
    (P.DECIDING, Decided): Row(connecting.begin, "dials the first leg", (P.CONNECTING, P.FALLBACK)),
    (P.DECIDING, ZipUnknown): Row(zip_question.zip_unknown, "asks once more", (P.ZIP, P.DECIDING)),
    (P.DECIDING, Digit): Row(menus.deciding_key, "0: the national team", (P.DECIDING,)),
    (P.DECIDING, T.DECIDE): Row(falling_back.fall_back, "no decision came", (P.FALLBACK,)),
    (P.DECIDING, T.HOLD_CAP): Row(connecting.cap_passed, "offers other ways later", (P.DECIDING,)),
    # legs ring
    (P.CONNECTING, LegPickedUp): Row(
        connecting.picked_up, "whispers, or joins at once", (P.CONNECTING, P.BRIDGING)
    ),
    (P.CONNECTING, LegAccepted): Row(joining.accepted, "joins the first", (P.BRIDGING,)),
    **{
        (P.CONNECTING, lost): Row(
            connecting.lost, "dials the next leg", (P.CONNECTING, P.ASIDE, P.HOLD, P.HOLD_CHECK)
        )
        for lost in (LegBusy, LegNoAnswer, LegDeclined, LegFailed, LegSkipped, LegEnded)
    },
    (P.CONNECTING, T.RING): Row(
        connecting.ring_over, "gives the leg up", (P.CONNECTING, P.ASIDE, P.HOLD, P.HOLD_CHECK)
    ),
    (P.CONNECTING, T.WHISPER): Row(
        connecting.whisper_over, "gives the leg up", (P.CONNECTING, P.ASIDE, P.HOLD, P.HOLD_CHECK)
    ),
    (P.CONNECTING, T.STAGGER): Row(connecting.stagger, "rings one more", (P.CONNECTING,)),
    (P.CONNECTING, T.LAST_LOCAL): Row(
        connecting.last_local, "starts no local leg any more", (P.CONNECTING,)
    ),
    (P.CONNECTING, T.DEADLINE): Row(
        connecting.deadline, "rings the national team too", (P.CONNECTING,)
    ),
    (P.CONNECTING, T.CALM): Row(stay, "a calm sentence may come again", (P.CONNECTING,)),
    (P.CONNECTING, Digit): Row(
        connecting.ringing_key, "0: the national team", (P.CONNECTING, P.DECIDING)
    ),
    (P.CONNECTING, PromptFinished): Row(connecting.prompts_over, "ring tone", (P.CONNECTING,)),
    (P.CONNECTING, T.PROMPT): Row(connecting.prompts_over, "ring tone", (P.CONNECTING,)),
    (P.CONNECTING, T.HOLD_WORD): Row(holding.word, "a word to the held", (P.CONNECTING,)),
    (P.CONNECTING, T.HOLD_CAP): Row(
        connecting.cap_passed, "offers other ways later", (P.CONNECTING,)
    ),
    # the pause between legs, for carriers that are deaf while a leg rings
    (P.ASIDE, Digit): Row(connecting.aside_key, "0, or dials on", (P.DECIDING, P.CONNECTING)),
    (P.ASIDE, PromptFinished): Row(connecting.aside_heard, "waits for a key", (P.ASIDE,)),
    (P.ASIDE, T.PROMPT): Row(connecting.aside_heard, "waits for a key", (P.ASIDE,)),
    (P.ASIDE, T.KEYS): Row(connecting.aside_over, "dials the next leg", (P.CONNECTING,)),
    (P.ASIDE, T.LAST_LOCAL): Row(connecting.last_local, "national team next", (P.ASIDE,)),
    (P.ASIDE, T.DEADLINE): Row(connecting.aside_late, "dials the national team", (P.CONNECTING,)),
    (P.ASIDE, T.CALM): Row(stay, "a calm sentence may come again", (P.ASIDE,)),
    # two seconds to stand
    (P.BRIDGING, BridgeUp): Row(bridged.joined, "they talk", (P.BRIDGED,)),
    (P.BRIDGING, LegEnded): Row(
        joining.left_before_bridge,
        "goes on down the chain",
        (P.CONNECTING, P.HOLD, P.HOLD_CHECK, P.FAREWELL),
    ),
    (P.BRIDGING, LegFailed): Row(
        joining.left_before_bridge,
        "goes on down the chain",
        (P.CONNECTING, P.HOLD, P.HOLD_CHECK, P.FAREWELL),
    ),
    (P.BRIDGING, T.BRIDGE): Row(
        joining.not_joined,
        "tells both, goes on",
        (P.CONNECTING, P.HOLD, P.HOLD_CHECK, P.FAREWELL),
    ),
    (P.BRIDGING, CarrierError): Row(
        joining.not_joined,
        "tells both, goes on",
        (P.CONNECTING, P.HOLD, P.HOLD_CHECK, P.FAREWELL),
    ),
    (P.BRIDGING, T.LAST_LOCAL): Row(connecting.last_local, "national team next", (P.BRIDGING,)),
    (P.BRIDGING, T.DEADLINE): Row(connecting.last_local, "national team next", (P.BRIDGING,)),
    (P.BRIDGING, T.HOLD_CAP): Row(connecting.cap_passed, "offers other ways later", (P.BRIDGING,)),
    # talking
    (P.BRIDGED, LegEnded): Row(bridged.center_left, "asks whether to go on", (P.LEFT,)),
    (P.BRIDGED, LegFailed): Row(bridged.center_lost, "asks whether to go on", (P.LEFT,)),
    (P.BRIDGED, HoldOffAsked): Row(bridged.held_off, "remembers the wish", (P.BRIDGED,)),
    (P.BRIDGED, T.YOUNG): Row(stay, "the talk has begun", (P.BRIDGED,)),
    (P.BRIDGED, T.TALK): Row(bridged.talked_long, "four hours are over", (P.FAREWELL,)),
    (P.BRIDGED, CallerHungUp): Row(bridged.caller_hung_up, "ends", (P.OVER,)),
    (P.BRIDGED, CarrierError): Row(stay, "lets them talk", (P.BRIDGED,)),
    (P.BRIDGED, InternalError): Row(stay, "lets them talk", (P.BRIDGED,)),
    # the center's side ended first
    (P.LEFT, Digit): Row(
        bridged.left_key,
        "1 goes on, 0: the national team",
        (P.LEFT, P.CONNECTING, P.DECIDING, P.FALLBACK),
    ),
    (P.LEFT, PromptFinished): Row(bridged.left_heard, "waits for a key", (P.LEFT,)),
    (P.LEFT, T.PROMPT): Row(bridged.left_heard, "waits for a key", (P.LEFT,)),
    (P.LEFT, T.KEYS): Row(
        bridged.left_silent, "goes on, or says goodbye", (P.CONNECTING, P.FALLBACK, P.FAREWELL)
    ),
    # waiting
    (P.HOLD, Decided): Row(connecting.try_held, "tries a seat", (P.HOLD, P.CONNECTING)),
    (P.HOLD, HoldNews): Row(holding.hear_news, "tells what to expect", (P.HOLD,)),
    (P.HOLD, PromptFinished): Row(holding.words_over, "hold tone", (P.HOLD,)),
    (P.HOLD, T.PROMPT): Row(holding.words_over, "hold tone", (P.HOLD,)),
    (P.HOLD, T.HOLD_WORD): Row(holding.word, "a word now and then", (P.HOLD,)),
    (P.HOLD, T.HOLD_CAP): Row(holding.check, "offers other ways", (P.HOLD, P.HOLD_CHECK)),
    (P.HOLD, Digit): Row(holding.held_key, "0: the national team", (P.HOLD, P.DECIDING)),
    (P.HOLD_CHECK, Decided): Row(connecting.try_held, "tries a seat", (P.HOLD_CHECK, P.CONNECTING)),
    (P.HOLD_CHECK, PromptFinished): Row(holding.check_heard, "waits for a key", (P.HOLD_CHECK,)),
    (P.HOLD_CHECK, T.PROMPT): Row(holding.check_heard, "waits for a key", (P.HOLD_CHECK,)),
    (P.HOLD_CHECK, Digit): Row(holding.keep_waiting, "any key keeps waiting", (P.HOLD, P.DECIDING)),
    (P.HOLD_CHECK, T.KEYS): Row(
        holding.check_silent, "says goodbye, in a surge waits on", (P.HOLD, P.FAREWELL)
    ),
    # something of ours broke
    (P.FALLBACK, LegPickedUp): Row(connecting.picked_up, "joins at once", (P.BRIDGING,)),
    (P.FALLBACK, LegAccepted): Row(joining.accepted, "joins", (P.BRIDGING,)),
    **{
        (P.FALLBACK, lost): Row(connecting.lost, "says the static notice", (P.FAREWELL,))
        for lost in (LegBusy, LegNoAnswer, LegDeclined, LegFailed, LegSkipped, LegEnded)
    },
    (P.FALLBACK, T.RING): Row(connecting.ring_over, "says the static notice", (P.FAREWELL,)),
    (P.FALLBACK, PromptFinished): Row(connecting.prompts_over, "ring tone", (P.FALLBACK,)),
    (P.FALLBACK, T.PROMPT): Row(connecting.prompts_over, "ring tone", (P.FALLBACK,)),
    (P.FALLBACK, InternalError): Row(falling_back.give_up, "says the static notice", (P.FAREWELL,)),
    (P.FALLBACK, CarrierError): Row(falling_back.give_up, "says the static notice", (P.FAREWELL,)),
    # goodbye
    (P.FAREWELL, PromptFinished): Row(ending.finish, "hangs up", (P.OVER,)),
    (P.FAREWELL, T.PROMPT): Row(ending.finish, "hangs up", (P.OVER,)),
    (P.FAREWELL, Digit): Row(ending.last_wish, "0: the national team", (P.FAREWELL, P.DECIDING)),
    (P.FAREWELL, InternalError): Row(ending.finish, "hangs up", (P.OVER,)),
    (P.FAREWELL, CarrierError): Row(ending.finish, "hangs up", (P.OVER,)),
}

ANYWHERE: dict[type[Event], Row] = {
    CallerHungUp: Row(ending.caller_left, "ends", (P.OVER,)),
    CarrierError: Row(falling_back.fall_back, "dials the national backup", (P.FALLBACK,)),
    InternalError: Row(falling_back.fall_back, "dials the national backup", (P.FALLBACK,)),
    HoldNews: Row(holding.note_news, "notes what to expect", ()),
}
"""What answers an event in every phase that has no row of its own for it, but NEW and OVER."""

NOTHING = Row(stay, "", ())
_NEVER_BEGUN = frozenset({P.NEW, P.OVER})
_KEEP_A_PIN = frozenset({P.ROTA_PIN, P.ROTA_WISH})

KEEPS: dict[Phase, frozenset[TimerName]] = {
    P.NEW: frozenset(),
    P.GREETING: frozenset({T.PROMPT, T.KEYS}),
    P.CODE: frozenset({T.PROMPT, T.KEYS}),
    P.ROTA_CENTER: frozenset({T.PROMPT, T.KEYS}),
    P.ROTA_PIN: frozenset({T.PROMPT, T.KEYS}),
    P.ROTA_WISH: frozenset({T.PROMPT, T.KEYS}),
    P.ROTA_ASKED: frozenset({T.PROMPT, T.ROTA}),
    P.ZIP: frozenset({T.PROMPT, T.KEYS}),
    P.DECIDING: frozenset({T.DECIDE, T.HOLD_CAP}),
    P.CONNECTING: frozenset(
        {T.PROMPT, T.RING, T.WHISPER, T.LAST_LOCAL, T.DEADLINE, T.STAGGER, T.CALM}
        | {T.HOLD_WORD, T.HOLD_CAP}
    ),
    P.ASIDE: frozenset({T.PROMPT, T.KEYS, T.CALM, T.LAST_LOCAL, T.DEADLINE}),
    P.BRIDGING: frozenset({T.BRIDGE, T.LAST_LOCAL, T.DEADLINE, T.HOLD_CAP}),
    P.BRIDGED: frozenset({T.YOUNG, T.TALK}),
    P.LEFT: frozenset({T.PROMPT, T.KEYS}),
    P.HOLD: frozenset({T.PROMPT, T.HOLD_WORD, T.HOLD_CAP}),
    P.HOLD_CHECK: frozenset({T.PROMPT, T.KEYS}),
    P.FALLBACK: frozenset({T.PROMPT, T.RING}),
    P.FAREWELL: frozenset({T.PROMPT}),
    P.OVER: frozenset(),
}
"""The timers that may run in each phase; entering a phase stops all others."""


def step(call: Call, event: Event) -> tuple[Call, tuple[Command, ...]]:
    """Takes one transition: the call after the event, and what has to be done, in order.

    Total: events that come late, twice or out of turn are answered too, mostly by nothing.
    """
    if isinstance(event, TimerFired):
        if event.timer not in call.timers:
            return call, ()
        call = call._replace(timers=call.timers - {event.timer})
    if _is_stale(call, event):
        return call, _turn_away(call, event)
    row = row_of(call.phase, event)
    done = call.timers & _ENDED_BY.get(type(event), frozenset())
    if row is NOTHING and not done:
        return call, ()
    after, commands = row.handler(call._replace(timers=call.timers - done), event)
    return _settle(call.phase, after, commands, done)


def row_of(phase: Phase, event: Event) -> Row:
    """Gives the row that answers an event in a phase."""
    kind = event.timer.name if isinstance(event, TimerFired) else type(event)
    row = TABLE.get((phase, kind))
    if row is not None or phase in _NEVER_BEGUN or isinstance(kind, TimerName):
        return row or NOTHING
    return ANYWHERE.get(kind, NOTHING)


def _is_stale(call: Call, event: Event) -> bool:
    number = getattr(event, "leg", None)
    return number is not None and call.leg(number) is None


def _turn_away(call: Call, event: Event) -> tuple[Command, ...]:
    """Tells somebody who picked up a leg just given up that the call is taken care of."""
    if call.phase in _NEVER_BEGUN or not isinstance(event, LegPickedUp | LegAccepted):
        return ()
    return (Dismiss(event.leg, Say(Prompt.ANSWERER_TAKEN, call.terms.languages[0])),)


_ENDED_BY: dict[type[Event], frozenset[TimerId]] = {
    PromptFinished: frozenset({TimerId(T.PROMPT)}),
}
"""Timers that an event makes needless wherever it comes."""


def _settle(
    before: Phase, call: Call, commands: tuple[Command, ...], done: frozenset[TimerId]
) -> Reply:
    """Stops the timers that do not belong to the phase or to a live leg, and books the new ones.

    Waiting for keys ends with the phase, and begins anew after whatever is said next; a tone ends
    what was being said. A PIN stays in the phases that need it.
    """
    if call.rota_keyed and call.phase not in _KEEP_A_PIN:
        call = call._replace(rota_keyed=())
    started = {command.timer for command in commands if isinstance(command, StartTimer)}
    if any(isinstance(command, RingTone | HoldTone) for command in commands):
        done |= call.timers & _ENDED_BY[PromptFinished]
    listens_anew = before is not call.phase or any(isinstance(c, Play) for c in commands)
    strangers = {
        timer
        for timer in call.timers
        if not _belongs(call, timer) or (timer.name is T.KEYS and listens_anew)
    }
    stopped = tuple(StopTimer(timer) for timer in sorted((strangers | done) - started))
    return call._replace(timers=(call.timers - strangers - done) | started), (*stopped, *commands)


def _belongs(call: Call, timer: TimerId) -> bool:
    if timer.name not in KEEPS[call.phase]:
        return False
    if timer.name is T.WHISPER or timer.name is T.RING:
        leg = call.leg(timer.leg or 0)
        return leg is not None and (leg.stage is Stage.RINGING) == (timer.name is T.RING)
    return True
