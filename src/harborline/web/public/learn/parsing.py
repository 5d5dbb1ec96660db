"""Markdown as the library takes it: text, headings, lists, tables, links, source marks and bars; no HTML, no images.

`[^id]` behind a figure names a source of the page. A fenced block named `bars` draws shares of a hundred.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

BARS = "bars"
_MARK = re.compile(r"\[\^([a-z0-9][a-z0-9-]{0,39})\]")
_ROW = re.compile(r"(?P<label>[^|]+)\|\s*(?P<share>\d{1,3}(?:\.\d)?)\s*%\s*\|(?P<words>[^|]*)\Z")
_RESERVED = re.compile(r"(?:main|q|source-.*|sources-head|about-head|others|found|contents|talk)\Z")
_WHOLE = 100


class Bar(NamedTuple):
    """A share of a hundred. `words`: what is said of it, with its source mark."""

    label: str
    share: float
    words: str


class Bars(NamedTuple):
    """A drawing of shares. `caption`: what it shows."""

    caption: str
    rows: tuple[Bar, ...]


class Heading(NamedTuple):
    """A heading below the title. `level`: 2 or more; `line`: in the body, from 0."""

    id: str
    text: str
    level: int
    line: int


def parser() -> MarkdownIt:
    """Makes the parser; what it gives is rendered by `rendering` alone."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).enable("table")
    made.disable(["image", "html_block", "html_inline"])
    made.inline.ruler.before("link", "source_mark", _source_mark)
    return made


def _source_mark(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (as the parser calls it)
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("source_mark", "", 0)
        token.meta, token.content = {"id": found[1]}, found[0]
    state.pos = found.end()
    return True


def words_of(inline: Token) -> str:
    """Gives the text of a paragraph, heading or cell as a person reads it, its source marks as written."""
    taken = ("text", "code_inline", "source_mark", "text_special")
    parts = [
        " " if token.type in {"softbreak", "hardbreak"} else token.content
        for token in inline.children or []
        if token.type in {*taken, "softbreak", "hardbreak"}
    ]
    return "".join(parts)


def without_marks(text: str) -> str:
    """Gives a text without its source marks."""
    return _MARK.sub("", text).strip()


def marks_in(text: str) -> list[str]:
    """Gives the ids of the sources that a text names, in order."""
    return _MARK.findall(text)


def headings_of(tokens: list[Token]) -> list[Heading]:
    """Gives the headings with an id each, made of their words, no two alike."""
    found: list[Heading] = []
    taken: set[str] = set()
    times: Counter[str] = Counter()
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            text = without_marks(words_of(inline))
            made = _id_of(text)
            while (wanted := f"{made}-{times[made]}" if times[made] else made) in taken:
                times[made] += 1
            times[made] += 1
            taken.add(wanted)
            line = token.map[0] if token.map else 0
            found.append(Heading(wanted, text, int(token.tag[1:]), line))
    return found


def _id_of(text: str) -> str:
    """Makes an id of words; none that the frame of the page has."""
    made = re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")[:60] or "part"
    return f"part-{made}" if _RESERVED.match(made) else made


def folded(text: str) -> str:
    """Gives a text in small letters without accents, to compare it by."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def read_bars(content: str) -> Bars | None:
    """Reads a block of bars: a line for what they show, then `label | 54 % | words [^source]`; None if it is not so."""
    lines = [line.strip() for line in content.strip().split("\n")]
    found = [_ROW.match(line) for line in lines[1:]]
    if not lines[0] or not found:
        return None
    rows = []
    for row in found:
        if row is None or float(row["share"]) > _WHOLE:
            return None
        rows.append(Bar(row["label"].strip(), float(row["share"]), row["words"].strip()))
    return Bars(lines[0], tuple(rows))


class Piece(NamedTuple):
    """Text that a figure and its source may stand in together. `line`: in the body, from 0; `whole`: as a row
    of a table, where one mark serves every cell.
    """

    text: str
    line: int
    whole: bool = False


def pieces_of(tokens: list[Token]) -> Iterator[Piece]:
    """Gives every piece of text that is shown: paragraphs, headings, rows of tables and bars, code."""
    row: list[str] | None = None
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield Piece(" · ".join(row), line, whole=True)
            row = None
        elif token.type == "inline" and row is not None:
            row.append(words_of(token))
        elif token.type == "inline":
            yield Piece(words_of(token), line)
        elif token.type in {"fence", "code_block"}:
            yield from (
                Piece(text, line + number, whole=True)
                for number, text in enumerate(token.content.split("\n"), int(token.type == "fence"))
            )


def links_of(tokens: list[Token]) -> Iterator[tuple[str, int]]:
    """Gives where each link leads, and its line in the body, from 0."""
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        for child in token.children or []:
            if child.type == "link_open":
                yield str(child.attrGet("href") or ""), line
