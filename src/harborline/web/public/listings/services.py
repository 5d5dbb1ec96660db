"""The verbs of national resources: edit, confirm, withdraw. Each is one transaction and leaves its trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harborline.web.audit.services import changes as differing
from harborline.web.audit.services import record
from harborline.web.directory.services.faults import Stale, refuse
from harborline.web.public.listings.models import Standing
from harborline.web.public.listings.national import EDITABLE, Resource, facts, shipped, with_changes


class Listed(NamedTuple):
    """A resource as the operator has it. `standing`: what was said of it, None = nothing yet."""

    resource: Resource
    standing: Standing | None = None

    @property
    def is_live(self) -> bool:
        """Tells whether somebody confirmed exactly these facts."""
        return self.standing is not None and self.standing.confirmed == facts(self.resource)

    @property
    def version(self) -> int:
        return self.standing.version if self.standing else 0


def listed() -> list[Listed]:
    """Gives every resource that we ship, with what was said of it, in one query."""
    said = Standing.objects.in_bulk()
    return [_listed(resource, said.get(resource.id)) for resource in shipped().values()]


def one(resource: str) -> Listed | None:
    """Gives the resource of an id, None where we ship none."""
    known = shipped().get(resource)
    return known and _listed(known, Standing.objects.filter(pk=resource).first())


def _listed(resource: Resource, standing: Standing | None) -> Listed:
    if standing is None:
        return Listed(resource)
    return Listed(with_changes(resource, standing.changes), standing)


def edit(actor: str, resource: str, given: Mapping[str, Any], expected_version: int) -> None:
    """Writes facts otherwise than we ship them; whatever differs has to be confirmed again.

    `given`: fields of EDITABLE. Raises Refused, Stale.
    """
    with transaction.atomic():
        row, found = _locked(resource, expected_version)
        before = facts(found)
        ours = facts(shipped()[resource])
        wanted = {name: given[name] for name in EDITABLE if name in given}
        after = facts(with_changes(found, wanted))
        if not (after["phone"] or after["text"] or after["web"]):
            refuse({"phone": _("Leave at least one way to reach it.")})
        if before == after:
            return
        row.version += 1
        row.changes = {name: after[name] for name in EDITABLE if after[name] != ours[name]}
        row.changed_by, row.changed_at = actor, timezone.now()
        row.save()
        old, new = differing(before, after)
        record(actor, "edit", f"resource:{resource}", before=old, after=new)


def confirm(actor: str, resource: str, how: str, expected_version: int) -> None:
    """Notes that somebody made sure of the facts as they stand, and so shows the resource to the public.

    Raises Refused where nobody says how, Stale.
    """
    with transaction.atomic():
        row, found = _locked(resource, expected_version)
        if not how.strip():
            refuse({"how": _("Say how it was confirmed: telephone, e-mail, in person.")})
        row.version += 1
        row.confirmed, row.how = facts(found), how.strip()
        row.confirmed_by, row.confirmed_at = actor, timezone.now()
        row.save()
        record(
            actor, "confirm", f"resource:{resource}", after={"how": row.how, "facts": row.confirmed}
        )


def withdraw(actor: str, resource: str, why: str, expected_version: int) -> None:
    """Takes a resource from the public page. Raises Refused where nobody says why, Stale."""
    with transaction.atomic():
        row, _found = _locked(resource, expected_version)
        if not why.strip():
            refuse({"why": _("Say in a few words why.")})
        if row.confirmed is None:
            return
        row.version += 1
        before = {"confirmed_by": row.confirmed_by, "how": row.how}
        row.confirmed, row.confirmed_by, row.confirmed_at, row.how = None, "", None, ""
        row.save()
        record(actor, "withdraw", f"resource:{resource}", before=before, why=why.strip())


def _locked(resource: str, expected_version: int) -> tuple[Standing, Resource]:
    """Gives a row that nobody else changes meanwhile, and the facts as they stand."""
    Standing.objects.get_or_create(pk=resource)
    row = Standing.objects.select_for_update().get(pk=resource)
    if row.version != expected_version:
        raise Stale
    return row, with_changes(shipped()[resource], row.changes)
