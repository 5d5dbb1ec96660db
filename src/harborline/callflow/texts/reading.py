"""Reads what somebody texted: total over every string, and in doubt it is a person who asks how.

Words to opt out are the carrier's, and what a machine wrote gets no answer, so that two machines do
not go on for ever. A text is read once and not kept.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

_MOST_LETTERS = 1600


class Wish(StrEnum):
    """What a text is about. `SILENCE`: no answer."""

    ZIP = "zip"
    HELP = "help"
    HOW = "how"
    SILENCE = "silence"


class Asked(NamedTuple):
    """What a text asks. `language`: of the text, or as keyed, None = not told.

    `who`: the name of the center is asked for; `urgent`: words of need are in it.
    """

    wish: Wish
    zip: str | None = None
    language: str | None = None
    who: bool = False
    urgent: bool = False

    def __repr__(self) -> str:
        return "<Asked>"


_CARRIERS = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
    | {"opt out", "start", "unstop", "alto", "parar", "baja", "cancelar"}
)
"""Whole texts that carriers act on by themselves, or that mean the same."""

_MACHINES = (
    *("auto reply", "autoreply", "automatic reply", "auto response", "autoresponse"),
    *("this is an automated", "out of office", "do not reply", "dont reply", "noreply"),
    *("reply stop", "text stop", "stop to end", "stop to opt", "stop to unsub", "stop2end"),
    *("msg data rates", "message and data rates", "verification code", "your code is"),
    *("not receiving notifications", "respuesta automatica", "mensaje automatico"),
    *("no respondas a este", "no responda a este", "responde stop", "fuera de la oficina"),
)
"""Phrases of machines, as words without punctuation; nobody in need writes them."""

_NEED = frozenset(
    {"help", "info", "911", "emergency", "danger", "sos", "hurt", "scared", "unsafe"}
    | {"ayuda", "ayudame", "auxilio", "socorro", "emergencia", "peligro", "miedo", "urgente"}
)
_NAMES = frozenset({"who", "name", "quien", "quienes", "nombre"})
_KEYED = {"es": "es", "espanol": "es", "spanish": "es", "en": "en", "english": "en", "ingles": "en"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SPANISH = _words(
    "hola ayuda ayudame necesito por favor gracias quiero donde como estoy esta codigo quien soy que "
    "una para con mi hablar alguien el la los las de y tengo miedo auxilio socorro emergencia peligro "
    "nombre centro cerca buenas buenos puedo numero llamar urgente"
)
_ENGLISH = _words(
    "the i im is need please help who where how my am to for you hello hi and someone near talk can "
    "name what number call want have it in urgent scared"
)
_SPANISH_LETTERS = frozenset("ñÑ¿¡áéíóúÁÉÍÓÚ")
_BEFORE_A_ZIP = re.compile(r"(?:zip|code|postal|cp)[\s:#.-]*(?=[0-9])", re.IGNORECASE)
_ZIP = re.compile(r"(?<![0-9A-Za-z$+./-])([0-9]{5})(?:-[0-9]{4})?(?![0-9A-Za-z/@-]|[.,][0-9])")
_SPACED = re.compile(r"\s*[0-9](?:[\s.-]?[0-9]){4}\s*")
_WORD = re.compile(r"[a-z0-9]+")


def read(text: str) -> Asked:
    """Reads a text, whatever it is."""
    text = unicodedata.normalize("NFKC", text[:_MOST_LETTERS])
    words = _WORD.findall(_folded(text))
    line = " ".join(words)
    if line in _CARRIERS or any(phrase in line for phrase in _MACHINES):
        return Asked(Wish.SILENCE)
    language = _keyed(words) or _guessed(text, words)
    urgent = not _NEED.isdisjoint(words)
    zip_code = _zip(text)
    if zip_code is not None:
        return Asked(Wish.ZIP, zip_code, language, not _NAMES.isdisjoint(words), urgent)
    return Asked(Wish.HELP if urgent else Wish.HOW, None, language)


def _folded(text: str) -> str:
    """Gives the letters without their accents, small, and words like `don't` in one."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("\u2019", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def _zip(text: str) -> str | None:
    """Gives the one ZIP in a text; with two of them nobody knows which is meant."""
    if _SPACED.fullmatch(text):
        return "".join(c for c in text if c in "0123456789")
    found = set(_ZIP.findall(_BEFORE_A_ZIP.sub(" ", text)))
    return found.pop() if len(found) == 1 else None


def _keyed(words: list[str]) -> str | None:
    """Gives the language that was asked for: its name, or a code with at most a ZIP beside it."""
    letters = [word for word in words if not word.isdigit()]
    if len(letters) == 1 and letters[0] in _KEYED:
        return _KEYED[letters[0]]
    named = [_KEYED[word] for word in letters if word in _KEYED and len(word) > 2]
    return named[0] if len(named) == 1 else None


def _guessed(text: str, words: list[str]) -> str | None:
    spanish = sum(word in _SPANISH for word in words) + 2 * any(c in _SPANISH_LETTERS for c in text)
    english = sum(word in _ENGLISH for word in words)
    if spanish == english:
        return None
    return "es" if spanish > english else "en"
