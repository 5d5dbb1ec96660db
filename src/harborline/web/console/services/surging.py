"""Switching a surge on and off: through the overlays, with an entry in the audit chain before it."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from harborline.app.overlays import SurgeOn, until
from harborline.core.errors import UnusableInput
from harborline.core.occupancy import LONGEST_WAIT_S, SHORTEST_WAIT_S, Surge
from harborline.web.audit.services import record
from harborline.web.site.ports import site_ports

SUBJECT = "overlay:surge"


@transaction.atomic
def switch_on(actor: str, surge: Surge, hours: int, why: str) -> SurgeOn:
    """Lets a surge hold for so many hours, in place of one that is on.

    Raises UnusableInput beyond 24 hours and for a local wait that no line may have.
    """
    wait_s = surge.local_wait_s
    if wait_s is not None and not SHORTEST_WAIT_S <= wait_s <= LONGEST_WAIT_S:
        raise UnusableInput(
            f"The local wait is {SHORTEST_WAIT_S} to {LONGEST_WAIT_S} seconds; change it."
        )
    now = timezone.now()
    on = SurgeOn(surge, until(now, timedelta(hours=hours)).astimezone(UTC), actor)
    former = site_ports().overlays.surge(now)
    before = _payload(former) if former else {}
    record(actor, "switch surge on", SUBJECT, before=before, after=_payload(on), why=why)
    site_ports().overlays.switch_surge(on)
    return on


@transaction.atomic
def switch_off(actor: str) -> None:
    """Ends a surge now; does nothing where there is none."""
    before = site_ports().overlays.surge(timezone.now())
    if before is None:
        return
    record(actor, "switch surge off", SUBJECT, before=_payload(before))
    site_ports().overlays.switch_surge(None)


def _payload(on: SurgeOn) -> dict[str, Any]:
    surge = on.surge
    return {
        "mutual_aid": list(surge.mutual_aid),
        "zip_policy": surge.zip_policy.value if surge.zip_policy else None,
        "local_wait_s": surge.local_wait_s,
        "wait_notice": surge.wait_notice,
        "until": on.until.isoformat(),
    }
