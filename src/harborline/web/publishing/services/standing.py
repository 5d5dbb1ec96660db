"""What stands of the list of maps: routine maps renew the map that a person let through, and count as it."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db.models import QuerySet

from harborline.mapmaking.routine import knows_rows
from harborline.web.publishing.models import How, MapInUse
from harborline.web.publishing.services.noticing import in_use

_OURS = (How.PUBLISHED, How.ROUTINE)


class Reach(StrEnum):
    """When hours that are saved reach callers. `LATER`: there is no map of this directory to renew yet."""

    SOON = "soon"
    OFF = "off"
    LATER = "later"


def reach() -> Reach:
    """Tells when hours and rota that are saved now reach callers."""
    if not settings.ROUTINE_PUBLISHING:
        return Reach.OFF
    current = in_use()
    if current is None or not knows_rows(current) or not is_ours(current.version):
        return Reach.LATER
    return Reach.SOON


def is_ours(version: str) -> bool:
    """Tells whether a map was ever published from this directory."""
    return MapInUse.objects.filter(version=version, how__in=_OURS).exists()


def base() -> MapInUse | None:
    """Gives the newest row that somebody brought into use, or that was found; routine maps renew it."""
    return MapInUse.objects.exclude(how=How.ROUTINE).first()


def renewals() -> QuerySet[MapInUse]:
    """Gives the base and the routine maps since, newest first."""
    found = base()
    rows = MapInUse.objects.all()
    return rows.filter(number__gte=found.number) if found else rows


def stands(version: str) -> bool:
    """Tells whether a map is in use, or only its hours came to differ since it was."""
    return renewals().filter(version=version).exists()


def before() -> MapInUse | None:
    """Gives the map to which a roll-back leads: the one in use before a person changed it."""
    found = base()
    return MapInUse.objects.filter(number__lt=found.number).first() if found else None
