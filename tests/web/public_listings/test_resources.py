"""National resources: only what somebody confirmed, with its source, filtered without a trace."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from justhtml import JustHTML

from harborline.core.listings import BillSafety
from harborline.web.public.listings.national import EDITABLE, Way, Whom, facts, shipped
from harborline.web.public.listings.resource_words import WAYS, WHOM, shown
from harborline.web.public.listings.services import Listed, confirm

pytestmark = pytest.mark.django_db
PAGE = "/en/resources"
LEFT_OUT = ("VictimConnect", "ADWAS", "Alaska Network", "206-518-9361", "907-586-3650")


def confirm_all() -> None:
    for resource in shipped():
        confirm("boss@example.org", resource, "called them", 0)


def page_of(client: Client, language: str = "en") -> str:
    answer = client.get(f"/{language}/resources")
    assert answer.status_code == 200
    assert not answer.cookies
    html = answer.content.decode()
    JustHTML(html, strict=True)
    return html


def names_on(html: str) -> list[str]:
    return [one.to_text() for one in JustHTML(html, strict=True).query("li.card > h3")]


def test_nothing_is_shown_before_somebody_confirmed_it(client: Client) -> None:
    html = page_of(client)
    assert names_on(html) == []
    assert "has not checked any of these lines yet" in html
    assert 'href="tel:+18006564673"' in html
    confirm("boss@example.org", "988", "called them", 0)
    html = page_of(client)
    assert names_on(html) == ["988 Suicide & Crisis Lifeline"]
    assert "This site checked it on" in html
    assert "boss@example.org" not in html


def test_a_demo_shows_all_with_their_source_and_says_what_that_means(
    client: Client, open_site: Any
) -> None:
    open_site(demo=True)
    html = page_of(client)
    assert names_on(html) == [one.name for one in shipped().values()]
    assert "Nobody here has called them to check" in html
    assert html.count("This site has not checked it yet.") == len(shipped())
    for one in shipped().values():
        for address in one.source_addresses:
            assert f'<a href="{address}" rel="noopener noreferrer external"' in html


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_shown_is_honest(client: Client, language: str) -> None:
    confirm_all()
    html = page_of(client, language)
    says = {
        "en": (
            *("Not day and night: Monday to Friday, 10 a.m. to 6 p.m. Pacific time",),
            *("our source does not say", "Send the word HOME to", "Not for a crisis."),
            *("The call is free. Most bills do not show it", "Your phone keeps every call"),
            *("March 30, 2023", "no date", "Call 711"),
        ),
        "es": (
            *(
                "No de día y de noche: De lunes a viernes, de 10 a. m. a 6 p. m., hora del Pacífico",
            ),
            *("nuestra fuente no lo dice", "Envía la palabra HOME al", "No es para una crisis."),
            *("La llamada es gratis.", "Tu teléfono guarda cada llamada", "sin fecha", "711"),
        ),
    }[language]
    for sentence in says:
        assert sentence in html, sentence
    for link in ("tel:+18779955247", "tel:988", "sms:741741", "sms:678678"):
        assert f'href="{link}"' in html, link
    assert not any(name in html for name in LEFT_OUT)


def test_choices_are_posted_answered_in_place_and_stand_in_no_address(client: Client) -> None:
    confirm_all()
    whole = page_of(client)
    (form,) = JustHTML(whole, strict=True, sanitize=False).query("form")
    assert form.attrs == {"method": "post", "action": "#found", "class": "card unprinted"}
    answer = client.post(PAGE, {"for": ["transgender"], "by": ["phone", "text"]})
    assert answer.status_code == 200
    html = answer.content.decode()
    JustHTML(html, strict=True)
    assert names_on(html) == ["Trans Lifeline"]
    assert "1 line fits." in html
    assert re.search(r'value="transgender"\s+checked', html)
    by_address = client.get(PAGE, {"for": "transgender"}).content.decode()
    assert len(names_on(by_address)) == len(shipped())


@pytest.mark.parametrize(
    ("whom", "ways", "wanted"),
    [
        (["men"], [], {"1in6"}),
        (["military"], ["chat"], {"safe-helpline"}),
        ([], ["tty"], {"domestic-violence-hotline"}),
        ([], ["text"], {"988", "strong-hearts", "crisis-text-line", "trevor-project"}),
        (["men"], ["tty"], set()),
        (["native", "youth"], [], {"strong-hearts", "trevor-project"}),
    ],
)
def test_choices_find_what_fits(
    client: Client, whom: list[str], ways: list[str], wanted: set[str]
) -> None:
    confirm_all()
    html = client.post(PAGE, {"for": whom, "by": ways}).content.decode()
    assert set(names_on(html)) == {shipped()[one].name for one in wanted}
    assert ("None fits all of that" in html) == (not wanted)


@pytest.mark.parametrize(
    "body",
    [
        {"for": "x" * 1_000_000},
        {"for": ["<script>alert(1)</script>", "\u202e", "🙂", "men\r\nX-Evil: 1"]},
        {"by": ["phone"] * 500, "other": "y"},
    ],
)
def test_odd_choices_are_no_choices(client: Client, body: dict[str, Any]) -> None:
    confirm_all()
    answer = client.post(PAGE, body)
    assert answer.status_code in {200, 400, 413}
    assert "<script>alert" not in answer.content.decode()
    assert "X-Evil" not in answer.headers


def test_one_query_however_many_are_confirmed(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page_of(client)
        return len(asked)

    none = queries()
    confirm_all()
    assert queries() == none == 1


# -- the facts that we ship -----------------------------------------------------------------------


@pytest.mark.parametrize("resource", shipped().values(), ids=shipped())
def test_each_fact_has_its_source_and_both_languages(resource: Any) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,40}", resource.id)
    assert resource.source_title
    assert resource.source_addresses
    assert resource.doubt
    assert str(resource.taken_on) == "2026-11-23"
    for address in (resource.web, resource.chat, resource.groups, *resource.source_addresses):
        assert not address or urlsplit(address).scheme in {"http", "https"}
    assert {Whom(one) for one in resource.serves}
    assert {Way(one) for one in resource.also} <= set(Way)
    assert resource.ways
    for name in ("about", "hours", "how"):
        both = [getattr(resource, f"{name}_{language}") for language in ("en", "es")]
        assert all(both) or not any(both)
    assert not resource.text_word or resource.text
    english = shown(Listed(resource))
    with translation.override("es"):
        spanish = shown(Listed(resource))
    assert english.about != spanish.about
    assert english.hours != spanish.hours


def test_bills_are_told_as_far_as_the_number_says() -> None:
    assert shipped()["trans-lifeline"].bill_safety is BillSafety.TOLL_FREE
    assert shipped()["988"].bill_safety is BillSafety.UNKNOWN
    assert shipped()["crisis-text-line"].bill_safety is BillSafety.UNKNOWN


def test_every_choice_has_its_words() -> None:
    assert set(WHOM) == set(Whom)
    assert set(WAYS) == set(Way)
    used = {one for resource in shipped().values() for one in (*resource.serves, *resource.ways)}
    assert used == {*Whom, *Way}


def test_what_may_be_edited_is_a_fact() -> None:
    assert set(EDITABLE) <= set(facts(next(iter(shipped().values()))))


def test_only_what_is_shown_may_be_passed_on(open_site: Any) -> None:
    listings: Any = apps.get_app_config("listings")
    assert listings.to_share("988") is None
    confirm("boss@example.org", "988", "called them", 0)
    assert listings.to_share("988") == ("988 Suicide & Crisis Lifeline", "988", "988")
    assert listings.to_share("trans-lifeline") is None
    open_site(demo=True)
    assert listings.to_share("crisis-text-line") == ("Crisis Text Line", "", "741741")
    assert listings.to_share("nobody") is None
