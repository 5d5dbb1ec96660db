"""The password way: three things that belong together, few tries, no word on what exists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone

from accounts_world import (
    PASSWORD,
    code_now,
    credentials,
    give_password,
    is_signed_in,
    make_account,
)
from harborline.web.accounts.models import Account, Attempt, AuthenticatorApp
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.sealing import unseal
from harborline.web.accounts.services import attempts
from web_clients import SignIn

pytestmark = pytest.mark.django_db
SIGN_IN = "/console/sign-in"


@pytest.fixture
def ana() -> Account:
    account = make_account()
    give_password(account)
    return account


def test_the_three_together_sign_in(client: Client, ana: Account) -> None:
    answer = client.post(SIGN_IN, credentials(ana, email="  ANA@example.org "))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "another harbor"},
        {"code": "000000"},
        {"code": "12345"},
        {"code": "\N{FULLWIDTH DIGIT ONE}" * 6},
        {"email": "other@example.org"},
    ],
)
def test_any_wrong_one_gets_the_same_sentence(
    client: Client, ana: Account, wrong: dict[str, str]
) -> None:
    answer = client.post(SIGN_IN, credentials(ana, **wrong))
    assert answer.status_code == 200
    assert "E-mail address, password and code do not belong together" in answer.content.decode()
    assert not is_signed_in(client)


def test_what_was_typed_is_there_again_but_no_secret(client: Client, ana: Account) -> None:
    page = client.post(SIGN_IN, credentials(ana, code="000000")).content.decode()
    assert ana.email in page
    assert PASSWORD not in page


def test_a_code_is_used_once(client: Client, ana: Account) -> None:
    given = credentials(ana)
    client.post(SIGN_IN, given)
    client.post("/console/sign-out")
    client.post(SIGN_IN, given)
    assert not is_signed_in(client)


@pytest.mark.parametrize("state", ["closed", "no password", "no app"])
def test_an_account_without_this_way_stays_out(client: Client, ana: Account, state: str) -> None:
    given = credentials(ana)
    if state == "closed":
        Account.objects.update(is_active=False)
    elif state == "no password":
        Account.objects.update(password="")
    else:
        AuthenticatorApp.objects.all().delete()
    client.post(SIGN_IN, given)
    assert not is_signed_in(client)


def hashes_and_queries(client: Client, given: dict[str, str]) -> tuple[int, int, bytes]:
    """Counts what a try costs, and gives its page without the token that differs each time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    real, counted = Argon2PasswordHasher.verify, []

    def verify(self: Argon2PasswordHasher, *args: Any) -> bool:
        counted.append(1)
        return bool(real(self, *args))

    with (
        patch.object(Argon2PasswordHasher, "verify", verify),
        CaptureQueriesContext(connection) as seen,
    ):
        page = client.post(SIGN_IN, given).content
    text = page.decode()
    lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]
    return len(counted), len(seen), "\n".join(lines).replace(given["email"], "").encode()


def test_an_account_that_is_not_there_costs_and_says_the_same(client: Client, ana: Account) -> None:
    make_account("without@example.org")
    wrong = {"password": "another harbor", "code": "123456"}
    client.post(SIGN_IN, {**wrong, "email": "first@example.org"})  # makes the hash of nobody
    seen = {
        hashes_and_queries(client, {**wrong, "email": email})
        for email in (ana.email, "without@example.org", "nobody@example.org")
    }
    assert len(seen) == 1
    assert next(iter(seen))[0] == 1


def test_five_tries_a_minute_then_even_the_right_one_waits(client: Client, ana: Account) -> None:
    for _ in range(5):
        assert client.post(SIGN_IN, credentials(ana, password="no")).status_code == 200
    answer = client.post(SIGN_IN, credentials(ana))
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert not is_signed_in(client)
    Attempt.objects.update(minute=timezone.now() - timedelta(minutes=3))
    client.post(SIGN_IN, credentials(ana))
    assert is_signed_in(client)


