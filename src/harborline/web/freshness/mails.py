"""Mails about listings: text alone, short, in the language of whoever gets them.

A mail holds no number but the listing's public ones, and no link but ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Center

_LANGUAGES = frozenset({"en", "es"})


class To(NamedTuple):
    """Somebody who gets a mail."""

    email: str
    language: str


def of_center(center: Center) -> tuple[To, ...]:
    """Gives where notices of a center go: its own address for them, and its admins."""
    main = center.languages[0] if center.languages else "en"
    own = [To(center.notices, main)] if center.notices else []
    admins = Account.objects.filter(
        is_active=True, memberships__role=Role.CENTER_ADMIN, memberships__center=center
    ).order_by("email")
    return _once([*own, *(To(account.email, account.language) for account in admins)])


def of_coalition(center: Center) -> tuple[To, ...]:
    """Gives where notices of the center's coalition go."""
    coalition = center.coalition
    if coalition is None:
        return ()
    own = [To(coalition.email, "en")] if coalition.email else []
    people = Account.objects.filter(
        is_active=True, memberships__role=Role.COALITION, memberships__coalition=coalition
    ).order_by("email")
    return _once([*own, *(To(account.email, account.language) for account in people)])


def of_nation() -> tuple[To, ...]:
    """Gives the national admins."""
    people = Account.objects.filter(is_active=True, memberships__role=Role.NATIONAL_ADMIN).order_by(
        "email"
    )
    return _once(To(account.email, account.language) for account in people)


def send(to: Iterable[To], name: str, about: dict[str, Any]) -> int:
    """Sends one mail to each, so that nobody sees the others; gives how many.

    `name`: of the template, whose first line is the subject. Raises OSError where mail cannot be sent.
    """
    sent = 0
    for email, language in to:
        with translation.override(language if language in _LANGUAGES else "en"):
            text = render_to_string(
                f"freshness/mail/{name}.txt", about | {"site": settings.SITE_URL}
            )
        subject, _, body = text.strip().partition("\n")
        EmailMessage(subject.strip(), body.strip() + "\n", to=[email]).send()
        sent += 1
    return sent


def _once(to: Iterable[To]) -> tuple[To, ...]:
    return tuple({one.email.lower(): one for one in reversed(tuple(to))}.values())[::-1]
