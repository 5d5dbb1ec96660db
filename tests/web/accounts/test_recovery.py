"""Recovery codes: ten, shown once, each used once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts_world import is_signed_in, make_account
from harborline.web.accounts.models import RecoveryCode
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services.recovery import codes_left, make_recovery_codes
from web_clients import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/console/sign-in/recovery-code"


def test_ten_are_shown_once_and_kept_as_hashes(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.AUDITOR)
    page = client.post("/console/account/recovery-codes").content.decode()
    codes = re.findall(r"<code>(\d+-[A-Z2-9-]{19})</code>", page)
    assert len(set(codes)) == 10
    assert "<code>" not in client.get("/console/account/recovery-codes").content.decode()
    for kept in RecoveryCode.objects.all():
        assert kept.hashed.startswith("argon2$argon2id$")


def test_each_signs_in_once_however_it_is_typed(client: Client) -> None:
    account = make_account()
    codes = make_recovery_codes(account)
    typed = codes[9].lower().replace("-", " ")
    answer = client.post(PAGE, {"email": account.email, "code": typed})
    assert answer.headers["Location"] == "/console/account"
    assert is_signed_in(client)
    assert codes_left(account) == 9
    client.post("/console/sign-out")
    client.post(PAGE, {"email": account.email, "code": codes[9]})
    assert not is_signed_in(client)
    client.post(PAGE, {"email": account.email, "code": codes[0]})
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "code", ["", "1", "11-AAAA-AAAA-AAAA-AAAA", "99-AAAA-AAAA-AAAA-AAAA", "x" * 61]
)
def test_a_wrong_one_does_not(client: Client, code: str) -> None:
    account = make_account()
    make_recovery_codes(account)
    assert client.post(PAGE, {"email": account.email, "code": code}).status_code == 200
    assert not is_signed_in(client)


def test_the_number_of_another_code_does_not_help(client: Client) -> None:
    account = make_account()
    first, second, *_ = make_recovery_codes(account)
    client.post(PAGE, {"email": account.email, "code": second[:1] + first[1:]})
    assert not is_signed_in(client)


def test_five_tries_a_minute(client: Client) -> None:
    given = {"email": make_account().email, "code": "1-AAAA-AAAA-AAAA-AAAA"}
    assert [client.post(PAGE, given).status_code for _ in range(6)] == [200] * 5 + [429]


def test_new_codes_end_the_old_ones(client: Client) -> None:
    account = make_account()
    old = make_recovery_codes(account)
    make_recovery_codes(account)
    assert codes_left(account) == 10
    client.post(PAGE, {"email": account.email, "code": old[3]})
    assert not is_signed_in(client)
