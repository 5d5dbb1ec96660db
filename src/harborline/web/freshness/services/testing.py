"""Test calls: agreed to by the center, planned inside the agreed hours, at most monthly, told in words.

What is kept of a call is what picked up. A person who did makes the destination one that may take calls
at once, for 90 days.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from harborline.core.addresses import comparable
from harborline.core.directory import DestinationKind
from harborline.core.hours import MINUTES_PER_DAY
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.services import record
from harborline.web.directory.models import Center, Destination, Line
from harborline.web.directory.services.answering import edit_destination
from harborline.web.directory.services.faults import refuse
from harborline.web.freshness import planning
from harborline.web.freshness.models import Consent, TestCall
from harborline.web.site.ports import CallToTest, TestCallResult, site_ports

ACTOR = "system:freshness"
LEAST_MINUTES = 10


def agree(
    actor: str,
    destination: Destination,
    weekday: int,
    from_minute: int,
    to_minute: int,
    on: date,
) -> Consent:
    """Notes that a center agreed to test calls to a destination, at these hours. Raises Refused."""
    faults = {}
    if weekday not in range(7):
        faults["weekday"] = _("Choose a day of the week.")
    if not 0 <= from_minute <= to_minute <= MINUTES_PER_DAY:
        faults["to_time"] = _("The end must be after the beginning, on the same day.")
    elif to_minute - from_minute < LEAST_MINUTES:
        faults["to_time"] = _("Allow at least ten minutes.")
    refuse(faults)
    agreed = {"weekday": weekday, "from_minute": from_minute, "to_minute": to_minute}
    with transaction.atomic():
        consent: Consent = Consent.unscoped.update_or_create(
            destination=destination,
            defaults={"center_id": destination.center_id, **agreed, "by": actor, "on": on},
        )[0]
        record(actor, "agree to test calls", _subject(destination), after=agreed)
    return consent


def withdraw(actor: str, destination: Destination) -> bool:
    """Ends an agreement; gives whether there was one. Planned calls are not placed then."""
    with transaction.atomic():
        gone, __ = Consent.unscoped.filter(destination=destination).delete()
        if gone:
            record(actor, "withdraw from test calls", _subject(destination))
    return bool(gone)


def plan_test_calls(at: datetime) -> list[int]:
    """Plans every call that is due now; gives the keys of new rows. Two workers plan none twice."""
    planned = []
    consents = Consent.objects.within(EVERYWHERE).select_related("center")
    for consent in consents.annotate(last=Max("destination__test_calls__planned_at")):
        month = planning.test_call_due(window_of(consent), at, consent.last)
        if month is None:
            continue
        call, is_new = TestCall.unscoped.get_or_create(
            destination_id=consent.destination_id,
            month=month,
            defaults={"center": consent.center, "planned_at": at},
        )
        if is_new:
            planned.append(call.pk)
    return planned


def place_test_call(key: int, at: datetime) -> TestCallResult | None:
    """Places a planned call if it is still agreed to and still within the hours; else takes it back.

    Gives what picked up; None where no call was placed. A call is begun once, whatever fails after.
    """
    begun = _begin(key, at)
    if begun is None:
        return None
    result = _call(begun.destination, begun.center)
    if result is None:
        TestCall.unscoped.filter(pk=key).delete()  # there is no switch: it was no call
        return None
    note_result(key, result, at)
    return result


def note_result(key: int, result: TestCallResult, at: datetime) -> None:
    """Keeps what picked up; a person makes it the day on which the destination was answered last."""
    with transaction.atomic():
        call = TestCall.unscoped.select_for_update().get(pk=key)
        call.result = result.value
        call.save(update_fields=["result"])
        after = {"result": result.value}
        if result is TestCallResult.PERSON:
            today = planning.local_day(call.center.zone, at)
            edit_destination(ACTOR, call.destination, {"answered_on": today}, "test call")
            after["answered_on"] = today.isoformat()
        record(ACTOR, "test call", f"destination:{call.destination_id}", after=after)


def window_of(consent: Consent) -> planning.Window:
    """Gives the agreed hours of a consent whose center was read with it."""
    return planning.Window(
        consent.weekday, consent.from_minute, consent.to_minute, consent.center.zone
    )


def _begin(key: int, at: datetime) -> TestCall | None:
    with transaction.atomic():
        found = TestCall.unscoped.select_for_update().filter(pk=key, placed_at=None)
        call: TestCall | None = found.first()
        if call is None:
            return None
        consent = Consent.unscoped.filter(destination=call.destination_id).first()
        if consent is None or not planning.is_within(window_of(consent), at):
            call.delete()
            return None
        call.placed_at = at
        call.save(update_fields=["placed_at"])
    return call


def _call(destination: Destination, center: Center) -> TestCallResult | None:
    if _is_our_line(destination.address):
        return TestCallResult.LOOP
    is_service = destination.kind == DestinationKind.ANSWERING_SERVICE
    language = center.languages[0] if center.languages else "en"
    return site_ports().place_test_call(CallToTest(destination.address, is_service, language))


def _is_our_line(address: str) -> bool:
    numbers = Line.objects.exclude(number="").values_list("number", flat=True)
    return comparable(address) in {comparable(number) for number in numbers}


def _subject(destination: Destination) -> str:
    return f"destination:{destination.pk}"
