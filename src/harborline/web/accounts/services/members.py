"""Who may do what: roles given and withdrawn, accounts closed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from harborline.web.accounts.models import Account, AuthenticatorApp, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services.sessions import end_all_sessions, subject_of
from harborline.web.audit.services import changes, record

OF_CENTERS = frozenset({Role.CENTER_STAFF, Role.CENTER_ADMIN})


class LastAdmin(Exception):
    """The nation would have no admin left; another must be there first."""


def fits(grant: Grant) -> bool:
    """Tells whether a role has the place it needs: a center, a coalition, or neither."""
    center, coalition = grant.role in OF_CENTERS, grant.role is Role.COALITION
    return center == bool(grant.center) and coalition == bool(grant.coalition)


def described(grant: Grant) -> dict[str, Any]:
    """Gives a grant for the trail, without what it has not."""
    return {name: str(value) for name, value in grant._asdict().items() if value}


@transaction.atomic
def change_account(account: Account, name: str, language: str) -> None:
    """Writes what somebody is called and which language they read."""
    fields = ("name", "language")
    was = {field: getattr(account, field) for field in fields}
    account.name, account.language = name, language
    before, after = changes(was, {"name": name, "language": language})
    if after:
        account.save(update_fields=fields)
        subject = subject_of(account)
        record(account.email, "change account", subject, before=before, after=after, personal=True)


@transaction.atomic
def add_membership(actor: str, account: Account, grant: Grant) -> Membership:
    """Gives an account a role at a place; one that it has already stays as it is."""
    membership, new = Membership.objects.get_or_create(
        account=account, role=grant.role, center_id=grant.center, coalition_id=grant.coalition
    )
    if new:
        record(actor, "give access", subject_of(account), after=described(grant))
    return membership


@transaction.atomic
def withdraw(actor: str, membership: Membership) -> None:
    """Takes a role away, at once. Raises LastAdmin."""
    if membership.role == Role.NATIONAL_ADMIN:
        _keep_an_admin(membership.account)
    subject = subject_of(membership.account)
    record(actor, "withdraw access", subject, before=described(membership.grant()))
    membership.delete()


@transaction.atomic
def close_account(actor: str, account: Account) -> None:
    """Closes the account of somebody who left: no role, no way in, no session. Its trail stays.

    Raises LastAdmin.
    """
    _keep_an_admin(account)
    before = {"roles": [described(membership.grant()) for membership in account.memberships.all()]}
    account.is_active = False
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password"])
    for rows in (account.memberships, account.passkeys, account.recovery_codes):
        rows.all().delete()
    AuthenticatorApp.objects.filter(user=account).delete()
    end_all_sessions(account)
    record(actor, "close account", subject_of(account), before=before)


def _keep_an_admin(leaving: Account) -> None:
    admins = Membership.objects.select_for_update().filter(role=Role.NATIONAL_ADMIN)
    left = [one.account_id for one in admins.filter(account__is_active=True)]
    if leaving.pk in left and set(left) == {leaving.pk}:
        raise LastAdmin
