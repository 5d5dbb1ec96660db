"""One call as a screen shows it, folded from what happened in it. Pure: same events, same view.

A view is whole, not a change: a page that lost the connection shows the next one and is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypedDict
from urllib.parse import quote

from harborline.core.numbering import CallerPrefix
from harborline.voice.decision_view import DecisionView, Naming, decision_view, prefix_text
from harborline.voice.documents import Document, number_of, part_of, text_of
from harborline.voice.words import CATALOGUE, LANGUAGES, name_of, say


class HeardView(TypedDict):
    """One row of the transcript. `who`: line (a prompt), caller (keys) or sound.

    `sounds`: paths of a prompt's recordings, in the order in which they are heard.
    """

    at: str
    who: str
    language: str
    text: str
    sounds: list[str]


class SeatView(TypedDict):
    """One leg as its center sees it. `acts`: what the answerer can do now."""

    leg: int
    name: str
    kind: str
    state: str
    state_text: str
    hears: str
    hears_language: str
    acts: list[str]


class CallView(TypedDict):
    """Everything a screen shows of one call. `seq` grows with every event.

    `speaks`: the language of the call by its own name, empty until it is known.
    """

    seq: int
    ended: bool
    clock_s: float
    state: str
    state_text: str
    speaks: str
    kept: str
    now: str
    now_language: str
    heard: list[HeardView]
    centers: list[SeatView]
    decision: DecisionView | None
    result: str


class Telling(NamedTuple):
    """How a call is told: names and language, and what is known of the caller's number."""

    naming: Naming
    prefix: CallerPrefix | None


SHOWN_AFTER_END = 3
"""Legs that are over and still shown; a held call tries many."""

_SPELLED = re.compile(r"(?<=\b\d) (?=\d\b)")

ACTS = {
    "ringing": ["pick_up", "decline"],
    "picked_up": ["press_1", "press_9", "hang_up"],
    "bridged": ["hang_up"],
}
"""What an answerer can do in each state of a leg, the likeliest first."""


def call_view(events: Sequence[Document], telling: Telling) -> CallView:
    """Folds the events of one call, in order, into what a screen shows."""
    language = telling.naming.language
    last = events[-1] if events else {}
    ended = text_of(last, "kind") == "call_ended"
    state = "over" if ended else _state(events)
    now, now_language = _now(events, state, language)
    return {
        "seq": len(events),
        "ended": ended,
        "clock_s": number_of(last, "at_s") or 0.0,
        "state": state,
        "state_text": say(language, f"state_{state}"),
        "speaks": _speaks(events, state),
        "kept": _kept(telling, ended=ended),
        "now": now,
        "now_language": now_language,
        "heard": _heard(events, language),
        "centers": _centers(events, language),
        "decision": _decision(events, telling),
        "result": _result(last, language) if ended else "",
    }


def _state(events: Sequence[Document]) -> str:
    """Names the phase, or that a center rings, which is what people look for."""
    phase, legs = "new", dict[int, str]()
    for event in events:
        if text_of(event, "kind") == "phase_changed":
            phase = text_of(event, "phase")
        elif text_of(event, "kind") == "leg_changed":
            legs[int(number_of(event, "leg") or 0)] = text_of(event, "state")
    if phase in ("connecting", "fallback") and {"ringing", "picked_up"} & set(legs.values()):
        return "ringing"
    return phase if f"state_{phase}" in CATALOGUE["en"] else "new"


def _now(events: Sequence[Document], state: str, language: str) -> tuple[str, str]:
    """Gives what the screen of the phone says now, and in which language it is."""
    if state == "over":
        return _result(events[-1], language), language
    if state == "bridged":
        return say(language, "now_bridged"), language
    for event in reversed(events):
        if text_of(event, "kind") == "caller_hears":
            return _spoken(event), text_of(event, "language")
    return "", language


def _speaks(events: Sequence[Document], state: str) -> str:
    """Names the language of the last prompt; the greeting is in several."""
    if state not in ("new", "greeting"):
        for event in reversed(events):
            if text_of(event, "kind") == "caller_hears":
                code = text_of(event, "language")
                return LANGUAGES.get(code, code)
    return ""