def test_tries_of_names_that_nobody_has_are_counted_alike(client: Client, ana: Account) -> None:
    given = credentials(ana, email="nobody@example.org")
    statuses = [client.post(SIGN_IN, given).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_right_tries_do_not_count(ana: Account) -> None:
    for _ in range(20):
        attempts.forgive(attempts.begin(ana.email))


def test_guessing_over_many_names_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_OF_ALL", 10)
    for i in range(10):
        attempts.begin(f"name{i}@example.org")
    with pytest.raises(attempts.TooManyTries):
        attempts.begin("another@example.org")


def test_the_bound_holds_over_the_turn_of_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now().replace(second=58)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for _ in range(5):
        attempts.begin("ana@example.org")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=5))
    with pytest.raises(attempts.TooManyTries):
        attempts.begin("ana@example.org")


def test_of_a_name_that_was_tried_only_its_bucket_is_kept(client: Client) -> None:
    client.post(SIGN_IN, {"email": "seed@example.org", "password": "x", "code": "1"})
    rows = list(Attempt.objects.values("bucket", "count"))
    assert len(rows) == 2
    assert all(0 <= row["bucket"] <= 4096 and row["count"] == 1 for row in rows)


def test_next_leads_to_pages_of_the_console_alone(client: Client, ana: Account) -> None:
    for wanted, led in (
        ("/console/account", "/console/account"),
        ("https://elsewhere.example/console/", "/console/"),
        ("//elsewhere.example/", "/console/"),
        ("/elsewhere", "/console/"),
    ):
        AuthenticatorApp.objects.update(last_t=-1)
        answer = client.post(SIGN_IN, credentials(ana, next=wanted))
        assert answer.headers["Location"] == led


def set_password(client: Client, page: str = "/console/account/password", **given: str) -> Any:
    """Types a password and the code of the secret that the page shows."""
    client.get(page)
    if sealed := client.session.get("sealed_app"):
        account = Account.objects.get(pk=client.session["_auth_user_id"])
        given = {"code": code_now(unseal(sealed, account.pk)), **given}
    return client.post(page, {"password": PASSWORD, **given})


def test_a_password_and_an_app_are_set_and_work(client: Client, signed_in: SignIn) -> None:
    account = signed_in(client, Role.AUDITOR)
    page = client.get("/console/account/password").content.decode()
    assert "otpauth://totp/Harborline" in page
    assert set_password(client).status_code == 302
    assert is_signed_in(client)
    account.refresh_from_db()
    assert account.has_a_way_in()
    client.post("/console/sign-out")
    client.post(SIGN_IN, credentials(account, code=code_now(account, steps=1)))
    assert is_signed_in(client)


@pytest.mark.parametrize("given", [{"code": "000000"}, {"password": "short"}, {"password": ""}])
def test_what_does_not_fit_sets_nothing(
    client: Client, signed_in: SignIn, given: dict[str, str]
) -> None:
    account = signed_in(client, Role.AUDITOR)
    assert set_password(client, **given).status_code == 200
    account.refresh_from_db()
    assert not account.has_a_way_in()
    assert not AuthenticatorApp.objects.exists()


def test_a_new_password_ends_all_other_sessions(client: Client, ana: Account) -> None:
    other = Client()
    for one, steps in ((client, 0), (other, 1)):
        one.post(SIGN_IN, credentials(ana, code=code_now(ana, steps=steps)))
        assert is_signed_in(one)
    before = client.session.session_key
    assert set_password(client, password="a louder harbor at dawn").status_code == 302
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not is_signed_in(other)


def test_another_app_is_taken_only_with_its_code(client: Client, ana: Account) -> None:
    client.post(SIGN_IN, credentials(ana))
    old = AuthenticatorApp.objects.get().key
    page = "/console/account/password?app=new"
    assert set_password(client, page, code="000000").status_code == 200
    assert AuthenticatorApp.objects.get().key == old
    assert set_password(client, page).status_code == 302
    assert AuthenticatorApp.objects.get().key != old


def test_the_password_is_not_removed_while_it_is_the_only_way(client: Client, ana: Account) -> None:
    client.post(SIGN_IN, credentials(ana))
    client.post("/console/account/password/remove")
    assert AuthenticatorApp.objects.exists()
    ana.passkeys.create(credential=b"x", public_key=b"y", name="key")
    client.post("/console/account/password/remove")
    ana.refresh_from_db()
    assert not AuthenticatorApp.objects.exists()
    assert not ana.has_usable_password()
    assert is_signed_in(client)
