"""Markdown as HTML: what it may hold, and that nothing anybody writes becomes a script, a handler or a tag."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from justhtml import JustHTML

from harborline.web.public.learn.front_matter import Source, is_address
from harborline.web.public.learn.rendering import PAGE_LINK, Rendered, Words, render

SOURCES = (
    Source("cdc", "Title", "Publisher", 2022, "https://example.org/a", None),
    Source("bjs", "Title", "Publisher", 2012, "https://example.org/b", None),
)
WORDS = Words("Source", "How many", "Who")
TAGS = {
    *(
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "b",
        "a",
        "sup",
        "span",
        "br",
    ),
    *(
        "hr",
        "blockquote",
        "code",
        "pre",
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ),
    *("svg", "rect"),
}
ATTRIBUTES = {
    "a": {"href", "rel", "class"},
    "ol": {"start"},
    "th": {"scope"},
    "sup": {"class"},
    "span": {"class"},
    "div": {"class"},
    "table": {"class"},
    "svg": {"viewbox", "preserveaspectratio", "aria-hidden", "focusable"},
    "rect": {"class", "width", "height"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "[a](/en/console)",
    "[a](https://user@evil.example)",
    '[a](https://a.example "onmouseover=alert(1)")',
    '[a](https://a.example/"onmouseover="alert(1))',
    "![a](https://a.example/x.png)",
    "![a](x onerror=alert(1))",
    "<https://a.example/<script>>",
    "<javascript:alert(1)>",
    "# <b onclick=x>head</b>",
    "```bars\n<script>\n<b> | 5 % | <i> [^cdc]\n```",
    "```html\n<script>alert(1)</script>\n```",
    '``` " onload=x\ntext\n```',
    "| <b> | b |\n|:--|--:|\n| <i> | [x](javascript:1) |",
    "[a]: javascript:alert(1)\n[a]",
    "[^cdc]: https://evil.example\n[^cdc]",
    "[^<script>]",
    "[a[^cdc]](consent)",
    "[[a](consent)](bystander)",
    "&lt;script&gt;&#60;script&#62;",
    "\u202e<script>\u202c",
    "<" * 40 + "[" * 40 + ">" * 40,
    "\x00<script>",
    "<!-- --><!DOCTYPE html><?php ?><![CDATA[ ]]>",
)


class Tags(HTMLParser):
    """Gathers every tag with its attributes, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and "a" in self.open:
            self.odd.append("a link within a link")
        self.seen.append((tag, dict(attrs)))
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.odd.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def handle_decl(self, decl: str) -> None:
        self.odd.append(decl)

    def handle_pi(self, data: str) -> None:
        self.odd.append(data)

    def unknown_decl(self, data: str) -> None:
        self.odd.append(data)


def rendered(text: str) -> Rendered:
    slugs = frozenset({"consent", "bystander"})
    return render(text, SOURCES, {"public:find:home": "/en/"}.get, WORDS, slugs)


def assert_harmless(html: str) -> None:
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert not tags.odd
    assert not tags.open
    for tag, attributes in tags.seen:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()), (tag, attributes)
        if tag == "a":
            assert_leads_somewhere_known(attributes)


def assert_leads_somewhere_known(attributes: dict[str, str | None]) -> None:
    target = attributes["href"] or ""
    if target.startswith("http"):
        assert is_address(target)
        assert attributes["rel"] == "noopener noreferrer"
    else:
        assert re.fullmatch(r"tel:\+?\d+|/en/|#source-(?:cdc|bjs)", target) or PAGE_LINK.match(
            target
        )


@given(st.text())
@example("* " * 200 + "a")
def test_any_text_is_harmless(text: str) -> None:
    assert_harmless(rendered(text).html)


@given(
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=8),
    st.sampled_from(["", " ", "\n", "\n\n", "\n> ", "\n- ", "|"]),
)
def test_hostile_pieces_in_any_order_are_harmless(pieces: list[str], between: str) -> None:
    assert_harmless(rendered(between.join(pieces)).html)


@given(st.text(alphabet="<>\"'`&[]()!#*_|:-^\\ \n\tabc123%/=;", max_size=120))
def test_any_marks_are_harmless(text: str) -> None:
    assert_harmless(rendered(text).html)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_and_valid(text: str) -> None:
    html = rendered(text).html
    assert_harmless(html)
    page = f"<!doctype html><html lang=en><title>t</title><body><main>{html}</main></body></html>"
    assert JustHTML(page, collect_errors=True).errors == []
    assert "evil" not in "".join(re.findall(r'href="[^"]*"', html))


def test_markdown_becomes_what_it_says() -> None:
    shown = rendered(
        "## First part\n\nSome *soft* and **loud** words,[^cdc] and [a page](consent#part).\n\n"
        "### Smaller\n\n1. one\n2. two\n\n> words\n\n[out](https://example.org/?a=1&b=2) [home](site:public:find:home) "
        "[911](tel:911)\n\n## First part\n"
    )
    assert [heading.id for heading in shown.headings] == ["first-part", "smaller", "first-part-1"]
    for wanted in (
        '<h2 id="first-part">First part</h2>',
        "<em>soft</em>",
        "<strong>loud</strong>",
        '<a href="#source-cdc"><span class="unseen">Source </span>1</a>',
        '<a href="consent#part">a page</a>',
        '<h3 id="smaller">',
        "<ol>\n<li>one</li>",
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">out</a>',
        '<a href="/en/">home</a>',
        '<a class="number" href="tel:911">911</a>',
    ):
        assert wanted in shown.html


def test_a_table_has_heads_and_no_style() -> None:
    html = rendered("| a | b |\n|:--|--:|\n| 1 | 2[^bjs] |\n").html
    assert '<th scope="col">a</th>' in html
    assert "style" not in html
    assert ">2</a>" in html  # the second source of the page


def test_bars_are_a_table_with_a_drawing_that_readers_skip() -> None:
    html = rendered("```bars\nAdults\nWomen | 54.3 % | over half [^cdc]\nMen | 30 % |\n```\n").html
    assert "<caption>Adults</caption>" in html
    assert '<th scope="row">Women</th><td><b>54.3%</b> over half <sup' in html
    assert '<rect width="54.3" height="6"/>' in html
    assert html.count('aria-hidden="true"') == 2


@pytest.mark.parametrize(
    "block", ["Adults", "Adults\nWomen | 101 %", "\nWomen | 5 % | a", "A\nWomen 5 %"]
)
def test_bars_that_are_none_stay_text(block: str) -> None:
    assert "<svg" not in rendered(f"```bars\n{block}\n```\n").html


def test_ids_are_never_alike() -> None:
    shown = rendered("## A 1\n\n## A\n\n## A\n\n## A\n\n## A 1\n" + "## B\n" * 2000)
    ids = [heading.id for heading in shown.headings]
    assert len(set(ids)) == len(ids) == 2005


@pytest.mark.parametrize(
    "heading", ["## Main", "## main", "## Source: a", "## !!!", "## 日本", "## q"]
)
def test_an_id_is_never_one_of_the_frame(heading: str) -> None:
    (only,) = rendered(heading).headings
    assert only.id not in {"main", "q", "found", "contents", ""}
    assert not only.id.startswith("source-")
