"""What a voice process asks the directory when somebody sets the rota by telephone, and how it is sealed.

A question is a line of JSON with the moment it was asked and a word of its own, signed with a key that both
sides have: nobody else can ask, and no question is answered twice. Nothing of it can be printed.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import NamedTuple, Protocol

from harborline.callflow.values import RotaAnswer, RotaWish

PATH = "/internal/rota"
SIGNATURE = "Harborline-Signature"
GOOD_FOR_S = 30.0
"""How far apart the clocks of both sides may be, with the way between them."""

LONGEST = 400
"""Bytes; a question or an answer that is longer is none of ours."""

ANSWERED_WITHIN_S = 4.5
"""What the telephone's side waits."""

CHANGES_WITHIN_S = 3.5
"""The directory changes nothing later than this after it was asked, so what a person hears is what is; the
time for which a question lay waiting counts too. Where the clocks of two machines differ by more, nothing
is changed at all."""

_PURPOSE = b"harborline rota desk 1"


class RotaQuestion(NamedTuple):
    """A center's code, a PIN, and what its holder wants from now on."""

    code: str
    pin: str
    wish: RotaWish

    def __repr__(self) -> str:
        return "<RotaQuestion>"


class Opened(NamedTuple):
    """A question that is signed and not too old. `once`: its own word, to be taken one time.

    `age_s`: seconds since it was asked, by both sides' clocks; 0 where theirs is ahead.
    """

    question: RotaQuestion
    once: str
    age_s: float


class RotaDesk(Protocol):
    """Whoever sets the rota for the telephone."""

    def ask(self, question: RotaQuestion, answered: Callable[[RotaAnswer], None]) -> None:
        """Begins to ask, and returns; `answered` is called once, from the event loop, if at all."""


class NoRotaDesk:
    """There is no directory to ask."""

    def ask(self, question: RotaQuestion, answered: Callable[[RotaAnswer], None]) -> None:  # noqa: ARG002 -- as RotaDesk
        answered(RotaAnswer.AWAY)


def key_from(secret: str) -> bytes:
    """Gives the key that signs questions, made of a secret that both sides have."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def sealed(question: RotaQuestion, key: bytes, once: str, at_s: float) -> tuple[bytes, str]:
    """Gives a question's body and signature. `at_s`: seconds since 1970."""
    told = {**question._asdict(), "once": once, "at_s": round(at_s, 3)}
    body = json.dumps(told, separators=(",", ":")).encode()
    return body, hmac.new(key, body, "sha256").hexdigest()


def opened(body: bytes, signature: str, key: bytes, at_s: float) -> Opened | None:
    """Gives a question that whoever has the key asked just now, None for anything else."""
    if len(body) > LONGEST or not signature.isascii():
        return None
    if not hmac.compare_digest(hmac.new(key, body, "sha256").hexdigest(), signature):
        return None
    try:
        told = json.loads(body)
        question = RotaQuestion(str(told["code"]), str(told["pin"]), RotaWish(told["wish"]))
        once, asked_s = str(told["once"]), float(told["at_s"])
    except (ValueError, KeyError, TypeError):
        return None
    age_s = at_s - asked_s
    return Opened(question, once, max(0.0, age_s)) if abs(age_s) <= GOOD_FOR_S else None
