"""Pausing a center at once and ending the pause: through the overlays, with an entry in the audit chain.

The entry is written first: a pause that nobody can account for is worse than none.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from harborline.app.overlays import Pause, until
from harborline.core.errors import HarborlineError
from harborline.web.audit.services import record
from harborline.web.directory.models import Center
from harborline.web.site.ports import site_ports


def pause_of(center: Center) -> Pause | None:
    """Gives the pause that holds now, None also where the overlays cannot be read: pages go on."""
    try:
        pauses = site_ports().overlays.pauses(timezone.now())
    except HarborlineError:
        return None
    return next((pause for pause in pauses if pause.center == center.pk), None)


@transaction.atomic
def pause_center(actor: str, center: Center, ends_at: datetime, why: str) -> Pause:
    """Keeps a center from being rung until `ends_at`. Raises UnusableInput beyond 24 hours,
    another HarborlineError where overlays cannot be kept.
    """
    now = timezone.now()
    pause = Pause(center.pk, until(now, ends_at - now).astimezone(UTC), actor)
    before = pause_of(center)
    record(
        actor,
        "pause center",
        f"center:{center.pk}",
        before={"paused_until": before.until.isoformat()} if before else {},
        after={"paused_until": pause.until.isoformat()},
        why=why,
    )
    site_ports().overlays.pause(pause)
    return pause


@transaction.atomic
def resume_center(actor: str, center: Center) -> None:
    """Lets calls come again now; does nothing where there is no pause."""
    before = pause_of(center)
    if before is None:
        return
    record(
        actor,
        "resume center",
        f"center:{center.pk}",
        before={"paused_until": before.until.isoformat()},
    )
    site_ports().overlays.resume(center.pk)
