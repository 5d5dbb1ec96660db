"""Links that make accounts: mailed, used once, good for seven days; only their digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from smtplib import SMTPException

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from harborline.core.errors import UnusableInput
from harborline.web.accounts.models import Account, Invitation
from harborline.web.accounts.permissions import KEY_ROLES, Role
from harborline.web.accounts.scopes import EVERYWHERE, Grant
from harborline.web.accounts.services.members import add_membership, described, fits
from harborline.web.audit.services import record

GOOD_FOR = timedelta(days=7)
_LONGEST_EMAIL = 200
FIRST_ACTOR = "system:first link"


class NotMailed(Exception):
    """The mail server did not take the mail; the invitation was ended. Trying later may help."""


class NotInvited(Exception):
    """The link was used, has expired, or was never made."""


class SignInFirst(Exception):
    """The link is for an account that has a way to sign in, which must be used to take it."""


def invite(actor: str, email: str, grant: Grant, name: str = "") -> str:
    """Makes an invitation and gives its link, which is kept nowhere.

    Raises UnusableInput for no e-mail address, or a role, center or coalition that does not fit.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
        MaxLengthValidator(_LONGEST_EMAIL)(email)
    except ValidationError:
        raise UnusableInput("An e-mail address looks like name@example.org.") from None
    _check(grant)
    return _made(actor, email, grant, name)


def invite_by_mail(actor: str, email: str, grant: Grant, name: str = "") -> None:
    """Makes an invitation and mails it. Raises NotMailed, and UnusableInput as `invite`."""
    link = invite(actor, email, grant, name)
    context = {"link": link, "name": name, "inviter": actor, "days": GOOD_FOR.days}
    text = render_to_string("accounts/invitation_mail.txt", context)
    try:
        send_mail(gettext("Your invitation to Harborline"), text, None, [email.strip().lower()])
    except (OSError, SMTPException):
        end_invitation(actor, Invitation.objects.get(digest=_digest(link.rpartition("/")[2])))
        raise NotMailed from None


def first_link() -> str:
    """Gives a link for the first national admin; empty once one can sign in.

    A link given before works no more, so only the one that was printed last does.
    """
    admins = Account.objects.filter(memberships__role=Role.NATIONAL_ADMIN, is_active=True)
    if any(account.has_a_way_in() for account in admins):
        return ""
    with transaction.atomic():
        Invitation.objects.filter(email="", used_at=None).delete()
        return _made(FIRST_ACTOR, "", Grant(Role.NATIONAL_ADMIN))


def open_invitation(secret: str) -> Invitation:
    """Finds the invitation of a link. Raises NotInvited."""
    open_ones = Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now())
    found = open_ones.filter(digest=_digest(secret)).first()
    if found is None:
        raise NotInvited
    return found


def account_invited(invitation: Invitation) -> Account | None:
    """Gives the account that the invitation is for, if there is one already."""
    return Account.objects.filter(email=invitation.email).first() if invitation.email else None


@transaction.atomic
def accept(secret: str, email: str, name: str, signed_in: Account | None) -> Account:
    """Uses a link: makes the account if there is none, and gives it the role.

    `email` counts for the first link alone. Raises NotInvited; SignInFirst where the account has a way
    in and is not the one `signed_in`.
    """
    invitation = Invitation.objects.select_for_update().get(pk=open_invitation(secret).pk)
    if invitation.used_at is not None:
        raise NotInvited
    address = invitation.email or email.strip().lower()
    account = Account.objects.filter(email=address).first()
    if account is not None and account.has_a_way_in() and account != signed_in:
        raise SignInFirst
    if account is None:
        account = Account(email=address, name=name)
        account.set_unusable_password()
        account.save()
        record(address, "open account", f"account:{account.pk}", personal=True)
    elif not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
        record(address, "open account again", f"account:{account.pk}", personal=True)
    add_membership(invitation.invited_by, account, invitation.grant())
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return account


@transaction.atomic
def end_invitation(actor: str, invitation: Invitation) -> None:
    """Makes a link useless that nobody took yet."""
    grant = described(invitation.grant())
    record(actor, "end invitation", _subject(invitation.digest), before=grant, personal=True)
    invitation.delete()


@transaction.atomic
def _made(actor: str, email: str, grant: Grant, name: str = "") -> str:
    secret = secrets.token_urlsafe(32)
    digest = _digest(secret)
    Invitation.objects.create(
        digest=digest,
        email=email,
        name=name,
        role=grant.role,
        center_id=grant.center,
        coalition_id=grant.coalition,
        invited_by=actor,
        expires_at=timezone.now() + GOOD_FOR,
    )
    after = {"email": email, **described(grant)}
    record(actor, "invite", _subject(digest), after=after, personal=True)
    return f"{settings.SITE_URL}{reverse('accounts:invitation', args=[secret])}"


def _check(grant: Grant) -> None:
    """Refuses a role that is no person's, or whose place does not fit or is not there."""
    if grant.role in {Role.PUBLIC, *KEY_ROLES}:
        raise UnusableInput(f"Nobody can be invited as {grant.role}.")
    if not fits(grant):
        raise UnusableInput(
            "Staff and admins of a center need its id, people of a coalition need the coalition's, "
            "and everybody else has neither."
        )
    center = apps.get_model("directory", "Center")
    if grant.center and not center.objects.within(EVERYWHERE).filter(pk=grant.center).exists():
        raise UnusableInput("There is no center with this id.")
    coalition = apps.get_model("directory", "Coalition")
    if grant.coalition and not coalition.objects.filter(pk=grant.coalition).exists():
        raise UnusableInput("There is no coalition with this id.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _subject(digest: str) -> str:
    return f"invitation:{digest[:16]}"
