"""The directory as rows of the standard, held in memory until it changes or the day does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from threading import Lock
from typing import NamedTuple

from django.db.models import Count, Max
from django.utils import timezone

from harborline.core.errors import HarborlineError
from harborline.core.listings import Listing
from harborline.hsds import profile
from harborline.hsds.nesting import Nest
from harborline.hsds.rows import Row, cell
from harborline.hsds.writing import write
from harborline.web.accounts.scopes import Reach
from harborline.web.audit.models import AuditHead
from harborline.web.directory import to_core
from harborline.web.directory.models import Center
from harborline.web.site.ports import site_ports


class Stamp(NamedTuple):
    """What the rows were made of: the same stamp, the same rows."""

    reach: Reach
    changes: int
    centers: int
    changed_at: datetime | None
    on: date


class Entry(NamedTuple):
    """A row that may be asked for. `center`: whose it is, None for a coalition or a word.

    `words`: in lower case, what a search looks through. `terms`: ids, wider ones too.
    """

    row: Row
    center: Listing | None
    organization: str
    words: str
    terms: frozenset[str]
    changed_at: datetime | None


class Published(NamedTuple):
    """Everything the API answers from. `entries`: by entity, in the order of the directory."""

    stamp: Stamp
    nest: Nest
    entries: dict[str, list[Entry]]

    def entry(self, entity: str, wanted: str) -> Entry | None:
        """Gives the entry with an id, None where there is none."""
        return next(
            (entry for entry in self.entries[entity] if entry.row.fields["id"] == wanted), None
        )


_held: dict[Reach, Published] = {}
_making = Lock()


def published(reach: Reach) -> Published:
    """Gives the directory within a reach as it is now, in three small queries when nothing changed."""
    stamp = _stamp(reach)
    with _making:
        found = _held.get(reach)
        if found is None or found.stamp != stamp:
            found = _make(stamp)
            _held.clear()
            _held[reach] = found
        return found


def _stamp(reach: Reach) -> Stamp:
    head = AuditHead.objects.filter(pk=1).values_list("number", flat=True).first()
    seen = Center.objects.within(reach).aggregate(Count("id"), Max("changed_at"))
    return Stamp(
        reach, head or 0, seen["id__count"], seen["changed_at__max"], timezone.now().date()
    )


def county_names() -> dict[str, str]:
    """Gives names of counties by FIPS code; none where the atlas cannot be used."""
    try:
        counties = site_ports().atlas().counties
    except HarborlineError:
        return {}
    return {fips: f"{county.name}, {county.state}" for fips, county in counties.items()}


def _make(stamp: Stamp) -> Published:
    listings = to_core.listings(stamp.reach)
    rows = Center.objects.within(stamp.reach)
    changed_at: dict[str, datetime] = dict(rows.values_list("id", "changed_at"))
    nest = Nest(write(listings, places=county_names(), changed_at=changed_at))
    centers = {profile.organization_id("center", center.id): center for center in listings.centers}
    services = {cell(row, "id"): cell(row, "organization_id") for row in nest.tables["service"]}
    owners: dict[str, Callable[[Row], str]] = {
        "organization": lambda row: cell(row, "id"),
        "service": lambda row: services[cell(row, "id")],
        "service_at_location": lambda row: services[cell(row, "service_id")],
    }
    entries = {
        entity: [_entry(row, owner(row), centers, changed_at, nest) for row in nest.tables[entity]]
        for entity, owner in owners.items()
    }
    for entity in ("taxonomy", "taxonomy_term"):
        entries[entity] = [
            Entry(row, None, "", _words(row), frozenset(), None) for row in nest.tables[entity]
        ]
    return Published(stamp, nest, entries)


def _entry(
    row: Row,
    organization: str,
    centers: dict[str, Listing],
    changed_at: dict[str, datetime],
    nest: Nest,
) -> Entry:
    center = centers.get(organization)
    if center is None:
        return Entry(row, None, organization, _words(row), frozenset(), None)
    address = None if center.confidential else center.address
    told = (center.name, center.description, center.state, address.city if address else "")
    service = profile.made_id("service", center.id)
    terms = {cell(one, "taxonomy_term_id") for one in nest.linked("attribute", "link_id", service)}
    for phone in nest.linked("phone", "service_id", service):
        for one in nest.linked("attribute", "link_id", cell(phone, "id")):
            terms.add(cell(one, "taxonomy_term_id"))
    wider = {
        cell(term, "parent_id") for one in terms if (term := nest.find("taxonomy_term", one))
    } - {""}
    words = " ".join(told).casefold()
    return Entry(
        row, center, organization, words, frozenset(terms | wider), changed_at.get(center.id)
    )


def _words(row: Row) -> str:
    return f"{cell(row, 'name')} {cell(row, 'description')}".casefold()
