"""The card on other websites: only it may be framed, it has no script, and oEmbed tells of nothing else."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from justhtml import JustHTML

from harborline.web.directory.models import Center

pytestmark = pytest.mark.django_db


def oembed(client: Client, url: str, **more: str) -> Any:
    return client.get("/oembed", {"url": f"{settings.SITE_URL}{url}", **more})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["center/alder", "county/10001", "line/national"])
def test_the_embed_is_small_and_whole_by_itself(
    client: Client, alder: Center, path: str, language: str
) -> None:
    answer = client.get(f"/embed/{language}/{path}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert JustHTML(page, strict=True).errors == []
    assert len(answer.content) < 4_000
    assert f'lang="{language}"' in page
    assert "<script" not in page
    assert "<form" not in page
    assert not answer.cookies
    assert all(
        'rel="noopener noreferrer"' in link
        for link in re.findall(r"<a [^>]*>", page)
        if "http" in link
    )
    assert 'href="tel:911"' in page


def test_it_says_the_number_to_tap(client: Client, alder: Center) -> None:
    page = client.get("/embed/en/center/alder").content.decode()
    assert '<a class="number" href="tel:+17045551234">704-555-1234</a>' in page
    assert "You choose what you tell." in page
    assert "North Carolina" in page


def test_a_demo_s_number_cannot_be_tapped(client: Client, alder: Center, open_site: object) -> None:
    open_site(demo=True)  # type: ignore[operator]
    alder.numbers.update(number="+17045550111")
    page = client.get("/embed/en/center/alder").content.decode()
    assert "tel:+1704555" not in page
    assert "this center is made up" in page


def test_a_confidential_center_s_embed_names_no_place(client: Client, alder: Center) -> None:
    Center.unscoped.filter(pk="alder").update(confidential=True)
    assert "Carolina" not in client.get("/embed/en/center/alder").content.decode()


@pytest.mark.parametrize("gone", [True, False])
def test_where_a_center_was_the_national_line_stands(
    client: Client,
    alder: Center,
    gone: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    path = "/embed/en/center/nobody" if gone else "/embed/en/center/alder"
    Center.unscoped.filter(pk="alder").update(expires_on=date(2020, 1, 1))
    answer = client.get(path)
    assert answer.status_code == (404 if gone else 200)
    assert "800-656-4673" in answer.content.decode()
    assert "704-555-1234" not in answer.content.decode()
    assert "X-Frame-Options" not in answer.headers


def test_only_the_embed_may_be_framed(client: Client, alder: Center) -> None:
    framed = client.get("/embed/en/center/alder").headers
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src 'none'" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for path in (
        *("/en/", "/es/", "/en/share/center/alder", "/en/share/line", "/en/center/alder"),
        *("/card/en/center/alder/wide.png", "/sheet/en/center/alder/a4/poster.pdf", "/oembed"),
        *("/embed/", "/embed/en", "/embed/xx/center/alder", "/embedded", "/console/sign-in"),
        *("/exit", "/nothing/embed/en/center/alder"),
    ):
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path


def test_no_other_path_of_the_site_opens_its_frame() -> None:
    """Every view that turns the guard off is the embed's."""

    def views(patterns: list[Any], prefix: str = "") -> list[str]:
        found = []
        for one in patterns:
            if hasattr(one, "url_patterns"):
                found += views(one.url_patterns, f"{prefix}{one.pattern}")
            elif getattr(one.callback, "__module__", "").endswith("share.embedding"):
                found.append(f"{prefix}{one.pattern}")
        return found

    assert sorted(views(get_resolver().url_patterns)) == [
        "embed/<slug:language>/<slug:kind>/<slug:id>",
        "oembed",
    ]


