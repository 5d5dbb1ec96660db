"""From the text of a cell to a value, with what a spreadsheet program did to it on the way.

Excel drops the zeros that a ZIP or a FIPS code begins with, writes long numbers as 1.70E+10, and joins
"48201,48203" to one number. The first is mended and told, the others are refused: nobody can know what
stood there. An empty cell has no value; it changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from harborline.app.spreadsheets.columns import Column
from harborline.app.spreadsheets.offers import offer_in_words, read_offer
from harborline.app.spreadsheets.reasons import Note, Reason, Unusable
from harborline.atlas.tables import Atlas
from harborline.core.directory import Rollover
from harborline.core.listings import Serves

FORMULA_STARTS = "=+-@\t\r"
"""What makes a spreadsheet program take a cell for a formula."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SHEET_NUMBER = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;|/\s]+")
_YES = frozenset(["1", "x", "y", "yes", "true", "si", "sí", "t"])
_NO = frozenset(["0", "n", "no", "false", "none", "f"])
_SHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!")
_ZIP_DIGITS, _FIPS_DIGITS = 5, 5
_LONGEST = {
    Column.DESCRIPTION: 2000,
    Column.ACCESSIBILITY: 1000,
    Column.CITY: 100,
    Column.ZONE: 40,
}
_USUAL_LENGTH = 200


class Cell(NamedTuple):
    """What a cell says. `notes`: what was mended."""

    value: Any
    notes: tuple[Note, ...] = ()


def read_cell(column: Column, text: str, atlas: Atlas) -> Cell | None:
    """Gives the value of a cell, ready for the directory; None for an empty one. Raises Unusable."""
    bare = _unescaped(text).strip()
    if not bare:
        return None
    if _CONTROL.search(bare):
        raise Unusable(Reason.CONTROL)
    if bare.upper().startswith(_SHEET_ERRORS):
        raise Unusable(Reason.SHEET_ERROR)
    found = _READERS[column](bare, atlas)
    return found if isinstance(found, Cell) else Cell(found)


