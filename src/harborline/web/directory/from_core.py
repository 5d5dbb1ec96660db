"""Turns the plain values of core into rows that are not written yet; the way back is `to_core.py`.

Hours become a week, the choice to close on holidays, and dated exceptions; of the two ways to say holidays
the one with fewer exceptions. A destination whose number core does not know has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from harborline.core import directory as core
from harborline.core import listings as public
from harborline.core.hours import CLOSED, Hours, Spans
from harborline.web.directory.hours import kept_spans
from harborline.web.directory.models import (
    Backup,
    Center,
    CenterCounty,
    CenterZip,
    Destination,
    HoursException,
    Line,
    LineBackup,
    PublicNumber,
    TrainingOffer,
)


class KeptHours(NamedTuple):
    """Hours as rows keep them. `exceptions`: days (ordinals) with their spans."""

    weekly: list[list[list[int]]]
    closed_on_holidays: bool
    exceptions: dict[int, Spans]


def kept_hours(hours: Hours, holidays: Iterable[int]) -> KeptHours:
    """Gives hours as rows keep them; `holidays` are those of the state on the days that matter."""
    weekly = [kept_spans(spans) for spans in hours.weekly]
    dated = dict(hours.exceptions)
    on_holidays = {
        day: dated.get(day, hours.weekly[(day - 1) % 7])
        for day in holidays
        if hours.weekly[(day - 1) % 7] != CLOSED
    }
    closing = {day: spans for day, spans in on_holidays.items() if spans != CLOSED}
    closing |= {day: spans for day, spans in dated.items() if day not in on_holidays}
    if len(closing) < len(dated):
        return KeptHours(weekly, True, closing)
    return KeptHours(weekly, False, dated)


def center_row(center: core.Center, listing: public.Listing | None) -> Center:
    """Gives the row of a center with what is public of it."""
    return Center(
        id=center.id,
        name=center.name,
        state=center.state,
        zone=center.zone,
        lat=center.lat,
        lon=center.lon,
        rank=center.rank,
        rollover=center.rollover.value,
        capacity=center.capacity,
        accepts_calls=center.accepts_calls,
        paused=center.paused,
        ring_s=center.ring_s,
        languages=list(center.languages),
        interpreter=center.interpreter,
        confidential=center.confidential,
        verified_on=center.verified_on,
        expires_on=center.expires_on,
        **(public_columns(listing) if listing else {}),
    )


def public_columns(listing: public.Listing) -> dict[str, Any]:
    """Gives the columns of a center that a listing alone fills; a confidential one has no address."""
    address = None if listing.confidential else listing.address
    verified = listing.verified
    return {
        "coalition_id": listing.coalition,
        "description": listing.description,
        "serves": [one.value for one in listing.serves],
        "accompaniment": listing.accompaniment,
        "rtt": listing.rtt,
        "accessibility": listing.accessibility,
        "web": listing.web,
        "email": listing.email,
        "street": address.street if address else "",
        "city": address.city if address else "",
        "address_zip": address.zip if address else "",
        "verified_by": verified.by if verified else "",
        "verified_how": verified.how if verified else "",
        "source": verified.source if verified else "",
    }


def area_rows(center: core.Center) -> tuple[list[CenterCounty], list[CenterZip]]:
    """Gives the counties and ZIPs of a center in their order."""
    return (
        [CenterCounty(center_id=center.id, fips=fips) for fips in center.counties],
        [CenterZip(center_id=center.id, zip=code) for code in center.zips],
    )


def destination_rows(
    center: str, destinations: Iterable[core.Destination], holidays: Iterable[int]
) -> Iterator[tuple[Destination, dict[int, Spans]]]:
    """Gives the rows of a center's destinations, each with its exceptions (days as ordinals)."""
    listed = tuple(holidays)
    for one in destinations:
        kept = kept_hours(one.hours, listed)
        row = _destination(one, kept)
        row.center_id = center
        yield row, kept.exceptions


def exception_rows(
    destination: Destination, exceptions: Mapping[int, Spans]
) -> Iterator[HoursException]:
    """Gives the exceptions of a center's destination that is written already."""
    if destination.center_id is None:
        return
    for day, spans in exceptions.items():
        yield HoursException(
            center_id=destination.center_id,
            destination=destination,
            day=date.fromordinal(day),
            spans=kept_spans(spans),
        )


def listing_rows(listing: public.Listing) -> tuple[list[PublicNumber], list[TrainingOffer]]:
    """Gives the public numbers and training offers of a listing in their order."""
    numbers = [
        PublicNumber(
            center_id=listing.id,
            number=one.number,
            kind=one.kind.value,
            label=one.label,
            bill_safety=one.bill_safety.value,
            position=position,
        )
        for position, one in enumerate(listing.numbers, 1)
    ]
    training = [
        TrainingOffer(
            center_id=listing.id,
            audience=one.audience.value,
            topic=one.topic.value,
            language=one.language,
            on_site=one.on_site,
            online=one.online,
            fee_usd=one.fee_usd,
            lead_days=one.lead_days,
        )
        for one in listing.training
    ]
    return numbers, training


def backup_rows(
    backup: core.Backup, coalition: str | None = None
) -> tuple[Backup, list[Destination]]:
    """Gives a backup with its destinations.

    Only a center's day can differ from its week, so a backup's dated exceptions are lost: ask
    `core.hours.is_round_the_clock` or look at them before.
    """
    row = Backup(
        id=backup.id,
        name=backup.name,
        state=backup.state or "",
        coalition_id=coalition,
        zone=backup.zone,
        languages=list(backup.languages),
        paused=backup.paused,
        expires_on=backup.expires_on,
        ring_s=backup.ring_s,
    )
    destinations = [_destination(one, kept_hours(one.hours, ())) for one in backup.destinations]
    for one in destinations:
        one.backup = row
    return row, destinations


def line_rows(line: core.Line, position: int) -> tuple[Line, list[LineBackup]]:
    """Gives a line with its national backups in order."""
    row = Line(
        id=line.id,
        name=line.name,
        number=line.number or "",
        languages=list(line.languages),
        position=position,
        zip_policy=line.zip_policy.value,
        military_id=line.military,
        discreet=line.discreet,
        says_center_name=line.says_center_name,
        max_local_wait_s=line.max_local_wait_s,
        stagger_s=line.stagger_s,
    )
    backups = [
        LineBackup(line=row, backup_id=name, position=place)
        for place, name in enumerate(line.national_backups, 1)
    ]
    return row, backups


def _destination(one: core.Destination, kept: KeptHours) -> Destination:
    return Destination(
        kind=one.kind.value,
        address=one.address or "",
        order=one.order,
        acceptance=one.acceptance.value,
        weekly=kept.weekly,
        closed_on_holidays=kept.closed_on_holidays,
    )
