"""The plan: typed, given back as a page or a file, and nowhere else."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML
from pytest_django import DjangoAssertNumQueries

from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.public.care.plan import LONGEST, PlanForm
from harborline.web.site.ports import Hotline, install, site_ports
from web_world import small_ports

pytestmark = pytest.mark.django_db

WORDS = "Call Zoë about the kitchen-zq81"
HOSTILE = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}{% now %}"),
    *(
        "a\r\nSet-Cookie: x=1\r\n\r\n<b>",
        "=HYPERLINK(1)",
        "🌊" * 50,
        "مرحبا",
        "'; DROP TABLE x; --",
    ),
)


DEMO = Path(__file__).resolve().parents[3] / "src/harborline/demo/demo.map"


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


@pytest.fixture(autouse=True)
def _real_hotline() -> Iterator[None]:
    before = site_ports()
    line = Hotline("A line", "800-656-4673", "+18006564673")
    install(small_ports(hotline=line, current_map=demo_map))
    yield
    install(before)


def sent(client: Client, **fields: str) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("public:care:plan"), fields)  # type: ignore[assignment]
    return answer


def test_the_page_to_print_has_what_was_typed_and_the_form_keeps_it(client: Client) -> None:
    page = sent(client, people=WORDS, **{"as": "page"}).content.decode()
    plan = page[page.index("<article") : page.index("</article>")]
    assert WORDS in plan
    assert WORDS in page[page.index("<form") :]
    assert plan.count('class="empty"') == 6
    assert JustHTML(page, collect_errors=True).errors == []


def test_the_text_file_is_plain_and_its_name_tells_nothing(client: Client) -> None:
    answer = sent(client, people=f"{WORDS}\nand Sam", **{"as": "text"})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode()
    assert f"People I can call or text\r\n{WORDS}\r\nand Sam\r\n" in text
    assert "Harborline" not in text
    assert "800" not in text


def test_the_file_of_a_page_stands_alone(client: Client) -> None:
    answer = sent(client, people=WORDS, **{"as": "html"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes.html"'
    page = answer.content.decode()
    assert WORDS in page
    assert "src=" not in page
    assert "href=" not in page
    assert "Harborline" not in page
    assert JustHTML(page, collect_errors=True).errors == []


@pytest.mark.parametrize("kind", ["page", "text", "html"])
def test_the_number_is_on_it_only_when_asked_for(client: Client, kind: str) -> None:
    without, asked = (
        sent(client, **{"as": kind}, **fields).content.decode().partition("</article>")[0]
        for fields in ({}, {"number": "on"})
    )
    assert "A number to call" not in without
    assert "A number to call, day or night" in asked
    assert asked.count("800-656-4673") == without.count("800-656-4673") + 1


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", ["page", "html"])
def test_hostile_text_is_shown_as_text(client: Client, hostile: str, kind: str) -> None:
    answer = sent(client, minute=hostile, **{"as": kind})
    assert "Set-Cookie" not in answer.headers
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    found = JustHTML(page, collect_errors=True)
    assert found.errors == []
    first = hostile.splitlines()[0]
    assert html.escape(first) in page


def test_what_nobody_sees_is_taken_out(client: Client) -> None:
    typed = "safe\u202eexe.txt\u2066 \u0007bell\ufeff\x1b[31m\u2028next"
    text = sent(client, minute=typed, **{"as": "text"}).content.decode()
    assert "safeexe.txt bell[31m\r\nnext" in text


@given(typed=st.text(st.characters(exclude_characters="\0"), max_size=300))
def test_any_text_is_taken_and_has_nothing_unseen(typed: str) -> None:
    form = PlanForm({"minute": typed})
    assert form.is_valid()
    said = form.cleaned_data["minute"]
    assert not any(unseen in said for unseen in "\r\u202e\u2066\x1b\x85\u2028")


def test_too_long_is_one_sentence_and_loses_nothing(client: Client) -> None:
    long = "water " * (LONGEST // 5)
    page = sent(client, body=long, people=WORDS, **{"as": "text"}).content.decode()
    assert page.count("This is longer than a page") == 1
    assert 'href="#id_body"' in page
    assert 'aria-invalid="true"' in page
    assert long.strip() in page
    assert WORDS in page


def test_a_megabyte_is_refused(client: Client) -> None:
    answer = sent(client, body="w" * 1_100_000, **{"as": "html"})
    assert answer.status_code == 400
    assert b"wwww" not in answer.content


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"people=%ff%fe%00x&as=html", "application/x-www-form-urlencoded", 400),
        (b"people=%ff%fex&as=html", "application/x-www-form-urlencoded", 200),
        (b"people=a&" * 900 + b"as=text", "application/x-www-form-urlencoded", 200),
        (b"people=a&" * 2000, "application/x-www-form-urlencoded", 400),
        (b'{"people": "a"}', "application/json", 200),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data", 400),
        (b"", "text/plain", 200),
    ],
)
def test_a_broken_body_is_answered(client: Client, body: bytes, kind: str, status: int) -> None:
    answer = client.post(reverse("public:care:plan"), data=body, content_type=kind)
    assert answer.status_code == status


def test_words_of_another_site_are_not_shown(client: Client) -> None:
    answer = client.post(
        reverse("public:care:plan"), {"people": WORDS}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    page = answer.content.decode()
    assert WORDS not in page
    assert "another website" in page


@pytest.mark.parametrize("kind", ["page", "text", "html"])
def test_no_row_and_no_line_of_a_log_is_written(
    client: Client,
    kind: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_assert_num_queries(0), caplog.at_level("DEBUG"):
        sent(client, people=WORDS, **{"as": kind})
    assert "kitchen-zq81" not in caplog.text
