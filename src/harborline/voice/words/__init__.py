"""Every word of the dial pad, in English and Spanish (tú), by the same keys in each language.

A text may hold `{names}`; `say` fills them. The prompts of a call are not here: callflow has them.
"""

from __future__ import annotations

from collections.abc import Mapping

from harborline.voice.words import en, es

LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Español"}
"""The page's languages, each named in itself; the first is used when nothing fits."""

CATALOGUE: Mapping[str, Mapping[str, str]] = {"en": en.WORDS, "es": es.WORDS}


def say(language: str, key: str, **values: object) -> str:
    """Gives a text of the page in one of `LANGUAGES`, its names filled in."""
    return CATALOGUE[language][key].format(**values)


def name_of(language: str, kind: str, value: str) -> str:
    """Gives the words for a value of a closed list; one nobody worded yet shows as it is."""
    return CATALOGUE[language].get(f"{kind}_{value}", value.replace("_", " "))


def preferred_language(asked: str | None, accept: str) -> str:
    """Picks the page's language: the one asked for, else the browser's best, else English."""
    if asked is not None and asked in LANGUAGES:
        return asked
    for tag in _by_weight(accept):
        if tag[:2] in LANGUAGES:
            return tag[:2]
    return next(iter(LANGUAGES))


def _by_weight(accept: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for part in accept.lower().split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if tag and quality > 0:
            weighted.append((-quality, tag))
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]
