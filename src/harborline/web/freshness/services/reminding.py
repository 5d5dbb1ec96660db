"""Reminders before an expiry, confirming by link, extending by accepted calls, and telling of the end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from harborline.callflow.values import LegOutcome
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.services import record
from harborline.web.directory.models import Center
from harborline.web.directory.services.verifying import extend_by_calls, verify
from harborline.web.freshness import links, mails, planning
from harborline.web.freshness.models import Reminder
from harborline.web.site.ports import site_ports

ACTOR = "system:freshness"
BY_LINK = "system:mailed-link"
_FAILED_MAILS = 3


def remind(at: datetime) -> int:
    """Sends every reminder that is due, each once; gives how many centers were written to.

    A center whose mail does not go is tried again at the next round. Raises OSError when that happens
    to several: then no mail goes, and each would wait for the server in vain.
    """
    written = failed = 0
    for center in _expiring(at, max(planning.REMIND_DAYS)):
        try:
            written += _remind(center, at)
        except OSError:
            failed += 1
            if failed >= _FAILED_MAILS:
                raise
    return written


def extend(at: datetime) -> int:
    """Extends what is about to expire and took calls in the last weeks; gives how many."""
    extended = 0
    for center in _expiring(at, planning.EXTEND_WITHIN_DAYS):
        left = _days_left(center, at)
        if 0 <= left <= planning.EXTEND_WITHIN_DAYS and _took_calls(center, at):
            extend_by_calls(center, at)
            extended += 1
    return extended


def confirm(center: Center, at: datetime) -> Center:
    """Confirms a listing on behalf of whoever opened the mailed link."""
    today = planning.local_day(center.zone, at)
    return verify(
        BY_LINK,
        center,
        "mailed link",
        "the center itself",
        today,
        by="the center, by a mailed link",
    )


def _expiring(at: datetime, days: int) -> list[Center]:
    """Gives centers that expire within so many days, or did so within two months; a zone's day more."""
    first, last = at.date() - timedelta(days=60), at.date() + timedelta(days=days + 1)
    rows = Center.objects.within(EVERYWHERE).filter(expires_on__range=(first, last))
    return list(rows.select_related("coalition").order_by("expires_on", "id"))


def _days_left(center: Center, at: datetime) -> int:
    return ((center.expires_on or date.max) - planning.local_day(center.zone, at)).days


def _took_calls(center: Center, at: datetime) -> bool:
    since = (at - planning.CALLS_COUNT_FOR).date()
    return any(
        count.outcome == LegOutcome.ACCEPTED and count.times > 0 and _day(count.week) >= since
        for count in site_ports().leg_counts(center.pk)
    )


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _remind(center: Center, at: datetime) -> bool:
    if center.expires_on is None:
        return False
    days = planning.reminder_due(center.expires_on, planning.local_day(center.zone, at))
    if days is None:
        return False
    # The row says that this worker does it; no table is locked while a mail server is slow.
    row, is_new = Reminder.unscoped.get_or_create(
        center=center, expires_on=center.expires_on, days=days, defaults={"sent_at": at}
    )
    if not is_new:
        return False
    try:
        sent = _tell(center, days, at)
    except OSError:
        row.delete()
        raise
    with transaction.atomic():
        record(
            ACTOR,
            "tell of expiry" if days == 0 else "remind of expiry",
            f"center:{center.pk}",
            after={"expires_on": center.expires_on.isoformat(), "mails": sent},
        )
    return True


def _tell(center: Center, days: int, at: datetime) -> int:
    about = {"center": center, "left": _days_left(center, at), "link": links.link_of(center)}
    own = mails.of_center(center)
    if days > 0:
        return mails.send(mails.letters(own, "reminder", about))
    others = dict.fromkeys((*mails.of_coalition(center), *mails.of_nation()))
    # The link to confirm is the center's alone.
    told = mails.letters(others, "expired_others", {"center": center})
    return mails.send((*mails.letters(own, "expired", about), *told))
