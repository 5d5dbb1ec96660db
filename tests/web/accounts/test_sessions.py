"""A session ends after half an hour of rest and two hours in all, and its id changes at signing in."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts_world import code_now, credentials, give_password, is_signed_in, make_account
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services.sessions import SIGNED_IN_AT
from web_clients import SignIn

pytestmark = pytest.mark.django_db
SIGN_IN = "/console/sign-in"


def test_half_an_hour_of_rest_ends_it(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.AUDITOR)
    client.get("/console/account")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    assert client.cookies["sessionid"]["path"] == "/console/"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(client)


def test_each_page_gives_half_an_hour_more(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.AUDITOR)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    client.get("/console/account")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_signing_in_gives_another_id_each_time(client: Client) -> None:
    account = make_account()
    give_password(account)
    client.post("/console/sign-in/passkey/options")
    ids = [client.session.session_key]
    for steps in (0, 1):
        client.post(SIGN_IN, credentials(account, code=code_now(account, steps=steps)))
        ids.append(client.session.session_key)
    assert len(set(ids)) == 3
    assert Session.objects.count() == 1


def test_sessions_that_ended_are_deleted_at_the_next_signing_in(client: Client) -> None:
    account = make_account()
    give_password(account)
    Client().post("/console/sign-in/passkey/options")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client.post(SIGN_IN, credentials(account))
    assert Session.objects.count() == 1


def test_signing_out_is_a_post_and_leaves_no_session(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.AUDITOR)
    assert client.get("/console/sign-out").status_code == 405
    client.post("/console/sign-out")
    assert not Session.objects.exists()
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["password", "recovery-codes"])
def test_ways_in_are_changed_shortly_after_signing_in_alone(
    client: Client, signed_in: SignIn, path: str
) -> None:
    account = signed_in(client, Role.AUDITOR)
    assert client.get(f"/console/account/{path}").status_code == 200
    session = client.session
    session[SIGNED_IN_AT] = time.time() - 16 * 60
    session.save()
    # Somebody invited who took a while has no way to sign in again yet.
    assert client.get(f"/console/account/{path}").status_code == 200
    give_password(account)
    answer = client.get(f"/console/account/{path}")
    assert answer.headers["Location"] == f"/console/sign-in?next=/console/account/{path}"
    assert client.post("/console/account/passkeys/options").status_code == 302


def test_a_form_of_elsewhere_changes_nothing_and_gets_a_page(signed_in: SignIn) -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in(client, Role.AUDITOR)
    answer = client.post("/console/account", {"name": "Eve"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


def test_an_account_says_its_language(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.AUDITOR)
    assert client.post("/console/account", {"name": "Eva", "language": "es"}).status_code == 302
    assert 'lang="es"' in client.get("/console/account").content.decode()
    assert client.post("/console/account", {"name": "", "language": "xx"}).status_code == 200
