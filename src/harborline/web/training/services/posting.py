"""Mails: one neutral mail an address a day, and notices to holders that name no contact.

A mail to an organiser names neither subject nor center; it holds a link to each request that has news. That no
address gets a second one in a day is a constraint of the table, so two workers at once cannot send two. Several
ways to write an address count as one, but a link goes to the way it was written and to no other: whether they
lead to the same person, its mail server alone knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import SystemRandom
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from harborline.app.training import Clock, HolderKind, Phase
from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center, Coalition
from harborline.web.site.ports import site_ports
from harborline.web.training.models import AskedHolder, RequestLink, TrainingRequest
from harborline.web.training.services.links import new_link

A_DAY = timedelta(days=1)
_LANGUAGES = frozenset({"en", "es"})
_FAILED_MAILS = 3
_PERMANENT = 500
_PRINTED = "django.core.mail.backends.console.EmailBackend"


def reaches_anybody() -> bool:
    """Tells whether mails to organisers may go. Without a mail server they are printed, and what is printed is
    kept as a log is: a contact and its link must not stand there, unless all of it is a demo's.
    """
    return settings.EMAIL_BACKEND != _PRINTED or site_ports().is_demo()


def post(at: datetime, postbox: str = "") -> int:
    """Sends the mails that are owed to organisers, each address at most one a day; gives how many went.

    `postbox`: to this one alone. Raises OSError when no mail goes; they are tried again at the next round, in
    another order, so that addresses which a mail server takes badly never keep back those of others.
    """
    if not reaches_anybody():
        return 0
    owed = TrainingRequest.unscoped.filter(owed=True).exclude(postbox="")
    if postbox:
        owed = owed.filter(postbox=postbox)
    sent = failed = 0
    waiting = list(owed.order_by().values_list("postbox", flat=True).distinct())
    for one in SystemRandom().sample(waiting, len(waiting)):
        try:
            sent += _post(one, at)
        except OSError:
            failed += 1
            if postbox or failed >= _FAILED_MAILS:
                raise
    return sent


def tell_holders(at: datetime) -> int:
    """Tells holders that a request came or changed, one mail each; gives how many went. None goes in a demo."""
    if site_ports().is_demo():
        return 0
    untold = AskedHolder.objects.filter(told_at=None)
    # A holder who was passed over before a mail went need not hear of it.
    rows = [row for row in untold.order_by("id") if row.answer in _STILL_OF_INTEREST]
    sent = failed = 0
    for kind, name in sorted({(row.kind, row.holder_id) for row in rows}):
        mine = [row.pk for row in rows if (row.kind, row.holder_id) == (kind, name)]
        if AskedHolder.objects.filter(pk__in=mine, told_at=None).update(told_at=at) != len(mine):
            continue  # another worker is at it
        try:
            sent += _tell(HolderKind(kind), name)
        except OSError:
            AskedHolder.objects.filter(pk__in=mine).update(told_at=None)
            failed += 1
            if failed >= _FAILED_MAILS:
                raise
    return sent


_STILL_OF_INTEREST = frozenset({"", "take", "withdraw"})


def _post(postbox: str, at: datetime) -> int:
    claimed = _claim(postbox, at)
    if claimed is None:
        return 0
    rows, links, made = claimed
    try:
        _send([rows[0].email], rows[0].mail_language, "organiser", {"links": links})
    except OSError as fault:
        if not _is_for_good(fault):
            _give_back(rows, made)
            raise
    TrainingRequest.unscoped.filter(pk__in=[row.pk for row in rows]).update(owed=False)
    return 1


def _is_for_good(fault: OSError) -> bool:
    """Tells whether there is no such address; one that is refused for now (400 to 499) is tried again."""
    if not isinstance(fault, SMTPRecipientsRefused):
        return False
    return all(code >= _PERMANENT for code, _said in fault.recipients.values())


_Claim = tuple[list[TrainingRequest], list[str], list[int]]


def _claim(postbox: str, at: datetime) -> _Claim | None:
    """Takes the day's mail of an address and makes its links; None where it had one, or another worker does it."""
    try:
        with transaction.atomic():
            rows = list(
                TrainingRequest.unscoped.select_for_update()
                .filter(postbox=postbox)
                .order_by("-asked_at", "-id")
            )
            news = _told_together([row for row in rows if row.owed])
            lately = any(row.mailed_at and row.mailed_at > at - A_DAY for row in rows)
            if not news or lately:
                return None
            news[0].mailed_at, news[0].mailed_on = at, at.date()
            links = [new_link(row, at) for row in news]
            for row in news:
                if row.phase == Phase.UNCONFIRMED:
                    row.due_at = at + Clock("UTC").confirm  # from the day on which it can be
                row.save(update_fields=["mailed_at", "mailed_on", "due_at"])
    except IntegrityError:
        return None
    made = RequestLink.objects.filter(request__in=news, made_at=at).values_list("pk", flat=True)
    return news, links, list(made)


def _told_together(owed: list[TrainingRequest]) -> list[TrainingRequest]:
    """Gives those that one mail tells of: of one address as it was written, those confirmed before others, so
    that nobody who types it in another way keeps their news back.
    """
    if not owed:
        return []
    first = min(owed, key=lambda row: (row.phase == Phase.UNCONFIRMED, row.asked_at, row.pk))
    return [row for row in owed if row.email.lower() == first.email.lower()]


def _give_back(rows: list[TrainingRequest], made: list[int]) -> None:
    """Undoes a claim: the mail did not go, and its links are in nobody's hands."""
    RequestLink.objects.filter(pk__in=made).delete()
    TrainingRequest.unscoped.filter(pk=rows[0].pk).update(mailed_at=None, mailed_on=None)


def _tell(kind: HolderKind, name: str) -> int:
    """Sends a notice to a holder; gives 1 where it has an address."""
    to, language, link = _where(kind, name)
    for email in to:
        _send([email], language, "holder", {"link": f"{settings.SITE_URL}{link}"})
    return int(bool(to))


def _where(kind: HolderKind, name: str) -> tuple[list[str], str, str]:
    """Gives where notices to a holder go, in which language, and the page that they lead to."""
    everywhere = reverse("console:training_requests")
    if kind is HolderKind.CENTER:
        # The worker writes to it on nobody's behalf.
        center = Center.objects.within(EVERYWHERE).filter(pk=name).first()
        if center is None:
            return [], "en", ""
        admins = _people(Role.CENTER_ADMIN, center=center)
        page = reverse("console:center_training", args=[center.pk])
        return [center.notices] if center.notices else admins, _first(center.languages), page
    if kind is HolderKind.COALITION:
        coalition = Coalition.objects.filter(pk=name).first()
        if coalition is None:
            return [], "en", ""
        people = _people(Role.COALITION, coalition=coalition)
        return [coalition.email] if coalition.email else people, "en", everywhere
    return _people(Role.NATIONAL_ADMIN), "en", everywhere


def _people(role: Role, **where: Center | Coalition) -> list[str]:
    found = Account.objects.filter(
        is_active=True,
        memberships__role=role,
        **{f"memberships__{name}": row for name, row in where.items()},
    )
    return sorted(set(found.values_list("email", flat=True)))


def _first(languages: Iterable[str]) -> str:
    return next(iter(languages), "en")


def _send(to: list[str], language: str, name: str, about: dict[str, object]) -> None:
    with translation.override(language if language in _LANGUAGES else "en"):
        text = render_to_string(f"training/mail/{name}.txt", about)
    subject, _, body = text.strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=to).send()
