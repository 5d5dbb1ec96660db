"""Codes for who lost every other way in: ten, each used once, kept as hashes alone.

A code begins with its number, so that one hash is compared and not ten.
"""

from __future__ import annotations

import re
import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from harborline.web.accounts.models import Account, RecoveryCode
from harborline.web.accounts.services import attempts
from harborline.web.accounts.services.passwords import NotSignedIn, active_account, nobody
from harborline.web.accounts.services.sessions import end_all_sessions, subject_of
from harborline.web.audit.services import record

COUNT = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE = re.compile(r"0*([1-9]\d?)((?:[A-Z2-9]{4}){4})")


def make_recovery_codes(account: Account) -> list[str]:
    """Makes ten new codes, to be shown once; those from before work no more."""
    secret = ["".join(secrets.choice(_LETTERS) for _ in range(16)) for _ in range(COUNT)]
    hashed = [make_password(text) for text in secret]
    with transaction.atomic():
        account.recovery_codes.all().delete()
        for text in hashed:
            RecoveryCode.objects.create(account=account, hashed=text)
        record(account.email, "make recovery codes", subject_of(account))
    return [_written(number, text) for number, text in enumerate(secret, 1)]


def codes_left(account: Account) -> int:
    """Counts the codes that were not used."""
    return account.recovery_codes.filter(used_at=None).count()


def account_of_recovery_code(email: str, code: str) -> Account:
    """Uses a code up and gives its account, whose other sessions end.

    Raises NotSignedIn, TooManyTries.
    """
    tried = attempts.begin(email)
    account = active_account(email)
    found = _CODE.fullmatch(re.sub(r"[\s-]", "", code.upper()))
    kept = _nth(account, int(found[1])) if account and found else None
    right = check_password(found[2] if found else "", kept.hashed if kept else nobody())
    if account is None or kept is None or not right:
        raise NotSignedIn
    with transaction.atomic():
        unused = RecoveryCode.objects.filter(pk=kept.pk, used_at=None)
        if not unused.update(used_at=timezone.now()):
            raise NotSignedIn  # another request was first with the same code
        end_all_sessions(account)
        record(account.email, "use recovery code", subject_of(account))
    attempts.forgive(tried)
    return account


def _nth(account: Account, number: int) -> RecoveryCode | None:
    kept = account.recovery_codes.order_by("pk")[number - 1 : number].first()
    return kept if kept and kept.used_at is None else None


def _written(number: int, text: str) -> str:
    groups = (text[i : i + 4] for i in range(0, len(text), 4))
    return f"{number}-{'-'.join(groups)}"
