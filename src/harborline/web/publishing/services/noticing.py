"""The file in use is the truth: what changed beside the rows is noticed and written down.

A process may die between the file and the row, and an operator may publish by hand. Whoever looks next
writes the row that is missing.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from harborline.core.errors import UnusableMap
from harborline.core.routing_map import RoutingMap
from harborline.web.audit.services import record
from harborline.web.publishing.models import How, MapInUse, Proposal, RoutineLook, State
from harborline.web.site.ports import site_ports

ACTOR = "system:publishing"
_SETTLES = timedelta(seconds=5)
"""A process looks for a new file twice a second: so young a row is not doubted."""


def in_use() -> RoutingMap | None:
    """Gives the map that callers meet, None where there is none."""
    try:
        return site_ports().current_map()
    except UnusableMap:
        return None


def newest() -> MapInUse | None:
    """Gives the row of the map in use, after a look at the file."""
    notice()
    return MapInUse.objects.first()


def hold_newest() -> MapInUse | None:
    """Gives the newest row, and lets nobody else bring a map into use before this transaction ends.

    Whoever was first has added a row while this one waited. That row is held too, for the next who comes
    asks for it and not for the older one.
    """
    while True:
        held = MapInUse.objects.select_for_update().first()
        latest = MapInUse.objects.first()
        if held is None or latest is None or held.number == latest.number:
            return latest


def notice() -> MapInUse | None:
    """Writes the row of a map that came into use without one; gives it."""
    found = in_use()
    if found is None or _is_known(MapInUse.objects.first(), found.version):
        return None
    with transaction.atomic():
        if _is_known(hold_newest(), found.version):  # another process may have noticed meanwhile
            return None
        return _write(found.version)


def _is_known(latest: MapInUse | None, version: str) -> bool:
    if latest is None:
        return False
    if latest.version == version:
        return True
    return abs(timezone.now() - latest.at) < _SETTLES  # a clock that was set back doubts no less


def _renewed_proposal() -> Proposal | None:
    latest = MapInUse.objects.first()
    return latest.proposal if latest else None


def _write(version: str) -> MapInUse:
    proposal = Proposal.objects.select_for_update().filter(version=version).first()
    how = How.FOUND
    if proposal is not None and proposal.state == State.APPROVED:
        proposal.state, how = State.PUBLISHED, How.PUBLISHED
        proposal.save(update_fields=["state"])
    elif MapInUse.objects.filter(version=version).exists():
        how = How.ROLLED_BACK
    elif RoutineLook.objects.filter(making=version).exists():
        how, proposal = How.ROUTINE, _renewed_proposal()
    row = MapInUse.objects.create(
        version=version, how=how, proposal=proposal, by=ACTOR, at=timezone.now()
    )
    record(ACTOR, "notice map", f"map:{version}", after={"how": str(how)})
    return row
