"""Verbs of a center's entry: make it, change it, take it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from harborline.web.audit.services import changes as differing
from harborline.web.audit.services import forget, record
from harborline.web.directory.models import Center
from harborline.web.directory.services.areas import set_area
from harborline.web.directory.services.changing import (
    column_faults,
    locked,
    put,
    subject_of,
    values_of,
)
from harborline.web.directory.services.checks import CENTER, faults_of
from harborline.web.directory.services.faults import refuse
from harborline.web.directory.services.places import ADDRESS, PLACE, hide, routing_point

PUBLIC_COLUMNS = frozenset(
    {
        *("name", "description", "serves", "accompaniment", "rtt", "accessibility"),
        *("web", "email", "street", "city", "address_zip", "languages", "interpreter"),
    }
)
"""What a center says of itself to everybody."""

OWN_COLUMNS = PUBLIC_COLUMNS | {"capacity", "ring_s", "notices", "figures_shared", "accepts_calls"}
"""What a center may change by itself."""

ROUTING_COLUMNS = frozenset(
    {"state", "coalition_id", "zone", "lat", "lon", "rank", "rollover", "confidential", "paused"}
)
"""What changes who reaches the center: the nation's to change."""

_EVERY_COLUMN = OWN_COLUMNS | ROUTING_COLUMNS


def edit_center(
    actor: str,
    center: Center,
    changes: Mapping[str, Any],
    why: str = "",
    expected_version: int | None = None,
) -> Center:
    """Changes columns of an entry. A center that becomes confidential loses its place at once,
    in the payloads of the trail too.

    Raises Refused, Stale, and KeyError for a column that other verbs change.
    """
    with transaction.atomic():
        row = locked(center, expected_version)
        names = set(changes)
        before = values_of(row, _plain(_EVERY_COLUMN))
        put(row, changes, _EVERY_COLUMN)
        refuse(_faults(row, names))
        hide(row)
        old, new = differing(before, values_of(row, _plain(_EVERY_COLUMN)))
        if not new:
            return row
        row.version += 1
        row.save()
        if new.get("confidential"):
            forget(subject_of(row))
        if row.confidential:
            old, new = ({name: of[name] for name in of if name not in PLACE} for of in (old, new))
        placed = not PLACE.isdisjoint(new)
        record(
            actor, "edit center", subject_of(row), before=old, after=new, why=why, personal=placed
        )
    return row


def create_center(
    actor: str,
    id_: str,
    fields: Mapping[str, Any],
    why: str = "",
    *,
    counties: Iterable[str] = (),
    zips: Iterable[str] = (),
) -> Center:
    """Makes an entry with its service area; destinations come by their own verb. Raises Refused."""
    open_fields = {name: value for name, value in fields.items() if name != "confidential"}
    with transaction.atomic():
        row = Center(id=id_)
        put(row, open_fields, _EVERY_COLUMN)
        names = _NEEDED | set(open_fields)
        faults = _faults(row, names)
        # An id is taken wherever the center lies.
        if Center.unscoped.filter(pk=id_).exists():
            faults["id"] = _("There is a center with this id; choose another.")
        refuse(faults)
        row.save(force_insert=True)
        after = values_of(row, _plain(names))
        record(actor, "create center", subject_of(row), after=after, why=why, personal=True)
        row = set_area(actor, row, counties, zips, why)
        if fields.get("confidential"):
            row = edit_center(actor, row, {"confidential": True}, why)
    return row


_NEEDED = frozenset({"id", "name", "state", "zone", "lat", "lon"})


def remove_center(actor: str, center: Center, why: str) -> None:
    """Takes a center out with all that belongs to it; what the trail kept of people goes too."""
    with transaction.atomic():
        row = locked(center)
        subject, people = subject_of(row), list(row.on_call.values_list("pk", flat=True))
        row.delete()
        for gone in (subject, *(f"person:{person}" for person in people)):
            forget(gone)
        record(actor, "remove center", subject, before={"name": row.name}, why=why)


def _faults(row: Center, names: set[str] | frozenset[str]) -> dict[str, str]:
    given = {name: getattr(row, name) for name in names}
    faults = column_faults(row, _plain(names)) | faults_of(given, CENTER)
    if row.confidential:
        if "confidential" in names and not routing_point(row):
            faults["confidential"] = _(
                "Name a county that it serves first: callers are led by the county, never by its place."
            )
        if "confidential" not in names:
            faults |= dict.fromkeys(
                (name for name in ADDRESS if given.get(name)),
                _("A confidential center has no address here."),
            )
    return faults


def _plain(names: frozenset[str] | set[str]) -> set[str]:
    """Gives the names of columns as the model has them."""
    return {name.removesuffix("_id") for name in names}
