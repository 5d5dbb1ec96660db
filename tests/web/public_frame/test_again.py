"""A page that all get alike is given again for a moment; what differs, or is somebody's, never is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.clickjacking import xframe_options_exempt

from harborline.web.site import again, urls

pytestmark = pytest.mark.django_db

LASTS_S = 2


class Clock:
    """A clock that a test sets; seconds."""

    now_s = 1000.0


numbers = count(1)
"""No two answers of a view are alike."""


def page(_request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(f"<p>{next(numbers)}</p>")


def with_a_header(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(next(numbers)), headers={"X-Mine": "1"})


def missing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(next(numbers)), status=404)


@csp_update({"form-action": ["https:"]})
def with_a_rule_of_its_own(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(next(numbers)))


@xframe_options_exempt
def framed(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(next(numbers)))


ours = [
    path("page/<str:name>", page),
    path("header", with_a_header),
    path("missing", missing),
    path("rule", with_a_rule_of_its_own),
    path("framed", framed),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("a/", include((ours, "public"))),
    path("b/", include((ours, "training"))),
    *urls.urlpatterns,
]


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Clock.now_s = 1000.0
    monkeypatch.setattr(again, "monotonic", lambda: Clock.now_s)
    with override_settings(PAGES_LAST_S=LASTS_S, ROOT_URLCONF="web.public_frame.test_again"):
        yield


def asked(client: Client, address: str, **more: Any) -> str:
    return client.get(address, **more).content.decode()


def test_a_page_is_given_again_and_made_anew_after_two_seconds(client: Client) -> None:
    first = asked(client, "/a/page/x")
    assert [asked(client, "/a/page/x") for _ in range(2)] == [first] * 2
    Clock.now_s += LASTS_S + 0.1
    second = asked(client, "/a/page/x")
    assert second != first
    assert asked(client, "/a/page/x") == second


def test_what_is_given_again_has_every_header_of_a_page(client: Client) -> None:
    first, second = client.get("/a/page/x"), client.get("/a/page/x")
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert second.headers["Cache-Control"] == "no-store"


def test_another_address_host_or_question_is_another_page(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    pages = [
        asked(client, "/a/page/x"),
        asked(client, "/a/page/y"),
        asked(client, "/a/page/x", headers={"host": "other.example"}),
        asked(client, "/a/page/x?q=1"),
        asked(client, "/a/page/x?q=1"),
        client.post("/a/page/x").content.decode(),
    ]
    assert len(set(pages)) == len(pages)


@pytest.mark.parametrize(
    "address", ["/b/page/x", "/a/header", "/a/missing", "/a/rule", "/a/framed"]
)
def test_what_may_be_of_one_person_is_made_each_time(client: Client, address: str) -> None:
    assert asked(client, address) != asked(client, address)


def test_only_so_many_pages_are_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "MOST", 2)
    first = [asked(client, f"/a/page/{name}") for name in "xyz"]
    assert [asked(client, f"/a/page/{name}") for name in "zy"] == [first[2], first[1]]
    assert asked(client, "/a/page/x") != first[0]


def test_the_page_for_sharing_may_lead_to_a_mastodon_server_each_time(client: Client) -> None:
    with override_settings(ROOT_URLCONF="harborline.web.site.urls"):
        rules = [client.get("/en/share/line").headers["Content-Security-Policy"] for _ in range(2)]
    assert all("form-action 'self' https:" in rule for rule in rules)


def test_what_is_over_is_let_go() -> None:
    pages = again.PagesAgain(lambda _request: HttpResponse())
    pages._keep(("testserver", "/a"), b"a")
    Clock.now_s += LASTS_S
    pages._keep(("testserver", "/b"), b"b")
    assert list(pages._kept) == [("testserver", "/b")]


def test_nothing_is_given_again_where_that_is_switched_off(client: Client) -> None:
    with override_settings(PAGES_LAST_S=0):
        assert asked(client, "/a/page/x") != asked(client, "/a/page/x")
