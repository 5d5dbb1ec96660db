"""Keys of integrators and wall boards: 256 random bits, of which only the SHA-256 digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.db import transaction
from django.utils import timezone

from harborline.core.errors import UnusableInput
from harborline.web.accounts.models import Key
from harborline.web.accounts.permissions import KEY_ROLES, Role
from harborline.web.accounts.scopes import Grant, Scope
from harborline.web.accounts.services.attempts import begin, forgive
from harborline.web.audit.services import record

MOST_PER_MINUTE = 6000
_PREFIX = "hlk_"
_TYPED = "key:typed"
"""The name for which tries with keys are counted; no account has it."""


@transaction.atomic
def make_key(actor: str, name: str, role: Role, per_minute: int = 60) -> str:
    """Makes a key and gives its secret, to be shown once. Raises UnusableInput.

    `per_minute`: how many requests it may make.
    """
    if role not in KEY_ROLES:
        raise UnusableInput("A key is for an integrator or a wall board.")
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise UnusableInput(f"A key makes 1 to {MOST_PER_MINUTE} requests a minute.")
    secret = _PREFIX + secrets.token_urlsafe(32)
    key = Key.objects.create(
        digest=_digest(secret), name=name, role=role, per_minute=per_minute, created_by=actor
    )
    after = {"name": name, "role": str(role), "per_minute": per_minute}
    record(actor, "make key", subject_of_key(key), after=after)
    return secret


@transaction.atomic
def end_key(actor: str, key: Key) -> None:
    """Makes a key useless, at once."""
    key.ended_at = timezone.now()
    key.save(update_fields=["ended_at"])
    record(actor, "end key", subject_of_key(key), before={"name": key.name})


def key_of(secret: str) -> Key | None:
    """Finds the key that a secret belongs to, unless it was ended."""
    digest = _digest(secret)
    key = Key.objects.filter(digest=digest, ended_at=None).first()
    return key if key is not None and hmac.compare_digest(key.digest, digest) else None


def living_key(digest: str, role: Role) -> Key | None:
    """Finds a key of a role by its row, unless it was ended."""
    return Key.objects.filter(digest=digest, role=role, ended_at=None).first()


def enter_key(secret: str, role: Role) -> Key | None:
    """Finds the key of a role whose secret somebody typed; None where there is no such key that works.

    Raises TooManyTries: whoever types a key has no name, so all who do share five tries a minute.
    """
    tried = begin(_TYPED)
    key = key_of(secret)
    if key is None or key.role != role:
        return None
    forgive(tried)
    with transaction.atomic():
        record(subject_of_key(key), "enter key", subject_of_key(key))
    return key


def scope_of_key(secret: str) -> Scope | None:
    """Gives what the holder of a secret may do."""
    key = key_of(secret)
    return None if key is None else scope_of(key)


def scope_of(key: Key) -> Scope:
    """Gives what a key may do, everywhere."""
    return Scope(subject_of_key(key), (Grant(Role(key.role)),))


def subject_of_key(key: Key) -> str:
    """Names a key in the trail."""
    return f"key:{key.digest[:16]}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
