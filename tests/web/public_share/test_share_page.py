"""The page for sharing: works without scripts, speaks for nobody, keeps nothing."""

from __future__ import annotations

import gzip
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from justhtml import JustHTML

from harborline.web.directory.models import Center, PublicNumber
from harborline.web.public.share.networks import LONGEST, NETWORKS, cleaned
from reading_level import assert_plain

pytestmark = pytest.mark.django_db

FIRST_RESPONSE, WHOLE_PAGE = 14_000, 50_000

HOSTILE = (
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "\u202eexe.gnp\u2066",
    "a\r\nSet-Cookie: b=c\r\n\r\n<h1>x",
    "{{ 7*7 }}{% load x %}",
    "😀" * 400,
    "مرحبا " * 90,
)


def share(client: Client, path: str = "/en/share/center/alder", **typed: str) -> str:
    answer = client.post(path, typed) if typed else client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def links(page: str) -> dict[str, str]:
    """Gives the address of each network's link, by the network's name."""
    found = re.findall(
        r'<a class="button quiet" href="([^"]+)" rel="([^"]+)"[^>]*>([^<]+)</a>', page
    )
    assert all(rel == "noopener noreferrer" for _, rel, _ in found)
    return {name: unescape(address) for address, _, name in found}


def text_in(page: str) -> str:
    found = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["center/alder", "county/10001", "line"])
def test_the_page_is_whole_html(client: Client, alder: Center, path: str, language: str) -> None:
    page = share(client, f"/{language}/share/{path}")
    assert JustHTML(page, strict=True).errors == []
    assert page.count("<h1>") == 1
    assert "style=" not in page
    assert len(links(page)) == len(NETWORKS)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["center/alder", "county/10001", "line"])
def test_the_page_is_plain_and_light(
    client: Client, alder: Center, path: str, language: str
) -> None:
    page = share(client, f"/{language}/share/{path}")
    assert_plain(page, language)
    assert len(gzip.compress(page.encode())) <= FIRST_RESPONSE
    loaded = {
        *re.findall(r'<(?:img|script)\b[^>]*? src="([^"]+)"', page),
        *re.findall(r'<link rel="stylesheet" href="([^"]+)"', page),
    }
    assert any("/card/" in one for one in loaded)
    whole = len(gzip.compress(page.encode()))
    for one in loaded:
        content = b"".join(client.get(one))
        whole += min(len(content), len(gzip.compress(content)))
    assert whole <= WHOLE_PAGE, whole


def test_the_first_words_are_of_the_resource_and_of_nobody(client: Client, alder: Center) -> None:
    for path in ("/en/share/center/alder", "/en/share/county/10001", "/en/share/line"):
        text = text_in(share(client, path))
        assert not re.search(r"\b(I|me|my|we|us|our|survivor|story)\b", text, re.IGNORECASE), text
        assert "#" not in text
    assert text_in(share(client)) == (
        "Support after sexual violence: Alder House. Call 704-555-1234."
    )
    spanish = text_in(share(client, "/es/share/center/alder"))
    assert spanish == "Apoyo después de la violencia sexual: Alder House. Llama al 704-555-1234."


def test_own_words_come_into_every_link_that_takes_words(client: Client, alder: Center) -> None:
    page = share(client, text="Call them & ask\r\nfor “Ana” 😀")
    found = links(page)
    assert text_in(page) == "Call them & ask\nfor “Ana” 😀"
    url = f"{settings.SITE_URL}/en/center/alder"
    assert parse_qs(urlsplit(found["X"]).query) == {
        "text": ["Call them & ask\nfor “Ana” 😀"],
        "url": [url],
    }
    assert parse_qs(urlsplit(found["Facebook"]).query) == {"u": [url]}
    assert parse_qs(found["E-mail"].partition("?")[2])["body"] == [
        f"Call them & ask\r\nfor “Ana” 😀\r\n{url}"
    ]


def test_words_too_long_for_a_network_are_said_to_be(client: Client, alder: Center) -> None:
    page = share(client, text="a" * 290)
    assert re.search(r'id="count-x" class="error"><span data-used>314</span> / 280', page)
    assert re.search(r'id="count-threads"><span data-used>290</span> / 500', page)
    assert re.search(r'id="count-bluesky" class="error"', page)


def test_no_words_at_all_are_fine(client: Client, alder: Center) -> None:
    page = share(client, text="  \r\n ")
    assert text_in(page) == ""
    assert parse_qs(urlsplit(links(page)["Bluesky"]).query)["text"] == [
        f"{settings.SITE_URL}/en/center/alder"
    ]


