"""Which sentences of a page hold a figure, in English and Spanish: whoever reads one must see where it is from.

Rather one sentence too many: a figure with a source harms nobody. No figure are only numbers that count
nothing: those to dial or press, clock times, dates, the age of majority, and the numbers of steps and lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harborline.web.public.learn.parsing import Piece, folded, marks_in

_ONE = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred|thousand"
_UNO = (
    "un|una|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|veinte|cien|ciento|mil"
)
_PEOPLE = (
    "people|persons|survivors|victims|women|men|girls|boys|children|teens|students|adults|rapes|assaults|"
    "cases|reports|callers"
)
_GENTE = (
    "personas|gente|sobrevivientes|victimas|mujeres|hombres|ninas|ninos|jovenes|estudiantes|adultos|"
    "violaciones|agresiones|casos|denuncias"
)

_FIGURES = re.compile(
    "|".join(
        (
            r"\d",
            r"[%‰]",
            r"\b(?:percent|per cent|por ciento|percentage|porcentaje)\b",
            rf"\b(?:{_ONE})\s+(?:in|of|out of)\s+(?:every\s+|each\s+)?(?:{_ONE})\b",
            rf"\b(?:{_UNO})\s+(?:de cada|de entre|entre|de)\s+(?:{_UNO})\b",
            r"\b(?:half|halves) (?:of|the|are|were|have|had|did)\b",
            r"\b(?:a|about|over|under|nearly|almost|than|around) half\b",
            r"\b(?:la )?mitad\b",
            r"\b(?:a|one|two|three|about a|nearly a)[ -](?:thirds?|quarters?|fifths?|tenths?)\b(?! (?:party|person|time|place)\b)",
            r"\b(?:un tercio|dos tercios|(?:un|tres) cuartos?|(?:una|la) (?:tercera|cuarta|quinta|decima) parte)\b",
            rf"\b(?:most|the majority) (?:of )?(?:the |all )?(?:\w+ )?(?:{_PEOPLE})\b",
            rf"\b(?:mayoria|mayor parte) de (?:los |las |la )?(?:{_GENTE})\b",
            r"\b(?:majority of|twice|double[sd]?|triple[sd]?|\w+ times (?:as|more|higher|the))\b",
            r"\b(?:el doble|el triple|\w+ veces (?:mas|mayor|tanto))\b",
            r"\b(?:dozens|hundreds|thousands|millions?|billions?)\b",
            r"\b(?:docenas|cientos|centenares|miles|millones|millon)\b",
            rf"\b(?:{_ONE}) \w+ (?:in|out of) (?:every |each )?(?:{_ONE})\b",
            rf"\b(?:{_UNO}) \w+ (?:de cada|de entre) (?:{_UNO})\b",
        )
    )
)

_NO_FIGURES = tuple(
    re.compile(pattern)
    for pattern in (
        # A number to dial: with its parts, or one of the short codes; never one that a unit follows.
        r"(?<![\w.])(?:\+?1[ -])?\(?\d{3}\)?[ -]\d{3}[ -]\d{4}(?!\w)",
        r"(?<![\w.,$])(?:911|988|711|211|741741|678-678)(?![\w%]|[.,]\d|\s*(?:%|percent|por ciento|in|of|de cada|people|personas))",
        # A key to press.
        r"\b(?:press(?:es|ing)?|key|marca(?:r|s)?|oprim(?:e|ir|a)|presiona(?:r)?|tecla|pulsa(?:r)?)( the| la)?( key| tecla)? [0-9#*]\b",
        # Day and night.
        r"\b(?:24/7|24 hours a day|las 24 horas(?: del dia)?)(?!\w)",
        # A clock time, and a date with its year.
        r"\b\d{1,2}(?::\d\d)? ?[ap]\. ?m\.?(?!\w)",
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)"
        r" (?:\d{1,2}, )?(?:19|20)\d\d\b",
        r"\b(?:\d{1,2} de )?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
        r"noviembre|diciembre) (?:de |del )(?:19|20)\d\d\b",
        # The age of majority, as a law names it; "before 18" counts people and is a figure.
        r"\b(?:under(?: the age of)?|younger than|over) 18\b(?!\s*%)",
        r"\b18 or (?:older|over)\b",
        r"\bmenor(?:es)? de (?:los )?18(?: anos)?\b(?!\s*%)",
        r"\b(?:mayor(?:es)? de 18(?: anos)?|18 anos o mas|(?:antes de cumplir|tienes|tiene) (?:menos de )?18(?: anos)?)\b",
        r"\bhalf (?:an hour|a day)\b|\bmedia hora\b",
    )
)
_SHORT_WORDS = re.compile(
    r"\b(?:[ap]\. ?m|u\.s|ee\. ?uu|dr|dra|sr|sra|st|p\. ?ej|e\.g|i\.e)\.", re.IGNORECASE
)
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?:\s*\[\^[^\]]+\])*(?=\s+|\Z)""")


def has_figure(text: str) -> bool:
    """Tells whether a sentence holds a figure, which needs a source."""
    plain = folded(text.replace("\u00a0", " "))
    plain = re.sub(r"\[\^[^\]]*\]", " ", plain)
    for pattern in _NO_FIGURES:
        plain = pattern.sub(" ", plain)
    return _FIGURES.search(plain) is not None


def sentences(text: str) -> Iterator[str]:
    """Parts a text into sentences; the source marks behind a full stop belong to the one before."""
    shielded = _SHORT_WORDS.sub(lambda found: found[0].replace(".", "\u2024"), text)
    begin = 0
    for end in _END.finditer(shielded):
        yield text[begin : end.end()].strip()
        begin = end.end()
    if rest := text[begin:].strip():
        yield rest


def unsourced(piece: Piece, known: frozenset[str]) -> Iterator[str]:
    """Gives each sentence with a figure that names no source of the page. `known`: the ids of the sources."""
    for sentence in (piece.text,) if piece.whole else sentences(piece.text):
        if has_figure(sentence) and not known.intersection(marks_in(sentence)):
            yield sentence
