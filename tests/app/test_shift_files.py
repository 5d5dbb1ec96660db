"""What goes into a shift plan and comes out of it, also into the rota."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from harborline.app.rota_entries import Refusal, RotaEntry, rota_entries
from harborline.app.shift_files import calendar_of, document_of, read_needs, read_people, table_of
from harborline.core.errors import UnusableInput
from harborline.planning.shifts import HALF_HOUR, Load, Need, Person, Plan, Shift, Short

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=4)
PLAN = Plan(
    (Shift("Ana", NOON, LATER), Shift("Bo", LATER, LATER + timedelta(hours=8))),
    (Short(NOON, 2, 1, 1),),
    (Load("Ana", 4, 0, 0.25), Load("Bo", 8, 2, 1)),
    least_short=True,
    balanced=False,
)


def needs(text: str, center: str | None = None) -> list[Need]:
    return read_needs(io.BytesIO(text.encode()), center)


def test_needs_are_those_of_the_rota_where_they_are_there() -> None:
    assert needs("starts_at,staff,rostered\n2026-11-23T12:00Z,3,4\n") == [Need(NOON, 4)]
    assert needs("starts_at,staff\n2026-11-23T12:00Z,3\n") == [Need(NOON, 3)]


def test_one_center_is_chosen_and_the_network_is_none() -> None:
    table = (
        "center,starts_at,staff\naster,2026-11-23T12:00Z,3\nbirch,2026-11-23T12:00Z,1\n"
        "network,2026-11-23T12:00Z,4\n"
    )
    assert needs(table, "birch") == [Need(NOON, 1)]
    with pytest.raises(UnusableInput, match="several centers"):
        needs(table)
    with pytest.raises(UnusableInput, match="no such center"):
        needs(table, "network")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("starts_at,calls\n2026-11-23T12:00Z,3\n", "no column rostered and no column staff"),
        ("starts_at,staff\n2026-11-23T12:00Z,1.5\n", "whole number"),
        ("starts_at,staff\n2026-11-23T12:05Z,1\n", "half hour"),
    ],
)
def test_needs_that_cannot_be_used(table: str, said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        needs(table)


def test_people_with_several_times() -> None:
    table = (
        "person,free_from,free_until,max_hours\n"
        "Ana,2026-11-23T07:00-05:00,2026-11-23T11:00-05:00,12\n"
        "Bo,2026-11-23T12:00Z,2026-11-23T13:00Z,\n"
        "Ana,2026-11-24T12:00Z,2026-11-24T16:00Z,\n"
    )
    ana, bo = read_people(io.BytesIO(table.encode()))
    day = timedelta(days=1)
    assert ana == Person("Ana", ((NOON, LATER), (NOON + day, LATER + day)), 12)
    assert bo == Person("Bo", ((NOON, NOON + 2 * HALF_HOUR),), 40)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (",2026-11-23T12:00Z,2026-11-23T13:00Z,", "who it is"),
        ("Ana,2026-11-23T12:00Z,2026-11-23T12:00Z,", "after free_from"),
        ("Ana,2026-11-23T12:00Z,soon,", "free_until cannot be used"),
        (
            "Ana,2026-11-23T12:00Z,2026-11-23T13:00Z,4\nAna,2026-11-23T14:00Z,2026-11-23T15:00Z,5",
            "Row 3: max_hours differs",
        ),
    ],
)
def test_people_who_cannot_be_used(rows: str, said: str) -> None:
    table = f"person,free_from,free_until,max_hours\n{rows}\n"
    with pytest.raises(UnusableInput, match=said):
        read_people(io.BytesIO(table.encode()))


def test_the_plan_as_a_table_and_for_programs() -> None:
    assert list(table_of(PLAN))[:2] == [
        "person,starts_at,ends_at,hours\r\n",
        "Ana,2026-11-23T12:00+00:00,2026-11-23T16:00+00:00,4.0\r\n",
    ]
    document = document_of(PLAN)
    assert document["short"] == [
        {"starts_at": "2026-11-23T12:00+00:00", "wanted": 2, "on_duty": 1, "free": 1}
    ]
    assert document["people"][1] == {"person": "Bo", "hours": 8, "night_hours": 2, "share": 1}
    assert (document["least_short"], document["balanced"]) == (True, False)
    day_long = PLAN._replace(shifts=(Shift("Ana", NOON, NOON + timedelta(days=1)),))
    assert list(table_of(day_long))[1].endswith(",24.0\r\n")


def test_the_plan_as_a_calendar() -> None:
    events = Calendar.from_ical(calendar_of(PLAN, NOON)).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Shift: Ana", "Shift: Bo"]
    assert [event.decoded("dtstart") for event in events] == [NOON, LATER]
    assert events[1].decoded("dtend") == LATER + timedelta(hours=8)
    assert {event.decoded("dtstamp") for event in events} == {NOON}


def test_the_calendar_of_one_person_names_nobody_and_keeps_its_ids() -> None:
    own = calendar_of(PLAN, NOON, "Ana")
    (event,) = Calendar.from_ical(own).walk("VEVENT")
    assert str(event["summary"]) == "Shift"
    assert b"Ana" not in own
    again = Calendar.from_ical(calendar_of(PLAN, LATER)).walk("VEVENT")[0]
    assert again["uid"] == event["uid"]
    with pytest.raises(UnusableInput, match="no such person"):
        calendar_of(PLAN, NOON, "Cy")


PEOPLE = {"Ana": 7, "Bo": 8}


def test_a_plan_becomes_entries_of_the_rota() -> None:
    ana, bo = PLAN.shifts
    change = rota_entries([bo, ana], PEOPLE, [])
    assert change.entries == (
        RotaEntry(7, NOON, LATER),
        RotaEntry(8, LATER, LATER + timedelta(hours=8)),
    )
    assert not change.there
    assert not change.refused
    again = rota_entries(PLAN.shifts, PEOPLE, change.entries)
    assert (again.entries, again.there) == ((), change.entries)


def test_what_the_rota_would_refuse_is_told_before() -> None:
    ana, bo = PLAN.shifts
    long = Shift("Ana", LATER, LATER + timedelta(days=7, minutes=30))
    double = Shift("Bo", LATER + timedelta(hours=7), LATER + timedelta(hours=9))
    stranger = Shift("Cy", NOON, LATER)
    on_rota = [RotaEntry(7, NOON - timedelta(hours=1), NOON + timedelta(minutes=1))]
    change = rota_entries([ana, bo, long, double, stranger], PEOPLE, on_rota)
    assert dict(change.refused) == {
        ana: Refusal.OVERLAPS_ROTA,
        stranger: Refusal.NOT_ON_ROTA,
        long: Refusal.TOO_LONG,
        double: Refusal.OVERLAPS_PLAN,
    }
    assert change.entries == (RotaEntry(8, bo.starts_at, bo.ends_at),)


def test_shifts_that_touch_do_not_overlap() -> None:
    first = Shift("Ana", NOON, LATER)
    second = Shift("Ana", LATER, LATER + timedelta(hours=4))
    before = RotaEntry(7, NOON - timedelta(hours=4), NOON)
    assert len(rota_entries([first, second], PEOPLE, [before]).entries) == 2


def test_the_limit_is_that_of_the_rota() -> None:
    from harborline.app.rota_entries import LONGEST_ENTRY
    from harborline.web.directory.services.rota import LONGEST_SHIFT

    assert LONGEST_ENTRY == LONGEST_SHIFT
