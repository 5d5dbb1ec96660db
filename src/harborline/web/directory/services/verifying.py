"""Verbs of freshness: who confirmed a listing, how, and until when it takes calls."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harborline.web.audit.services import changes as differing
from harborline.web.audit.services import record
from harborline.web.directory.models import Center
from harborline.web.directory.services.changing import (
    column_faults,
    locked,
    subject_of,
    values_of,
)
from harborline.web.directory.services.faults import refuse

KEPT_BY_CALLS = timedelta(days=30)
_COLUMNS = {"verified_on", "verified_by", "verified_how", "source", "expires_on"}


def verify(
    actor: str,
    center: Center,
    how: str,
    source: str,
    on: date,
    *,
    by: str | None = None,
    expected_version: int | None = None,
) -> Center:
    """Notes that somebody confirmed the listing; it holds for a year from that day.

    `by`: who did, the actor where it is left out. Raises Refused for a day that has not come, Stale.
    """
    with transaction.atomic():
        row = locked(center, expected_version)
        before = values_of(row, _COLUMNS)
        row.verified_on, row.verified_by = on, by or actor
        row.verified_how, row.source = how, source
        row.expires_on = a_year_from(on)
        faults = column_faults(row, _COLUMNS)
        # Somewhere it is tomorrow already.
        if on > timezone.now().date() + timedelta(days=1):
            faults["verified_on"] = _("This day has not come yet.")
        if not how.strip():
            faults["verified_how"] = _("Say how it was confirmed: telephone, e-mail, in person.")
        refuse(faults)
        row.version += 1
        row.save()
        old, new = differing(before, values_of(row, _COLUMNS))
        record(actor, "verify", subject_of(row), before=old, after=new)
    return row


def extend_by_calls(center: Center, at: datetime) -> Center:
    """Lets a listing that took calls hold for 30 days at least from the local day of `at`.

    For the work of the night, which reads totals: it is never done during a call, so the trail shows
    no call. A listing without an end has none after it, and one that has expired stays so.
    """
    day = at.astimezone(ZoneInfo(center.zone)).date()
    with transaction.atomic():
        row = locked(center)
        if row.expires_on is None or not day <= row.expires_on < day + KEPT_BY_CALLS:
            return row
        before = values_of(row, {"expires_on"})
        row.expires_on = day + KEPT_BY_CALLS
        row.version += 1
        row.save()
        after = values_of(row, {"expires_on"})
        record("system:calls", "extend", subject_of(row), before=before, after=after)
    return row


def a_year_from(day: date) -> date:
    """Gives the same day of the next year; of 29 February the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)
