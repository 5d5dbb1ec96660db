"""Who answers at which center, read whole for many centers at once: seven queries, however many.

Destinations with their hours, the rota as destinations of its own, the service area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from harborline.atlas.holidays_us import holidays_of
from harborline.core import directory as core
from harborline.core.hours import NEVER, Hours, Spans
from harborline.web.directory.hours import closed_on, folded, hours_of_shifts, spans_of, week_of
from harborline.web.directory.models import (
    Center,
    CenterCounty,
    CenterZip,
    Destination,
    HoursException,
    OnCallPerson,
    Shift,
)

AT_ONCE_FOR = timedelta(days=90)
"""How long a test call that a person answered lets a destination take calls at once."""

_Layer = dict[int, Spans]
_A_DAY = timedelta(days=1)


def acceptance_on(row: Destination, day: date) -> core.Acceptance:
    """Gives how calls are taken: at once only within 90 days of a test call that a person answered.

    A backup takes them as it says: the national team is its own test.
    """
    acceptance = core.Acceptance(row.acceptance)
    if acceptance is core.Acceptance.PRESS_1 or row.backup_id:
        return acceptance
    if row.answered_on and row.answered_on >= day - AT_ONCE_FOR:
        return acceptance
    return core.Acceptance.PRESS_1


def destination_id(row: Destination) -> str:
    """Gives the id by which a map and its overlays know a destination."""
    return f"d{row.pk}"


def person_id(person: OnCallPerson) -> str:
    """Gives the id by which they know a person of the rota."""
    return f"p{person.pk}"


class Answering(NamedTuple):
    """Somebody or something that rings at a center. `name`: of the person, or the destination's label.

    `row`: the id of the destination, None for a person of the rota, whose id is in `person`.
    """

    name: str
    kind: core.DestinationKind
    order: int
    hours: Hours
    row: int | None = None
    person: int | None = None

    @property
    def id(self) -> str:
        """The id by which a map and its overlays know it."""
        return f"p{self.person}" if self.row is None else f"d{self.row}"


class Answerers:
    """What the centers of a query have to answer with, for so many local days.

    `counties`, `zips`: by center, in the order in which they were given.
    """

    def __init__(self, centers: QuerySet[Center, Any], first_day: date, days: int) -> None:
        self.first_day, self._days = first_day, days
        self._holidays: dict[str, _Layer] = {}
        # Each query follows rows that the caller may read to what belongs to them.
        of_these = centers.order_by().values("pk")
        self._of_center: dict[str, _Layer] = defaultdict(dict)
        self._own: dict[int, _Layer] = defaultdict(dict)
        self._read_exceptions(of_these)
        self.counties = _listed(CenterCounty.unscoped.filter(center__in=of_these), "fips")
        self.zips = _listed(CenterZip.unscoped.filter(center__in=of_these), "zip")
        self._destinations: dict[str | None, list[Destination]] = defaultdict(list)
        for row in Destination.unscoped.filter(center__in=of_these):
            self._destinations[row.center_id].append(row)
        self._people: dict[str, list[OnCallPerson]] = defaultdict(list)
        for person in OnCallPerson.unscoped.filter(center__in=of_these):
            self._people[person.center_id].append(person)
        self._shifts = self._read_shifts(of_these)
        self._known: dict[str, tuple[core.Destination, ...]] = {}

    def destinations(self, center: Center) -> tuple[core.Destination, ...]:
        """Gives a center's destinations in the order in which they ring; whoever is on call comes last.

        Nobody of the rota rings outside a shift; without any shift they count for a center that has
        nobody else, so that it is closed instead of empty.
        """
        if center.id not in self._known:
            fixed = tuple(self._fixed(row, center) for row in self._destinations[center.id])
            self._known[center.id] = fixed + self._on_call(center, fixed)
        return self._known[center.id]

    def answering(self, center: Center) -> tuple[Answering, ...]:
        """Gives the same by name, without addresses."""
        rows = self._destinations[center.id]
        people = self._people.get(center.id, [])
        order = max((row.order for row in rows), default=0) + 1
        return (
            *(
                Answering(
                    row.label,
                    core.DestinationKind(row.kind),
                    row.order,
                    self.of(row, center.state),
                    row=row.pk,
                )
                for row in rows
            ),
            *(
                Answering(
                    person.name,
                    core.DestinationKind.ON_CALL_MOBILE,
                    order,
                    self._in_shifts(person.pk, center.zone),
                    person=person.pk,
                )
                for person in people
            ),
        )

    def of(self, row: Destination, state: str) -> Hours:
        """Gives when a destination answers; `state` is whose holidays it may keep."""
        layers: list[Mapping[int, Spans]] = []
        if row.closed_on_holidays:
            layers.append(self._holidays_of(state))
        if row.center_id:
            layers += [self._of_center[row.center_id], self._own[row.id]]
        return folded(week_of(row.weekly), layers, self.first_day.toordinal(), self._days)

    def _fixed(self, row: Destination, center: Center) -> core.Destination:
        return core.Destination(
            core.DestinationKind(row.kind),
            row.address or None,
            self.of(row, center.state),
            row.order,
            acceptance_on(row, self.first_day),
            destination_id(row),
        )

    def _on_call(
        self, center: Center, fixed: tuple[core.Destination, ...]
    ) -> tuple[core.Destination, ...]:
        people = self._people.get(center.id, [])
        if fixed:
            people = [person for person in people if person.pk in self._shifts]
        order = max((one.order for one in fixed), default=0) + 1
        return tuple(
            core.Destination(
                core.DestinationKind.ON_CALL_MOBILE,
                person.address or None,
                self._in_shifts(person.pk, center.zone),
                order,
                id=person_id(person),
            )
            for person in people
        )

    def _in_shifts(self, person: int, zone: str) -> Hours:
        if person not in self._shifts:
            return NEVER
        return hours_of_shifts(
            self._shifts[person], ZoneInfo(zone), self.first_day.toordinal(), self._days
        )

    def _holidays_of(self, state: str) -> _Layer:
        if state not in self._holidays:
            self._holidays[state] = closed_on(holidays_of(state, self.first_day, self._days))
        return self._holidays[state]

    def _read_exceptions(self, of_these: QuerySet[Center, Any]) -> None:
        last_day = self.first_day + timedelta(days=self._days - 1)
        rows = HoursException.unscoped.filter(
            center__in=of_these, day__range=(self.first_day, last_day)
        ).order_by()
        for center, destination, day, kept in rows.values_list(
            "center_id", "destination_id", "day", "spans"
        ):
            layer = self._own[destination] if destination else self._of_center[center]
            layer[day.toordinal()] = spans_of(kept)

    def _read_shifts(
        self, of_these: QuerySet[Center, Any]
    ) -> dict[int, list[tuple[datetime, datetime]]]:
        # A day more at either end, because a local day begins elsewhere in UTC.
        midnight = datetime.combine(self.first_day, datetime.min.time(), UTC)
        rows = Shift.unscoped.filter(
            person__center__in=of_these,
            ends_at__gt=midnight - _A_DAY,
            starts_at__lt=midnight + (self._days + 1) * _A_DAY,
        )
        found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        for person, starts_at, ends_at in rows.values_list("person_id", "starts_at", "ends_at"):
            found[person].append((starts_at, ends_at))
        return dict(found)


def _listed(rows: QuerySet[Any, Any], column: str) -> dict[str, tuple[str, ...]]:
    """Gives values by center, in the order in which they were written."""
    found: dict[str, list[str]] = defaultdict(list)
    for center, value in rows.order_by("id").values_list("center_id", column):
        found[center].append(value)
    return defaultdict(tuple, {center: tuple(values) for center, values in found.items()})


def answering_at(center: Center, day: date) -> tuple[Answering, ...]:
    """Gives who or what may ring at a center that day, by name and without addresses."""
    # Whoever holds the row may follow it to what belongs to it.
    return Answerers(Center.unscoped.filter(pk=center.pk), day, 1).answering(center)
