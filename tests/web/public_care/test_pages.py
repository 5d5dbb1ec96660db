"""Pages of care: each opens in both languages, reads easily, names no secret, and says what the issue asks."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from justhtml import JustHTML

from harborline.web.public.care.views import PAGES
from reading_level import assert_plain

pytestmark = pytest.mark.django_db

EVERY = [f"public:care:{name}" for name in (*PAGES.values(), "plan")]
LANGUAGES = ["en", "es"]
NETWORKS = (
    *("Facebook", "Instagram", "X", "TikTok", "Threads"),
    *("Bluesky", "Mastodon", "Reddit", "LinkedIn", "WhatsApp"),
)


def opened(client: Client, name: str, language: str = "en") -> str:
    with translation.override(language):
        answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_a_page_is_plain_whole_and_valid(client: Client, name: str, language: str) -> None:
    page = opened(client, name, language)
    assert_plain(page, language)
    assert page.count("<h1") == 1
    assert f'<html lang="{language}"' in page
    assert "style=" not in page
    assert JustHTML(page, collect_errors=True).errors == []


@pytest.mark.parametrize("name", EVERY)
def test_a_page_takes_no_other_method(client: Client, name: str) -> None:
    assert client.delete(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", EVERY)
def test_no_page_leads_out_or_gives_a_figure_without_source(client: Client, name: str) -> None:
    page = opened(client, name)
    assert re.findall(r'(?:href|src|action)="(?:https?:)?//', page) == []
    main = page[page.index("<main") : page.index("</main>")]
    assert re.findall(r"\d\s?(?:%|percent)", main) == []


def test_the_hub_leads_to_every_exercise_and_all_three_doors(client: Client) -> None:
    page = opened(client, "public:care:take_care")
    assert "You owe nobody your story" in page
    for name in [*EVERY[1:9], "public:care:plan"]:
        assert f'href="{reverse(name)}"' in page, name


def test_breathing_needs_no_script_and_counts_in_words(client: Client) -> None:
    page = opened(client, "public:care:breathe")
    main = page[page.index("<main") :]
    assert "<script" not in main
    assert "1, 2, 3, 4, 5, 6" in main


def test_words_to_borrow_say_nothing_of_what_happened(client: Client) -> None:
    words = re.findall(
        r"<textarea[^>]*>(.*?)</textarea>", opened(client, "public:care:reach_a_friend")
    )
    assert len(words) == 5
    telling = re.compile(
        r"assault|rape|abuse|attack|hurt|happened|survivor|hotline|me ?too|police", re.IGNORECASE
    )
    assert [one for one in words if telling.search(one)] == []


@pytest.mark.parametrize("network", NETWORKS)
def test_logging_off_names_each_network(client: Client, network: str) -> None:
    page = opened(client, "public:care:log_off")
    assert f"<summary>{network}</summary>" in page
    assert "As of 2026" in page


def test_just_happened_has_safety_first_and_no_time_limit_of_its_own(client: Client) -> None:
    page = opened(client, "public:care:just_happened")
    main = page[page.index("<main") : page.index("</main>")]
    parts = ["tel:911", "advocate", "without the police", "Sooner keeps", "evidence", "Under 18"]
    assert [main.index(part) for part in parts] == sorted(main.index(part) for part in parts)
    assert re.findall(r"\d+\s+(?:hours?|days?|weeks?)", main) == []
    assert f'href="{reverse("public:find:home")}"' in main


def test_safety_never_promises_that_nobody_can_see(client: Client) -> None:
    page = opened(client, "public:care:safety")
    assert "No website can make you invisible" in page
    assert "Shift three times within five seconds" in page
    assert "Your phone's own list still shows the call" in page.replace("&#x27;", "'")


def test_what_is_kept_names_the_exceptions_and_the_days(client: Client) -> None:
    page = opened(client, "public:care:what_is_kept")
    for said in ("30 minutes", "60 minutes", "one hour", "90 days", "under five"):
        assert said in page, said


@pytest.mark.parametrize(
    "door", ["for_survivors", "for_supporters", "for_advocates", "just_happened"]
)
def test_advice_that_nobody_reviewed_says_so(client: Client, door: str) -> None:
    assert "Not yet reviewed by a named advocate." in opened(client, f"public:care:{door}")
    assert "persona de habla española" in opened(client, f"public:care:{door}", "es")
