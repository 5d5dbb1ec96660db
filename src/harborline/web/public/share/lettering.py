"""Any line of text as pieces of one font and one direction, in the order in which they stand on paper.

Pillow shapes Arabic and Indic letters where the machine has the library FriBidi. Elsewhere right-to-left
text is turned and joined here, and only scripts that need real shaping cannot be drawn (`can_draw`).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from PIL import features

from harborline.web.public.share.clusters import clusters
from harborline.web.public.share.joining import joined

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "european", "european-bold"
_OTHERS = ("arabic", "devanagari", "hebrew", "thai")
_NEED_SHAPING = frozenset({"devanagari", "thai"})
"""Without it a mark stands on the wrong side of its letter, or on another mark."""
_BRACKETS = str.maketrans("()[]{}<>«»", ")(][}{><»«")


class Piece(NamedTuple):
    """Text of one font. Shaped by whoever draws it, in its direction, where `is_shaped` is not set;
    otherwise ready to be drawn from left to right, letter by letter.
    """

    text: str
    font: str
    is_rtl: bool
    is_shaped: bool


@cache
def has_shaper() -> bool:
    """Tells whether Pillow can shape here: its wheels bring all that is needed but FriBidi."""
    return bool(features.check("raqm"))


def can_draw(text: str, *, shaper: bool) -> bool:
    """Tells whether there is a font, and a way, for every letter of a text."""
    found = {_font_of(letter, REGULAR) for letter in text}
    return "" not in found and (shaper or not found & _NEED_SHAPING)


def pieces(text: str, *, bold: bool, shaper: bool, rtl: bool = False) -> list[Piece]:
    """Gives a line as pieces from left to right; `rtl`: whether the text it is of is read from the right."""
    european = BOLD if bold else REGULAR
    letters = _leveled(text, TextDirection.RTL if rtl else TextDirection.LTR)
    runs: list[tuple[int, str, str]] = []
    fonts = _fonts_of([letter for letter, _ in letters], european)
    lettered = zip(letters, fonts, strict=True)
    for (level, font), group in groupby(lettered, key=lambda one: (one[0][1], one[1])):
        runs.append((level, font, "".join(letter for (letter, _), _ in group)))
    return [_piece(*run, shaper=shaper) for run in _as_seen(runs)]


def is_rtl(text: str) -> bool:
    """Tells whether the first letter with a direction is written from right to left."""
    for letter in text:
        way = unicodedata.bidirectional(letter)
        if way in {"L", "R", "AL"}:
            return way != "L"
    return False


def as_written(text: str) -> str:
    """Gives a right-to-left text as its letters stand on paper, joined; any other as it is."""
    return "".join(piece.text for piece in pieces(text, bold=True, shaper=False, rtl=is_rtl(text)))


def _piece(level: int, font: str, text: str, *, shaper: bool) -> Piece:
    rtl = bool(level % 2)
    if shaper or not rtl:
        return Piece(text, font, rtl, not shaper)
    written = [one.translate(_BRACKETS) for one in clusters(joined(text))]
    return Piece("".join(reversed(written)), font, rtl, True)


def _leveled(text: str, way: TextDirection) -> list[tuple[str, int]]:
    """Gives each letter in the order of reading, with how deep it stands among turns of direction."""
    if text.isascii() and way is TextDirection.LTR:
        return [(letter, 0) for letter in text]
    found = BidiParagraph(text=text, base_direction=way).get_characters_with_embedding_level()
    return [(one.character, one.embedding_level) for one in found]


def _as_seen(runs: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Turns runs by their levels: from the deepest on, each row of runs as deep or deeper is reversed."""
    seen = list(runs)
    for level in range(max((run[0] for run in runs), default=0), 0, -1):
        turned: list[tuple[int, str, str]] = []
        at = 0  # where the row of deep runs begins that is being turned
        for run in seen:
            deep = run[0] >= level
            turned.insert(at if deep else len(turned), run)
            at = at if deep else len(turned)
        seen = turned
    return seen


def _fonts_of(letters: list[str], european: str) -> list[str]:
    """Gives each letter's font; spaces and marks go with the letter before them, if its font has them."""
    fonts: list[str] = []
    for letter in letters:
        before = fonts[-1] if fonts else european
        neutral = letter.isspace() or unicodedata.category(letter) in {"Mn", "Mc", "Cf"}
        if neutral and ord(letter) in _coverage(before):
            fonts.append(before)
        else:
            fonts.append(_font_of(letter, european) or european)
    return fonts


def _font_of(letter: str, european: str) -> str:
    """Gives the first font that has a letter; nothing where none has."""
    for font in (european, *_OTHERS):
        if ord(letter) in _coverage(font):
            return font
    return ""


def _coverage(font: str) -> frozenset[int]:
    return _coverages()[font]


@cache
def _coverages() -> dict[str, frozenset[int]]:
    """Gives the letters of each font, as they were written down when it was cut."""
    found = {}
    for line in (FONTS / "letters.txt").read_text("ascii").splitlines():
        font, *ranges = line.split()
        ends = ([int(end, 16) for end in one.split("-")] for one in ranges)
        found[font] = frozenset(code for first, last in ends for code in range(first, last + 1))
    return found
