"""Secrets of authenticator apps lie sealed: a copy of the database, or another key, makes no codes."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts_world import PASSWORD, code_now, credentials, give_password, is_signed_in
from accounts_world import make_account as account_named
from harborline.web.accounts.migrations import __name__ as migrations
from harborline.web.accounts.models import Account, AuthenticatorApp
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.sealing import Unreadable, seal, unseal
from harborline.web.accounts.services.inviting import first_link
from harborline.web.accounts.services.recovery import make_recovery_codes
from harborline.web.site.secret import former_keys, make_secret_key, secret_key
from web_clients import SignIn

pytestmark = pytest.mark.django_db
SIGN_IN = "/console/sign-in"
REPLACED = "this site’s key was replaced"


@pytest.fixture
def ana() -> Account:
    account = account_named(role=Role.NATIONAL_ADMIN)
    give_password(account)
    return account


def another_key(settings: Any, *, former: bool) -> None:
    """Gives the site a new key, with the former one still taken or not."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if former else []
    settings.SECRET_KEY = secrets.token_urlsafe(48)


def test_what_is_sealed_opens_for_its_account_alone() -> None:
    secret = secrets.token_bytes(20)
    sealed = seal(secret, 7)
    assert secret.hex() not in sealed
    assert len(sealed) <= 80
    assert unseal(sealed, 7) == secret
    for broken, account in ((sealed, 8), (sealed[:-2] + "00", 7), (secret.hex(), 7), ("", 7)):
        with pytest.raises(Unreadable):
            unseal(broken, account)


def test_neither_the_table_nor_a_session_has_a_secret(client: Client, signed_in: SignIn) -> None:
    account = signed_in(client, Role.AUDITOR)
    page = client.get("/console/account/password").content.decode()
    shown = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    sealed = client.session["sealed_app"]
    secret = unseal(sealed, account.pk)
    kept = str(Session.objects.get().get_decoded())
    assert secret.hex() not in kept
    assert shown not in kept
    client.post("/console/account/password", {"password": PASSWORD, "code": code_now(secret)})
    row = TOTPDevice.objects.values().get()
    assert row["key"] == sealed
    assert secret.hex() not in str(row)


def test_the_page_shows_the_link_as_a_picture_without_a_style(
    client: Client, signed_in: SignIn
) -> None:
    signed_in(client, Role.AUDITOR)
    page = client.get("/console/account/password").content.decode()
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert "<title>QR code for your authenticator app</title>" in picture
    assert "style" not in picture
    assert (
        "viewBox" in picture
    )  # so that a narrow screen makes it smaller instead of wider than itself
    assert 'fill="#fff"' in picture


def test_a_former_key_still_opens_and_signing_in_seals_anew(
    client: Client, ana: Account, settings: Any
) -> None:
    before = AuthenticatorApp.objects.get()
    another_key(settings, former=True)
    client.post(SIGN_IN, credentials(ana))
    assert is_signed_in(client)
    after = AuthenticatorApp.objects.get()
    assert after.key != before.key
    settings.SECRET_KEY_FALLBACKS = []
    assert after.bin_key == unseal(after.key, ana.pk)


def test_a_lost_key_is_said_in_one_sentence_and_recovery_codes_still_work(
    client: Client, ana: Account, settings: Any
) -> None:
    recovery, given = make_recovery_codes(ana)[0], credentials(ana)
    another_key(settings, former=False)
    page = client.post(SIGN_IN, given).content.decode()
    assert page.count(REPLACED) == 1
    assert not is_signed_in(client)
    assert REPLACED not in client.post(SIGN_IN, given | {"password": "wrong"}).content.decode()
    client.post("/console/sign-in/recovery-code", {"email": ana.email, "code": recovery})
    assert is_signed_in(client)
    page = client.get("/console/account/password").content.decode()
    assert "otpauth://" in page
    secret = unseal(client.session["sealed_app"], ana.pk)
    client.post("/console/account/password", {"password": PASSWORD, "code": code_now(secret)})
    client.post("/console/sign-out")
    client.post(SIGN_IN, credentials(ana, code=code_now(secret, steps=1)))
    assert is_signed_in(client)


def test_a_lost_key_of_the_only_admin_brings_the_first_link_back(
    ana: Account, settings: Any
) -> None:
    assert not first_link()
    another_key(settings, former=False)
    assert "/console/invitation/" in first_link()


def test_the_migration_seals_open_secrets_and_back(ana: Account) -> None:
    module: Any = __import__(f"{migrations}.0002_sealed_apps", fromlist=["seal_apps"])
    app = AuthenticatorApp.objects.get()
    opened = app.bin_key.hex()
    TOTPDevice.objects.update(key=opened)
    module.seal_apps(apps, None)
    sealed = TOTPDevice.objects.get().key
    assert sealed == app.key
    module.seal_apps(apps, None)
    assert TOTPDevice.objects.get().key == sealed
    module.open_apps(apps, None)
    module.open_apps(apps, None)
    assert TOTPDevice.objects.get().key == opened


def test_a_key_that_is_moved_aside_is_a_former_one(tmp_path: Path) -> None:
    make_secret_key(tmp_path)
    first = secret_key(tmp_path)
    assert former_keys(tmp_path) == []
    (tmp_path / "secret-key").rename(tmp_path / "secret-key.former")
    make_secret_key(tmp_path)
    assert secret_key(tmp_path) != first
    assert former_keys(tmp_path) == [first]
