"""Brings hours, dated days and rotas to callers by themselves, from the map in use (ADR 0017).

A look compares the map in use with the directory; what belongs to a center alone is written into it, and
everything else waits for a proposal. A directory that was looked at is not looked at again until somebody
changes it, or another map comes into use.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from harborline.core.errors import HarborlineError
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.routine import Renewal, knows_rows, renewed
from harborline.web.audit.services import record
from harborline.web.publishing.models import How, MapInUse, Proposal, RoutineLook
from harborline.web.publishing.services.noticing import hold_newest, in_use, newest
from harborline.web.publishing.services.proposing import last_entry, snapshot
from harborline.web.publishing.services.standing import is_ours
from harborline.web.publishing.services.unreadable import unreadable_hours
from harborline.web.publishing.telling import edits_since
from harborline.web.site.ports import site_ports

ACTOR = "system:routine"
_AGAIN = timedelta(minutes=10)
_MOST_ENTRIES = 200
_LONGEST = 500


def publish_routine(at: datetime) -> MapInUse | None:
    """Brings what centers changed of their own to callers; gives the row of the map, None without one.

    `at`: now, aware. Raises OutOfTurn while the directory keeps changing.
    """
    latest, current = newest(), in_use()
    if not settings.ROUTINE_PUBLISHING or latest is None or current is None:
        return None
    if latest.version != current.version or not knows_rows(current) or not is_ours(current.version):
        return None
    look = RoutineLook.objects.filter(pk=1).first()
    if look is not None and _is_known(look, current, at):
        return None
    return _look(current, look, at)


def _is_known(look: RoutineLook, current: RoutingMap, at: datetime) -> bool:
    """Tells whether a look would find what it found; edits of accounts and the like are passed over."""
    if look.version != current.version or (look.again_at is not None and look.again_at <= at):
        return False
    number = last_entry()
    if number == look.directory_at:
        return True
    if edits_since(look.directory_at).filter(number__lte=number).exists():
        return False
    RoutineLook.objects.filter(pk=1, directory_at=look.directory_at).update(directory_at=number)
    return True


def _look(current: RoutingMap, look: RoutineLook | None, at: datetime) -> MapInUse | None:
    number, unreadable = last_entry(), unreadable_hours()
    if unreadable:  # nothing can be read until somebody enters them anew
        seen = RoutineLook(at=at, version=current.version, directory_at=number)
        seen.again_at = at + _AGAIN  # whoever wrote them so may mend them so, and no trail says it
        _remember(seen, unreadable[0])
        return None
    number, network, published = snapshot()
    seen = RoutineLook(at=at, version=current.version, directory_at=number)
    try:
        found = renewed(current, network, published)
        seen.held = [one._asdict() for one in found.held]
        if found.content is not None:
            return _bring(found, found.content, seen, _entries(current, look, number))
    except HarborlineError as fault:
        seen.version, seen.again_at = current.version, at + _AGAIN
        _remember(seen, str(fault))
        return None
    _remember(seen)
    return None


def _bring(
    found: Renewal, content: bytes, seen: RoutineLook, entries: list[int]
) -> MapInUse | None:
    """Makes a renewed map the one in use, unless another came meanwhile: the next look begins there.

    Rows are written first and the file last, as in `using.py`; a process that dies behind the file has
    said before which map it was making.
    """
    leaving, version = seen.version, RoutingMap(memoryview(content)).version
    RoutineLook.objects.update_or_create(pk=1, defaults={"making": version, "at": seen.at})
    with transaction.atomic():
        held = hold_newest()
        if held is None or held.version != leaving:
            return None
        row = MapInUse.objects.create(
            version=version,
            how=How.ROUTINE,
            proposal=held.proposal,
            by=ACTOR,
            at=seen.at,
            carried=[{**one._asdict(), "what": list(one.what)} for one in found.carried],
        )
        record(
            ACTOR,
            "publish hours",
            f"map:{version}",
            before={"version": leaving},
            after={
                "version": version,
                "centers": {one.center: list(one.what) for one in found.carried},
                "entries": entries[:_MOST_ENTRIES],
                "entries_in_all": len(entries),
            },
        )
        seen.version = version
        _remember(seen)
        site_ports().renew(content)
    return row


def _entries(current: RoutingMap, look: RoutineLook | None, number: int) -> list[int]:
    """Gives the audit entries that a renewal carries: those since the directory that the map holds."""
    if look is not None and look.version == current.version:
        since = look.directory_at
    else:
        known = Proposal.objects.filter(version=current.version).first()
        since = known.directory_at if known else 0
    found = edits_since(since).filter(number__lte=number)
    return list(found.order_by("number").values_list("number", flat=True))


def _remember(seen: RoutineLook, fault: str = "") -> None:
    """Keeps what a look found. The map that is being made stays named: its process may die yet."""
    found = {name: getattr(seen, name) for name in ("at", "version", "directory_at", "held")}
    RoutineLook.objects.update_or_create(
        pk=1, defaults={**found, "again_at": seen.again_at, "fault": fault[:_LONGEST]}
    )
