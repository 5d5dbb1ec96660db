"""Sentences of rooms without translations, in the reader's language.

Those rooms say them in English. A sentence is known by its template, whose fields are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext

_LONGEST = 1000
"""Characters: a longer sentence repeats much of a file, and is not taken apart."""
_FIELD = re.compile(r"%\((\w+)\)s")


class Sentences:
    """Templates, longer ones before those that they contain. Each is marked for translation where it stands."""

    def __init__(self, templates: Iterable[str]) -> None:
        self._known = tuple((_pattern(template), template) for template in templates)

    def in_words(self, sentence: str) -> str:
        """Gives a sentence in the language of the page; one that nobody knows stays as it is."""
        for pattern, template in self._known if len(sentence) <= _LONGEST else ():
            found = pattern.fullmatch(sentence)
            if found is not None:
                return gettext(template) % found.groupdict()
        return sentence


def _pattern(template: str) -> re.Pattern[str]:
    """Makes what finds the fields of a template; what a file says may hold anything, ends of lines too."""
    parts = _FIELD.split(template)
    fields = [f"(?P<{name}>.+?)" for name in parts[1::2]]
    texts = (re.escape(text.replace("%%", "%")) for text in parts[::2])
    joined = "".join(text + field for text, field in zip(texts, (*fields, ""), strict=True))
    return re.compile(joined, re.DOTALL)