def test_far_too_many_words_come_back_with_a_sentence(client: Client, alder: Center) -> None:
    answer = client.post("/en/share/center/alder", {"text": "b" * (LONGEST + 1)})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("Please write at most 2000 characters.") == 2
    assert text_in(page) == "b" * (LONGEST + 1)


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("do", ["links", "mastodon"])
def test_hostile_words_are_only_words(client: Client, alder: Center, typed: str, do: str) -> None:
    fields = {"text": typed, "server": f"{typed} {typed}", "do": do}
    answer = client.post("/en/share/center/alder", fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert JustHTML(page, strict=True).errors == []
    assert not re.search(r"<script>|<img src=x|\r|\u202e|<h1>x", page)
    assert "Set-Cookie" not in answer.headers
    assert text_in(page) == cleaned(typed)[: 2 * LONGEST]
    assert len(page) < 60_000


def test_a_megabyte_is_refused_in_a_small_page(client: Client, alder: Center) -> None:
    answer = client.post("/en/share/center/alder", {"text": "x" * 1_000_000})
    assert answer.status_code < 500
    assert len(answer.content) < 60_000


def test_the_page_sets_nothing_and_asks_nobody(client: Client, alder: Center) -> None:
    answer = client.get("/en/share/center/alder")
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert "form-action 'self' https:" in answer.headers["Content-Security-Policy"]
    page = answer.content.decode()
    loaded = re.findall(r'<(?:img|script|link|iframe)\b[^>]*? (?:src|href)="([^"]+)"', page)
    ours = [one for one in loaded if one.startswith(("/", settings.SITE_URL))]
    assert loaded == ours
    assert "<iframe" not in page


# -- Mastodon --------------------------------------------------------------------------------------


def test_mastodon_leads_to_the_person_s_own_server(client: Client, alder: Center) -> None:
    fields = {"text": "Call them", "server": "@ana@Mastodon.social", "do": "mastodon"}
    answer = client.post("/en/share/center/alder", fields)
    assert answer.status_code == 303
    there = urlsplit(answer.headers["Location"])
    assert (there.scheme, there.netloc, there.path) == ("https", "mastodon.social", "/share")
    assert parse_qs(there.query) == {"text": [f"Call them\n{settings.SITE_URL}/en/center/alder"]}
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert "mastodon.social" not in text_in(share(client))


@pytest.mark.parametrize(
    "server", ["", "localhost", "javascript:alert(1)", "a\r\nLocation: x.example"]
)
def test_what_is_no_server_comes_back_with_a_sentence(
    client: Client, alder: Center, server: str
) -> None:
    fields = {"text": "My own words", "server": server, "do": "mastodon"}
    answer = client.post("/en/share/center/alder", fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert page.count("Write the name of your server") == 2
    assert text_in(page) == "My own words"


def test_no_other_site_leads_people_away_through_us(client: Client, alder: Center) -> None:
    fields = {"text": "x", "server": "evil.example", "do": "mastodon"}
    answer = client.post(
        "/en/share/center/alder", fields, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert "sent from another website" in answer.content.decode()


# -- what is not there, or not to be passed on -----------------------------------------------------


@pytest.mark.parametrize(
    "path", ["center/nobody", "county/99999", "county/x", "resource/nobody", "center/%F0%9F%98%80"]
)
def test_what_is_not_there_is_not_shared(client: Client, alder: Center, path: str) -> None:
    assert client.get(f"/en/share/{path}").status_code == 404


def test_a_listing_that_nobody_confirmed_in_time_is_not_passed_on(
    client: Client, alder: Center
) -> None:
    Center.unscoped.filter(pk="alder").update(expires_on=date(2020, 1, 1))
    page = share(client)
    assert "Nobody has confirmed Alder House in time" in page
    assert 'href="/en/share/line"' in page
    assert "704-555-1234" not in page


def test_a_demo_s_center_is_said_to_be_made_up(
    client: Client, alder: Center, open_site: object
) -> None:
    open_site(demo=True)  # type: ignore[operator]
    assert text_in(share(client)).startswith("Demo, made up:")
    assert "share it with nobody in need" in share(client)
    line = share(client, "/en/share/line")
    assert "800-656-4673" in text_in(line)
    assert "made up for a demo" not in line


def test_a_number_for_texts_is_not_called(client: Client, alder: Center) -> None:
    PublicNumber.unscoped.filter(center=alder).update(kind="text")
    assert text_in(share(client)).endswith("Text 704-555-1234.")


def test_a_resource_is_shared_once_it_is_shown(client: Client, open_site: object) -> None:
    assert client.get("/en/share/resource/sexual-assault-hotline").status_code == 404
    open_site(demo=True)  # type: ignore[operator]
    page = share(client, "/en/share/resource/sexual-assault-hotline")
    assert "800-656-4673" in text_in(page)
    assert text_in(page).startswith("A place to turn to: ")
    assert parse_qs(urlsplit(links(page)["Facebook"]).query) == {
        "u": [f"{settings.SITE_URL}/en/resources#sexual-assault-hotline"]
    }
