"""Verbs of destinations and hours; the number of a destination is written nowhere but in its row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from harborline.core.directory import Acceptance
from harborline.core.hours import CLOSED, spans_on
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.directory import to_core
from harborline.web.directory.models import Center, Destination, HoursException
from harborline.web.directory.services import answering
from harborline.web.directory.services.faults import Refused, Stale
from web_world import (
    OFFICE_WEEK,
    make_backup,
    make_center,
    make_destination,
    make_line,
)

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
NUMBER = "+17045550147"
THANKSGIVING = date(2026, 11, 26)


def payload() -> dict[str, Any]:
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    content: dict[str, Any] = entry.payload.content
    return content


def kept(destination: Destination) -> Destination:
    return Destination.objects.within(EVERYWHERE).get(pk=destination.pk)


def version(center: Center) -> int:
    return Center.objects.within(EVERYWHERE).get(pk=center.pk).version


# -- weeks and days -------------------------------------------------------------------------------


def test_a_week_is_kept_joined_and_sorted() -> None:
    one = make_destination(make_center("alder"))
    week = [[[720, 1020], [540, 720]], *OFFICE_WEEK[1:]]
    answering.set_week(ANA, one, week, closed_on_holidays=True)
    assert kept(one).weekly == OFFICE_WEEK
    assert kept(one).closed_on_holidays
    assert payload()["after"]["weekly"] == OFFICE_WEEK
    answering.set_week(ANA, one, OFFICE_WEEK)
    assert kept(one).closed_on_holidays
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ([[540, 720], [700, 800]], "Monday: two times overlap; join them."),
        ([[540, 540]], "Monday: it must close after it opens, by midnight."),
        ([[1320, 1441]], "Monday: it must close after it opens, by midnight."),
        ([[-1, 60]], "Monday: it must close after it opens, by midnight."),
        ([[540]], "Monday: say when it opens and when it closes."),
        ([["9:00", "17:00"]], "Monday: say when it opens and when it closes."),
    ],
)
def test_times_that_cannot_be_are_refused(day: Any, says: str) -> None:
    one = make_destination(make_center("alder"))
    with pytest.raises(Refused) as refused:
        answering.set_week(ANA, one, [day, *OFFICE_WEEK[1:]])
    assert refused.value.faults == {"day0": says}
    assert kept(one).weekly != OFFICE_WEEK


def test_a_week_has_seven_days() -> None:
    one = make_destination(make_center("alder"))
    with pytest.raises(Refused, match="seven days"):
        answering.set_week(ANA, one, OFFICE_WEEK[:6])


def test_an_exception_of_a_day_is_replaced_and_cleared() -> None:
    center = make_center("alder")
    one = make_destination(center, weekly=OFFICE_WEEK)
    answering.set_exception(ANA, center, THANKSGIVING, [], reason="Thanksgiving")
    answering.set_exception(ANA, center, THANKSGIVING, [[600, 720]])
    found = HoursException.objects.within(EVERYWHERE).get()
    assert found.spans == [[600, 720]]
    assert payload()["before"]["spans"] == []
    assert payload()["after"]["day"] == THANKSGIVING.isoformat()
    assert spans_on(to_core.hours_of(one, THANKSGIVING, 7), THANKSGIVING.toordinal()) == (
        (600, 720),
    )
    answering.clear_exception(ANA, found)
    assert not HoursException.objects.within(EVERYWHERE).exists()
    assert version(center) == 4


def test_one_destination_may_differ_from_the_center() -> None:
    center = make_center("alder")
    desk, night = make_destination(center), make_destination(center)
    answering.set_exception(ANA, center, THANKSGIVING, [])
    answering.set_exception(ANA, center, THANKSGIVING, [[0, 60]], destination=night)
    day = THANKSGIVING.toordinal()
    assert spans_on(to_core.hours_of(desk, THANKSGIVING, 7), day) == CLOSED
    assert spans_on(to_core.hours_of(night, THANKSGIVING, 7), day) == ((0, 60),)


def test_an_exception_names_the_centers_own_destination() -> None:
    other = make_destination(make_center("birch"))
    with pytest.raises(Refused, match="another center's"):
        answering.set_exception(ANA, make_center("alder"), THANKSGIVING, [], destination=other)


def test_who_was_quicker_wins() -> None:
    center = make_center("alder")
    one = make_destination(center)
    answering.set_week(ANA, one, OFFICE_WEEK, expected_version=1)
    with pytest.raises(Stale):
        answering.set_exception(ANA, center, THANKSGIVING, [], expected_version=1)
    with pytest.raises(Stale):
        answering.edit_destination(ANA, one, {"order": 2}, expected_version=1)
    with pytest.raises(Stale):
        answering.remove_destination(ANA, one, expected_version=1)


# -- destinations ---------------------------------------------------------------------------------


def new(**fields: Any) -> dict[str, Any]:
    return {"kind": "switchboard", "address": NUMBER, "weekly": OFFICE_WEEK, **fields}


def test_a_number_is_kept_in_its_one_form_and_never_told() -> None:
    center = make_center("alder")
    one = answering.add_destination(ANA, center, new(address=" (704) 555-0147 ", label="Desk"))
    assert one.address == NUMBER
    assert payload()["after"]["address"] == "…47"
    answering.edit_destination(ANA, one, {"address": "704.555.0247"})
    assert payload()["before"]["address"] == payload()["after"]["address"] == "…47"
    answering.edit_destination(ANA, one, {"address": "sips:desk@alder.example"})
    answering.remove_destination(ANA, one)
    at_rest = str(list(AuditPayload.objects.values_list("content", flat=True)))
    assert "5550147" not in at_rest
    assert "0147" not in at_rest
    assert "alder.example" not in at_rest
    assert version(center) == 5


@pytest.mark.parametrize("address", ["", "12345", "call me", "sip:nobody", "+1 704 555", "9" * 20])
def test_what_cannot_be_dialed_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Refused) as refused:
        answering.add_destination(ANA, make_center("alder"), new(address=address))
    assert set(refused.value.faults) == {"address"}
    assert not address or address not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["+18005550199", "800 555 0199", "sip:+18005550199@carrier.example"]
)
def test_our_own_line_is_no_destination(address: str) -> None:
    make_line(number="(800) 555-0199")
    with pytest.raises(Refused, match="one of our own lines"):
        answering.add_destination(ANA, make_center("alder"), new(address=address))


def test_an_address_is_given_once() -> None:
    center = make_center("alder")
    one = answering.add_destination(ANA, center, new())
    with pytest.raises(Refused, match="has this address already"):
        answering.add_destination(ANA, center, new(address="704-555-0147"))
    answering.edit_destination(ANA, one, {"address": NUMBER, "order": 3})
    assert kept(one).order == 3


@pytest.mark.parametrize(
    ("column", "value"), [("order", 0), ("order", 256), ("kind", "fax"), ("acceptance", "never")]
)
def test_columns_have_bounds(column: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        answering.add_destination(ANA, make_center("alder"), new(**{column: value}))
    assert set(refused.value.faults) == {column}


def test_calls_are_taken_at_once_after_a_test_call_that_somebody_answered() -> None:
    one = make_destination(make_center("alder"))
    with pytest.raises(Refused, match="within 90 days"):
        answering.set_at_once(ANA, one, at_once=True)
    today = timezone.now().date()
    answering.note_answered("system:test-calls", one, today - timedelta(days=91))
    with pytest.raises(Refused, match="within 90 days"):
        answering.set_at_once(ANA, one, at_once=True)
    answering.note_answered("system:test-calls", one, today - timedelta(days=90))
    answering.set_at_once(ANA, one, at_once=True)
    assert kept(one).acceptance == Acceptance.AT_ONCE
    answering.note_answered("system:test-calls", kept(one), today - timedelta(days=100))
    assert kept(one).answered_on == today - timedelta(days=90)
    answering.set_at_once(ANA, one, at_once=False)
    assert kept(one).acceptance == Acceptance.PRESS_1


def test_the_permission_to_take_calls_at_once_lapses_in_the_map() -> None:
    day = date(2026, 11, 1)
    make_line(backups=[make_backup()])
    center = make_center("alder")
    make_destination(center, acceptance="at_once", answered_on=day - timedelta(days=90))
    fresh, late = (
        to_core.network(on, 7).centers[0].destinations[0].acceptance
        for on in (day, day + timedelta(days=1))
    )
    assert (fresh, late) == (Acceptance.AT_ONCE, Acceptance.PRESS_1)


def test_a_national_team_takes_calls_at_once_without_a_test() -> None:
    backup = make_backup(destinations=0)
    one = answering.add_destination(ANA, backup, new(acceptance="at_once"))
    assert one.backup == backup
    backup.refresh_from_db()
    assert backup.version == 2
    assert AuditEntry.objects.get().subject == "backup:national"
    one = answering.set_week(ANA, one, OFFICE_WEEK, closed_on_holidays=True)
    holiday = spans_on(to_core.hours_of(one, THANKSGIVING, 7), THANKSGIVING.toordinal())
    assert holiday == CLOSED


def test_words_of_a_row_hold_no_number() -> None:
    one = make_destination(make_center("alder"), address=NUMBER)
    assert "555" not in f"{one!r} {one}"
