"""The verbs of HSDS files: an import that is whole or not at all, and an export of what is public.

What a file does not say stays as it is: an import adds and replaces, and clears nothing. It never touches
a destination, hours (those belong to destinations), who verified an entry and until when, a line or a
backup; and it never uncovers a confidential place. A new center takes no calls until somebody gives it
a destination.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction

from harborline.atlas.tables import Atlas
from harborline.core.errors import HarborlineError
from harborline.core.listings import Coalition, Listing, Listings, PublicNumber
from harborline.hsds.archives import MOST_BYTES
from harborline.hsds.files import Form, export, read_file
from harborline.hsds.rows import Problem
from harborline.web.accounts.scopes import EVERYWHERE, Reach
from harborline.web.directory import to_core
from harborline.web.directory.models import Center
from harborline.web.directory.services.areas import set_area
from harborline.web.directory.services.centers import create_center, edit_center
from harborline.web.directory.services.faults import Refused
from harborline.web.directory.services.listing import set_numbers, set_training
from harborline.web.directory.services.networks import put_coalition
from harborline.web.exchange.api.published import county_names
from harborline.web.site.ports import site_ports

_LONGEST_LABEL = 80
_EXTENSION = re.compile(r"(.*?)\sext\.\s*(\w+)\Z")


SHOWN = 50
"""How many changes a report holds; it counts all of them."""


class Change(NamedTuple):
    """A center that is new or changed. `fields`: what of it, before and after, which are None for what
    is more than a value: `area`, `numbers`, `training`.
    """

    id: str
    name: str
    is_new: bool
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(slots=True)
class HsdsReport:
    """What an import does, or would do. Counts are of centers; `problems` are told in order; `changes`
    are the first of them.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    coalitions: int = 0
    imported: bool = False
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Gives how many entries cannot be used."""
        return sum(problem.left_out for problem in self.problems)

    @property
    def is_clean(self) -> bool:
        return self.refused == 0


def import_hsds(
    actor: str,
    content: bytes,
    *,
    dry_run: bool = False,
    why: str = "",
    most_bytes: int = MOST_BYTES,
) -> HsdsReport:
    """Imports a file of either form whole, or not at all; a dry run does the same and takes it back.

    A report that is not clean is one of a file that was not imported. `most_bytes`: of a package, unpacked.
    """
    found = read_file(content, most_bytes=most_bytes)
    report = HsdsReport(problems=list(found.problems))
    with transaction.atomic():
        _import(actor, found.listings, report, why)
        report.imported = report.is_clean and not dry_run
        if not report.imported:
            transaction.set_rollback(True)
    return report


def export_hsds(reach: Reach, form: Form) -> bytes:
    """Gives the public entries within a reach as a file. Raises NotStrict."""
    rows = Center.objects.within(reach)
    changed_at = dict(rows.values_list("id", "changed_at"))
    return export(to_core.listings(reach), form, places=county_names(), changed_at=changed_at)


def _import(actor: str, listings: Listings, report: HsdsReport, why: str) -> None:
    states = {center.coalition: center.state for center in reversed(listings.centers)}
    for coalition in listings.coalitions:
        state = coalition.state or states.get(coalition.id, "")
        if _tried(report, coalition.id, partial(_coalition, actor, coalition, state, why)):
            report.coalitions += 1
    # An import is the nation's, so it looks for its centers everywhere.
    wanted = [center.id for center in listings.centers]
    known = Center.objects.within(EVERYWHERE).in_bulk(wanted)
    for center in listings.centers:
        row = known.get(center.id)
        made = _tried(report, center.id, partial(_put, actor, center, row, why))
        if made is None:
            continue
        report.new += made.is_new
        report.changed += not made.is_new and bool(made.fields)
        report.same += not made.is_new and not made.fields
        if made.is_new or made.fields:
            report.changes += [made][: SHOWN - len(report.changes)]


def _tried(report: HsdsReport, where: str, act: Callable[[], Any]) -> Any:
    """Does one thing, or tells every sentence why not."""
    try:
        with transaction.atomic():
            return act()
    except Refused as refused:
        sentences = " ".join(dict.fromkeys(map(str, refused.faults.values())))
        named = ", ".join(refused.faults)
        report.problems.append(Problem(where, sentences, left_out=True, field=named))
    except HarborlineError as fault:
        report.problems.append(Problem(where, str(fault), left_out=True))
    return None


def _coalition(actor: str, coalition: Coalition, state: str, why: str) -> Any:
    fields = {"name": coalition.name, "state": state, "web": coalition.web}
    said = {name: value for name, value in fields.items() if value}
    return put_coalition(actor, coalition.id, said, why)


def _put(actor: str, center: Listing, known: Center | None, why: str) -> Change:
    """Makes an entry as the file has it, and tells what that changed."""
    fields: list[tuple[str, Any, Any]] = []

    def noted(name: str, before: Center, after: Center) -> Center:
        if after.version != before.version:
            fields.append((name, None, None))
        return after

    if known is None:
        row = _create(actor, center, site_ports().atlas(), why)
    elif center.counties or center.zips:
        row = noted("area", known, set_area(actor, known, center.counties, center.zips, why))
    else:
        row = known
    said = _said(center, hidden=row.confidential or center.confidential)
    before, row = row, edit_center(actor, row, said, why)
    values = ((name, getattr(before, name), getattr(row, name)) for name in said)
    fields += [(name, old, new) for name, old, new in values if old != new]
    if center.numbers:
        numbers = [_number(number) for number in center.numbers]
        row = noted("numbers", row, set_numbers(actor, row, numbers, why))
    if center.training:
        row = noted("training", row, set_training(actor, row, center.training, why))
    return Change(row.pk, row.name, known is None, tuple(fields))


def _create(actor: str, center: Listing, atlas: Atlas, why: str) -> Center:
    """Makes an entry where its area says that it is; of a confidential one the county decides."""
    counties = [atlas.aliases.get(fips, fips) for fips in center.counties]
    homes = [atlas.zips[code] for code in center.zips if code in atlas.zips]
    county = next((atlas.counties[fips] for fips in counties if fips in atlas.counties), None)
    home = next((home for home in homes if home.lat is not None), None)
    place = county or home
    if place is None:
        raise Refused({"counties": "It serves no county or ZIP that is known here."})
    zones = (home.zone for home in _homes(atlas, counties, homes) if home.zone)
    fields = {
        "name": center.name,
        "state": center.state or place.state,
        "zone": center.zone or next(zones, ""),
        "lat": place.lat,
        "lon": place.lon,
        "accepts_calls": False,
        "languages": list(center.languages) or ["en"],
    }
    return create_center(actor, center.id, fields, why, counties=center.counties, zips=center.zips)


def _homes(atlas: Atlas, counties: Iterable[str], homes: list[Any]) -> Iterable[Any]:
    """Gives ZIPs of the area, from which its clock is known."""
    yield from homes
    wanted = set(counties)
    yield from (home for home in atlas.zips.values() if home.county in wanted)


def _said(center: Listing, *, hidden: bool) -> Mapping[str, Any]:
    """Gives the columns of which the file says something."""
    told: dict[str, Any] = {
        "name": center.name,
        "description": center.description,
        "web": center.web,
        "email": center.email,
        "accessibility": center.accessibility,
        "languages": list(center.languages),
        "serves": [served.value for served in center.serves],
        "coalition_id": center.coalition,
        "interpreter": center.interpreter,
        "accompaniment": center.accompaniment,
        "rtt": center.rtt,
        "confidential": center.confidential,
    }
    if center.address is not None and not hidden:
        told |= {"street": center.address.street, "city": center.address.city}
        told |= {"address_zip": center.address.zip}
    return {name: value for name, value in told.items() if value}


def _number(number: PublicNumber) -> PublicNumber:
    """Gives a number as it is dialed here: an extension is told in its label, and a label has its length."""
    found = _EXTENSION.match(number.number)
    label = number.label
    if found:
        label = f"ext. {found[2]}. {label}".strip()
    label = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    return number._replace(number=found[1].rstrip() if found else number.number, label=label)
