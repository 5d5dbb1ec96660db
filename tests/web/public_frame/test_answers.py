"""What holds for each answer of the public site: no cookie, nothing kept, nothing compressed that is secret."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from harborline.web.accounts.permissions import Role
from public_site import routes
from web_clients import SignIn

pytestmark = pytest.mark.django_db

GZIP = {"accept-encoding": "gzip, br"}


def test_a_cookie_is_neither_read_nor_left(
    client: Client, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    """The test's browser sends the cookies of the console everywhere, as a forged request would."""
    signed_in(client, Role.NATIONAL_ADMIN)
    before = client.cookies["sessionid"].value
    with django_assert_num_queries(0):
        answers = [client.get(path) for path in ("/", "/en/nonsense", "/exit")]
    for answer in answers:
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert client.cookies["sessionid"].value == before
    assert client.get(reverse("console:home")).status_code == 200


BARE = sorted(name for name, kinds in routes(get_resolver().url_patterns) if not kinds)


@pytest.mark.parametrize("name", BARE)
def test_no_page_of_the_public_asks_who_is_there(
    name: str, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(name))
    assert answer.status_code < 500
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "no-store"
    tables = ("django_session", "accounts_", "otp_")
    assert [one["sql"] for one in asked if any(table in one["sql"] for table in tables)] == []


def test_nothing_is_kept_and_no_other_site_is_told(client: Client) -> None:
    for path in ("/en/", "/en/nonsense", "/exit", "/", "/es/?a=%00"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        policy = "no-referrer" if path == "/exit" else "same-origin"
        assert answer.headers["Referrer-Policy"] == policy, path
        rules = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in rules
        assert "default-src 'self'" in rules
        assert "frame-ancestors 'none'" in rules


def test_a_page_of_the_public_is_compressed_and_one_of_the_console_is_not(client: Client) -> None:
    answer = client.get("/en/", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert b"<!doctype html>" in gzip.decompress(answer.content)
    assert not client.get("/en/", headers={"accept-encoding": ""}).has_header("Content-Encoding")
    console = client.get(reverse("accounts:sign_in"), headers=GZIP)
    assert not console.has_header("Content-Encoding")


@pytest.mark.parametrize("file", ["public/public.css", "public/leaving.js", "site/icon.svg"])
def test_our_own_files_are_compressed_and_kept_for_a_while(client: Client, file: str) -> None:
    answer = client.get(f"/static/{file}", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "max-age=600" in answer.headers["Cache-Control"]
    small = answer.getvalue()
    plain = client.get(f"/static/{file}", headers={"accept-encoding": ""}).getvalue()
    assert gzip.decompress(small) == plain
    assert len(small) < len(plain)
    part = client.get(f"/static/{file}", headers={**GZIP, "range": "bytes=0-9"})
    assert (part.status_code, len(part.getvalue())) == (206, 10)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
def test_the_way_out_is_open_to_every_method(client: Client, method: str, settings: Any) -> None:
    settings.EXIT_URL = "https://weather.example/"
    answer = client.generic(method, "/exit")
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://weather.example/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.content == b""


def test_head_is_answered_as_get_without_its_body(client: Client) -> None:
    for path, status in (("/en/", 200), ("/en/nonsense", 404), ("/", 302)):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (status, b""), path
