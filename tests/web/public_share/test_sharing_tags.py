"""What stands in the head of a page that can be shared."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.utils import translation

from harborline.web.directory.models import Center
from harborline.web.public.share import wording
from harborline.web.public.share.subjects import subject_of

pytestmark = pytest.mark.django_db


def head(kind: str, id_: str, language: str = "en") -> str:
    template = engines["django"].from_string("{% load sharing %}{% share_head kind id %}")
    with translation.override(language):
        return template.render({"kind": kind, "id": id_})


def tags(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html)
    assert len({name for name, _ in found}) == len(found)
    return {name: unescape(content) for name, content in found}


def test_a_network_gets_all_that_it_shows(client: Client, alder: Center) -> None:
    told = tags(head("center", "alder"))
    site = settings.SITE_URL
    assert told["og:title"] == told["twitter:title"] == "Alder House"
    assert told["og:url"] == f"{site}/en/center/alder"
    assert told["og:image"] == told["twitter:image"] == f"{site}/card/en/center/alder/wide.png"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == wording.alt_of(subject_of("center", "alder"))
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:description"].endswith("Call 704-555-1234.")
    assert told["og:locale"] == "en_US"
    picture = client.get(told["og:image"].removeprefix(site))
    assert picture.headers["Content-Type"] == "image/png"


def test_it_speaks_the_language_of_the_page(alder: Center) -> None:
    told = tags(head("county", "10001", "es"))
    assert told["og:title"].startswith("Ayuda cerca de ti: ")
    assert told["og:url"] == f"{settings.SITE_URL}/es/county/10001"
    assert "/card/es/county/10001/" in told["og:image"]


def test_the_way_to_the_embed_is_there(client: Client, alder: Center) -> None:
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', head("center", "alder"))
    assert found
    answer = client.get(unescape(found[1]).removeprefix(settings.SITE_URL))
    assert answer.status_code == 200
    assert answer.json()["title"] == "Alder House"


def test_a_hostile_name_is_only_a_name(alder: Center) -> None:
    name = '"><script>alert(1)</script>'
    Center.unscoped.filter(pk="alder").update(name=name)
    html = head("center", "alder")
    assert "<script" not in html
    assert tags(html)["og:title"] == name


def test_what_is_not_there_or_out_of_date_says_nothing(alder: Center) -> None:
    assert head("center", "nobody").strip() == ""
    assert head("nothing", "x").strip() == ""
    Center.unscoped.filter(pk="alder").update(expires_on=date(2020, 1, 1))
    assert head("center", "alder").strip() == ""


def test_a_link_leads_to_the_page_for_sharing(alder: Center) -> None:
    template = engines["django"].from_string(
        '{% load sharing %}{% share_link "center" "alder" %}{% share_link "line" %}'
    )
    with translation.override("en"):
        html = template.render({})
    assert 'href="/en/share/center/alder"' in html
    assert 'href="/en/share/line"' in html
