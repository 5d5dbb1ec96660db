"""Accounts, what they may do, and how they prove who they are."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice

from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant, Scope
from harborline.web.accounts.sealing import Unreadable, unseal

_ROLES = [(role.value, role.value) for role in Role if role is not Role.PUBLIC]


def new_handle() -> bytes:
    """Makes what an authenticator knows an account by; it tells nothing of a person."""
    return secrets.token_bytes(32)


def new_mark() -> str:
    return secrets.token_hex(16)


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who works with the directory, known by an e-mail address in small letters.

    `language`: empty = as the browser asks. `is_active`: accounts of people who left are closed, and
    their trail stays. `session_mark`: a new one ends every session.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    handle = models.BinaryField(max_length=32, default=new_handle, unique=True)
    session_mark = models.CharField(max_length=32, default=new_mark)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email

    def scope(self) -> Scope:
        """Gives all that this account may do, in one query."""
        grants = tuple(membership.grant() for membership in self.memberships.all())
        return Scope(self.email, grants if self.is_active else ())

    def has_a_way_in(self) -> bool:
        """Tells whether a passkey, or a password with codes, would sign this account in."""
        return self.passkeys.exists() or self.has_app()

    def has_app(self) -> bool:
        """Tells whether password and authenticator app are set, and the app's secret can be read."""
        if not (self.password and self.has_usable_password()):
            return False
        app = AuthenticatorApp.objects.filter(user=self, confirmed=True).first()
        return app is not None and app.is_readable()

    def get_session_auth_hash(self) -> str:
        """Gives what each session carries; it differs after a new password or a new mark."""
        parts = f"{self.password}:{self.session_mark}"
        return salted_hmac("harborline.sessions", parts, algorithm="sha256").hexdigest()


class AuthenticatorApp(TOTPDevice):  # type: ignore[misc]  # the library has no types
    """An authenticator app. Its `key` is sealed for its account, and opened for checking a code alone."""

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The secret. Raises Unreadable."""
        return unseal(self.key, self.user_id)

    def is_readable(self) -> bool:
        """Tells whether codes can be checked."""
        try:
            return bool(self.bin_key)
        except Unreadable:
            return False


class Membership(models.Model):
    """A role at a center, at a coalition, or (neither) in the nation."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=_ROLES)
    center = models.ForeignKey(
        "directory.Center", null=True, blank=True, on_delete=models.CASCADE, related_name="members"
    )
    coalition = models.ForeignKey(
        "directory.Coalition",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="members",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account", "role", "center", "coalition"],
                nulls_distinct=False,
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role__in=[Role.CENTER_STAFF, Role.CENTER_ADMIN])
                    & Q(center__isnull=False, coalition__isnull=True)
                )
                | (Q(role=Role.COALITION) & Q(center__isnull=True, coalition__isnull=False))
                | (
                    ~Q(role__in=[Role.CENTER_STAFF, Role.CENTER_ADMIN, Role.COALITION])
                    & Q(center__isnull=True, coalition__isnull=True)
                ),
                name="membership_owner_fits_role",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.center_id or self.coalition_id or 'nation'}"

    def grant(self) -> Grant:
        return Grant(Role(self.role), self.center_id, self.coalition_id)


class Invitation(models.Model):
    """A link that was mailed; only a digest of its secret is kept, and it works once.

    `email`: empty in the first link of an installation, whose taker says it.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=24, choices=_ROLES)
    center = models.ForeignKey(
        "directory.Center", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    coalition = models.ForeignKey(
        "directory.Coalition", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    invited_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation of {self.email}"

    def grant(self) -> Grant:
        return Grant(Role(self.role), self.center_id, self.coalition_id)


class Passkey(models.Model):
    """A WebAuthn credential; the public half only."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=2048)
    sign_count = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.account_id}"


class RecoveryCode(models.Model):
    """One code for who lost every other way in; hashed like a password, used once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    hashed = models.CharField(max_length=200)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"recovery code of {self.account_id}"


class Key(models.Model):
    """A key of an integrator or a wall board: no account, a role, a rate. Only a digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=24, choices=_ROLES)
    per_minute = models.PositiveIntegerField(default=60)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"key {self.name}"


class Attempt(models.Model):
    """Tries to sign in within a minute: in all (`bucket` 0), or with names of one bucket.

    A name falls in one of 4,096 buckets, so neither whose nor whence they were is known.
    """

    bucket = models.PositiveIntegerField()
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bucket", "minute"], name="attempts_once_a_minute"),
        )

    def __str__(self) -> str:
        return f"{self.count} tries"