# -- oEmbed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "embedded"),
    [
        ("/en/center/alder", "/embed/en/center/alder"),
        ("/es/center/alder?utm_source=x", "/embed/es/center/alder"),
        ("/en/share/center/alder", "/embed/en/center/alder"),
        ("/es/county/10001", "/embed/es/county/10001"),
        ("/en/county/10001-one-westland", "/embed/en/county/10001"),
        ("/en/", "/embed/en/line/national"),
        ("/en/share/line", "/embed/en/line/national"),
        ("/embed/es/center/alder", "/embed/es/center/alder"),
    ],
)
def test_each_address_of_ours_has_its_card(
    client: Client, alder: Center, url: str, embedded: str
) -> None:
    answer = oembed(client, url, format="json")
    told = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"version", "type", "html", "width", "height", "title"} <= set(told)
    assert (told["version"], told["type"]) == ("1.0", "rich")
    source = re.search(r'src="([^"]+)"', told["html"])
    assert source
    assert source[1] == f"{settings.SITE_URL}{embedded}"
    assert "<script" not in told["html"]
    assert client.get(embedded).status_code == 200
    picture = told["thumbnail_url"].removeprefix(settings.SITE_URL)
    assert client.get(picture).headers["Content-Type"] == "image/png"


def test_a_resource_is_named_behind_the_address_of_the_list(
    client: Client, open_site: object
) -> None:
    open_site(demo=True)  # type: ignore[operator]
    told = oembed(client, "/en/resources#sexual-assault-hotline").json()
    assert "/embed/en/resource/sexual-assault-hotline" in told["html"]
    assert oembed(client, "/en/resources#nothing").status_code == 404
    assert oembed(client, "/en/resources").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        *("https://elsewhere.example/en/center/alder", "", "http://", "//localhost:8000/en/"),
        *(
            "javascript:alert(1)",
            "http://localhost:8000@evil.example/en/",
            "http://[::1",
            "x" * 9_000,
        ),
        *("http://localhost:8000.evil.example/en/", "https://localhost:8000/en/center/alder"),
        *("http://localhost:8000/console/", "http://localhost:8000/en/center/nobody"),
        *("http://localhost:8000/embed/xx/center/alder", "http://localhost:8000/en/center/\r\n"),
        *("http://localhost:8000/card/en/center/alder/wide.png", "http://localhost:8000/en/\ud7ff"),
    ],
)
def test_any_other_address_has_none(client: Client, alder: Center, url: str) -> None:
    answer = client.get("/oembed", {"url": url})
    assert answer.status_code == 404
    assert answer.json() == {"error": "There is no card for this address."}


@given(url=st.text(max_size=200), width=st.text(max_size=8), ours=st.booleans())
@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_asked_is_answered_with_a_sentence(
    client: Client,
    alder: Center,
    url: str,
    width: str,
    ours: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    asked = f"{settings.SITE_URL}/{url}" if ours else url
    answer = client.get("/oembed", {"url": asked, "maxwidth": width})
    assert answer.status_code in {200, 400, 404}
    if "\0" not in url + width:
        assert set(answer.json()) == {"error"} or answer.json()["type"] == "rich"


@pytest.mark.parametrize("size", ["abc", "-1", "1e3", "", "1" * 9, "٣٠٠", "300;", "<b>"])
@pytest.mark.parametrize("side", ["maxwidth", "maxheight"])
def test_sizes_that_are_no_numbers_are_refused(
    client: Client, alder: Center, side: str, size: str
) -> None:
    answer = oembed(client, "/en/center/alder", **{side: size})
    assert answer.status_code == 400
    assert "whole numbers" in answer.json()["error"]


def test_the_card_is_never_larger_than_asked(client: Client, alder: Center) -> None:
    told = oembed(client, "/en/center/alder", maxwidth="300", maxheight="250").json()
    assert (told["width"], told["height"]) == (300, 250)
    assert 'width="300" height="250"' in told["html"]
    usual = oembed(client, "/en/center/alder", maxwidth="99999").json()
    assert usual["width"] == 480
    assert oembed(client, "/en/center/alder", maxwidth="100").status_code == 400


def test_it_speaks_json_alone(client: Client, alder: Center) -> None:
    answer = oembed(client, "/en/center/alder", format="xml")
    assert answer.status_code == 501
    assert "JSON" in answer.json()["error"]


def test_a_name_cannot_break_out_of_the_snippet(client: Client, alder: Center) -> None:
    Center.unscoped.filter(pk="alder").update(name='"><script>alert(1)</script></textarea>')
    html = oembed(client, "/en/center/alder").json()["html"]
    assert "<script" not in html
    page = client.get("/en/share/center/alder").content.decode()
    assert "<script>alert" not in page
    copied = re.search(r'<textarea id="snippet"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert copied
    assert unescape(copied[1]) == html
