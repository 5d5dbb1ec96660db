"""Planted faults: each kind is told in one sentence, at its line, and nothing else is."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.web.public.learn.checking import LARGEST, read_page
from harborline.web.public.learn.front_matter import Head, Source
from harborline.web.public.learn.topics import TOPICS
from learn_files import HEAD, SOURCE, page_text

TODAY = date(2026, 11, 23)


def faults(text: str | bytes, slug: str = "a-page") -> list[tuple[int, str]]:
    read = read_page(slug, text.encode() if isinstance(text, str) else text, TODAY)
    assert (read.draft is None) == bool(read.faults)
    for fault in read.faults:
        assert fault.says.strip()
        assert "\n" not in fault.says
    return [(fault.line, fault.says) for fault in read.faults]


def only_fault(text: str | bytes, slug: str = "a-page") -> str:
    ((_line, says),) = faults(text, slug)
    return says


@pytest.mark.parametrize(
    "body",
    [
        "Plain words.",
        "One in five.[^a] [Call 911](tel:911).",
        "| a | b |\n|---|---|\n| Women | 54 %[^a] |",
        "```bars\nAdults\nWomen | 54 % | over half [^a]\n```",
        "## Part\n\n### Below\n\n## Next\n\n1. One step\n2. Another",
        "[out](https://example.org) [in](consent) [part](#part) [site](site:public:find:home)",
        "## Half of them[^a]\n\nText.",
    ],
)
def test_a_sound_page_has_no_fault(body: str) -> None:
    assert faults(page_text(body, sources=SOURCE if "[^a]" in body else "")) == []


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("Text.\n\nOne in five.", 3, "A figure without a source: “One in five.”"),
        ("La mitad lo vivió.", 1, "A figure without a source: “La mitad lo vivió.”"),
        ("## 54 % of them", 1, "A figure without a source: “54 % of them”"),
        ("> - 54 % of them", 1, "A figure without a source: “54 % of them”"),
        ("| a |\n|---|\n| 54 % |", 3, "A figure without a source: “54 %”"),
        ("Text.\n\n    54 % of them", 3, "A figure without a source: “54 % of them”"),
        ("```\nText.\n54 %\n```", 3, "A figure without a source: “54 %”"),
        ("[54 %](consent)", 1, "A figure without a source: “54 %”"),
        ("`54 %`", 1, "A figure without a source: “54 %”"),
        ("5\\4 %", 1, "A figure without a source: “5\\4 %”"),
        ("&#53;&#52; %", 1, "A figure without a source: “54 %”"),
        ("**5**4 %", 1, "A figure without a source: “54 %”"),
        ("Words.[^b]", 1, "[^b] names no source of this page."),
        ("# Title\n\nText.", 1, "The title stands above; a heading in the text begins with ##."),
        ("## Part\n\n#### Below", 3, "A heading leaves out a level."),
        ("##\n\nText.", 1, "A heading has no words."),
        ("[a](/en/console)", 1, "A link leads to “/en/console”, which is no address that a page may name."),
        ("[a](Consent.html)", 1, "A link leads to “Consent.html”, which is no address that a page may name."),
        ("[a]()", 1, "A link leads to “”, which is no address that a page may name."),
        ("[a](mailto:a@example.org)", 1, "A link leads to “mailto:a@example.org”, which is no address that a page may name."),
        ("", 0, "The page has no text."),
    ],
)  # fmt: skip
def test_a_fault_of_the_text_is_told_at_its_line(body: str, line: int, says: str) -> None:
    above = page_text("").index("\n\n")
    first = page_text("")[:above].count("\n") + 2
    assert (first + line - (line > 0), says) in faults(page_text(body))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "A page"\n', "", "title is missing; it is one line of text."),
        ('"A page"', '""', "title must be one line of text."),
        ('"A page"', '"""A\npage"""', "title must be one line of text."),
        ('"A page"', "5", "title must be one line of text."),
        ('"A page"', '"One in five"', "The title holds a figure, and cannot name a source; say it in the text."),
        ('"What it says."', '"54 %"', "The summary holds a figure, and cannot name a source; say it in the text."),
        ("500", "true", "order must be a whole number."),
        ("500", "-1", "order must be a whole number."),
        ('["basics"]', '["nonsense"]', "topics must be a list of these: basics, for-you, options, for-others, change."),
        ('["basics"]', "[]", "topics must be a list of these: basics, for-you, options, for-others, change."),
        ('["basics"]', "[[1]]", "topics must be a list of these: basics, for-you, options, for-others, change."),
        ('"2026-11"', '"2026-13"', 'written must be a month, as in "2026-11".'),
        ('"2026-11"', '"2026-12"', "The page was written in a month that has not come yet."),
        ("order", 'colour = "red"\norder', "There is no field “colour”."),
        ("order", 'reviewed_by = "Ana"\norder', "reviewed_by and reviewed_on stand together, or neither does."),
        ("order", "reviewed_on = 2026-11-20\norder", "reviewed_by and reviewed_on stand together, or neither does."),
        ("order", 'reviewed_by = "A"\nreviewed_on = 2026-11-24\norder', "The day of the review lies before the page was written, or has not come yet."),
        ("order", 'reviewed_by = "A"\nreviewed_on = 2026-10-31\norder', "The day of the review lies before the page was written, or has not come yet."),
        ("order", 'reviewed_by = "A"\nreviewed_on = 2026-11-20T10:00:00Z\norder', "reviewed_on must be a date, as in 2026-11-23."),
        ("order", "sources = 5\norder", "Each source stands under a line [[sources]]."),
        ("order", "sources = [5]\norder", "Each source stands under a line [[sources]]."),
    ],
)  # fmt: skip
def test_a_fault_of_the_head_is_told(old: str, new: str, says: str) -> None:
    assert only_fault(page_text(head=HEAD.replace(old, new, 1))) == says


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "A survey"\n', "", "Source a: title is missing; it is one line of text."),
        ('publisher = "An office"\n', "", "Source a: publisher is missing; it is one line of text."),
        ("year = 2022\n", "", "Source a: year is missing; it is a year, as in 2022."),
        ("2022", '"2022"', "Source a: year must be a year, as in 2022."),
        ("2022", "22", "Source a: year must be a year, as in 2022."),
        ("2022", "2027", "Source a: year has not come yet."),
        ('link = "https://example.org/survey"\n', "", "Source a: link is missing; it is a whole address that begins with https:// or http://."),
        ("https://", "", "Source a: link must be a whole address that begins with https:// or http://."),
        ("https://", "javascript://", "Source a: link must be a whole address that begins with https:// or http://."),
        ("org/survey", "org/a b", "Source a: link must be a whole address that begins with https:// or http://."),
        ("2026-11-20", "2026-11-24", "Source a: read_on has not come yet."),
        ("read_on", 'note = "x"\nread_on', "Source a: there is no field “note”."),
        ('id = "a"', 'id = "A b"', "Source A b: id must be small letters, digits and dashes."),
    ],
)  # fmt: skip
def test_a_fault_of_a_source_is_told(old: str, new: str, says: str) -> None:
    assert only_fault(page_text("Half of them.[^a]", sources=SOURCE.replace(old, new, 1))) == says


def test_two_sources_never_share_an_id_and_none_is_unused() -> None:
    assert (
        only_fault(page_text("Half of them.[^a]", sources=SOURCE + SOURCE))
        == "Source a: two sources have this id."
    )
    assert only_fault(page_text(sources=SOURCE)) == "No sentence names the source a."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no head", "A page begins with a line of +++, its title and sources, and a line of +++."),
        (b"+++\ntitle = 'a'", "A page begins with a line of +++, its title and sources, and a line of +++."),
        (b"\xff\xfe+\x00", "The file is not UTF-8 text."),
        (b"x" * (LARGEST + 1), f"A page has at most {LARGEST} bytes."),
        (b"", "A page begins with a line of +++, its title and sources, and a line of +++."),
        (page_text("Words \u202e turned.").encode(), "Invisible marks of writing direction stand in the file; leave them out."),
        (("+++\na = " + "[" * 5000 + "\n+++\n").encode(), "What stands between the lines of +++ cannot be read as TOML."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_page_is_told_in_a_sentence(content: bytes, says: str) -> None:
    assert only_fault(content) == says


@pytest.mark.parametrize("slug", ["A", "a b", "-a", "a.b", "", "ä", "x" * 61, "../a"])
def test_a_name_that_is_no_address_is_refused(slug: str) -> None:
    assert only_fault(page_text(), slug).startswith("The name of a page is of small letters")


def test_line_ends_and_marks_of_other_systems_are_taken() -> None:
    assert faults(b"\xef\xbb\xbf" + page_text("Words.").replace("\n", "\r\n").encode()) == []
    assert faults(page_text("Words.").replace("\n", "\r").encode()) == []


def test_the_guide_shows_a_page_and_bars_that_are_sound() -> None:
    guide = (Path(__file__).parents[3] / "docs/guides/learn.md").read_text(encoding="utf-8")
    example, bars = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    assert faults(example) == []
    assert (
        faults(page_text(f"```bars\n{bars}```", sources=SOURCE.replace('"a"', '"survey2026"')))
        == []
    )
    told = set(re.findall(r"`([a-z_]+)`", guide))
    assert set(Head._fields) <= told
    assert set(TOPICS) <= set(re.findall(r"`([a-z-]+)`", guide))
    assert set(Source._fields) <= told


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    faults(content)
    faults(page_text().encode() + content)


@given(st.text(alphabet="[]={}\"'+-\n ab1.#", max_size=200))
def test_no_head_breaks_the_reading(head: str) -> None:
    faults(f"+++\n{head}\n+++\nWords.\n")
