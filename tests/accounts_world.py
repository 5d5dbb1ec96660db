"""People to test accounts with: their password, the code their app shows now, a passkey."""

from __future__ import annotations

import time

from django.test import Client
from django_otp.oath import TOTP

from harborline.web.accounts.models import Account, AuthenticatorApp, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services.passwords import new_secret
from soft_authenticator import SoftAuthenticator

PASSWORD = "a quiet harbor at dusk"


def make_account(email: str = "ana@example.org", role: Role = Role.AUDITOR) -> Account:
    account = Account(email=email, name="Ana")
    account.set_unusable_password()
    account.save()
    Membership.objects.create(account=account, role=role)
    return account


def give_password(account: Account) -> None:
    """Gives the account a password and an app."""
    account.set_password(PASSWORD)
    account.save()
    AuthenticatorApp.objects.create(user=account, name="app", key=new_secret(account))


def code_now(secret: bytes | Account, *, steps: int = 0) -> str:
    """Gives the code that the app shows, or shows so many half minutes later."""
    if isinstance(secret, Account):
        secret = AuthenticatorApp.objects.get(user=secret).bin_key
    totp = TOTP(secret)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def credentials(account: Account, **other: str) -> dict[str, str]:
    """Gives what the form of the password way takes."""
    return {
        "email": account.email,
        "password": PASSWORD,
        "code": code_now(account),
        **other,
    }


def add_passkey(client: Client, authenticator: SoftAuthenticator, name: str = "my phone") -> int:
    """Adds a passkey to whoever is signed in; gives the status."""
    options = client.post("/console/account/passkeys/options").json()
    made = authenticator.make(options)
    answer = client.post("/console/account/passkeys", {"name": name, "credential": made})
    return answer.status_code


def sign_in_by_passkey(client: Client, authenticator: SoftAuthenticator) -> int:
    """Signs in with a passkey; gives the status."""
    options = client.post("/console/sign-in/passkey/options").json()
    answer = client.post("/console/sign-in/passkey", {"credential": authenticator.sign(options)})
    return answer.status_code


def is_signed_in(client: Client) -> bool:
    return client.get("/console/account").status_code == 200
