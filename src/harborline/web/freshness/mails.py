"""Mails about listings: text alone, short, in the language of whoever gets them.

A mail holds no number but the listing's public ones, and no link but ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from smtplib import SMTPRecipientsRefused
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


class Letter(NamedTuple):
    """One mail to one person. `name`: of the template, whose first line is the subject."""

    to: To
    name: str
    about: dict[str, Any]


def letters(to: Iterable[To], name: str, about: dict[str, Any]) -> tuple[Letter, ...]:
    """Makes the same mail for each, so that nobody sees the others."""
    return tuple(Letter(one, name, about) for one in to)


def send(mails: Iterable[Letter]) -> int:
    """Sends mails; gives how many went. An address that the server refuses is passed over.

    Raises OSError where no mail goes at all, to be tried again later. Once one has gone, the others
    are not worth sending it twice.
    """
    sent = 0
    away: OSError | None = None
    for letter in mails:
        try:
            _send(letter)
        except SMTPRecipientsRefused:
            continue
        except OSError as fault:
            away = fault
        else:
            sent += 1
    if away is not None and not sent:
        raise away
    return sent


def _send(letter: Letter) -> None:
    email, language = letter.to
    about = letter.about | {"site": settings.SITE_URL}
    with translation.override(language if language in _LANGUAGES else "en"):
        text = render_to_string(f"freshness/mail/{letter.name}.txt", about)
    subject, _, body = text.strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[email]).send()


def _once(to: Iterable[To]) -> tuple[To, ...]:
    return tuple({one.email.lower(): one for one in reversed(tuple(to))}.values())[::-1]
