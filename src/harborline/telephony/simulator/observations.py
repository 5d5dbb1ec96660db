"""What a bystander could see and hear of a simulated call, in the order in which it happens.

Lives here: plain values for a screen (the dial pad, the terminal, a test). Nothing here decides.
May not: hold a number of a caller or of a destination. Centers appear by id and public name.
`to_document` turns any of them into JSON-ready data with `kind`, `call` and `at_s`.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


HIDDEN = "•"


class CallerHears(NamedTuple):
    """A prompt begins on the caller's side. `seconds`: how long it lasts unless interrupted.

    `sounds`: its recordings, as `harborline.sounds.library` calls them; empty = only the text.
    """

    call: str
    at_s: float
    prompt: str
    text: str
    language: str
    seconds: float
    sounds: tuple[str, ...] = ()


class CallerSound(NamedTuple):
    """What the caller hears between prompts: `ring_tone`, `hold_tone` or `silence`."""

    call: str
    at_s: float
    sound: str


class KeysAsked(NamedTuple):
    """The tree waits for keys: at most `max_digits`; after the prompts, `first_digit_s` for one."""

    call: str
    at_s: float
    max_digits: int
    first_digit_s: float
    between_s: float


class KeyPressed(NamedTuple):
    """The caller pressed a key; a digit of a PIN is `HIDDEN`. `passed_on`: it went to the answerer
    (bridged), not to the tree.
    """

    call: str
    at_s: float
    digit: str
    passed_on: bool


class Decided(NamedTuple):
    """A decision with its reasons, as `harborline explain --json` shows it (`document`)."""

    call: str
    at_s: float
    document: dict[str, Json]


class LegChanged(NamedTuple):
    """A leg moved on. `leg` numbers the attempts of this call from 1.

    `state`: dialing, ringing, picked_up, bridged, or ended; `outcome` is set when ended:
    accepted, declined, busy, no_answer, not_accepted, failed, abandoned.
    """

    call: str
    at_s: float
    leg: int
    center: str
    name: str
    leg_kind: str
    state: str
    outcome: str | None


class AnswererHears(NamedTuple):
    """A prompt begins on one leg's side: the whisper, or why a call could not be joined."""

    call: str
    at_s: float
    leg: int
    center: str
    prompt: str
    text: str
    language: str


class TimerStarted(NamedTuple):
    """A clock of the tree starts; it fires after `seconds` unless replaced or stopped."""

    call: str
    at_s: float
    timer: str
    seconds: float


class PhaseChanged(NamedTuple):
    """The tree entered another phase (`docs/reference/phone-tree-diagram.md` has them)."""

    call: str
    at_s: float
    phase: str


class CallEnded(NamedTuple):
    """The last observation of a call.

    `outcome`: answered, abandoned, unanswered, looped, turned_away or set_rota.
    `seconds_to_person`: from arrival to the first bridge, None when there was none.
    """

    call: str
    at_s: float
    outcome: str
    seconds_to_person: float | None


Observation: TypeAlias = (
    CallerHears
    | CallerSound
    | KeysAsked
    | KeyPressed
    | Decided
    | LegChanged
    | AnswererHears
    | TimerStarted
    | PhaseChanged
    | CallEnded
)

_KINDS: dict[type[Observation], str] = {
    CallerHears: "caller_hears",
    CallerSound: "caller_sound",
    KeysAsked: "keys_asked",
    KeyPressed: "key_pressed",
    Decided: "decided",
    LegChanged: "leg_changed",
    AnswererHears: "answerer_hears",
    TimerStarted: "timer_started",
    PhaseChanged: "phase_changed",
    CallEnded: "call_ended",
}


def to_document(observation: Observation) -> dict[str, Json]:
    """Gives JSON-ready data: the fields by name, and `kind`."""
    return {"kind": _KINDS[type(observation)], **observation._asdict()}
