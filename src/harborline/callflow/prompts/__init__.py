"""Every sentence of the telephone: ids, one file of texts per language, and how a text is made.

Lives here: words. The tree says `Say(Prompt.CONNECTING, "es")`; sounds are rendered from `text_of`
at build time and may be replaced by a person's recording. May not: choose what is said when.
A language without a file of its own is spoken in English; `spoken_in` tells which it will be.
"""

from __future__ import annotations

from typing import NamedTuple

from harborline.callflow.prompts import en, es
from harborline.callflow.prompts.ids import Prompt

__all__ = ["CATALOGUES", "Prompt", "Say", "spoken_fills", "spoken_in", "template_of", "text_of"]


class Catalogue(NamedTuple):
    """All that is said in one language, and what languages are called in it."""

    texts: dict[Prompt, str]
    languages: dict[str, str]
    your_center: str


CATALOGUES = {
    "en": Catalogue(en.TEXTS, en.LANGUAGES, en.YOUR_CENTER),
    "es": Catalogue(es.TEXTS, es.LANGUAGES, es.YOUR_CENTER),
}

_FALLBACK = "en"

_TELLING = (
    *("abus", "agres", "assault", "asalto", "batter", "crim", "crisis", "domestic", "maltrat"),
    *("rape", "safe", "sex", "shelter", "surviv", "sobreviv", "traffick", "victim", "violación"),
    *("violen", "refugio", "violad"),
)
"""Beginnings of words that would tell whoever else picks up what kind of call this is."""


class Say(NamedTuple):
    """A prompt, the language asked for (ISO 639-1), and what fills its braces, by name."""

    prompt: Prompt
    language: str
    fills: tuple[tuple[str, str], ...] = ()


def spoken_in(say: Say) -> str:
    """Gives the language in which it will be heard."""
    return say.language if say.language in CATALOGUES else _FALLBACK


def text_of(say: Say) -> str:
    """Gives the text as spoken: languages by their names, codes digit by digit."""
    return template_of(say).format(**spoken_fills(say))


def template_of(say: Say) -> str:
    """Gives the text with its braces, in the language in which it will be heard."""
    return CATALOGUES[spoken_in(say)].texts[say.prompt]


def spoken_fills(say: Say) -> dict[str, str]:
    """Gives what fills the braces, as it is spoken."""
    catalogue = CATALOGUES[spoken_in(say)]
    fills = dict(say.fills)
    if "language" in fills:
        fills["language"] = catalogue.languages.get(fills["language"], fills["language"])
    if "code" in fills:
        fills["code"] = " ".join(fills["code"])
    if say.prompt is Prompt.ANSWERER_WHISPER:
        fills["center"] = discreet(fills["center"], catalogue.your_center)
    return fills


def discreet(name: str, otherwise: str) -> str:
    """Gives a center's name, or something else in place of one that tells what kind of call it is."""
    telling = any(word.startswith(_TELLING) for word in name.casefold().split())
    return otherwise if telling else name


def tells(address: str) -> bool:
    """Tells whether a web address names what kind of help it leads to; its words run together."""
    return any(part in address.casefold() for part in _TELLING)
