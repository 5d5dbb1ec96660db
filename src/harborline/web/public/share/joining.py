"""Arabic letters as they join, for machines that cannot shape: every letter's joined form is a letter itself.

The forms come from Unicode's own table of what each of them is made of.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

_FORMS = range(0xFB50, 0xFEFD)
_STRETCH = "\u0640"
_LAM = "\u0644"


class _Forms(NamedTuple):
    """The joined forms of letters, by form and letter, and of LAM with each ALEF."""

    single: dict[tuple[str, str], str]
    ligatures: dict[tuple[str, str], str]


@cache
def _forms() -> _Forms:
    found = _Forms({}, {})
    for code in _FORMS:
        form, *made_of = unicodedata.decomposition(chr(code)).split()[:3] or [""]
        letters = "".join(chr(int(one, 16)) for one in made_of)
        if len(letters) == 1:
            found.single.setdefault((form, letters), chr(code))
        elif len(letters) == 2 and letters[0] == _LAM and " " not in letters and code >= 0xFEF5:
            found.ligatures[form, letters] = chr(code)
    return found


def joined(text: str) -> str:
    """Gives a text with each Arabic letter in the form that its neighbours ask for, in logical order."""
    forms, said = _forms(), _with_ligatures(text)
    written = []
    for at, letter in enumerate(said):
        before, after = _neighbour(said, at, -1), _neighbour(said, at, 1)
        from_before = _goes_on(before) and _takes(letter)
        to_after = _goes_on(letter) and _takes(after)
        form = {
            (False, False): "<isolated>",
            (False, True): "<initial>",
            (True, False): "<final>",
            (True, True): "<medial>",
        }[from_before, to_after]
        written.append(_ligature(letter, form) or forms.single.get((form, letter), letter))
    return "".join(written)


def _with_ligatures(text: str) -> str:
    """Puts LAM and the ALEF after it together, as every hand writes them."""
    for (form, letters), one in _forms().ligatures.items():
        if form == "<isolated>":
            text = text.replace(letters, one)
    return text


def _ligature(letter: str, form: str) -> str | None:
    if not 0xFEF5 <= ord(letter) <= 0xFEFC:
        return None
    return chr(ord(letter) + 1) if form == "<final>" else letter


def _neighbour(text: str, at: int, step: int) -> str:
    at += step
    while 0 <= at < len(text) and unicodedata.category(text[at]) == "Mn":
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _goes_on(letter: str) -> bool:
    """Tells whether a letter joins what comes after it."""
    return letter == _STRETCH or ("<initial>", letter) in _forms().single


def _takes(letter: str) -> bool:
    """Tells whether a letter is joined to from before it."""
    if letter == _STRETCH or (letter and 0xFEF5 <= ord(letter) <= 0xFEFC):
        return True
    return ("<final>", letter) in _forms().single
