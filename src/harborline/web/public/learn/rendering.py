"""A page's Markdown as HTML: every tag is one of ours, every word is escaped, and no attribute comes from the text.

Rendering never fails: a link that leads nowhere we know stays as its words. What is wrong, `checking` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from harborline.web.public.learn.front_matter import Source, is_address
from harborline.web.public.learn.parsing import (
    BARS,
    Bar,
    Heading,
    headings_of,
    parser,
    read_bars,
)

SITE = "site:"
PAGE_LINK = re.compile(r"(?P<slug>[a-z0-9][a-z0-9-]{0,59})?(?:#(?P<part>[a-z0-9-]{1,80}))?\Z")
TELEPHONE = re.compile(r"tel:\+?[0-9]{3,15}\Z")
_SITE_NAME = re.compile(r"site:([a-z_]+(?::[a-z_]+){1,2})\Z")
_HIGHEST, _LOWEST = 2, 6


class Words(NamedTuple):
    """Words of the frame that stand inside a page's text. `share`: head of a column of figures."""

    source: str
    share: str
    what: str


class Rendered(NamedTuple):
    """A page ready to be shown."""

    html: str
    headings: tuple[Heading, ...]


Address = Callable[[str], str | None]
"""Gives the address of a page of the site by its name, as `public:find:home`; None where there is none."""


def site_name(target: str) -> str | None:
    """Gives the name of the page that a link `site:…` leads to; None where the link is not one."""
    found = _SITE_NAME.match(target)
    return found[1] if found else None


def render(
    body: str, sources: Sequence[Source], address: Address, words: Words, slugs: frozenset[str]
) -> Rendered:
    """Renders a page's text. `slugs`: the pages that a link may lead to."""
    reader = parser()
    reader.renderer = renderer = _Renderer(reader)
    renderer.knows(sources, address, words, slugs)
    env: dict[str, Any] = {}
    tokens = reader.parse(body, env)
    headings = headings_of(tokens)
    renderer.headings = iter(headings)
    return Rendered(renderer.render(tokens, reader.options, env), tuple(headings))


class _Renderer(RendererHTML):
    """Our tags alone; markdown-it escapes the text between them."""

    def __init__(self, reader: Any) -> None:
        super().__init__(reader)
        self._reader = reader
        self._open_links: list[bool] = []
        self.headings: Any = iter(())

    def knows(
        self, sources: Sequence[Source], address: Address, words: Words, slugs: frozenset[str]
    ) -> None:
        """Takes what the text may refer to."""
        self._numbers = {source.id: number for number, source in enumerate(sources, 1)}
        self._address, self._words, self._slugs = address, words, slugs

    def renderToken(self, tokens: Any, idx: int, options: Any, env: Any) -> str:  # noqa: N802
        """Renders what has no rule of its own; attributes that the parser made are left out."""
        token: Token = tokens[idx]
        start = token.attrGet("start") if token.type == "ordered_list_open" else None
        token.attrs = {"start": int(start)} if start is not None else {}
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        return super().renderToken(tokens, idx, options, env)

    def heading_open(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        heading = next(self.headings)
        return f'<{_tag(tokens[idx])} id="{heading.id}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f"</{_tag(tokens[idx])}>\n"

    def table_open(self, *_args: Any) -> str:
        return '<div class="wide"><table>\n'

    def table_close(self, *_args: Any) -> str:
        return "</table></div>\n"

    def link_open(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        opened = self._anchor(str(tokens[idx].attrGet("href") or ""))
        self._open_links.append(bool(opened))
        return opened

    def link_close(self, *_args: Any) -> str:
        return "</a>" if self._open_links and self._open_links.pop() else ""

    def _anchor(self, target: str) -> str:
        if name := site_name(target):
            found = self._address(name)
            return f'<a href="{escapeHtml(found)}">' if found else ""
        if TELEPHONE.match(target):
            return f'<a class="number" href="{target}">'
        if is_address(target):
            return f'<a href="{escapeHtml(target)}" rel="noopener noreferrer">'
        inside = PAGE_LINK.match(target)
        if inside and (inside["slug"] in self._slugs or (not inside["slug"] and inside["part"])):
            return f'<a href="{target}">'
        return ""

    def source_mark(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        wanted = tokens[idx].meta["id"]
        number = self._numbers.get(wanted)
        if number is None:
            return ""
        if any(self._open_links):  # a link within a link is none
            return f'<sup class="mark">{number}</sup>'
        unseen = f'<span class="unseen">{escapeHtml(self._words.source)} </span>'
        return f'<sup class="mark"><a href="#source-{wanted}">{unseen}{number}</a></sup>'

    def fence(self, tokens: Sequence[Token], idx: int, _options: Any, env: Any) -> str:
        token = tokens[idx]
        bars = read_bars(token.content) if token.info.strip() == BARS else None
        if bars is None:
            return f"<pre><code>{escapeHtml(token.content)}</code></pre>\n"
        rows = "".join(self._bar(bar, env) for bar in bars.rows)
        caption = self._reader.renderInline(bars.caption, env)
        head = f'<th scope="col">{escapeHtml(self._words.what)}</th>'
        head += f'<th scope="col">{escapeHtml(self._words.share)}</th>'
        return (
            f'<table class="bars"><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>\n"
        )

    def _bar(self, bar: Bar, env: Any) -> str:
        label = self._reader.renderInline(bar.label, env)
        words = self._reader.renderInline(bar.words, env)
        drawn = (
            '<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            f'<rect class="all" width="100" height="6"/><rect width="{bar.share:g}" height="6"/></svg>'
        )
        return f'<tr><th scope="row">{label}</th><td><b>{bar.share:g}%</b> {words}{drawn}</td></tr>'


def _tag(token: Token) -> str:
    return f"h{min(max(int(token.tag[1:]), _HIGHEST), _LOWEST)}"
