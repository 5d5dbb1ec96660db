"""Turns rows into the plain values of core: the network to compile, hours, public listings.

A fixed number of queries, however many centers there are. Centers that serve students only are listed
and never routed; so are those that take no calls and have nowhere to take them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from harborline.core import directory as core
from harborline.core import listings as public
from harborline.core.hours import Hours, to_osm, union
from harborline.web.accounts.scopes import Reach
from harborline.web.directory.answerers import Answerers, acceptance_on, destination_id
from harborline.web.directory.models import Backup, Center, Coalition, Destination, Line
from harborline.web.directory.numbers import is_fictitious

LISTED_DAYS = 366
"""For how many days a listing names the days that differ."""


def network(starts_on: date, days: int = 800) -> core.Network:
    """Gives everything that a map is compiled from, with addresses, from the first local day on.

    It is a demo's as long as no line has a number that the public could dial.
    """
    lines = tuple(map(_line, Line.objects.prefetch_related("line_backups")))
    # A map is compiled on nobody's behalf, from every row.
    centers = Center.unscoped.all()
    answering = Answerers(centers, starts_on, days)
    backups = [
        _backup(row, answering)
        for row in Backup.objects.order_by("id").prefetch_related("destinations")
    ]
    return core.Network(
        lines=lines,
        centers=tuple(_center(row, answering) for row in centers if _is_routed(row, answering)),
        state_backups=tuple(backup for backup in backups if backup.state),
        national_backups=tuple(backup for backup in backups if not backup.state),
        starts_on=starts_on,
        days=days,
        demo=all(is_fictitious(line.number or "") for line in lines),
    )


def hours_of(destination: Destination, first_day: date, days: int) -> Hours:
    """Gives when a destination answers, for so many local days."""
    # Whoever holds the row may follow it to its center.
    own: QuerySet[Center, Any] = Center.unscoped.filter(pk=destination.center_id)
    party = destination.center or destination.backup
    return Answerers(own, first_day, days).of(destination, party.state if party else "")


def hours_of_center(center: Center, first_day: date, days: int) -> Hours:
    """Gives when anybody of a center answers, its rota included, for so many local days."""
    # Whoever holds the row may follow it to what belongs to it.
    return hours_by_center(Center.unscoped.filter(pk=center.pk), first_day, days)[center.pk]


def hours_by_center(centers: QuerySet[Center, Any], first_day: date, days: int) -> dict[str, Hours]:
    """Gives the same for every center of a query, by id, in a fixed number of queries."""
    answering = Answerers(centers, first_day, days)
    return {row.id: _together(row, answering) for row in centers}


def listing_of(center: Center, first_day: date | None = None) -> public.Listing:
    """Gives the public entry of a center; hours from `first_day` on, today where it is left out."""
    # Whoever holds the row may follow it to what belongs to it.
    return _listings(Center.unscoped.filter(pk=center.pk), first_day)[0]


def listing_with_hours(center: Center, first_day: date, days: int) -> tuple[public.Listing, Hours]:
    """Gives the public entry of a center and when anybody there answers, for so many local days."""
    # Whoever holds the row may follow it to what belongs to it.
    own = Center.unscoped.filter(pk=center.pk)
    answering = Answerers(own, first_day, days)
    row = own.prefetch_related("numbers", "training")[0]
    return _listing(row, answering), _together(row, answering)


def listings(reach: Reach, first_day: date | None = None) -> public.Listings:
    """Gives the public entries within a reach, and their coalitions."""
    entries = _listings(Center.objects.within(reach), first_day)
    named = {entry.coalition for entry in entries}
    return public.Listings(
        tuple(
            public.Coalition(row.id, row.name, row.state, row.web)
            for row in Coalition.objects.order_by("id")
            if row.id in named
        ),
        entries,
    )


def _is_routed(row: Center, answering: Answerers) -> bool:
    if public.Serves.STUDENTS_ONLY in row.serves:
        return False
    return row.accepts_calls or bool(answering.destinations(row))


def _center(row: Center, answering: Answerers) -> core.Center:
    return core.Center(
        id=row.id,
        name=row.name,
        state=row.state,
        lat=row.lat,
        lon=row.lon,
        counties=answering.counties[row.id],
        zips=answering.zips[row.id],
        zone=row.zone,
        languages=tuple(row.languages),
        destinations=answering.destinations(row),
        rank=row.rank,
        rollover=core.Rollover(row.rollover),
        capacity=row.capacity,
        interpreter=row.interpreter,
        paused=row.paused,
        accepts_calls=row.accepts_calls,
        expires_on=row.expires_on,
        ring_s=row.ring_s,
        confidential=row.confidential,
        verified_on=row.verified_on,
    )


def _backup(row: Backup, answering: Answerers) -> core.Backup:
    return core.Backup(
        id=row.id,
        name=row.name,
        state=row.state or None,
        zone=row.zone,
        languages=tuple(row.languages),
        destinations=tuple(
            core.Destination(
                core.DestinationKind(one.kind),
                one.address or None,
                answering.of(one, row.state),
                one.order,
                acceptance_on(one, answering.first_day),
                destination_id(one),
            )
            for one in row.destinations.all()
        ),
        paused=row.paused,
        expires_on=row.expires_on,
        ring_s=row.ring_s,
    )


def _line(row: Line) -> core.Line:
    return core.Line(
        id=row.id,
        name=row.name,
        number=row.number or None,
        languages=tuple(row.languages),
        national_backups=tuple(link.backup_id for link in row.line_backups.all()),
        zip_policy=core.ZipPolicy(row.zip_policy),
        military=row.military_id,
        discreet=row.discreet,
        says_center_name=row.says_center_name,
        max_local_wait_s=row.max_local_wait_s,
        stagger_s=row.stagger_s,
    )


def _listings(centers: QuerySet[Center, Any], first_day: date | None) -> tuple[public.Listing, ...]:
    # Somewhere it is still yesterday.
    begins = first_day or timezone.now().date() - timedelta(days=1)
    answering = Answerers(centers, begins, LISTED_DAYS)
    return tuple(
        _listing(row, answering) for row in centers.prefetch_related("numbers", "training")
    )


def _listing(row: Center, answering: Answerers) -> public.Listing:
    return public.Listing(
        id=row.id,
        name=row.name,
        state=row.state,
        zone=row.zone,
        hours_text=to_osm(_together(row, answering)),
        languages=tuple(row.languages),
        interpreter=row.interpreter,
        coalition=row.coalition_id,
        description=row.description,
        counties=answering.counties[row.id],
        zips=answering.zips[row.id],
        numbers=_numbers(row),
        web=row.web,
        email=row.email,
        address=_address(row),
        serves=tuple(map(public.Serves, row.serves)),
        accompaniment=row.accompaniment,
        rtt=row.rtt,
        accessibility=row.accessibility,
        training=training_of(row),
        confidential=row.confidential,
        verified=_verification(row),
        expires_on=row.expires_on,
    )


def _together(row: Center, answering: Answerers) -> Hours:
    return union(destination.hours for destination in answering.destinations(row))


def _numbers(row: Center) -> tuple[public.PublicNumber, ...]:
    return tuple(
        public.PublicNumber(
            one.number,
            public.ContactKind(one.kind),
            one.label,
            public.BillSafety(one.bill_safety),
        )
        for one in row.numbers.all()
    )


def training_of(row: Center) -> tuple[public.TrainingOffer, ...]:
    """Gives the trainings of a center, as they are read with it or asked for now."""
    return tuple(
        public.TrainingOffer(
            public.TrainingAudience(one.audience),
            public.TrainingTopic(one.topic),
            one.language,
            one.on_site,
            one.online,
            one.fee_usd,
            one.lead_days,
        )
        for one in row.training.all()
    )


def _address(row: Center) -> public.Address | None:
    """A confidential center has no address, whatever a row may still say."""
    if row.confidential or not row.street:
        return None
    return public.Address(row.street, row.city, row.state, row.address_zip)


def _verification(row: Center) -> public.Verification | None:
    if row.verified_on is None:
        return None
    return public.Verification(row.verified_on, row.verified_by, row.verified_how, row.source)
