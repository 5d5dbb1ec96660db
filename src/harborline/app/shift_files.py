"""What goes into a shift plan and comes out of it as files: needs, people, the plan as CSV and as a calendar.

Names of people on duty are secret to their center: these files go to whoever plans, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import NAMESPACE_OID, uuid5

from harborline.app.plain_tables import Record, lines_of, records_of
from harborline.app.staff_tables import NETWORK
from harborline.core.errors import UnusableInput
from harborline.planning.shifts import Need, Person, Plan

USUAL_HOURS = 40.0
"""Of one person in a week, where the table does not say."""
_LONGEST_NAME = 80
_COLUMNS = ("person", "starts_at", "ends_at", "hours")


def read_needs(file: BinaryIO, center: str | None = None) -> list[Need]:
    """Reads `starts_at` and `rostered`, else `staff`: the table that `harborline staff` writes.

    Raises UnusableInput, also where several centers are in the table and none is named.
    """
    records = records_of(file, ("starts_at",), ("center", "staff", "rostered"))
    column = next((name for name in ("rostered", "staff") if name in records[0].cells), None)
    if column is None:
        raise UnusableInput("The table has no column rostered and no column staff.")
    centers = {record.cells.get("center", "") for record in records} - {NETWORK}
    if center is None and len(centers) > 1:
        raise UnusableInput("There are several centers in the table; name one with --center.")
    if center is not None and center not in centers:
        raise UnusableInput("The table has no such center.")
    wanted = center if center is not None else next(iter(centers), "")
    return [
        Need(record.half_hour("starts_at"), _whole(record, column))
        for record in records
        if record.cells.get("center", "") == wanted
    ]


def read_people(file: BinaryIO) -> list[Person]:
    """Reads `person`, `free_from`, `free_until` and maybe `max_hours` a week; one row for each time they are free.

    Raises UnusableInput.
    """
    free: dict[str, list[tuple[datetime, datetime]]] = {}
    most: dict[str, float] = {}
    for record in records_of(file, ("person", "free_from", "free_until"), ("max_hours",)):
        name = record.cells["person"]
        if not 0 < len(name) <= _LONGEST_NAME:
            raise UnusableInput(f"Row {record.number}: write who it is, in at most 80 characters.")
        begins, ends = record.moment("free_from"), record.moment("free_until")
        if ends <= begins:
            raise UnusableInput(f"Row {record.number}: free_until must be after free_from.")
        free.setdefault(name, []).append((begins, ends))
        if record.cells.get("max_hours"):
            hours = record.number_of("max_hours")
            if most.setdefault(name, hours) != hours:
                raise UnusableInput(f"Row {record.number}: max_hours differs from a row before.")
    return [Person(name, tuple(times), most.get(name, USUAL_HOURS)) for name, times in free.items()]


def table_of(plan: Plan) -> Iterator[str]:
    """Gives the shifts as CSV, line by line."""
    return lines_of(
        _COLUMNS,
        (
            (
                one.person,
                one.starts_at,
                one.ends_at,
                (one.ends_at - one.starts_at) / timedelta(hours=1),
            )
            for one in plan.shifts
        ),
    )


def calendar_of(plan: Plan, made_at: datetime, only: str | None = None) -> bytes:
    """Gives iCalendar (RFC 5545) in UTC, made at `made_at` (aware): the plan's, or that of one person.

    One person's own calendar says “Shift” and nothing more, for others look at it too. A shift of the same
    person at the same time has the same id in every plan, so a calendar that is read again doubles nothing.
    Raises UnusableInput for somebody who is not in the plan.
    """
    from icalendar import Calendar, Event

    if only is not None and only not in {load.person for load in plan.loads}:
        raise UnusableInput("There is no such person in the plan.")
    made = Calendar()
    made.add("prodid", "-//Harborline//Shifts//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in plan.shifts:
        if only in {None, one.person}:
            event = Event()
            ident = uuid5(NAMESPACE_OID, f"{one.person}|{one.starts_at.isoformat()}")
            event.add("uid", f"shift-{ident}@harborline")
            event.add("dtstamp", made_at)
            event.add("dtstart", one.starts_at)
            event.add("dtend", one.ends_at)
            event.add("summary", f"Shift: {one.person}" if only is None else "Shift")
            event.add("class", "PRIVATE")
            event.add("transp", "OPAQUE")
            made.add_component(event)
    content: bytes = made.to_ical()
    return content


def document_of(plan: Plan) -> dict[str, Any]:
    """Gives the plan for programs."""
    return {
        "shifts": [
            {"person": one.person, "starts_at": _text(one.starts_at), "ends_at": _text(one.ends_at)}
            for one in plan.shifts
        ],
        "short": [
            {
                "starts_at": _text(one.starts_at),
                "wanted": one.wanted,
                "on_duty": one.on_duty,
                "free": one.free,
            }
            for one in plan.short
        ],
        "people": [
            {
                "person": one.person,
                "hours": one.hours,
                "night_hours": one.night_hours,
                "share": round(one.share, 4),
            }
            for one in plan.loads
        ],
        "least_short": plan.least_short,
        "balanced": plan.balanced,
    }


def _whole(record: Record, column: str) -> int:
    value = record.number_of(column)
    if value % 1:
        raise UnusableInput(f"Row {record.number}: {column} must be a whole number.")
    return int(value)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
