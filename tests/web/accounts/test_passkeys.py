"""Passkeys: made and used with a challenge of ours, for our host, by their owner, and never a copy."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts_world import add_passkey, is_signed_in, sign_in_by_passkey
from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services.passkeys import account_of_passkey
from harborline.web.accounts.services.passwords import NotSignedIn
from harborline.web.audit.models import AuditEntry
from soft_authenticator import SoftAuthenticator

SignIn = Callable[..., Account]
OPTIONS = "/console/sign-in/passkey/options"


@pytest.fixture
def authenticator(client: Client, signed_in: SignIn) -> SoftAuthenticator:
    """An authenticator whose passkey an account has; nobody is signed in afterwards."""
    made = SoftAuthenticator()
    signed_in(client, Role.AUDITOR)
    assert add_passkey(client, made) == 302
    client.post("/console/sign-out")
    assert not is_signed_in(client)
    return made


def test_a_passkey_signs_in_and_the_trail_says_so(
    client: Client, authenticator: SoftAuthenticator
) -> None:
    assert sign_in_by_passkey(client, authenticator) == 302
    assert is_signed_in(client)
    assert AuditEntry.objects.filter(verb="add passkey").count() == 1
    assert AuditEntry.objects.get(verb="sign in").payload.content["after"] == {"way": "passkey"}


def test_the_browser_is_asked_for_a_kept_and_verified_passkey(
    client: Client, signed_in: SignIn
) -> None:
    account = signed_in(client, Role.AUDITOR)
    asked = client.post("/console/account/passkeys/options").json()
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["rp"]["id"] == "localhost"
    assert account.email not in asked["user"]["id"]
    assert client.post(OPTIONS).json()["userVerification"] == "required"


def test_a_challenge_is_used_once(client: Client, authenticator: SoftAuthenticator) -> None:
    answer = authenticator.sign(client.post(OPTIONS).json())
    assert client.post("/console/sign-in/passkey", {"credential": answer}).status_code == 302
    client.post("/console/sign-out")
    assert client.post("/console/sign-in/passkey", {"credential": answer}).status_code == 200
    assert not is_signed_in(client)


def test_a_challenge_is_good_for_five_minutes(
    client: Client, authenticator: SoftAuthenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = authenticator.sign(client.post(OPTIONS).json())
    session = client.session
    session["passkey_sign_in"] = [session["passkey_sign_in"][0], 0.0]
    session.save()
    assert client.post("/console/sign-in/passkey", {"credential": answer}).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "fault",
    [
        {"origin": "http://elsewhere.example"},
        {"host": "elsewhere.example"},
        {"verified": False},
        {"count": -1},
        {"count": 0},
        {"handle": b"somebody else"},
        {"id": b"another passkey"},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_a_wrong_answer_signs_nobody_in(
    client: Client, authenticator: SoftAuthenticator, fault: dict[str, object]
) -> None:
    for name, value in fault.items():
        setattr(authenticator, name, value)
    assert sign_in_by_passkey(client, authenticator) == 200
    assert not is_signed_in(client)


def test_a_closed_account_does_not_sign_in(
    client: Client, authenticator: SoftAuthenticator
) -> None:
    Account.objects.update(is_active=False)
    assert sign_in_by_passkey(client, authenticator) == 200


@pytest.mark.parametrize("fault", ["origin", "host", "verified"])
def test_a_passkey_that_is_not_ours_is_not_kept(
    client: Client, signed_in: SignIn, fault: str
) -> None:
    account, made = signed_in(client, Role.AUDITOR), SoftAuthenticator()
    setattr(made, fault, False if fault == "verified" else "http://elsewhere.example")
    assert add_passkey(client, made) == 200
    assert not account.passkeys.exists()


def test_a_passkey_of_one_account_is_not_kept_for_another(
    client: Client, signed_in: SignIn, authenticator: SoftAuthenticator
) -> None:
    signed_in(client, Role.AUDITOR)
    assert add_passkey(client, authenticator) == 200


def test_the_last_way_in_stays_and_another_is_removed(client: Client, signed_in: SignIn) -> None:
    account = signed_in(client, Role.AUDITOR)
    add_passkey(client, SoftAuthenticator(), "first")
    first = account.passkeys.get()
    client.post(f"/console/account/passkeys/{first.pk}/remove")
    assert account.passkeys.count() == 1
    assert b"your only one" in client.get("/console/account").content
    add_passkey(client, SoftAuthenticator(), "second")
    client.post(f"/console/account/passkeys/{first.pk}/remove")
    assert [one.name for one in account.passkeys.all()] == ["second"]
    assert is_signed_in(client)


def test_nobody_removes_the_passkey_of_another(
    client: Client, signed_in: SignIn, authenticator: SoftAuthenticator
) -> None:
    kept = Account.objects.get().passkeys.get()
    signed_in(client, Role.AUDITOR)
    assert client.post(f"/console/account/passkeys/{kept.pk}/remove").status_code == 404
    assert Account.objects.filter(passkeys=kept).exists()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
shaped = st.fixed_dictionaries(
    {"id": anything, "rawId": anything, "type": st.just("public-key"), "response": anything}
)


class TestAnything(TestCase):
    @given(st.text(max_size=40) | (anything | shaped).map(json.dumps))
    def test_whatever_a_browser_sends_signs_nobody_in(self, answer: str) -> None:
        with pytest.raises(NotSignedIn):
            account_of_passkey(answer, b"challenge")
