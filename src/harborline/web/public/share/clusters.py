"""What a reader sees as one letter: grapheme clusters, by the rules of Unicode that texts of people meet.

Python's library knows no clusters. These follow UAX #29 for marks, joined emoji, flags, skin tones, keycaps
and Korean letters; rare prepended signs of a few scripts count by themselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_LEADING, _VOWEL, _TRAILING = range(0x1100, 0x1160), range(0x1160, 0x11A8), range(0x11A8, 0x1200)
_SYLLABLES = range(0xAC00, 0xD7A4)
_THAI_AND_LAO_AM = frozenset("\u0e33\u0eb3")
_PICTURES = (range(0x1F000, 0x1FB00), range(0x2600, 0x27C0), range(0x2B00, 0x2C00))
_OTHER_PICTURES = frozenset(
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u231a\u231b\u2328\u23cf\u3030\u303d"
)


def clusters(text: str) -> Iterator[str]:
    """Gives the clusters of a text in order; together they are the text."""
    held = ""
    for letter in text:
        if held and not _belongs(held, letter):
            yield held
            held = ""
        held += letter
    if held:
        yield held


def is_picture(cluster: str) -> bool:
    """Tells whether a cluster is an emoji, a flag or a keycap."""
    if "\ufe0f" in cluster or "\u20e3" in cluster:
        return True
    first = ord(cluster[0])
    return any(first in codes for codes in _PICTURES) or cluster[0] in _OTHER_PICTURES


def _belongs(held: str, letter: str) -> bool:
    """Tells whether a letter goes on what is held, which is not empty."""
    last = held[-1]
    if last == "\r" and letter == "\n":
        return True
    if unicodedata.category(last) in {"Cc", "Zl", "Zp"}:
        return False
    if _extends(letter):
        return True
    if last == _JOINER:
        return is_picture(letter) and is_picture(held)
    if ord(letter) in _FLAG_LETTERS and ord(last) in _FLAG_LETTERS:
        return len(held) == 1
    return _is_one_syllable(ord(last), ord(letter))


def _extends(letter: str) -> bool:
    code = ord(letter)
    if letter == _JOINER or code in _SKIN_TONES or code in _TAGS or letter in _THAI_AND_LAO_AM:
        return True
    return unicodedata.category(letter) in {"Mn", "Me", "Mc"} or letter == "\u200c"


def _is_one_syllable(last: int, code: int) -> bool:
    """Tells whether two Korean letters make one syllable."""
    if last in _LEADING:
        return code in _LEADING or code in _VOWEL or code in _SYLLABLES
    opens = last in _SYLLABLES and (last - _SYLLABLES.start) % 28 == 0
    if last in _VOWEL or opens:
        return code in _VOWEL or code in _TRAILING
    return (last in _TRAILING or last in _SYLLABLES) and code in _TRAILING
