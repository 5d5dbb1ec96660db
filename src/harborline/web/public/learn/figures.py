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
_TENS = (
    "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|"
    "eighty|ninety|trece|catorce|quince|dieciseis|diecisiete|dieciocho|diecinueve|veinte|veinti\\w+|treinta|"
    "cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
)

_FIGURES = re.compile(
    "|".join(
        (
            r"\d",
            r"[%‰]",
            r"\b(?:percent|per cent|por ciento|percentage|porcentaje)\b",
            r"\b(?:per|por cada) (?:hundred|thousand|million|cien|mil|millon)\b",
            rf"\b(?:{_TENS})\b",
            # One in five, one woman out of every five; una de cada cinco.
            rf"\b(?:{_ONE})(?: \w+)?\s+(?:in|of|out of)\s+(?:every\s+|each\s+)?(?:{_ONE})\b",
            rf"\b(?:{_UNO})(?: \w+)?\s+(?:de cada|de entre|entre|de)\s+(?:{_UNO})\b",
            r"\bevery (?:other|second|third|fourth|fifth|tenth) (?:person|woman|man|girl|boy|child|survivor)\b",
            r"\bcada (?:segund|tercer|cuart|quint|decim)[ao]? (?:persona|mujer|hombre|nin[ao]|sobreviviente)\b",
            # Halves and other parts.
            r"\b(?:half|halves) (?:of|the|are|were|have|had|did)\b",
            r"\b(?:a|about|over|under|nearly|almost|than|around) half\b",
            r"\bmitad\b",
            r"\b(?:a|one|two|three|nearly a)[ -](?:thirds?|quarters?)\b(?! (?:party|person|time|place)\b)",
            r"\b(?:a|\w+)[ -](?:fifths|sixths|sevenths|eighths|ninths|tenths)\b",
            r"\b(?:a|one) (?:fifth|sixth|eighth|tenth) of\b",
            r"\b(?:un tercio|dos tercios|(?:un|tres) cuartos?)\b",
            r"\b(?:una|la) (?:tercera|cuarta|quinta|sexta|octava|decima) parte\b",
            # Most of them.
            rf"\bmost (?:of )?(?:the |all )?(?:\w+ )?(?:{_PEOPLE})\b",
            r"\bmost (?:of (?:them|us|those)|never|knew|know|said|told)\b",
            r"\b(?:majority|mayoria(?! de edad)|mayor parte)\b",
            # Many times as many, and great numbers.
            r"\b(?:twice|double[sd]?|triple[sd]?|\w+ times (?:as|more|higher|the))\b",
            r"\b(?:el doble|el triple|\w+ veces (?:mas|mayor|tanto))\b",
            r"\b(?:dozens|hundreds|thousands|millions?|billions?)\b",
            r"\b(?:docenas|cientos|centenares|miles|millones|millon)\b",
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
