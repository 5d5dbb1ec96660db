"""Switching a surge on and off: through the overlays, with an entry in the audit chain before it."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.db import transaction
from django.utils import timezone

from harborline.app.overlays import SurgeOn, until
from harborline.core.occupancy import Surge
from harborline.web.audit.services import record
from harborline.web.site.ports import site_ports

SUBJECT = "overlay:surge"


@transaction.atomic
def switch_on(actor: str, mutual_aid: tuple[str, ...], hours: int, why: str) -> SurgeOn:
    """Lets these centers help everywhere, in order, for so many hours. Raises UnusableInput beyond 24."""
    now = timezone.now()
    surge = SurgeOn(Surge(mutual_aid), until(now, timedelta(hours=hours)).astimezone(UTC), actor)
    after = {"mutual_aid": list(mutual_aid), "until": surge.until.isoformat()}
    record(actor, "switch surge on", SUBJECT, after=after, why=why)
    site_ports().overlays.switch_surge(surge)
    return surge


@transaction.atomic
def switch_off(actor: str) -> None:
    """Ends a surge now; does nothing where there is none."""
    before = site_ports().overlays.surge(timezone.now())
    if before is None:
        return
    aid = {"mutual_aid": list(before.surge.mutual_aid), "until": before.until.isoformat()}
    record(actor, "switch surge off", SUBJECT, before=aid)
    site_ports().overlays.switch_surge(None)
