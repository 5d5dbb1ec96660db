"""Which recordings make up what is said: a text is cut behind what fills its braces.

Closed sets (keys, languages, minutes) are recorded as whole sentences or clauses, codes digit by
digit; names are recorded where this installation has rendered them. The texts of the pieces, joined,
are the text that is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from harborline.callflow.prompts import (
    CATALOGUES,
    Prompt,
    Say,
    spoken_fills,
    spoken_in,
    template_of,
)

KEYS = "1234567"
"""The keys that choose a language."""

MINUTES = range(2, 21)
"""Waits that are recorded; longer ones are told without a figure."""

_DIGITS = "0123456789"
_SEPARATORS = str.maketrans("", "", " -().+")
_FIELD = re.compile(r"\{(\w+)\}")
_LESSER = {
    Prompt.WELCOME: Prompt.WELCOME_DISCREET,
    Prompt.CONNECTING_CENTER: Prompt.CONNECTING,
    Prompt.HOLD_WAIT_MINUTES: Prompt.HOLD_LONG_SURGE,
    Prompt.OTHER_WEB: Prompt.OTHER_CALL,
    Prompt.OTHER_TEXT: Prompt.OTHER_CALL,
}


class Piece(NamedTuple):
    """One recording. `name`: of its file, without the ending. `text`: what is heard in it.

    `owned`: it names something of this installation, so we cannot ship it. `plain`: its name in a
    line's own folder, where the line need not be named. `dispensable`: the rest can be understood
    without it.
    """

    name: str
    text: str
    owned: bool = False
    plain: str | None = None
    dispensable: bool = False


class Names(NamedTuple):
    """What an installation calls its own: names of lines and centers, other ways to reach help.

    `connecting`: centers whose names callers hear; `whispered`: those whose answerers hear theirs.
    """

    lines: tuple[str, ...] = ()
    connecting: tuple[str, ...] = ()
    whispered: tuple[str, ...] = ()
    web: str | None = None
    text: str | None = None


def pieces_of(say: Say) -> tuple[Piece, ...]:
    """Gives the recordings of what is said, in their order."""
    raw, spoken = dict(say.fills), spoken_fills(say)
    spelled = _spelled(raw)
    parts = _parts(template_of(say), spelled is not None)
    pieces: list[Piece] = []
    for place, part in enumerate(parts, start=1):
        fields = _FIELD.findall(part)
        base = say.prompt.value if len(parts) == 1 else f"{say.prompt.value}-{place}"
        if spelled is not None and fields and fields[0] in {"code", "text"}:
            pieces += _digits(spelled, part[part.index("}") + 1 :])
        elif not fields:
            pieces.append(Piece(base, part))
        else:
            pieces.append(_filled(base, part, fields[0], raw, spoken, spoken_in(say)))
    return tuple(pieces)


def lesser_of(say: Say) -> Say | None:
    """Gives what is said instead where a recording is missing: the same without the name."""
    if say.prompt is Prompt.ANSWERER_WHISPER:
        fills = dict(say.fills)
        your_center = CATALOGUES[spoken_in(say)].your_center
        if fills["center"] == your_center:
            return None
        return say._replace(fills=tuple(sorted({**fills, "center": your_center}.items())))
    lesser = _LESSER.get(say.prompt)
    return None if lesser is None else Say(lesser, say.language)


def shipped_pieces(language: str) -> tuple[Piece, ...]:
    """Gives every recording of a language that is the same for all installations."""
    return _distinct(_closed_says(language), owned=False)


def owned_pieces(language: str, names: Names) -> tuple[Piece, ...]:
    """Gives the recordings of a language that name something of this installation."""
    return _distinct(_open_says(language, names), owned=True)


def _distinct(says: Iterable[Say], *, owned: bool) -> tuple[Piece, ...]:
    found = {piece.name: piece for say in says for piece in pieces_of(say) if piece.owned is owned}
    return tuple(found.values())


def _closed_says(language: str) -> Iterator[Say]:
    catalogue = CATALOGUES[language]
    for prompt, text in catalogue.texts.items():
        fields = set(_FIELD.findall(text))
        if not fields:
            yield Say(prompt, language)
        elif fields == {"digit"}:
            yield from (Say(prompt, language, (("digit", key),)) for key in KEYS)
        elif fields == {"minutes"}:
            yield from (Say(prompt, language, (("minutes", str(n)),)) for n in MINUTES)
    for code in catalogue.languages:
        for key in KEYS:
            fills = (("digit", key), ("language", code))
            yield Say(Prompt.LANGUAGE_KEY_NAMED, language, fills)
        fills = (("center", catalogue.your_center), ("language", code))
        yield Say(Prompt.ANSWERER_WHISPER, language, fills)
    yield Say(Prompt.CONNECTING_CENTER, language, (("center", "x"),))
    for digit in _DIGITS:
        yield Say(Prompt.PLACE_CODE, language, (("code", digit * 4),))
        yield Say(Prompt.OTHER_TEXT, language, (("text", digit * 2),))


def _open_says(language: str, names: Names) -> Iterator[Say]:
    for line in names.lines:
        yield Say(Prompt.WELCOME, language, (("line", line),))
    for center in names.connecting:
        yield Say(Prompt.CONNECTING_CENTER, language, (("center", center),))
    for center in names.whispered:
        yield Say(Prompt.ANSWERER_WHISPER, language, (("center", center), ("language", "en")))
    if names.web:
        yield Say(Prompt.OTHER_WEB, language, (("web", names.web),))
    if names.text:
        yield Say(Prompt.OTHER_TEXT, language, (("text", names.text),))


def _spelled(raw: dict[str, str]) -> str | None:
    """Gives what is said digit by digit: a code, or a number to text to."""
    digits = raw.get("code", raw.get("text", "")).translate(_SEPARATORS)
    return digits if digits and set(digits) <= set(_DIGITS) else None


@cache
def _parts(template: str, spelled: bool) -> tuple[str, ...]:  # noqa: FBT001 -- the cache's key
    cut = r"(?<=\}[,.])\s+"
    if spelled:
        cut += r"|\s+(?=\{(?:code|text)\})"
    return tuple(re.split(cut, template))


def _digits(digits: str, mark: str) -> list[Piece]:
    """The last digit has a recording of its own, on which the voice falls."""
    last = Piece(f"digit-{digits[-1]}-end", f"{digits[-1]}{mark}")
    return [*(Piece(f"digit-{digit}", digit) for digit in digits[:-1]), last]


def _filled(
    base: str, part: str, field: str, raw: dict[str, str], spoken: dict[str, str], language: str
) -> Piece:
    catalogue = CATALOGUES[language]
    text = part.format(**spoken)
    whisper = base.startswith(Prompt.ANSWERER_WHISPER.value)
    if field == "center":
        nameless = whisper and spoken[field] == catalogue.your_center
        return Piece(f"{base}.{slug(spoken[field])}", text, not nameless)
    if field == "language":
        unknown = raw[field] not in catalogue.languages
        return Piece(f"{base}.{slug(raw[field])}", text, unknown, dispensable=unknown and whisper)
    if field == "minutes":
        unusual = raw[field] not in map(str, MINUTES)
        return Piece(f"{base}.{slug(raw[field])}", text, unusual)
    owned = field != "digit"
    return Piece(f"{base}.{slug(raw[field])}", text, owned, base if owned else None)


def slug(name: str) -> str:
    """Gives a name as part of a file's name: two names alike in it sound alike."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", plain))
    short = "-".join(words)[:60].strip("-")
    return short or sha256(name.encode()).hexdigest()[:12]
