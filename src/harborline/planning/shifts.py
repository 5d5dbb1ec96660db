"""Who is on duty when: shifts that cover what each half hour needs, within what each person can do.

A set-covering plan as G. Dantzig gave it (Operations Research 2, 1954), one yes-or-no for each shift that
somebody could take, solved by HiGHS (scipy.optimize.milp). First as few half hours as possible are left short;
then, at that, few hours are spent and they are spread fairly. Nobody's limit is ever bent: what cannot be
covered is told. Called by: `app`. The model itself is in `shift_model`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from harborline.core.errors import UnusableInput
from harborline.planning.shift_model import Candidate, ShiftModel, Solved

HALF_HOUR = timedelta(minutes=30)
WEEK = timedelta(days=7)
_NIGHT_FROM, _NIGHT_UNTIL = 22, 6
_MOST_CANDIDATES = 150_000
_LONGEST_PLAN = timedelta(days=35)


class Need(NamedTuple):
    """So many are to be on duty in the half hour that begins at `starts_at` (aware)."""

    starts_at: datetime
    staff: int


class Person(NamedTuple):
    """Somebody who can take shifts. `free`: from, until (aware); `max_hours` in any week of the plan."""

    name: str
    free: tuple[tuple[datetime, datetime], ...]
    max_hours: float


class Rules(NamedTuple):
    """What a shift may be. `zone`: whose night it is; night is 22:00 to 06:00 there."""

    lengths_h: tuple[float, ...] = (4.0, 6.0, 8.0)
    rest_h: float = 10.0
    starts_every_min: int = 60
    zone: str = "UTC"


class Shift(NamedTuple):
    """One person on duty from one moment to another (UTC)."""

    person: str
    starts_at: datetime
    ends_at: datetime


class Short(NamedTuple):
    """A half hour that stays short. `free`: people who are free then; where they are fewer than `wanted`, no
    plan covers it. Otherwise lengths, rest and hours forbid it.
    """

    starts_at: datetime
    wanted: int
    on_duty: int
    free: int


class Load(NamedTuple):
    """What the plan asks of one person. `share`: hours / the hours that they can give."""

    person: str
    hours: float
    night_hours: float
    share: float


class Plan(NamedTuple):
    """Shifts by time, what stays short, and each person's load.

    `least_short`: it is proven that no plan leaves less short. `balanced`: also, that none as good in that
    is better in hours and fairness by more than one hundredth. Else the time ran out before.
    """

    shifts: tuple[Shift, ...]
    short: tuple[Short, ...]
    loads: tuple[Load, ...]
    least_short: bool
    balanced: bool


def plan_shifts(
    needs: Sequence[Need], people: Sequence[Person], rules: Rules, seconds: float
) -> Plan:
    """Plans; `seconds` is the most that each of the two solutions may take. Raises UnusableInput.

    A half hour with nobody at all counts as ten that lack one. Then an hour on duty weighs as much as one
    hour of difference between the people who give the most and the least of what they can, and as one
    more hour of the most nights that one person has.
    """
    _check(needs, people, rules)
    grid = _Grid(sorted(needs))
    candidates = [
        one for index, person in enumerate(people) for one in grid.of(index, person, rules)
    ]
    if len(candidates) > _MOST_CANDIDATES:
        raise UnusableInput(
            f"There are {len(candidates):,} possible shifts; plan fewer days, or let shifts begin "
            "less often."
        )
    model = ShiftModel(
        wanted=[need.staff for need in grid.needs],
        slots=[grid.slot(need.starts_at) for need in grid.needs],
        candidates=candidates,
        rest=_slots(rules.rest_h),
        week=WEEK // HALF_HOUR,
        most=[_slots(person.max_hours) for person in people],
        can_give=[grid.can_give(person) for person in people],
        night=grid.nights(rules.zone),
    )
    return _plan(grid, people, candidates, model.solve(seconds))


def _slots(hours: float) -> int:
    return int(hours * 2 + 1e-9)


class _Grid:
    """Half hours numbered from the first that is needed."""

    def __init__(self, needs: Sequence[Need]) -> None:
        self.needs = needs
        self.first = needs[0].starts_at
        self.slots = self.slot(needs[-1].starts_at) + 1

    def slot(self, at: datetime) -> int:
        """Gives the number of the half hour that begins at or last began before `at`."""
        return (at - self.first) // HALF_HOUR

    def windows(self, person: Person) -> list[tuple[int, int]]:
        """Gives when somebody is free, as whole half hours of the plan; windows that touch are one."""
        found: list[tuple[int, int]] = []
        for begins, ends in sorted(person.free):
            low, high = (
                max(0, -((self.first - begins) // HALF_HOUR)),
                min(self.slots, self.slot(ends)),
            )
            if found and low <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], high))
            elif low < high:
                found.append((low, high))
        return found

    def can_give(self, person: Person) -> int:
        """Gives the half hours that a person can be asked for: free, and within what they may do."""
        weeks = -(-self.slots // (WEEK // HALF_HOUR))
        return min(weeks * _slots(person.max_hours), sum(b - a for a, b in self.windows(person)))

    def of(self, index: int, person: Person, rules: Rules) -> list[Candidate]:
        """Gives each shift that a person could take and that is of use."""
        useful = {self.slot(need.starts_at) for need in self.needs if need.staff}
        lengths = sorted({_slots(length) for length in rules.lengths_h})
        lengths = [length for length in lengths if length <= _slots(person.max_hours)]
        every = rules.starts_every_min * 60
        return [
            Candidate(index, start, length)
            for low, high in self.windows(person)
            for start in range(low, high)
            if (self.first + start * HALF_HOUR).timestamp() % every == 0
            for length in lengths
            if start + length <= high and not useful.isdisjoint(range(start, start + length))
        ]

    def nights(self, zone: str) -> list[bool]:
        """Tells of each half hour whether it begins at night."""
        local = ZoneInfo(zone)
        hours = [
            (self.first + number * HALF_HOUR).astimezone(local).hour for number in range(self.slots)
        ]
        return [hour >= _NIGHT_FROM or hour < _NIGHT_UNTIL for hour in hours]


def _plan(
    grid: _Grid, people: Sequence[Person], candidates: Sequence[Candidate], solved: Solved
) -> Plan:
    chosen = [candidates[number] for number in solved.chosen]
    on_duty, free = [0] * grid.slots, [0] * grid.slots
    for one in chosen:
        for slot in range(one.start, one.start + one.length):
            on_duty[slot] += 1
    for person in people:
        for low, high in grid.windows(person):
            for slot in range(low, high):
                free[slot] += 1
    at = [(need, grid.slot(need.starts_at)) for need in grid.needs]
    short = [
        Short(need.starts_at, need.staff, on_duty[slot], free[slot])
        for need, slot in at
        if on_duty[slot] < need.staff
    ]
    shifts = [
        Shift(
            people[one.person].name,
            grid.first + one.start * HALF_HOUR,
            grid.first + (one.start + one.length) * HALF_HOUR,
        )
        for one in chosen
    ]
    loads = [
        Load(
            person.name,
            solved.slots[index] / 2,
            solved.night_slots[index] / 2,
            solved.slots[index] / max(1, grid.can_give(person)),
        )
        for index, person in enumerate(people)
    ]
    ordered = sorted(shifts, key=lambda one: (one.starts_at, one.ends_at, one.person))
    return Plan(tuple(ordered), tuple(short), tuple(loads), solved.least_short, solved.balanced)


def _check(needs: Sequence[Need], people: Sequence[Person], rules: Rules) -> None:
    if not needs or not people:
        raise UnusableInput("A plan needs half hours to cover and people who can take shifts.")
    times = [need.starts_at for need in needs]
    if len(set(times)) < len(times):
        raise UnusableInput("A half hour is there twice; plan one center at a time.")
    if any((at - times[0]) % HALF_HOUR for at in times):
        raise UnusableInput("Each half hour begins at a full or a half hour.")
    if max(times) - min(times) >= _LONGEST_PLAN:
        raise UnusableInput("A plan holds at most five weeks; cut it into several.")
    if any(need.staff < 0 for need in needs):
        raise UnusableInput("A half hour needs 0 people or more.")
    if not any(need.staff for need in needs):
        raise UnusableInput("No half hour needs anybody, so there is nothing to plan.")
    if len({person.name for person in people}) < len(people):
        raise UnusableInput("A person is there twice; give all their times to one.")
    if any(person.max_hours <= 0 for person in people):
        raise UnusableInput("Each person can give more than 0 hours.")
    if not rules.lengths_h or not all(
        0.5 <= length <= 24 and length * 2 % 1 == 0 for length in rules.lengths_h
    ):
        raise UnusableInput("A shift lasts half hours, from 0.5 to 24 hours.")
    if not 0 <= rules.rest_h <= 168:
        raise UnusableInput("The rest between two shifts is 0 to 168 hours.")
    if rules.starts_every_min < 30 or rules.starts_every_min % 30:
        raise UnusableInput("Shifts begin every 30 minutes, or a multiple of that.")
