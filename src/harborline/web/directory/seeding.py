"""Fills an empty directory with the demo network: the same centers that the demo's map is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from harborline.atlas.holidays_us import holidays_of
from harborline.atlas.tables import Atlas
from harborline.core import directory as core
from harborline.core.hours import MINUTES_PER_DAY, Hours, Spans, join_spans, spans_on
from harborline.core.listings import Listings
from harborline.demo.entries import listings
from harborline.demo.network import network as demo_network
from harborline.web.audit.services import record
from harborline.web.directory import from_core
from harborline.web.directory.models import (
    Backup,
    Center,
    CenterCounty,
    CenterZip,
    Coalition,
    Destination,
    HoursException,
    Line,
    LineBackup,
    OnCallPerson,
    PublicNumber,
    Shift,
    TrainingOffer,
)
from harborline.web.directory.rota_codes import free_codes

_BATCH = 2000
_MOST_EXCEPTIONS = 300
"""Hours with more exceptions are no week with a few other days: they become a rota."""


def seed_demo(atlas: Atlas) -> None:
    """Writes the demo network with listings, coalitions, training and rotas, where no line is known yet.

    What the directory then gives as its network decides as the demo's map does.
    """
    with transaction.atomic():
        if Line.objects.exists():
            return
        demo = demo_network(atlas)
        write_network(demo, listings(demo, atlas))
        record("system:demo", "seed demo", "directory:all", after={"centers": len(demo.centers)})


def write_network(network: core.Network, entries: Listings) -> None:
    """Writes a network into an empty directory, with the public entries of its centers.

    Rows keep no rules of the chain, and no dated exception of a backup.
    """
    _write_coalitions(entries)
    _write_backups(network)
    _write_centers(network, entries)
    _write_answering(network)


def _write_coalitions(entries: Listings) -> None:
    Coalition.objects.bulk_create(
        Coalition(id=row.id, name=row.name, state=row.state, web=row.web, email="")
        for row in entries.coalitions
    )


def _write_backups(network: core.Network) -> None:
    of_state = dict(Coalition.objects.values_list("state", "id"))
    made = [
        from_core.backup_rows(backup, of_state.get(backup.state or ""))
        for backup in (*network.state_backups, *network.national_backups)
    ]
    Backup.objects.bulk_create(row for row, _ in made)
    # Seeding writes on nobody's behalf, here and below.
    Destination.unscoped.bulk_create(one for _, several in made for one in several)
    lines = [from_core.line_rows(line, place) for place, line in enumerate(network.lines, 1)]
    Line.objects.bulk_create(row for row, _ in lines)
    LineBackup.objects.bulk_create(one for _, several in lines for one in several)


def _write_centers(network: core.Network, entries: Listings) -> None:
    of_center = {entry.id: entry for entry in entries.centers}
    areas = [from_core.area_rows(center) for center in network.centers]
    published = [from_core.listing_rows(entry) for entry in entries.centers]
    rows = [from_core.center_row(center, of_center.get(center.id)) for center in network.centers]
    for row, code in zip(sorted(rows, key=attrgetter("id")), free_codes(()), strict=False):
        row.rota_code = code
    Center.unscoped.bulk_create(rows, _BATCH)
    CenterCounty.unscoped.bulk_create((one for counties, _ in areas for one in counties), _BATCH)
    CenterZip.unscoped.bulk_create((one for _, zips in areas for one in zips), _BATCH)
    PublicNumber.unscoped.bulk_create((one for numbers, _ in published for one in numbers), _BATCH)
    TrainingOffer.unscoped.bulk_create((one for _, offers in published for one in offers), _BATCH)


def _write_answering(network: core.Network) -> None:
    holidays = _Holidays(network.starts_on, network.days)
    made: list[tuple[Destination, dict[int, Spans]]] = []
    for center in network.centers:
        fixed = [one for one in center.destinations if not _is_rota(one)]
        made += from_core.destination_rows(center.id, fixed, holidays.of(center.state))
    for row, _ in made:
        if row.acceptance == core.Acceptance.AT_ONCE:
            row.answered_on = network.starts_on
    Destination.unscoped.bulk_create((row for row, _ in made), _BATCH)
    exceptions = (one for row, dated in made for one in from_core.exception_rows(row, dated))
    HoursException.unscoped.bulk_create(exceptions, _BATCH)
    people = [
        _OnCall(OnCallPerson(center_id=center.id, name=name, address=one.address or ""), one, zone)
        for center in network.centers
        for zone in (ZoneInfo(center.zone),)
        for name, one in zip(_NAMES, filter(_is_rota, center.destinations), strict=False)
    ]
    OnCallPerson.unscoped.bulk_create((one.row for one in people), _BATCH)
    first = network.starts_on.toordinal()
    shifts = (
        Shift(person=one.row, starts_at=start, ends_at=end)
        for one in people
        for start, end in shifts_of(one.destination.hours, one.zone, first, network.days)
    )
    Shift.unscoped.bulk_create(shifts, _BATCH)


_NAMES = ("Demo Volunteer A", "Demo Volunteer B")


class _OnCall(NamedTuple):
    """Somebody on call, with the destination that they stand for."""

    row: OnCallPerson
    destination: core.Destination
    zone: ZoneInfo


class _Holidays:
    """The holidays of each state as ordinals, looked up once."""

    def __init__(self, starts_on: date, days: int) -> None:
        self._starts_on, self._days = starts_on, days
        self._known: dict[str, Sequence[int]] = {}

    def of(self, state: str) -> Sequence[int]:
        if state not in self._known:
            found = holidays_of(state, self._starts_on, self._days)
            self._known[state] = [day.toordinal() for day in found]
        return self._known[state]


def _is_rota(one: core.Destination) -> bool:
    on_call = one.kind is core.DestinationKind.ON_CALL_MOBILE
    return on_call and len(one.hours.exceptions) > _MOST_EXCEPTIONS


def shifts_of(
    hours: Hours, zone: ZoneInfo, first_day: int, days: int
) -> Iterator[tuple[datetime, datetime]]:
    """Gives hours as shifts in UTC, one for each span; spans that meet at midnight are one."""
    dated = dict(hours.exceptions)
    known = Hours(hours.weekly)
    spans = (
        (day * MINUTES_PER_DAY + start, day * MINUTES_PER_DAY + end)
        for day in range(first_day, first_day + days)
        for start, end in (dated[day] if day in dated else spans_on(known, day))
    )
    for start, end in join_spans(spans):
        yield _in_utc(start, zone), _in_utc(end, zone)


def _in_utc(minute: int, zone: ZoneInfo) -> datetime:
    """Gives the moment of a wall clock's minute, counted from the day of ordinal 0."""
    day, of_day = divmod(minute, MINUTES_PER_DAY)
    midnight = datetime.combine(date.fromordinal(day), datetime.min.time())
    return (midnight + timedelta(minutes=of_day)).replace(tzinfo=zone).astimezone(UTC)
