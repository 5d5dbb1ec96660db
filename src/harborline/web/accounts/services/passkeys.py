"""Passkeys (WebAuthn level 2): made and asked for with a challenge that is used once.

A passkey must be kept by the device and ask for its owner (resident key and user verification
required), so that it signs in alone, without a name typed.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from harborline.web.accounts.models import Account, Passkey
from harborline.web.accounts.services.passwords import NotSignedIn
from harborline.web.accounts.services.sessions import LastWayIn, end_all_sessions, subject_of
from harborline.web.audit.services import record

MOST_PASSKEYS = 20


class UnusablePasskey(Exception):
    """What the browser sent is no passkey made for this site with this challenge."""


class Asked(NamedTuple):
    """`options`: JSON for the browser; `challenge`: to be kept until it answers."""

    options: str
    challenge: bytes


def ask_to_make(account: Account) -> Asked:
    """Asks a browser to make a passkey for an account."""
    kept = [
        PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in account.passkeys.all()
    ]
    options = generate_registration_options(
        rp_id=_host(),
        rp_name=settings.WEBAUTHN_NAME,
        user_id=bytes(account.handle),
        user_name=account.email,
        user_display_name=account.name,
        exclude_credentials=kept,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return Asked(options_to_json(options), options.challenge)


def add_passkey(account: Account, made: str, challenge: bytes, name: str) -> Passkey:
    """Keeps the public half of what a browser made. Raises UnusablePasskey."""
    if not challenge:
        raise UnusablePasskey  # it was not asked for here, and the library takes an empty one
    try:
        seen = verify_registration_response(
            credential=made,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=settings.SITE_URL,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 -- whatever cannot be read is no passkey, and sent by anybody
        raise UnusablePasskey from None
    with transaction.atomic():
        known = Passkey.objects.filter(credential=seen.credential_id).exists()
        if known or account.passkeys.count() >= MOST_PASSKEYS:
            raise UnusablePasskey
        passkey = Passkey.objects.create(
            account=account,
            credential=seen.credential_id,
            public_key=seen.credential_public_key,
            sign_count=seen.sign_count,
            name=name,
        )
        record(account.email, "add passkey", subject_of(account), after={"passkey": passkey.pk})
    return passkey


@transaction.atomic
def remove_passkey(account: Account, passkey: Passkey) -> None:
    """Takes a passkey away, and ends all sessions: whoever has the device may be in one.

    Raises LastWayIn.
    """
    record(account.email, "remove passkey", subject_of(account), before={"passkey": passkey.pk})
    passkey.delete()
    if not account.has_a_way_in():
        raise LastWayIn
    end_all_sessions(account)


def ask_to_sign_in() -> Asked:
    """Asks a browser for any passkey of this site; nobody is named."""
    options = generate_authentication_options(
        rp_id=_host(), user_verification=UserVerificationRequirement.REQUIRED
    )
    return Asked(options_to_json(options), options.challenge)


@transaction.atomic
def account_of_passkey(answer: str, challenge: bytes) -> Account:
    """Gives the account whose passkey answered the challenge. Raises NotSignedIn.

    A counter that does not go up tells of a copied passkey, which is refused.
    """
    if not challenge:
        raise NotSignedIn  # as for `add_passkey`
    try:
        given = parse_authentication_credential_json(answer)
        found = Passkey.objects.select_for_update(of=("self",)).select_related("account")
        passkey = found.get(credential=given.raw_id, account__is_active=True)
        seen = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=settings.SITE_URL,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 -- whatever cannot be read or proven signs nobody in
        raise NotSignedIn from None
    if given.response.user_handle != bytes(passkey.account.handle):
        raise NotSignedIn
    passkey.sign_count, passkey.used_at = seen.new_sign_count, timezone.now()
    passkey.save(update_fields=["sign_count", "used_at"])
    return passkey.account


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
