"""Caller ids: whatever a carrier delivers becomes a prefix or the reason why there is none.

The full number ends here: no type of this package can hold one. Rules of the North American
Numbering Plan as its administrator states them (area code [2-9][0-8]X and not N11, central
office code [2-9]XX and not N11).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class CallerPrefix(NamedTuple):
    """Area code, central office code and, if known, the thousands digit. Evidence, not location.

    `npa` and `nxx` are 200 to 999, `block` 0 to 9 or None.
    """

    npa: int
    nxx: int
    block: int | None


_new = tuple.__new__
"""Makes a prefix without the detour over keywords: carriers' usual form is read in half the time."""


class NoPrefix(StrEnum):
    """Why a caller id says nothing of a place."""

    WITHHELD = "withheld"
    FOREIGN = "foreign"
    TOLL_FREE = "toll_free"
    MALFORMED = "malformed"


TOLL_FREE_NPAS = frozenset({800, 833, 844, 855, 866, 877, 888})

NPAS_OUTSIDE_US = frozenset(
    {204, 226, 236, 249, 250, 257, 263, 289, 306, 343, 354, 365, 367, 368, 382, 403, 416, 418}
    | {428, 431, 437, 438, 450, 468, 474, 506, 514, 519, 548, 579, 581, 584, 587, 600, 604, 613}
    | {622, 639, 647, 672, 683, 705, 709, 742, 753, 778, 780, 782, 807, 819, 825, 867, 873, 879}
    | {902, 905, 942}
    | {242, 246, 264, 268, 284, 345, 441, 473, 649, 658, 664, 721, 758, 767, 784, 809, 829, 849}
    | {868, 869, 876}
)
"""Area codes of Canada, then of Bermuda and Caribbean members (libphonenumber 9.0.43 regions)."""

_SEPARATORS = str.maketrans("", "", " \t\r\n-.()/\u00a0\u2010\u2011\u2012\u2013")

_SPELLED = frozenset(
    word.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999"))
    for word in ("ANONYMOUS", "RESTRICTED", "UNKNOWN", "UNAVAILABLE", "PRIVATE", "BLOCKED")
)
"""Words that carriers deliver spelled on a keypad, such as 266696687."""

_RESTRICTED_NXX = 874
"""737-874-2833 spells RESTRICTED, the one word in the form of a US number: never read in haste."""

_DIGITS = frozenset("0123456789")
_N11 = frozenset(range(211, 912, 100))
_VALID_NXX = {str(nxx): nxx for nxx in range(200, 1000) if nxx not in _N11}
_VALID_NPA = {text: npa for text, npa in _VALID_NXX.items() if text[1] != "9"}
_PLACED_NPA = {
    text: npa
    for text, npa in _VALID_NPA.items()
    if npa not in TOLL_FREE_NPAS and npa not in NPAS_OUTSIDE_US
}
_PLACED_NXX = {text: nxx for text, nxx in _VALID_NXX.items() if nxx != _RESTRICTED_NXX}
_BLOCKS = {str(block): block for block in range(10)}
_HEADS = {f"+1{text}": npa for text, npa in _PLACED_NPA.items()}
_LAST_THREE = frozenset(f"{number:03d}" for number in range(1000))
"""One look-up says that a text is twelve long and ends in digits."""
_PREFIX_LENGTHS = (6, 7, 10)


def parse(text: str) -> CallerPrefix | NoPrefix:
    """Reads a caller id; total over every string, and what it gives holds no full number."""
    if text[9:] in _LAST_THREE:
        try:
            return _new(CallerPrefix, (_HEADS[text[:5]], _PLACED_NXX[text[5:8]], _BLOCKS[text[8]]))
        except KeyError:
            pass
    return _parse_any(text)


def _parse_any(text: str) -> CallerPrefix | NoPrefix:
    bare = text.translate(_SEPARATORS)
    international = bare.startswith("+")
    digits = bare[1:] if international else bare
    if not digits or any(c.isalpha() for c in digits):
        return NoPrefix.WITHHELD
    if not _DIGITS.issuperset(digits):
        return NoPrefix.MALFORMED
    return _read_digits(digits, international=international)


def _read_digits(digits: str, *, international: bool) -> CallerPrefix | NoPrefix:
    national = digits[1:] if digits[0] == "1" else digits
    if digits in _SPELLED or national in _SPELLED:
        return NoPrefix.WITHHELD
    if _is_abroad(digits, international=international):
        return NoPrefix.FOREIGN
    if len(national) not in _PREFIX_LENGTHS:
        return NoPrefix.MALFORMED
    return _read_national(national)


def _is_abroad(digits: str, *, international: bool) -> bool:
    if international:
        return digits[0] != "1"
    return digits.startswith(("011", "00"))


def _read_national(national: str) -> CallerPrefix | NoPrefix:
    npa, nxx = _VALID_NPA.get(national[:3]), _VALID_NXX.get(national[3:6])
    if npa is None or nxx is None:
        return NoPrefix.MALFORMED
    if npa in TOLL_FREE_NPAS:
        return NoPrefix.TOLL_FREE
    if npa in NPAS_OUTSIDE_US:
        return NoPrefix.FOREIGN
    return CallerPrefix(npa, nxx, _BLOCKS.get(national[6:7]))
