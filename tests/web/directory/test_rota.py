"""Verbs of the rota, and who answers at a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from harborline.core.directory import DestinationKind
from harborline.core.hours import spans_on
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.audit.services import fault
from harborline.web.directory import to_core
from harborline.web.directory.models import OnCallPerson, Shift
from harborline.web.directory.services import rota
from harborline.web.directory.services.faults import Refused
from web_world import OFFICE_WEEK, make_center, make_destination, make_line

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
MONDAY = datetime(2026, 11, 23, 22, tzinfo=UTC)  # 17:00 in New York
MORNING = MONDAY + timedelta(hours=15)
HOUR = timedelta(hours=1)


def at_rest() -> str:
    return str(list(AuditPayload.objects.values_list("content", flat=True)))


def test_a_person_comes_changes_and_is_forgotten() -> None:
    center = make_center("alder")
    person = rota.add_person(ANA, center, " Zelda ", "704-555-0147")
    assert (person.name, person.address) == ("Zelda", "+17045550147")
    rota.edit_person(ANA, person, {"name": "Zelda B.", "address": "704-555-0247"})
    rota.set_shift(ANA, person, MONDAY, MORNING)
    assert "Zelda" in at_rest()
    assert "555" not in at_rest()
    rota.remove_person(ANA, person)
    assert "Zelda" not in at_rest()
    assert not Shift.objects.within(EVERYWHERE).exists()
    assert fault() is None
    assert [entry.verb for entry in AuditEntry.objects.all()] == [
        *("add person", "edit person", "set shift", "remove person"),
    ]
    center.refresh_from_db()
    assert center.version == 5


@pytest.mark.parametrize(
    ("name", "address", "field"),
    [("", "+17045550147", "name"), ("Bo", "5", "address"), ("x" * 81, "+17045550147", "name")],
)
def test_a_person_has_a_name_and_a_number(name: str, address: str, field: str) -> None:
    make_line()
    with pytest.raises(Refused) as refused:
        rota.add_person(ANA, make_center("alder"), name, address)
    assert set(refused.value.faults) == {field}


def test_a_person_is_no_line_of_ours() -> None:
    make_line(number="+18005550199")
    with pytest.raises(Refused, match="our own lines"):
        rota.add_person(ANA, make_center("alder"), "Bo", "800-555-0199")


def someone(center_id: str = "alder", name: str = "Bo") -> OnCallPerson:
    return rota.add_person(ANA, make_center(center_id), name, "+17045550147")


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        (MORNING, MONDAY, "ends_at"),
        (MONDAY, MONDAY, "ends_at"),
        (MONDAY, MONDAY + timedelta(days=7, minutes=1), "ends_at"),
        (MONDAY + HOUR, MORNING + HOUR, "starts_at"),
    ],
)
def test_shifts_that_cannot_be_are_refused(starts: datetime, ends: datetime, field: str) -> None:
    person = someone()
    rota.set_shift(ANA, person, MONDAY, MORNING)
    with pytest.raises(Refused) as refused:
        rota.set_shift(ANA, person, starts, ends)
    assert set(refused.value.faults) == {field}
    assert person.shifts.count() == 1


def test_a_shift_is_moved_and_cleared() -> None:
    person = someone()
    shift = rota.set_shift(ANA, person, MONDAY, MORNING)
    rota.set_shift(ANA, person, MONDAY + HOUR, MORNING + HOUR, shift=shift)
    rota.set_shift(ANA, person, MORNING + HOUR, MORNING + 2 * HOUR)  # they meet, and that is well
    rota.clear_shift(ANA, shift)
    assert [one.starts_at for one in person.shifts.all()] == [MORNING + HOUR]


def test_whoever_is_on_call_rings_in_their_shifts_after_everybody_else() -> None:
    center = make_center("alder")
    make_destination(center, weekly=OFFICE_WEEK, order=2)
    for name, start in (("Ana", MONDAY), ("Bo", MORNING)):
        person = rota.add_person(ANA, center, name, f"+1704555014{len(name)}")
        rota.set_shift(ANA, person, start, start + 2 * HOUR)
    rota.add_person(ANA, center, "Cleo", "+17045550149")
    (routed,) = to_core.network(date(2026, 11, 20), 14).centers
    kinds = [(one.kind, one.order) for one in routed.destinations]
    mobile = (DestinationKind.ON_CALL_MOBILE, 3)
    assert kinds == [(DestinationKind.ADVOCATE_LINE, 2), mobile, mobile]
    day = date(2026, 11, 23).toordinal()
    answered = [spans_on(routed.destinations[1].hours, day + ahead) for ahead in (-1, 0, 1, 7)]
    assert answered == [(), ((1020, 1140),), (), ()]
    assert routed.destinations[1].address == "+17045550143"


def test_a_center_with_people_and_no_shift_is_closed_and_not_empty() -> None:
    person = someone()
    make_line()
    (routed,) = to_core.network(date(2026, 11, 20), 14).centers
    assert [one.hours.exceptions for one in routed.destinations] == [()]
    assert to_core.hours_of_center(person.center, date(2026, 11, 20), 14).weekly == ((),) * 7


def test_who_answers_now_and_until_when() -> None:
    center = make_center("alder")
    make_destination(center, weekly=OFFICE_WEEK, label="Desk")
    person = rota.add_person(ANA, center, "Zelda", "+17045550147")
    rota.set_shift(ANA, person, MONDAY, MORNING)
    by_day = rota.who_answers(center, MONDAY - HOUR)
    assert [(one.who.name, one.until) for one in by_day] == [("Desk", MONDAY)]
    by_night = rota.who_answers(center, MONDAY + HOUR)
    assert [(one.who.name, one.who.person, one.until) for one in by_night] == [
        ("Zelda", person.pk, MORNING)
    ]
    assert "555" not in repr(by_night)
    assert rota.who_answers(center, MORNING + timedelta(days=4, hours=20)) == ()
