"""Pausing a center, or one phone of it, at once and ending the pause: through the overlays, with an entry
in the audit chain.

The entry is written first: a pause that nobody can account for is worse than none.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from harborline.app.overlays import Pause, until
from harborline.core.errors import HarborlineError, UnusableInput
from harborline.web.audit.services import record
from harborline.web.directory.answerers import Answering, answering_at
from harborline.web.directory.models import Center
from harborline.web.site.ports import site_ports


def pauses_of(center: Center) -> tuple[Pause, ...]:
    """Gives the pauses that hold now, the whole center's first; none where the overlays cannot be read."""
    try:
        pauses = site_ports().overlays.pauses(timezone.now())
    except HarborlineError:
        return ()
    own = (pause for pause in pauses if pause.center == center.pk)
    return tuple(sorted(own, key=lambda pause: pause.destination))


def pause_of(center: Center) -> Pause | None:
    """Gives the pause of the whole center that holds now."""
    return next((pause for pause in pauses_of(center) if not pause.destination), None)


def phones_of(center: Center) -> tuple[Answering, ...]:
    """Gives what rings at a center, in order, by name and without numbers."""
    return answering_at(center, timezone.now().date())


def known_phones(center: Center) -> frozenset[str]:
    """Gives the ids of its phones that the map in use knows: no other one can be paused by itself."""
    try:
        routing_map = site_ports().current_map()
    except HarborlineError:
        return frozenset()
    index = routing_map.parties.get(center.pk)
    if index is None:
        return frozenset()
    return frozenset(one.id for one in routing_map.all_destinations(index) if one.id)


@transaction.atomic
def pause_center(actor: str, center: Center, ends_at: datetime, why: str, phone: str = "") -> Pause:
    """Keeps a center, or one phone of it, from being rung until `ends_at`.

    Raises UnusableInput beyond 24 hours and for a phone that is not the center's, another
    HarborlineError where overlays cannot be kept.
    """
    now = timezone.now()
    pause = Pause(center.pk, until(now, ends_at - now).astimezone(UTC), actor, phone)
    if phone and phone not in {one.id for one in phones_of(center)}:
        raise UnusableInput("This phone is not one of the center.")
    before = next((one for one in pauses_of(center) if one.destination == phone), None)
    record(
        actor,
        "pause phone" if phone else "pause center",
        f"center:{center.pk}",
        before=_payload(before) if before else {},
        after=_payload(pause),
        why=why,
    )
    site_ports().overlays.pause(pause)
    return pause


@transaction.atomic
def resume_center(actor: str, center: Center, phone: str = "") -> None:
    """Lets calls come again now, to the center or to one phone; does nothing where there is no pause."""
    before = next((one for one in pauses_of(center) if one.destination == phone), None)
    if before is None:
        return
    verb = "resume phone" if phone else "resume center"
    record(actor, verb, f"center:{center.pk}", before=_payload(before))
    site_ports().overlays.resume(center.pk, phone)


def _payload(pause: Pause) -> dict[str, Any]:
    """Names a phone by its id alone: numbers and the names of people stay where they are."""
    phone = {"phone": pause.destination} if pause.destination else {}
    return phone | {"paused_until": pause.until.isoformat()}
