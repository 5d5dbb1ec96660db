"""Looks whether the web addresses of centers open; three failures in a row are told to the center."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.services import record
from harborline.web.directory.models import Center
from harborline.web.freshness import mails
from harborline.web.freshness.fetching import fault_of
from harborline.web.freshness.models import AddressCheck

EVERY = timedelta(days=7)
AT_ONCE = 200
"""How many addresses one run plans, so that a thousand centers are spread over a few hours."""

FAILURES_TOLD = 3
_AGAIN = timedelta(days=1)
"""After a failure, so that three of them are three days and not three minutes."""

Fetch = Callable[[str], str]
"""Gives why an address does not open; empty = it does."""


def due_addresses(at: datetime) -> list[str]:
    """Gives the centers whose address is to be looked at now, the longest unseen first."""
    unseen = Q(address_check=None)
    old = Q(address_check__checked_at__lte=at - EVERY)
    failing = Q(address_check__failures__gt=0, address_check__checked_at__lte=at - _AGAIN)
    changed = ~Q(address_check__address=F("web"))
    rows = Center.objects.within(EVERYWHERE).exclude(web="")
    due = rows.filter(unseen | old | failing | changed)
    ordered = due.order_by(F("address_check__checked_at").asc(nulls_first=True), "id")
    return list(ordered.values_list("pk", flat=True)[:AT_ONCE])


def check_address(center_id: str, at: datetime, fetch: Fetch = fault_of) -> AddressCheck | None:
    """Looks at one address and keeps what came of it; nothing is locked while the network is slow."""
    center = Center.objects.within(EVERYWHERE).filter(pk=center_id).first()
    if center is None or not center.web:
        return None
    address = center.web
    fault = fetch(address)
    with transaction.atomic():
        found: AddressCheck = AddressCheck.unscoped.select_for_update().get_or_create(
            center=center, defaults={"address": address, "checked_at": at}
        )[0]
        if found.address != address:
            found.failures, found.told_at = 0, None
        found.address, found.checked_at, found.fault = address, at, fault
        found.failures = found.failures + 1 if fault else 0
        is_news = bool(fault) and found.failures >= FAILURES_TOLD and found.told_at is None
        if is_news:
            found.told_at = at
        elif not fault:
            found.told_at = None
        found.save()
    if is_news:
        _tell(center, found)
    return found


def _tell(center: Center, found: AddressCheck) -> None:
    """Writes to the center; where no mail goes, the next failure is told instead."""
    about = {"center": center, "address": found.address}
    try:
        sent = mails.send(mails.letters(mails.of_center(center), "address", about))
    except OSError:
        AddressCheck.unscoped.filter(pk=found.pk).update(told_at=None)
        raise
    with transaction.atomic():
        record(
            "system:freshness",
            "tell of a web address",
            f"center:{center.pk}",
            after={"address": found.address, "fault": found.fault, "mails": sent},
        )
