"""What somebody tries who means harm: each thing fails, in words, and is never a fault of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts_world import credentials, give_password, is_signed_in, make_account
from harborline.core.errors import UnusableInput
from harborline.web.accounts.models import AuthenticatorApp, Invitation
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services import first_link, invite
from roles_world import make_world
from soft_authenticator import SoftAuthenticator
from web_clients import SignIn

pytestmark = pytest.mark.django_db
SIGN_IN = "/console/sign-in"
HUGE = str(10**30)
ODD = ("x", HUGE, "é" * 400, "'--")


def patterns(found: list[Any] | None = None, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Gives every path of the site as it is written in its table."""
    for one in get_resolver().url_patterns if found is None else found:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, path)
        else:
            yield path, one


def filled(path: str, odd: str) -> str:
    """Puts text into every place of a path but the center's."""
    parts = []
    for part in path.split("/"):
        if part.startswith("<str:center"):
            parts.append("alder")
        elif "<int:" in part:
            parts.append(odd if odd.isascii() and odd.isdigit() else HUGE)
        else:
            parts.append(odd if "<" in part else part)
    return "/".join(parts)


@pytest.mark.parametrize("path", sorted({path for path, _ in patterns()}))
def test_no_odd_request_is_a_fault_of_ours(
    path: str, client: Client, signed_in: SignIn, settings: Any
) -> None:
    make_world()
    signed_in(client, Role.NATIONAL_ADMIN)
    client.raise_request_exception = False
    names = ("act", "row", "version", "day", "person", "page", "who", "until", "when", "rows", "to")
    for odd in ODD:
        url = filled(path, odd)
        form = dict.fromkeys(names, odd)
        answers = (
            client.get(url, form),
            client.post(url, form),
            client.post(url, b"\xff\xfe{", content_type="application/json"),
            client.generic("PUT", url),
        )
        assert all(answer.status_code < 500 for answer in answers), (url, answers)


def test_a_wrong_next_leads_nowhere_and_fails_nowhere(client: Client) -> None:
    ana = make_account()
    give_password(ana)
    for wanted in (
        "/console/" + "x" * 9000,
        "/console/\nSet-Cookie: a=b",
        "/console/[",
        "/console/\\evil.example",
        "///evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        " https://evil.example/console/",
    ):
        AuthenticatorApp.objects.update(last_t=-1)
        answer = client.post(SIGN_IN, credentials(ana, next=wanted))
        assert answer.status_code == 302, wanted
        assert answer.headers["Location"].startswith("/console/"), wanted
        assert "\n" not in answer.headers["Location"]


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "a b", ""])
def test_a_host_that_is_not_ours_is_not_served(client: Client, host: str) -> None:
    answer = client.get(SIGN_IN, headers={"host": host} if host else {"x-forwarded-host": "evil"})
    assert answer.status_code == (400 if host else 200)
    assert "evil" not in answer.content.decode()


def test_links_that_are_mailed_have_our_name_whatever_host_asked(client: Client) -> None:
    link = invite("boss@example.org", "new@example.org", Grant(Role.AUDITOR))
    assert link.startswith(f"{site.SITE_URL}/console/invitation/")


def test_a_passkey_that_answers_no_question_signs_nobody_in(
    client: Client, signed_in: SignIn
) -> None:
    """An answer to an empty challenge would be good for ever, for whoever saw it once."""
    account, authenticator = signed_in(client, Role.AUDITOR), SoftAuthenticator()
    options = client.post("/console/account/passkeys/options").json()
    unasked = authenticator.make({**options, "challenge": ""})
    for _ in range(2):  # the challenge of the session is used up by the first
        client.post("/console/account/passkeys", {"name": "x", "credential": unasked})
    assert not account.passkeys.exists()
    options = client.post("/console/account/passkeys/options").json()
    made = authenticator.make(options)
    client.post("/console/account/passkeys", {"name": "my phone", "credential": made})
    assert account.passkeys.exists()
    thief = Client()
    answer = authenticator.sign({"challenge": ""})
    thief.post("/console/sign-in/passkey", {"credential": answer})
    assert not is_signed_in(thief)


def test_every_form_of_the_console_wants_its_token(signed_in: SignIn) -> None:
    make_world()
    careful = Client(enforce_csrf_checks=True)
    signed_in(careful, Role.NATIONAL_ADMIN)
    asked = [filled(path, "1") for path, _ in patterns() if path.startswith("/console/")]
    assert len(asked) > 40
    for url in asked:
        assert careful.post(url, {}).status_code in {403, 404}, url


def test_each_page_forbids_what_it_does_not_need(client: Client) -> None:
    answer = client.get(SIGN_IN)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for directive in ("frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"):
        assert directive in policy
    told = {name: answer.headers[name] for name in ("X-Frame-Options", "Cache-Control")}
    assert told == {"X-Frame-Options": "DENY", "Cache-Control": "no-store"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in answer.headers


def test_cookies_are_for_the_console_and_no_script(client: Client) -> None:
    ana = make_account()
    give_password(ana)
    client.get(SIGN_IN)
    client.post(SIGN_IN, credentials(ana))
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["path"], cookie["httponly"]) == ("/console/", True)
        assert cookie["samesite"] == "Lax"
    assert client.cookies["sessionid"]["max-age"] == 30 * 60


def test_with_https_cookies_and_browsers_keep_to_it(client: Client, settings: Any) -> None:
    asked = (
        "from harborline.web.site import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )
    environment = {**os.environ, "HARBORLINE_SITE_URL": "https://console.example.org"}
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert told.stdout.split() == ["True", "True", "31536000"]
    assert "Strict-Transport-Security" not in client.get(SIGN_IN).headers
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert client.get(SIGN_IN).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_what_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    large: Any = {
        "CONTENT_LENGTH": str(200 << 20),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    assert client.generic("POST", SIGN_IN, **large).status_code == 400
    answer = client.generic("POST", "/api/hsds/services", **large)
    assert (answer.status_code, set(answer.json())) == (413, {"error"})
    for said in ("-5", "x", "9" * 5000):
        assert client.generic("POST", SIGN_IN, CONTENT_LENGTH=said).status_code == 400


def test_a_form_of_megabytes_or_of_thousands_of_fields_is_refused(client: Client) -> None:
    assert client.post(SIGN_IN, {"email": "x" * (3 << 20)}).status_code == 400
    fields = "&".join(f"f{number}=1" for number in range(2000))
    kind = "application/x-www-form-urlencoded"
    assert client.post(SIGN_IN, fields, content_type=kind).status_code in {400, 413}


def test_an_address_that_no_column_holds_is_refused_in_words(client: Client) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.org"
    link = first_link().partition("localhost:8000")[2] or first_link()
    page = client.post(f"/console/{link.partition('/console/')[2]}", {"email": long, "name": "Ana"})
    assert page.status_code == 200
    assert "errors" in page.content.decode()
    with pytest.raises(UnusableInput):
        invite("boss@example.org", long, Grant(Role.AUDITOR))
    assert not Invitation.objects.exclude(email="").exists()


def test_looking_at_pages_makes_no_session(client: Client) -> None:
    for path in (SIGN_IN, "/console/sign-in/recovery-code", "/console/", "/console/invitation/x"):
        client.get(path)
    assert not Session.objects.exists()
