"""What somebody typed while their session ended comes back to them, to nobody else, and never with a secret."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts_world import PASSWORD, credentials, give_password, make_account
from harborline.web.accounts import keeping
from harborline.web.accounts.models import Account, AuthenticatorApp, Invitation, Membership
from harborline.web.accounts.permissions import Role
from web_world import make_center

pytestmark = pytest.mark.django_db
SIGN_IN = "/console/sign-in"
INVITE = "/console/access"
FIELDS = {"email": "eve@example.org", "name": 'Eve "E" <b>', "role": "auditor", "coalition": ""}
WEB = Path(keeping.__file__).parents[1]


def send(client: Client, path: str, fields: dict[str, str], **headers: str) -> Any:
    """Sends a form as a browser does, and goes where it is led."""
    kind = "application/x-www-form-urlencoded"
    return client.post(path, urlencode(fields), content_type=kind, follow=True, headers=headers)


def hidden(answer: Any) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode())
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def someone(role: Role = Role.NATIONAL_ADMIN) -> Account:
    return make_account(role=role)


def signing_in(client: Client, account: Account, asked: Any, **other: str) -> Any:
    AuthenticatorApp.objects.all().delete()
    give_password(account)  # with a new app, for a code works once
    kept = {"next": hidden(asked)["next"], "typed": hidden(asked)["typed"], **other}
    return client.post(SIGN_IN, credentials(account, **kept))


def test_a_form_of_a_session_that_ended_is_sent_after_signing_in_again(client: Client) -> None:
    account = someone()
    asked = send(client, INVITE, FIELDS)
    assert "what you typed is still here" in asked.content.decode()
    assert hidden(asked)["next"] == INVITE
    assert "eve@" not in unescape(asked.content.decode())
    assert not Session.objects.exists()
    back = signing_in(client, account, asked)
    assert f'action="{INVITE}"' in back.content.decode()
    assert hidden(back) == FIELDS
    assert not Invitation.objects.exists()
    send(client, INVITE, hidden(back))
    assert Invitation.objects.get().email == "eve@example.org"
    assert len(mail.outbox) == 1


def test_a_wrong_password_loses_nothing(client: Client) -> None:
    account = someone()
    again = signing_in(client, account, send(client, INVITE, FIELDS), password=f"not {PASSWORD}")
    assert "do not belong together" in again.content.decode()
    assert hidden(signing_in(client, account, again)) == FIELDS


def test_who_may_not_send_a_form_does_not_see_what_was_typed_there(client: Client) -> None:
    account = someone(Role.AUDITOR)
    for name in ("alder", "birch"):
        make_center(name)
    Membership.objects.create(account=account, role=Role.CENTER_ADMIN, center_id="birch")
    invited = {**FIELDS, "role": "center_staff"}
    for path in (INVITE, "/console/center/alder/access", "/console/center/none/access"):
        back = signing_in(Client(), account, send(client, path, invited))
        assert (back.status_code, back.headers["Location"]) == (302, path)
    own = send(client, "/console/center/birch/access", invited)
    assert hidden(signing_in(Client(), account, own)) == invited


def test_a_page_that_is_not_there_or_is_open_to_all_keeps_nothing(client: Client) -> None:
    account = someone()
    for path in ("/console/nowhere", "/console/sign-out"):
        asked = send(client, f"{SIGN_IN}/again?next={path}", FIELDS)
        assert signing_in(Client(), account, asked).headers["Location"] == path
    elsewhere = send(client, f"{SIGN_IN}/again?next=https://example.org/", FIELDS)
    assert "typed" not in hidden(elsewhere)


@pytest.mark.parametrize(
    ("path", "fields", "headers"),
    [
        ("/console/center/alder/rota", {"name": "Zelda", "pin": "482915"}, {}),
        ("/console/center/alder/rota", {"name": "Zelda", "pin": ""}, {}),
        ("/console/account", {"name": "Ana"}, {}),
        (INVITE, FIELDS, {"HX-Request": "true"}),
        (INVITE, {"email": " ", "name": ""}, {}),
        (INVITE, {"name": "x" * (keeping.LONGEST + 1)}, {}),
    ],
)
def test_secrets_and_what_is_no_filled_in_form_are_not_kept(
    client: Client, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    asked = send(client, path, fields, **headers)
    assert asked.request["PATH_INFO"] == SIGN_IN
    assert "typed" not in hidden(asked)
    straight = send(client, f"{SIGN_IN}/again?next={path}", fields, **headers)
    assert ("typed" in hidden(straight)) == (path == "/console/account")


def test_uploads_are_not_kept(client: Client) -> None:
    assert client.post(INVITE, FIELDS).status_code == 302


def test_what_was_changed_or_is_too_old_does_not_open(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = send(client, INVITE, FIELDS)
    typed = hidden(asked)["typed"]
    found = keeping.opened(typed)
    assert found is not None
    assert repr(found) == "<Typed>"
    for other in ("", typed[:-9], typed.swapcase(), "ñ", "x" * 40):
        assert keeping.opened(other) is None
    monkeypatch.setattr(keeping, "LASTS_S", -1)
    assert signing_in(client, someone(), asked).headers["Location"] == INVITE


def test_a_form_of_elsewhere_is_not_kept() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, INVITE, FIELDS).status_code == 403
    assert send(strict, f"{SIGN_IN}/again?next={INVITE}", FIELDS).status_code == 403


def test_every_field_of_a_secret_is_known() -> None:
    inputs = re.compile(r'<input[^>]*type="password"[^>]*>')
    shown = [one for page in WEB.rglob("*.html") for one in inputs.findall(page.read_text("utf-8"))]
    assert shown
    for one in shown:
        name = re.search(r' name="(\w+)"', one)
        assert name is not None, one
        assert name[1] in keeping.SECRETS, one
