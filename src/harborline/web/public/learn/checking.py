"""What stands against a page, one sentence each: a figure without a source, a dead link, no twin in the other language.

A page with a fault is not shown; where it would have replaced one of ours, ours stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from markdown_it.token import Token

from harborline.web.public.learn.figures import has_figure, unsourced
from harborline.web.public.learn.front_matter import (
    Fault,
    Head,
    divide,
    is_address,
    read_head,
)
from harborline.web.public.learn.parsing import (
    BARS,
    Heading,
    headings_of,
    links_of,
    marks_in,
    parser,
    pieces_of,
    read_bars,
    words_of,
)
from harborline.web.public.learn.rendering import PAGE_LINK, TELEPHONE, Address, site_name

LARGEST = 200_000
"""Bytes of a page; more is no page that anybody reads."""

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_SHOWN, _FIRST, _TITLE = 80, 2, 1


class Draft(NamedTuple):
    """A page as it stands in its file. `first_line`: where its text begins in the file, from 1."""

    head: Head
    body: str
    first_line: int
    headings: tuple[Heading, ...]
    links: tuple[tuple[str, int], ...]


class Read(NamedTuple):
    """What came of reading a file: a page without faults, or why it is none."""

    draft: Draft | None
    faults: tuple[Fault, ...]


def read_page(slug: str, content: bytes, today: date) -> Read:
    """Reads a page and says everything that is wrong with it alone."""
    if not SLUG.match(slug):
        return _refused(
            "The name of a page is of small letters, digits and dashes, as in men-and-boys.md."
        )
    if len(content) > LARGEST:
        return _refused(f"A page has at most {LARGEST} bytes.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return _refused("The file is not UTF-8 text.")
    divided = divide(text)
    if divided is None:
        return _refused(
            "A page begins with a line of +++, its title and sources, and a line of +++."
        )
    head, faults = read_head(divided.front)
    if head is None:
        return Read(None, tuple(faults))
    tokens = parser().parse(divided.body)
    found = [*_faults_of_head(head, today)]
    found += [Fault(divided.first_line + at, says) for at, says in _faults_of_body(head, tokens)]
    if _TURNING.search(text):
        found.append(
            Fault(1, "Invisible marks of writing direction stand in the file; leave them out.")
        )
    draft = Draft(
        head, divided.body, divided.first_line, tuple(headings_of(tokens)), tuple(links_of(tokens))
    )
    return Read(None if found else draft, tuple(found))


def _refused(says: str) -> Read:
    return Read(None, (Fault(1, says),))


def _faults_of_head(head: Head, today: date) -> Iterator[Fault]:
    for name, text in (
        ("title", head.title),
        ("summary", head.summary),
        ("content_note", head.content_note),
    ):
        if has_figure(text):
            yield Fault(
                1, f"The {name} holds a figure, and cannot name a source; say it in the text."
            )
    if head.written > today:
        yield Fault(1, "The page was written in a month that has not come yet.")
    if head.reviewed_on and not head.written <= head.reviewed_on <= today:
        yield Fault(
            1, "The day of the review lies before the page was written, or has not come yet."
        )
    for source in head.sources:
        if source.read_on and source.read_on > today:
            yield Fault(1, f"Source {source.id}: read_on has not come yet.")
        if source.year > today.year:
            yield Fault(1, f"Source {source.id}: year has not come yet.")


def _faults_of_body(head: Head, tokens: list[Token]) -> Iterator[tuple[int, str]]:
    known = frozenset(source.id for source in head.sources)
    named: set[str] = set()
    pieces = list(pieces_of(tokens))
    if not pieces:
        yield 0, "The page has no text."
    for piece in pieces:
        named.update(marks_in(piece.text))
        for mark in marks_in(piece.text):
            if mark not in known:
                yield piece.line, f"[^{mark}] names no source of this page."
        for sentence in unsourced(piece, known):
            yield piece.line, f"A figure without a source: “{_short(sentence)}”"
    for unused in sorted(known - named):
        yield 0, f"No sentence names the source {unused}."
    yield from _faults_of_headings(tokens)
    for token in tokens:
        if (
            token.type == "fence"
            and token.info.strip() == BARS
            and read_bars(token.content) is None
        ):
            line = token.map[0] if token.map else 0
            yield (
                line,
                "Bars are a line for what they show, then lines as in “Women | 54 % | words [^id]”.",
            )
    for target, line in links_of(tokens):
        if not _is_understood(target):
            yield (
                line,
                f"A link leads to “{_short(target)}”, which is no address that a page may name.",
            )


def _faults_of_headings(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    before = _TITLE
    for token, inline in pairwise(tokens):
        if token.type != "heading_open":
            continue
        line, level = token.map[0] if token.map else 0, int(token.tag[1:])
        if level < _FIRST:
            yield line, "The title stands above; a heading in the text begins with ##."
        elif level > before + 1:
            yield line, "A heading leaves out a level."
        if not words_of(inline).strip():
            yield line, "A heading has no words."
        before = max(level, _FIRST)


def _is_understood(target: str) -> bool:
    if site_name(target) or TELEPHONE.match(target) or is_address(target):
        return True
    return bool(target and PAGE_LINK.match(target))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


Drafts = Mapping[tuple[str, str], Draft]
"""Pages by language and name."""


def faults_between(
    drafts: Drafts, languages: Iterable[str], address: Address
) -> Iterator[tuple[tuple[str, str], Fault]]:
    """Gives what is wrong with pages among others: no twin, or a link that leads nowhere. `address`: of the site's own pages."""
    spoken = tuple(languages)
    for (language, slug), draft in drafts.items():
        for other in spoken:
            if (other, slug) not in drafts:
                yield (language, slug), Fault(1, f"There is no {other}/{slug}.md beside it.")
        for target, line in draft.links:
            if _is_dead(target, language, slug, drafts, address):
                says = f"A link leads to “{_short(target)}”, and there is no such page or part."
                yield (language, slug), Fault(draft.first_line + line, says)


def _is_dead(target: str, language: str, slug: str, drafts: Drafts, address: Address) -> bool:
    if name := site_name(target):
        return address(name) is None
    inside = PAGE_LINK.match(target)
    if inside is None:
        return False
    found = drafts.get((language, inside["slug"] or slug))
    parts = {heading.id for heading in found.headings} if found else set()
    return found is None or bool(inside["part"] and inside["part"] not in parts)
