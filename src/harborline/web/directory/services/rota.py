"""Verbs of the rota: who may be on call, and when they are; by telephone it is `rota_by_phone.py`.

Names and numbers of people are secret. What the trail keeps of them is personal: it goes with the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from harborline.web.audit.services import changes as differing
from harborline.web.audit.services import forget, record
from harborline.web.directory.answerers import Answerers, Answering
from harborline.web.directory.models import Center, OnCallPerson, Shift
from harborline.web.directory.numbers import dialable, masked
from harborline.web.directory.services.changing import column_faults, locked, put, raise_version
from harborline.web.directory.services.checks import address_fault
from harborline.web.directory.services.faults import refuse
from harborline.web.directory.words import LOOKED_AT, status

LONGEST_SHIFT = timedelta(days=7)
_COLUMNS = frozenset({"name", "address"})


def add_person(
    actor: str,
    center: Center,
    name: str,
    address: str,
    why: str = "",
    expected_version: int | None = None,
) -> OnCallPerson:
    """Adds somebody who may be on call; they ring in their shifts alone. Raises Refused, Stale."""
    with transaction.atomic():
        row = locked(center, expected_version)
        person = OnCallPerson(center=row, name=name.strip(), address=address)
        _settle(person, set(_COLUMNS))
        person.save()
        raise_version(row)
        record(
            actor, "add person", _subject(person), after=_payload(person), why=why, personal=True
        )
    return person


def edit_person(
    actor: str,
    person: OnCallPerson,
    changes: Mapping[str, Any],
    why: str = "",
    expected_version: int | None = None,
) -> OnCallPerson:
    """Changes a person's name or address. Raises Refused, Stale."""
    with transaction.atomic():
        row = locked(person.center, expected_version)
        # The row is in hand already; this reads it anew.
        one: OnCallPerson = OnCallPerson.unscoped.get(pk=person.pk)
        before, address = _payload(one), one.address
        put(one, changes, _COLUMNS)
        _settle(one, set(changes))
        old, new = differing(before, _payload(one))
        if one.address != address:
            old["address"], new["address"] = masked(address), masked(one.address)
        if new:
            one.save()
            raise_version(row)
            record(
                actor, "edit person", _subject(one), before=old, after=new, why=why, personal=True
            )
    return one


def remove_person(
    actor: str, person: OnCallPerson, why: str = "", expected_version: int | None = None
) -> OnCallPerson:
    """Takes a person out with every shift, and out of the trail's payloads; gives the row, written no more.

    Raises Stale.
    """
    with transaction.atomic():
        row = locked(person.center, expected_version)
        subject = _subject(person)
        person.delete()
        forget(subject)
        raise_version(row)
        record(actor, "remove person", subject, after={"center": row.pk}, why=why)
    return person


def set_shift(
    actor: str,
    person: OnCallPerson,
    starts_at: datetime,
    ends_at: datetime,
    *,
    shift: Shift | None = None,
    why: str = "",
    expected_version: int | None = None,
) -> Shift:
    """Puts a person on call from one moment (aware) to another, or moves one of their shifts.

    Raises Refused for a shift that overlaps another of theirs or is longer than a week, Stale.
    """
    with transaction.atomic():
        row = locked(person.center, expected_version)
        refuse(_shift_faults(person, starts_at, ends_at, shift))
        before = _times(shift) if shift else {}
        one = shift or Shift(person=person)
        one.starts_at, one.ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
        old, new = differing(before, _times(one))
        if new:
            one.save()
            raise_version(row)
            record(
                actor, "set shift", _subject(person), before=old, after=new, why=why, personal=True
            )
    return one


def clear_shift(
    actor: str, shift: Shift, why: str = "", expected_version: int | None = None
) -> Shift:
    """Takes a shift out; gives the row, which is written no more. Raises Stale."""
    with transaction.atomic():
        row = locked(shift.person.center, expected_version)
        before, subject = _times(shift), _subject(shift.person)
        shift.delete()
        raise_version(row)
        record(actor, "clear shift", subject, before=before, why=why, personal=True)
    return shift


class WhoAnswers(NamedTuple):
    """Who rings at a center at a moment. `until`: when they stop, on its clock; None = not for two weeks."""

    who: Answering
    until: datetime | None


def who_answers(center: Center, at: datetime) -> tuple[WhoAnswers, ...]:
    """Gives who answers at `at` (aware), in the order in which they ring, without any address."""
    first_day = at.astimezone(ZoneInfo(center.zone)).date() - timedelta(days=1)
    # Whoever holds the row may follow it to what belongs to it.
    answerers = Answerers(Center.unscoped.filter(pk=center.pk), first_day, LOOKED_AT + 2)
    found = [(one, status(one.hours, center.zone, at)) for one in answerers.answering(center)]
    ringing = [WhoAnswers(one, now.until) for one, now in found if now.is_open]
    return tuple(sorted(ringing, key=lambda one: one.who.order))


# -- checks ---------------------------------------------------------------------------------------


def _shift_faults(
    person: OnCallPerson, starts_at: datetime, ends_at: datetime, shift: Shift | None
) -> dict[str, str]:
    if ends_at <= starts_at:
        return {"ends_at": _("A shift ends after it starts.")}
    if ends_at - starts_at > LONGEST_SHIFT:
        return {"ends_at": _("A shift lasts at most a week; write the next one by itself.")}
    others = person.shifts.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if shift is not None:
        others = others.exclude(pk=shift.pk)
    if others.exists():
        return {"starts_at": _("This person is on call in that time already.")}
    return {}


def _settle(person: OnCallPerson, names: set[str]) -> None:
    faults = column_faults(person, names - {"address"})
    if "address" in names:
        fault = address_fault(person.address)
        faults |= {"address": fault} if fault else {}
    refuse(faults)
    if "address" in names:
        person.address = dialable(person.address)


def _subject(person: OnCallPerson) -> str:
    return f"person:{person.pk}"


def _payload(person: OnCallPerson) -> dict[str, Any]:
    return {
        "center": person.center_id,
        "name": person.name,
        "address": masked(person.address),
    }


def _times(shift: Shift) -> dict[str, str]:
    return {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat()}
