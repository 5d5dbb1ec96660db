"""Finding a page by words: those of its title count most, then its headings, then its text. Nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from harborline.web.public.learn.checking import Draft
from harborline.web.public.learn.parsing import folded

LONGEST = 200
"""Characters of a search; what is longer is cut."""

_TITLE, _HEADING, _TEXT = 9, 3, 1
_STEM = 5


def words_in(text: str) -> list[str]:
    """Gives the words that a search is made of, without accents."""
    return re.findall(r"[^\W_]{2,}", folded(text[:LONGEST]))[:12]


def find(pages: Iterable[tuple[str, Draft]], text: str) -> list[tuple[str, Draft]]:
    """Gives the pages that hold a word of the search, those that hold the most first; none for no words.

    A long word is met by those that begin as it does, so that an ending hides nothing.
    """
    wanted = [
        re.compile(rf"\b{re.escape(word[: max(_STEM, len(word) - 2)])}") for word in words_in(text)
    ]
    scored = [(_score(draft, wanted), slug, draft) for slug, draft in pages]
    best = sorted((row for row in scored if row[0]), key=lambda row: -row[0])
    return [(slug, draft) for _points, slug, draft in best]


def _score(draft: Draft, wanted: list[re.Pattern[str]]) -> int:
    parts = _parts(draft)
    met = [sum(weight for part, weight in parts if word.search(part)) for word in wanted]
    return sum(met) * sum(1 for points in met if points)


@lru_cache(maxsize=256)
def _parts(draft: Draft) -> tuple[tuple[str, int], ...]:
    """Gives what of a page is looked through, folded, and what a word in it counts."""
    title = folded(f"{draft.head.title} {draft.head.summary}")
    headings = folded(" ".join(heading.text for heading in draft.headings))
    return (title, _TITLE), (headings, _HEADING), (folded(draft.body), _TEXT)
