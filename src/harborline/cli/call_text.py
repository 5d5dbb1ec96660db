"""One line of text for each thing that happens in a simulated call; what nobody would see has none."""

from __future__ import annotations

from typing import Any

from harborline.telephony.simulator.observations import (
    AnswererHears,
    CallEnded,
    CallerHears,
    CallerSound,
    Decided,
    KeyPressed,
    LegChanged,
    Observation,
)

SOUNDS = {"ring_tone": "(ringing)", "hold_tone": "(a soft tone)"}
STATES = {
    "dialing": "is being dialed",
    "ringing": "rings",
    "picked_up": "picked up",
    "bridged": "accepted: they talk",
}
OUTCOMES = {
    "accepted": "has left the line",
    "declined": "declined",
    "busy": "is busy",
    "no_answer": "did not answer",
    "not_accepted": "picked up, but nobody pressed 1",
    "failed": "could not be reached",
    "abandoned": "is let go",
}
ENDS = {
    "answered": "A person took the call",
    "abandoned": "The caller left before a person took the call",
    "unanswered": "Nobody took the call; goodbye was said",
    "looped": "A center forwarded the call back; it was hung up",
    "turned_away": "No call could be connected; the notice was said",
    "set_rota": "Somebody who answers calls set the rota",
}


def line_of(seen: Observation) -> str | None:
    """Gives the line, with the seconds since the call arrived; None for what has none."""
    text = _text(seen)
    return None if text is None else f"{seen.at_s:6.1f} s  {text}"


def _text(seen: Observation) -> str | None:
    match seen:
        case CallerHears():
            return f"caller hears [{seen.language}] {seen.text}"
        case CallerSound():
            return f"caller hears {SOUNDS[seen.sound]}"
        case KeyPressed():
            return f"caller presses {seen.digit}" + (" (to the answerer)" * seen.passed_on)
        case AnswererHears():
            return f"    leg {seen.leg} hears [{seen.language}] {seen.text}"
        case LegChanged():
            return f"  leg {seen.leg}: {seen.name or 'national backup'} {_state(seen)}"
        case Decided():
            return f"decided: {_legs(seen.document)}"
        case CallEnded():
            return _end(seen)
    return None


def _state(seen: LegChanged) -> str:
    return STATES[seen.state] if seen.outcome is None else OUTCOMES[seen.outcome]


def _legs(document: dict[str, Any]) -> str:
    return ", then ".join(f"{leg['center']} ({leg['reason']})" for leg in document["legs"])


def _end(seen: CallEnded) -> str:
    after = "" if seen.seconds_to_person is None else f" after {seen.seconds_to_person:g} s"
    return f"{ENDS[seen.outcome]}{after}."
