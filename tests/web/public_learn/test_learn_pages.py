"""The library as people open it: plain, whole, searchable, and honest about who read it."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from justhtml import JustHTML

import harborline.demo
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.public.learn.library import OURS
from harborline.web.public.learn.searching import words_in
from harborline.web.site.ports import Hotline, SitePorts, install, site_ports
from reading_level import assert_plain

pytestmark = pytest.mark.django_db

SLUGS = sorted(path.stem for path in (OURS / "en").iterdir())
LANGUAGES = ("en", "es")
EVERY = [
    f"/{language}/learn{rest}" for language in LANGUAGES for rest in ("", *(f"/{s}" for s in SLUGS))
]
FIRST_RESPONSE = 14_000


@cache
def demo_map() -> RoutingMap:
    return read_file(str(Path(harborline.demo.__file__).with_name("demo.map")))


def opened(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.content.decode()


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("path", EVERY)
def test_a_page_is_plain_whole_valid_and_light(client: Client, path: str) -> None:
    page = opened(client, path)
    assert_plain(page, path[1:3])
    assert JustHTML(page, collect_errors=True).errors == []
    assert page.count("<h1") == 1
    assert "style=" not in page
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))
    assert len(gzip.compress(page.encode())) <= FIRST_RESPONSE


@pytest.mark.parametrize("path", EVERY)
def test_no_link_of_a_page_is_dead_and_outbound_ones_say_nothing(client: Client, path: str) -> None:
    main = main_of(opened(client, path))
    ids = set(re.findall(r' id="([^"]+)"', main))
    for tag, target in re.findall(r'(<a [^>]*href="([^"]+)"[^>]*>)', main):
        if target.startswith("http"):
            assert 'rel="noopener noreferrer"' in tag
        elif target.startswith("#"):
            assert target[1:] in ids
        elif not target.startswith("tel:"):
            address = target if target.startswith("/") else f"{path[:3]}/learn/{target}"
            assert client.get(address).status_code == 200, target


@pytest.mark.parametrize("path", [path for path in EVERY if path.count("/") > 2])
def test_each_page_says_when_it_was_written_and_who_read_it(client: Client, path: str) -> None:
    main = main_of(opened(client, path))
    if path.startswith("/es"):
        for wanted in (
            "Escrita en noviembre de 2026.",
            "Todavía no la ha revisado una persona de apoyo con nombre.",
            "Todavía no la ha leído una persona de habla española.",
        ):
            assert wanted in main
    else:
        assert "Written in November 2026." in main
        assert "Not yet reviewed by a named advocate." in main
        assert "native reader" not in main


@pytest.mark.parametrize("path", EVERY)
def test_each_page_ends_with_the_line_and_the_finder(client: Client, path: str) -> None:
    before = site_ports()
    install(
        SitePorts(current_map=demo_map, hotline=Hotline("The line", "800-656-4673", "+18006564673"))
    )
    try:
        main = main_of(opened(client, path))
    finally:
        install(before)
    assert 'href="tel:+18006564673"' in main
    assert f'href="{path[:3]}/"' in main


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_named_with_title_year_and_link(client: Client, language: str) -> None:
    main = main_of(opened(client, f"/{language}/learn/how-common"))
    marks = set(re.findall(r'href="#(source-[^"]+)"', main))
    sources = re.findall(r'<li id="(source-[^"]+)">(.*?)</li>', main, re.DOTALL)
    assert {name for name, _text in sources} == marks
    for _name, text in sources:
        assert re.search(r"<cite>.+</cite>", text)
        assert re.search(r", 20\d\d\.", text)
        assert re.search(r'href="https?://[^"]+"', text)
    assert main.count("<svg") == 3


def test_the_language_link_leads_to_the_same_page(client: Client) -> None:
    assert 'href="/es/learn/consent"' in opened(client, "/en/learn/consent")
    assert 'href="/en/learn/consent"' in opened(client, "/es/learn/consent")


def test_the_index_lists_every_page_once_by_topic(client: Client) -> None:
    main = main_of(opened(client, "/en/learn"))
    for slug in SLUGS:
        assert main.count(f'href="/en/learn/{slug}"') == 1
    assert main.index('id="basics"') < main.index('id="for-you"') < main.index('id="change"')


@pytest.mark.parametrize(
    ("language", "asked", "first"),
    [
        ("en", "consent", "consent"),
        ("en", "How COMMON is it", "how-common"),
        ("en", "what happens when i call", "when-you-call"),
        ("en", "police medical", "reporting-and-medical-care"),
        ("en", "boys", "men-and-boys"),
        ("es", "consentimiento", "consent"),
        ("es", "que pasa cuando llamo", "when-you-call"),
        ("es", "médica denuncia", "reporting-and-medical-care"),
        ("es", "NIÑOS hombres", "men-and-boys"),
    ],
)
def test_a_search_is_answered_in_place(
    client: Client, language: str, asked: str, first: str
) -> None:
    answer = client.post(f"/{language}/learn", {"q": asked})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.content.decode()
    found = page[page.index('id="found"') :]
    assert re.findall(rf'href="/{language}/learn/([a-z0-9-]+)"', found)[0] == first
    assert JustHTML(page, collect_errors=True).errors == []


@pytest.mark.parametrize(
    "asked",
    [
        *("", " ", "!!!", "xyzzyqq", "😀", "שלום", "日本語", "a"),
        *(
            "<script>alert(1)</script>",
            '"><img src=x onerror=x>',
            "x\r\nSet-Cookie: a=b",
            "\u202eabc",
        ),
        *("(((((", "a" * 100_000, "\\b" * 50, "%00"),
    ],
)
def test_whatever_is_looked_for_gets_a_plain_answer(client: Client, asked: str) -> None:
    page = client.post("/en/learn", {"q": asked})
    assert page.status_code == 200
    text = page.content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert JustHTML(text, collect_errors=True).errors == []
    assert "Set-Cookie" not in page.headers


def test_a_search_says_what_it_did_not_find(client: Client) -> None:
    assert "No page has these words." in client.post("/en/learn", {"q": "xyzzyqq"}).content.decode()
    assert "Type a word to look for it." in client.post("/en/learn", {"q": "!"}).content.decode()
    assert "Type a word to look for it." in client.post("/en/learn").content.decode()
    assert "Ninguna página" in client.post("/es/learn", {"q": "xyzzyqq"}).content.decode()


def test_a_search_reads_at_most_so_many_words() -> None:
    assert len(words_in("word " * 500)) <= 12
    assert words_in("Niños, ÉL") == ["ninos", "el"]


@pytest.mark.parametrize(
    "path", ["/en/learn/nowhere", "/es/learn/nowhere", "/en/learn/x" + "y" * 500]
)
def test_a_page_that_is_not_there_is_told(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_only_the_methods_that_are_meant_are_taken(client: Client) -> None:
    assert client.head("/en/learn").status_code == 200
    assert client.head("/en/learn/consent").status_code == 200
    assert client.post("/en/learn/consent").status_code == 405
    assert client.put("/en/learn").status_code == 405