def _unescaped(text: str) -> str:
    """Takes away the apostrophe that our own export puts before what looks like a formula."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in FORMULA_STARTS else text


def _words(longest: int) -> Callable[[str, Atlas], str]:
    def read(text: str, _atlas: Atlas) -> str:
        if len(text) > longest:
            raise Unusable(Reason.TOO_LONG, str(longest))
        return text

    return read


def _id(text: str, _atlas: Atlas) -> str:
    if not _ID.fullmatch(text):
        raise Unusable(Reason.BAD_ID)
    return text


def _yes_no(text: str, _atlas: Atlas) -> bool:
    word = text.lower()
    if word in _YES | _NO:
        return word in _YES
    raise Unusable(Reason.NOT_YES_NO)


def _whole(least: int, most: int) -> Callable[[str, Atlas], int]:
    def read(text: str, _atlas: Atlas) -> int:
        digits = text.removesuffix(".0")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise Unusable(Reason.NOT_WHOLE)
        if not least <= int(digits) <= most:
            raise Unusable(Reason.OUT_OF_RANGE, f"{least}–{most}")
        return int(digits)

    return read


def _state(text: str, atlas: Atlas) -> str:
    if text.upper() not in atlas.states:
        raise Unusable(Reason.NOT_A_STATE)
    return text.upper()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(text: str, _atlas: Atlas) -> str:
    if text not in _zones():
        raise Unusable(Reason.NOT_A_ZONE)
    return text


def _codes(text: str, digits: int) -> tuple[list[str], list[Note]]:
    """Splits codes of so many digits, with the zeros that a spreadsheet dropped put back."""
    found, notes = [], []
    for part in filter(None, _BETWEEN.split(text)):
        code = part.removesuffix(".0")
        if _SHEET_NUMBER.fullmatch(code):
            raise Unusable(Reason.SHEET_NUMBER)
        if not (code.isascii() and code.isdigit()):
            found.append(code)
            continue
        if len(code) > digits + 1 and len(code) % digits in {0, digits - 1}:
            raise Unusable(Reason.JOINED)
        if digits - 2 <= len(code) < digits:
            code = code.zfill(digits)
            notes.append(Note.LOST_ZEROS)
        found.append(code)
    return found, notes


def _counties(text: str, atlas: Atlas) -> Cell:
    codes, notes = _codes(text, _FIPS_DIGITS)
    for place, code in enumerate(codes):
        if code in atlas.aliases and code not in atlas.counties:
            codes[place] = atlas.aliases[code]
            notes.append(Note.ALIAS)
        if codes[place] not in atlas.counties:
            raise Unusable(Reason.NOT_A_COUNTY)
    return Cell(sorted(set(codes)), tuple(dict.fromkeys(notes)))


def _zips(text: str, atlas: Atlas) -> Cell:
    codes, notes = _codes(text, _ZIP_DIGITS)
    for place, code in enumerate(codes):
        short, dash, rest = code.partition("-")
        if dash and len(rest) == 4 and rest.isdigit():
            codes[place] = short.zfill(_ZIP_DIGITS)
            notes.append(Note.CUT_ZIP)
        if codes[place] not in atlas.zips:
            raise Unusable(Reason.NOT_A_ZIP)
    return Cell(sorted(set(codes)), tuple(dict.fromkeys(notes)))


def _one_zip(text: str, atlas: Atlas) -> Cell:
    codes, notes = _zips(text, atlas)
    if len(codes) != 1:
        raise Unusable(Reason.NOT_A_ZIP)
    return Cell(codes[0], notes)


_LANGUAGE_NAMES = {
    "english": "en", "spanish": "es", "español": "es", "espanol": "es", "french": "fr",
    "vietnamese": "vi", "chinese": "zh", "mandarin": "zh", "korean": "ko", "tagalog": "tl",
    "arabic": "ar", "russian": "ru", "portuguese": "pt", "haitian": "ht", "creole": "ht",
}  # fmt: skip


def _languages(text: str, _atlas: Atlas) -> list[str]:
    codes = [_LANGUAGE_NAMES.get(word, word) for word in _BETWEEN.split(text.lower()) if word]
    if any(not re.fullmatch("[a-z]{2}", code) for code in codes):
        raise Unusable(Reason.NOT_A_LANGUAGE)
    return list(dict.fromkeys(codes))


def _serves(text: str, _atlas: Atlas) -> list[str]:
    allowed = [kind.value for kind in Serves]
    words = [part.strip().lower().replace(" ", "_") for part in re.split("[,;|]", text)]
    given = list(dict.fromkeys(word for word in words if word))
    if not set(given) <= set(allowed):
        raise Unusable(Reason.NOT_ONE_OF, ", ".join(allowed))
    return given


def _rollover(text: str, _atlas: Atlas) -> str:
    allowed = [kind.value for kind in Rollover]
    if text.lower() not in allowed:
        raise Unusable(Reason.NOT_ONE_OF, ", ".join(allowed))
    return text.lower()


def _numbers(text: str, _atlas: Atlas) -> list[str]:
    found = []
    for part in (bit.strip() for bit in re.split(r"[,;|\n]", text)):
        if not part:
            continue
        number = _unescaped(part)
        if _SHEET_NUMBER.fullmatch(number):
            raise Unusable(Reason.SHEET_NUMBER)
        digits = re.sub(r"[\s().+-]", "", number.removesuffix(".0"))
        if not (digits.isascii() and digits.isdigit()):
            raise Unusable(Reason.NOT_A_NUMBER)
        if len(digits) == 11 and digits[0] == "1":
            digits = digits[1:]
        if not (len(digits) == 10 and digits[0] > "1" and digits[3] > "1"):
            raise Unusable(Reason.NOT_A_NUMBER)
        found.append(f"+1{digits}")
    return list(dict.fromkeys(found))


def _training(text: str, _atlas: Atlas) -> list[str]:
    try:
        offers = [read_offer(part) for part in re.split(r"[;|\n]", text) if part.strip()]
    except ValueError:
        raise Unusable(Reason.NOT_A_TRAINING) from None
    return [offer_in_words(offer) for offer in offers]


def _link(text: str, _atlas: Atlas) -> str:
    link = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        raise Unusable(Reason.NOT_A_LINK) from None
    fits = parts.scheme in {"http", "https"} and "." in host and not re.search(r"[\s<>\"]", link)
    if not fits or len(link) > _USUAL_LENGTH or parts.username is not None:
        raise Unusable(Reason.NOT_A_LINK)
    return link


def _email(text: str, _atlas: Atlas) -> str:
    if not _EMAIL.fullmatch(text):
        raise Unusable(Reason.NOT_AN_EMAIL)
    return text


_READERS: Mapping[Column, Callable[[str, Atlas], Any]] = {
    **{column: _words(_LONGEST.get(column, _USUAL_LENGTH)) for column in Column},
    Column.ID: _id,
    Column.STATE: _state,
    Column.COALITION: _id,
    Column.ZONE: _zone,
    Column.COUNTIES: _counties,
    Column.ZIPS: _zips,
    Column.LANGUAGES: _languages,
    Column.INTERPRETER: _yes_no,
    Column.SERVES: _serves,
    Column.ACCOMPANIMENT: _yes_no,
    Column.RTT: _yes_no,
    Column.CONFIDENTIAL: _yes_no,
    Column.WEB: _link,
    Column.EMAIL: _email,
    Column.ADDRESS_ZIP: _one_zip,
    Column.VOICE: _numbers,
    Column.TEXT: _numbers,
    Column.TTY: _numbers,
    Column.VIDEOPHONE: _numbers,
    Column.TRAINING: _training,
    Column.RANK: _whole(1, 10_000),
    Column.ROLLOVER: _rollover,
    Column.CAPACITY: _whole(1, 1000),
    Column.ACCEPTS_CALLS: _yes_no,
    Column.RING_S: _whole(8, 25),
}