def _kept(telling: Telling, *, ended: bool) -> str:
    language = telling.naming.language
    if telling.prefix is None:
        return say(language, "kept_no_more" if ended else "kept_nothing")
    return say(language, "kept", prefix=prefix_text(telling.prefix))


def _heard(events: Sequence[Document], language: str) -> list[HeardView]:
    rows: list[HeardView] = []
    digits = ""
    for event in events:
        kind = text_of(event, "kind")
        if kind == "key_pressed":
            fresh = not digits
            digits += text_of(event, "digit")
            row = _row(event, "caller", language, say(language, "pressed", digits=digits))
            if fresh:
                rows.append(row)
            else:
                rows[-1]["text"] = row["text"]
        elif kind == "caller_hears":
            digits = ""
            row = _row(event, "line", text_of(event, "language"), _spoken(event))
            row["sounds"] = _sounds(event)
            rows.append(row)
        elif kind == "caller_sound" and (sound := _sound(event, language)):
            digits = ""
            if not rows or rows[-1]["text"] != sound:
                rows.append(_row(event, "sound", language, sound))
    return rows


def _spoken(event: Document) -> str:
    """Gives a prompt for the eye: 9 1 1 is how a voice reads 911."""
    return _SPELLED.sub("", text_of(event, "text"))


def _sound(event: Document, language: str) -> str:
    key = f"sound_{text_of(event, 'sound')}"
    return say(language, key) if key in CATALOGUE[language] else ""


def _row(event: Document, who: str, language: str, text: str) -> HeardView:
    seconds = int(number_of(event, "at_s") or 0)
    at = f"{seconds // 60}:{seconds % 60:02d}"
    return {"at": at, "who": who, "language": language, "text": text, "sounds": []}


def _sounds(event: Document) -> list[str]:
    named = event.get("sounds")
    names = named if isinstance(named, (list, tuple)) else ()
    return [f"/phone/sounds/{quote(name)}" for name in names if isinstance(name, str)]


def _centers(events: Sequence[Document], language: str) -> list[SeatView]:
    seats: dict[int, SeatView] = {}
    for event in events:
        kind = text_of(event, "kind")
        leg = int(number_of(event, "leg") or 0)
        if kind == "leg_changed":
            former = seats.get(leg)
            seats[leg] = _seat(event, leg, language)
            if former is not None:
                seats[leg]["hears"] = former["hears"]
                seats[leg]["hears_language"] = former["hears_language"]
        elif kind == "answerer_hears" and leg in seats:
            seats[leg]["hears"] = _spoken(event)
            seats[leg]["hears_language"] = text_of(event, "language")
    ended = [leg for leg, seat in seats.items() if seat["state"] == "ended"]
    gone = set(ended[:-SHOWN_AFTER_END])
    return [seat for leg, seat in seats.items() if leg not in gone]


def _seat(event: Document, leg: int, language: str) -> SeatView:
    state = text_of(event, "state")
    shown = text_of(event, "outcome") if state == "ended" else state
    return {
        "leg": leg,
        "name": text_of(event, "name"),
        "kind": name_of(language, "kind", text_of(event, "leg_kind")),
        "state": state,
        "state_text": name_of(language, "leg", shown or "ended"),
        "hears": "",
        "hears_language": language,
        "acts": list(ACTS.get(state, ())),
    }


def _decision(events: Sequence[Document], telling: Telling) -> DecisionView | None:
    """Words the latest decision and marks how far each of its legs is."""
    decided = [i for i, event in enumerate(events) if text_of(event, "kind") == "decided"]
    if not decided:
        return None
    document = part_of(events[decided[-1]], "document")
    view = decision_view(document, telling.prefix, telling.naming)
    seats = {
        text_of(event, "center"): _seat(event, 0, telling.naming.language)
        for event in events[decided[-1] :]
        if text_of(event, "kind") == "leg_changed"
    }
    for leg in view["legs"]:
        if leg["center"] in seats:
            leg["state"] = seats[leg["center"]]["state"]
            leg["now"] = seats[leg["center"]]["state_text"]
    return view


def _result(event: Document, language: str) -> str:
    seconds = number_of(event, "seconds_to_person")
    if seconds is None:
        return say(language, "result_nobody")
    return say(language, "result_person", seconds=round(seconds))
