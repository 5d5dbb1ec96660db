"""Verbs of destinations and their hours: a center's, or a backup's.

A destination's address is secret: payloads have its last two digits, and no sentence repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harborline.core.addresses import comparable
from harborline.core.directory import Acceptance
from harborline.web.audit.services import changes as differing
from harborline.web.audit.services import record
from harborline.web.directory.answerers import acceptance_on
from harborline.web.directory.hours import Kept, kept_spans, spans_of
from harborline.web.directory.models import Backup, Center, Destination, HoursException
from harborline.web.directory.numbers import dialable, masked
from harborline.web.directory.services.changing import (
    Party,
    column_faults,
    locked,
    put,
    raise_version,
    subject_of,
    values_of,
)
from harborline.web.directory.services.checks import address_fault, spans_fault, week_faults
from harborline.web.directory.services.faults import refuse

_COLUMNS = frozenset(
    {
        *("kind", "address", "label", "order", "acceptance", "weekly"),
        *("closed_on_holidays", "answered_on"),
    }
)
_ORDERS = range(1, 256)


# -- hours ----------------------------------------------------------------------------------------


def set_week(
    actor: str,
    destination: Destination,
    weekly: Sequence[Kept],
    *,
    closed_on_holidays: bool | None = None,
    why: str = "",
    expected_version: int | None = None,
) -> Destination:
    """Replaces a destination's week: seven lists of [start, end] minutes, Monday first.

    `closed_on_holidays` stays as it is where it is left out. Raises Refused with `day0` to `day6`.
    """
    changes: dict[str, Any] = {"weekly": weekly}
    if closed_on_holidays is not None:
        changes["closed_on_holidays"] = closed_on_holidays
    return _edit(actor, "set week", destination, changes, why, expected_version)


def set_exception(
    actor: str,
    center: Center,
    day: date,
    spans: Kept,
    *,
    destination: Destination | None = None,
    reason: str = "",
    why: str = "",
    expected_version: int | None = None,
) -> HoursException:
    """Says how one local day differs, at one destination or at all; no span = closed.

    What was said of that day before is replaced. Raises Refused, Stale.
    """
    with transaction.atomic():
        row = locked(center, expected_version)
        fault = spans_fault(spans, str(day))
        if destination is not None and destination.center_id != row.pk:
            fault = _("This destination is another center's.")
        refuse({"spans": fault} if fault else {})
        kept = kept_spans(spans_of(spans))
        found = row.exceptions.filter(day=day, destination=destination).first()
        before = _exception(found) if found else {}
        one = found or HoursException(center=row, destination=destination, day=day)
        one.spans, one.reason = kept, reason
        refuse(column_faults(one, {"reason"}))
        old, new = differing(before, _exception(one))
        if new:
            one.save()
            raise_version(row)
            which = {"day": day.isoformat(), "destination": one.destination_id}
            record(actor, "set exception", subject_of(row), before=old, after=new | which, why=why)
    return one


def clear_exception(
    actor: str, exception: HoursException, why: str = "", expected_version: int | None = None
) -> HoursException:
    """Lets a day be as its week again; gives the row, which is written no more. Raises Stale."""
    with transaction.atomic():
        row = locked(exception.center, expected_version)
        before = _exception(exception)
        exception.delete()
        raise_version(row)
        record(actor, "clear exception", subject_of(row), before=before, why=why)
    return exception


def _exception(one: HoursException) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "destination": one.destination_id,
        "spans": one.spans,
        "reason": one.reason,
    }


# -- destinations ---------------------------------------------------------------------------------


def add_destination(
    actor: str,
    party: Party,
    fields: Mapping[str, Any],
    why: str = "",
    expected_version: int | None = None,
) -> Destination:
    """Adds a destination to a center or a backup. Raises Refused, Stale."""
    with transaction.atomic():
        row = locked(party, expected_version)
        one = Destination(**{"center" if isinstance(row, Center) else "backup": row})
        put(one, fields, _COLUMNS)
        _settle(one, row, _COLUMNS)
        one.save()
        raise_version(row)
        after = _payload(one)
        record(actor, "add destination", subject_of(row), after=after, why=why)
    return one


def edit_destination(
    actor: str,
    destination: Destination,
    changes: Mapping[str, Any],
    why: str = "",
    expected_version: int | None = None,
) -> Destination:
    """Changes columns of a destination. Raises Refused, Stale."""
    return _edit(actor, "edit destination", destination, changes, why, expected_version)


def remove_destination(
    actor: str, destination: Destination, why: str = "", expected_version: int | None = None
) -> Destination:
    """Takes a destination out, with its exceptions; gives the row, which is written no more.

    Raises Stale.
    """
    with transaction.atomic():
        row = locked(_party(destination), expected_version)
        before = _payload(destination)
        destination.delete()
        raise_version(row)
        record(actor, "remove destination", subject_of(row), before=before, why=why)
    return destination


def set_at_once(
    actor: str,
    destination: Destination,
    *,
    at_once: bool,
    why: str = "",
    expected_version: int | None = None,
) -> Destination:
    """Lets a destination take calls by picking up, or by pressing 1 again.

    At once needs a test call that a person answered within 90 days. Raises Refused, Stale.
    """
    acceptance = Acceptance.AT_ONCE if at_once else Acceptance.PRESS_1
    changes = {"acceptance": acceptance.value}
    return _edit(actor, "set acceptance", destination, changes, why, expected_version)


def note_answered(actor: str, destination: Destination, on: date) -> Destination:
    """Notes the day of a test call that a person answered; an earlier day changes nothing."""
    if destination.answered_on and destination.answered_on >= on:
        return destination
    return _edit(actor, "note answered", destination, {"answered_on": on}, "", None)


def _edit(
    actor: str,
    verb: str,
    destination: Destination,
    changes: Mapping[str, Any],
    why: str,
    expected_version: int | None,
) -> Destination:
    with transaction.atomic():
        row = locked(_party(destination), expected_version)
        # The row is in hand already; this reads it anew.
        one: Destination = Destination.unscoped.get(pk=destination.pk)
        before, address = _payload(one), one.address
        put(one, changes, _COLUMNS)
        _settle(one, row, set(changes))
        old, new = differing(before, _payload(one))
        if one.address != address:
            # Two numbers may end alike, and the change is told all the same.
            old["address"], new["address"] = masked(address), masked(one.address)
        if not new:
            return one
        one.save()
        raise_version(row)
        # Which one it is must be told without its number.
        old["destination"] = new["destination"] = one.pk
        record(actor, verb, subject_of(row), before=old, after=new, why=why)
    return one


def _party(destination: Destination) -> Any:
    return destination.center or destination.backup


def _payload(one: Destination) -> dict[str, Any]:
    return values_of(one, set(_COLUMNS)) | {"address": masked(one.address)}


def _settle(one: Destination, party: Center | Backup, names: set[str] | frozenset[str]) -> None:
    """Refuses what cannot be kept, and puts the address and the week in their one form."""
    faults = column_faults(one, set(names) - {"address"})
    if "weekly" in names:
        faults |= week_faults(one.weekly)
    if "address" in names:
        fault = address_fault(one.address) or _twin(one, party)
        faults |= {"address": fault} if fault else {}
    if "order" in names and one.order not in _ORDERS:
        faults["order"] = _("The order counts from 1 to 255.")
    if not faults and "acceptance" in names and _lapsed(one):
        faults["acceptance"] = _(
            "Calls are taken at once only after a test call that a person answered within 90 days."
        )
    refuse(faults)
    if "address" in names:
        one.address = dialable(one.address)
    if "weekly" in names:
        one.weekly = [kept_spans(spans_of(day)) for day in one.weekly]


def _lapsed(one: Destination) -> bool:
    return acceptance_on(one, timezone.now().date()) != one.acceptance


def _twin(one: Destination, party: Center | Backup) -> str | None:
    mine = comparable(one.address)
    others = party.destinations.exclude(pk=one.pk).values_list("address", flat=True)
    if mine in {comparable(address) for address in others}:
        return _("Another destination here has this address already.")
    return None
