"""The way in that works without scripts: a password and a code of an authenticator app (TOTP).

Who guesses learns nothing: an account that is not there, is closed or has no password costs the same
one Argon2 and gives the same answer.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from functools import cache
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import get_random_string

from harborline.web.accounts.models import Account, AuthenticatorApp
from harborline.web.accounts.sealing import seal, unseal
from harborline.web.accounts.services import attempts
from harborline.web.accounts.services.sessions import LastWayIn, end_all_sessions, subject_of
from harborline.web.audit.services import record

_STEP_S, _DIGITS = 30, 6
_SECRET_BYTES = 20


class NotSignedIn(Exception):
    """Something of what was given is wrong; which part is told to nobody."""


class WrongCode(Exception):
    """The code is not the one that the authenticator app shows now."""


def account_of_password(email: str, password: str, code: str) -> Account:
    """Gives the account that the three belong to.

    Raises NotSignedIn, TooManyTries, and Unreadable where the password is right and no code can be checked.
    """
    tried = attempts.begin(email)
    account = active_account(email)
    usable = account is not None and bool(account.password) and account.has_usable_password()
    right = check_password(password, account.password if account and usable else nobody())
    if account is None or not (usable and right and _is_right(account, code)):
        raise NotSignedIn
    attempts.forgive(tried)
    return account


def active_account(email: str) -> Account | None:
    """Finds an account that is not closed by what somebody typed."""
    return Account.objects.filter(email=email.strip().lower(), is_active=True).first()


@cache
def nobody() -> str:
    """Gives a hash that no password has, to compare with where there is no account."""
    return make_password(get_random_string(40))


def new_secret(account: Account) -> str:
    """Makes the secret of an authenticator app, sealed for the account."""
    return seal(secrets.token_bytes(_SECRET_BYTES), account.pk)


def secret_text(account: Account, sealed: str) -> str:
    """Writes the secret as people type it: base 32 in groups of four."""
    text = _base_32(account, sealed)
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def secret_link(account: Account, sealed: str) -> str:
    """Gives the otpauth link that an authenticator app opens."""
    issuer = settings.WEBAUTHN_NAME
    label = quote(f"{issuer}:{account.email}")
    plain = _base_32(account, sealed)
    query = urlencode({"secret": plain, "issuer": issuer, "digits": _DIGITS, "period": _STEP_S})
    return f"otpauth://totp/{label}?{query}"


def _base_32(account: Account, sealed: str) -> str:
    return b32encode(unseal(sealed, account.pk)).decode("ascii")


def set_password(account: Account, password: str, sealed: str = "", code: str = "") -> None:
    """Gives the account a password and, with a secret, another authenticator app; ends its sessions.

    Raises WrongCode when the app does not show this code, and changes nothing then.
    """
    account.set_password(password)
    with transaction.atomic():
        if sealed:
            AuthenticatorApp.objects.filter(user=account).delete()
            app = AuthenticatorApp.objects.create(user=account, name="app", key=sealed)
            if not app.verify_token(plain_code(code)):
                raise WrongCode
        account.save(update_fields=["password"])
        end_all_sessions(account)
        parts = ["password", *(["authenticator app"] if sealed else [])]
        record(account.email, "set password", subject_of(account), after={"set": parts})


@transaction.atomic
def remove_password(account: Account) -> None:
    """Takes the password and the app away; ends all sessions of the account. Raises LastWayIn."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    AuthenticatorApp.objects.filter(user=account).delete()
    if not account.has_a_way_in():
        raise LastWayIn
    end_all_sessions(account)
    record(account.email, "remove password", subject_of(account))


def plain_code(code: str) -> str:
    """Gives the digits of a code as somebody types it; anything else makes it wrong."""
    plain = "".join(code.split())
    return plain if plain.isascii() and plain.isdigit() and len(plain) == _DIGITS else ""


def _is_right(account: Account, code: str) -> bool:
    """Asks the app's secret, which takes each code once and slows down after a wrong one.

    A secret that an earlier key sealed is sealed anew.
    """
    with transaction.atomic():
        apps = AuthenticatorApp.objects.select_for_update().filter(user=account, confirmed=True)
        app = apps.first()
        if app is None or not app.verify_token(plain_code(code)):
            return False
        sealed = seal(app.bin_key, account.pk)
        if app.key != sealed:
            app.key = sealed
            app.save(update_fields=["key"])
    return True
