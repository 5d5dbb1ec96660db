"""A television opens the board with a key, once; a key that was ended opens nothing at the next load."""

from __future__ import annotations

import re

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client
from django.urls import reverse

from harborline.web.accounts.models import Key
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services.keys import end_key, make_key
from harborline.web.audit.models import AuditEntry
from web_clients import SignIn

pytestmark = pytest.mark.django_db
BOARD, DOOR = "/console/board", "/console/board/key"


@pytest.fixture
def secret() -> str:
    return make_key("test", "National room", Role.WALL_BOARD)


def opens(client: Client) -> bool:
    answer = client.get(BOARD)
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith(DOOR)
    return answer.status_code == 200


def test_a_key_that_is_entered_once_opens_the_board_until_it_is_ended(
    client: Client, secret: str
) -> None:
    assert not opens(client)
    answer = client.post(DOOR, {"key": f" {secret} "})
    assert answer.headers["Location"] == BOARD
    assert opens(client)
    assert 'href="/console/"' not in client.get(BOARD).content.decode()
    end_key("test", Key.objects.get())
    assert not opens(client)
    assert AuditEntry.objects.filter(verb="enter key").count() == 1


def test_the_cookie_is_of_the_board_alone_and_holds_no_secret(client: Client, secret: str) -> None:
    cookie = client.post(DOOR, {"key": secret}).cookies["board"]
    assert cookie["path"] == BOARD
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert secret not in cookie.value
    assert client.get("/console/coverage").status_code == 302
    assert client.get("/console/").status_code == 302


def test_a_cookie_that_is_not_ours_opens_nothing(client: Client, secret: str) -> None:
    digest = Key.objects.get().digest
    client.cookies["board"] = digest
    assert not opens(client)
    client.cookies["board"] = get_cookie_signer(salt="board").sign(digest)
    assert not opens(client)
    client.cookies["board"] = "\x7f:x:y"
    assert not opens(client)


def test_a_key_of_an_integrator_is_no_key_of_the_board(client: Client) -> None:
    given = make_key("test", "Partner", Role.INTEGRATOR)
    answer = client.post(DOOR, {"key": given})
    assert answer.status_code == 200
    assert "board" not in answer.cookies
    assert "not the key of a working wall board" in answer.content.decode()
    assert not opens(client)


def test_what_was_typed_stays_to_be_corrected(client: Client) -> None:
    page = client.post(DOOR, {"key": 'hlk_"typo'}).content.decode()
    assert 'value="hlk_&quot;typo"' in page
    assert re.search(r'aria-describedby="key-error"', page)


@pytest.mark.parametrize("given", ["", "\U0001f511", "x" * 5000, "hlk_ñ"])
def test_no_key_fails_the_page(client: Client, given: str) -> None:
    assert client.post(DOOR, {"key": given}).status_code == 200


def test_five_tries_a_minute(client: Client, secret: str) -> None:
    for _ in range(5):
        assert client.post(DOOR, {"key": "hlk_wrong"}).status_code == 200
    assert client.post(DOOR, {"key": secret}).status_code == 429
    assert not opens(client)


def test_the_form_asks_for_the_token_of_its_page(secret: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(DOOR, {"key": secret}).status_code == 403


def test_who_may_not_see_it_is_let_in_by_a_key_alone(
    client: Client, secret: str, signed_in: SignIn
) -> None:
    signed_in(client, Role.AUDITOR)
    assert client.get(BOARD).status_code == 403
    client.post(DOOR, {"key": secret})
    assert opens(client)
    assert client.get(reverse("console:audit")).status_code == 200


def test_the_secure_flag_follows_https(
    client: Client, secret: str, settings: pytest.FixtureRequest
) -> None:
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
    assert client.post(DOOR, {"key": secret}).cookies["board"]["secure"] is True
