"""Shift plans against every plan there is, and against everybody's limits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from harborline.core.errors import UnusableInput
from harborline.planning.shifts import (
    HALF_HOUR,
    Need,
    Person,
    Rules,
    Shift,
    plan_shifts,
)

EVENING = datetime(2026, 11, 23, 16, tzinfo=UTC)
SHORT_RULES = Rules((1.0, 2.0), rest_h=1, starts_every_min=60)
NOBODY = 9


def needs_of(*staff: int, begins: datetime = EVENING) -> list[Need]:
    return [Need(begins + number * HALF_HOUR, wanted) for number, wanted in enumerate(staff)]


def person(name: str, *hours: float, most: float = 40) -> Person:
    """Somebody who is free between pairs of hours after the evening's begin."""
    times = [EVENING + timedelta(hours=hour) for hour in hours]
    return Person(name, tuple(zip(times[::2], times[1::2], strict=True)), most)


@st.composite
def evenings(draw: st.DrawFn) -> tuple[list[Need], list[Person]]:
    needs = needs_of(*draw(st.lists(st.integers(0, 2), min_size=4, max_size=10)), 1)
    people = []
    for number in range(draw(st.integers(1, 3))):
        begins = draw(st.integers(0, 4)) / 2
        lasts = draw(st.integers(1, 10)) / 2
        most = draw(st.sampled_from([1.0, 2.0, 3.0, 40.0]))
        people.append(person(f"p{number}", begins, begins + lasts, most=most))
    return needs, people


def schedules(one: Person, needs: list[Need], rules: Rules) -> list[list[Shift]]:
    """Gives every set of shifts that one person can take, by trying all sets."""
    first, last = needs[0].starts_at, needs[-1].starts_at + HALF_HOUR
    (window,) = one.free
    possible = []
    at = first
    while at < last:
        for length in rules.lengths_h:
            ends = at + timedelta(hours=length)
            within = window[0] <= at and ends <= min(window[1], last)
            of_use = any(at <= need.starts_at < ends and need.staff for need in needs)
            if within and of_use and at.minute == 0:
                possible.append(Shift(one.name, at, ends))
        at += HALF_HOUR
    found = []
    for taken in product([False, True], repeat=len(possible)):
        mine = sorted(shift for shift, yes in zip(possible, taken, strict=True) if yes)
        if is_allowed(mine, one, rules):
            found.append(mine)
    return found


def is_allowed(mine: list[Shift], one: Person, rules: Rules) -> bool:
    rest = timedelta(hours=rules.rest_h)
    apart = all(b.starts_at - a.ends_at >= rest for a, b in pairwise(mine))
    return apart and hours_of(mine) <= one.max_hours


def hours_free(one: Person, needs: list[Need]) -> float:
    last = needs[-1].starts_at + HALF_HOUR
    return sum((min(b, last) - a) / timedelta(hours=1) for a, b in one.free if a < last)


def night_hours_of(shifts: Sequence[Shift]) -> float:
    night = EVENING + timedelta(hours=2)
    return sum(
        max(timedelta(0), one.ends_at - max(one.starts_at, night)) / timedelta(hours=1)
        for one in shifts
    )


def hours_of(shifts: Sequence[Shift]) -> float:
    return sum((shift.ends_at - shift.starts_at) / timedelta(hours=1) for shift in shifts)


def shortage(shifts: list[Shift], needs: list[Need]) -> int:
    total = 0
    for need in needs:
        there = sum(one.starts_at <= need.starts_at < one.ends_at for one in shifts)
        total += max(0, need.staff - there) + NOBODY * (need.staff > 0 and there == 0)
    return total


@settings(max_examples=40)
@given(evenings())
def test_no_plan_at_all_leaves_less_short(evening: tuple[list[Need], list[Person]]) -> None:
    needs, people = evening
    plan = plan_shifts(needs, people, SHORT_RULES, 30)
    every = product(*(schedules(one, needs, SHORT_RULES) for one in people))
    best = min(shortage([shift for mine in all_ for shift in mine], needs) for all_ in every)
    assert plan.least_short
    assert shortage([*plan.shifts], needs) == best


@settings(max_examples=40)
@given(evenings())
def test_no_plan_that_is_as_good_spends_and_spreads_hours_better(
    evening: tuple[list[Need], list[Person]],
) -> None:
    needs, people = evening
    rules = SHORT_RULES._replace(zone="Etc/GMT-4")  # four hours ahead: night begins at 18:00 UTC
    plan = plan_shifts(needs, people, rules, 30)
    can_give = [min(one.max_hours, hours_free(one, needs)) for one in people]
    choices = [schedules(one, needs, rules) for one in people]
    asked = [len(mine) > 1 for mine in choices]

    def effort(each: Sequence[Sequence[Shift]]) -> float:
        hours = [hours_of(mine) for mine in each]
        shares = [h / g for h, g, yes in zip(hours, can_give, asked, strict=True) if yes]
        spread = max(shares) - min(shares) if shares else 0
        most_nights = max(night_hours_of(mine) for mine in each)
        return sum(hours) + spread * sum(can_give) / len(people) + most_nights

    least = shortage([*plan.shifts], needs)
    best = min(
        effort(each)
        for each in product(*choices)
        if shortage([shift for mine in each for shift in mine], needs) == least
    )
    ours = [[shift for shift in plan.shifts if shift.person == one.name] for one in people]
    assert plan.balanced
    assert effort(ours) <= best * 1.011 + 1e-6


@settings(max_examples=40)
@given(evenings(), st.sampled_from([0.0, 1.0, 2.5]))
def test_nobodys_limit_is_bent_and_what_is_short_is_told(
    evening: tuple[list[Need], list[Person]], rest_h: float
) -> None:
    needs, people = evening
    rules = SHORT_RULES._replace(rest_h=rest_h)
    plan = plan_shifts(needs, people, rules, 30)
    for one in people:
        mine = [shift for shift in plan.shifts if shift.person == one.name]
        assert is_allowed(mine, one, rules)
        for shift in mine:
            assert (shift.ends_at - shift.starts_at) / timedelta(hours=1) in rules.lengths_h
            assert one.free[0][0] <= shift.starts_at < shift.ends_at <= one.free[0][1]
        (load,) = (load for load in plan.loads if load.person == one.name)
        assert load.hours == hours_of(mine)
        assert 0 <= load.share <= 1
    told = {short.starts_at: short for short in plan.short}
    for need in needs:
        there = sum(one.starts_at <= need.starts_at < one.ends_at for one in plan.shifts)
        assert (need.starts_at in told) == (there < need.staff)
        if need.starts_at in told:
            free = sum(
                a <= need.starts_at and need.starts_at + HALF_HOUR <= b
                for p in people
                for a, b in p.free
            )
            assert told[need.starts_at][1:] == (need.staff, there, free)


def test_people_who_can_give_the_same_share_the_hours_and_the_nights() -> None:
    begins = datetime(2026, 11, 23, 0, tzinfo=UTC)
    needs = needs_of(*[1] * (4 * 48), begins=begins)
    window = ((begins, begins + timedelta(days=4)),)
    people = [Person(name, window, 40) for name in ("Ana", "Bo", "Cy", "Dee")]
    plan = plan_shifts(needs, people, Rules((8.0,), 12, 480), 60)
    assert not plan.short
    assert [load.hours for load in plan.loads] == [24, 24, 24, 24]
    assert max(load.night_hours for load in plan.loads) <= 12


def test_nights_are_shared_where_hours_are_alike_anyway() -> None:
    """Four days with a shift by day and one by night: two nights for each of two people."""
    begins = datetime(2026, 11, 23, 10, tzinfo=UTC)
    day = [*[1] * 16, *[0] * 8, *[1] * 16, *[0] * 8]  # 10:00 to 18:00 and 22:00 to 06:00
    needs = needs_of(*day * 4, begins=begins)
    window = ((begins, begins + timedelta(days=4)),)
    people = [Person(name, window, 40) for name in ("Ana", "Bo")]
    plan = plan_shifts(needs, people, Rules((8.0,), 4, 120), 60)
    assert not plan.short
    assert [load.hours for load in plan.loads] == [32, 32]
    assert [load.night_hours for load in plan.loads] == [16, 16]


def test_the_fewest_hours_are_spent() -> None:
    needs = needs_of(1, 1, 1, 1)
    plan = plan_shifts(needs, [person("Ana", 0, 2), person("Bo", 0, 2)], SHORT_RULES, 30)
    assert sum(load.hours for load in plan.loads) == 2
    assert plan.balanced


def test_half_hours_that_nobody_can_cover_are_told_from_those_that_rules_forbid() -> None:
    needs = needs_of(*[1] * 8)
    plan = plan_shifts(needs, [person("Ana", 0, 3, most=2)], SHORT_RULES, 30)
    assert hours_of([*plan.shifts]) == 2
    nobody = [one.starts_at for one in plan.short if one.free < one.wanted]
    assert nobody == [EVENING + timedelta(hours=3), EVENING + timedelta(hours=3.5)]
    assert len(plan.short) == 4


def test_a_half_hour_with_nobody_is_worse_than_several_that_lack_one() -> None:
    needs = needs_of(3, 3, 1, 1)
    people = [person(name, 0, 2, most=1) for name in ("Ana", "Bo")]
    plan = plan_shifts(needs, people, SHORT_RULES, 30)
    assert {short.starts_at for short in plan.short if not short.on_duty} == set()


def test_a_person_is_free_across_windows_that_touch() -> None:
    plan = plan_shifts(needs_of(1, 1, 1, 1), [person("Ana", 0, 1, 1, 2)], Rules((2.0,)), 30)
    assert plan.shifts == (Shift("Ana", EVENING, EVENING + timedelta(hours=2)),)


def test_hours_are_counted_by_the_week() -> None:
    begins = datetime(2026, 11, 23, 0, tzinfo=UTC)
    needs = [Need(begins + timedelta(days=day), 1) for day in range(14)]
    window = ((begins, begins + timedelta(days=14)),)
    plan = plan_shifts(needs, [Person("Ana", window, 3)], Rules((1.0,), 10), 30)
    assert len([one for one in plan.shifts if one.starts_at < begins + timedelta(days=7)]) == 3
    assert plan.loads[0].hours == 6


def test_nights_are_those_of_the_zone_also_when_clocks_change() -> None:
    zone = ZoneInfo("America/New_York")
    evening = datetime(2026, 10, 31, 22, tzinfo=zone).astimezone(UTC)
    needs = needs_of(*[1] * 20, begins=evening)  # clocks go back: 22:00 to 07:00 is ten hours
    one = Person("Ana", ((evening, evening + timedelta(hours=10)),), 40)
    plan = plan_shifts(needs, [one], Rules((10.0,), zone="America/New_York"), 30)
    assert plan.loads[0].night_hours == 9


@pytest.mark.parametrize(
    ("needs", "people", "rules", "said"),
    [
        ([], [person("Ana", 0, 2)], SHORT_RULES, "half hours to cover"),
        (needs_of(1), [], SHORT_RULES, "people who can take"),
        (needs_of(0), [person("Ana", 0, 2)], SHORT_RULES, "nothing to plan"),
        (needs_of(1) * 2, [person("Ana", 0, 2)], SHORT_RULES, "there twice"),
        (needs_of(1), [person("Ana", 0, 2)] * 2, SHORT_RULES, "person is there twice"),
        (needs_of(1), [person("Ana", 0, 2, most=0)], SHORT_RULES, "more than 0 hours"),
        (needs_of(-1, 1), [person("Ana", 0, 2)], SHORT_RULES, "0 people or more"),
        (needs_of(1), [person("Ana", 0, 2)], Rules((0.3,)), "lasts half hours"),
        (needs_of(1), [person("Ana", 0, 2)], Rules((4.0,), -1), "rest between"),
        (needs_of(1), [person("Ana", 0, 2)], Rules((4.0,), 1, 45), "begin every 30"),
        (
            [*needs_of(1), Need(EVENING + timedelta(minutes=10), 1)],
            [person("Ana", 0, 2)],
            SHORT_RULES,
            "full or a half hour",
        ),
        (
            [*needs_of(1), Need(EVENING + timedelta(days=36), 1)],
            [person("Ana", 0, 2)],
            SHORT_RULES,
            "five weeks",
        ),
    ],
)
def test_what_cannot_be_planned_is_refused(
    needs: list[Need], people: list[Person], rules: Rules, said: str
) -> None:
    with pytest.raises(UnusableInput, match=said):
        plan_shifts(needs, people, rules, 5)


class Slow:
    """Solves so many times, then runs out of time without any solution."""

    def __init__(self, solutions: int) -> None:
        self.left = solutions
        self.solve = scipy.optimize.milp

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.left -= 1
        return self.solve(*args, **options) if self.left >= 0 else SimpleNamespace(x=None, status=1)


def test_when_the_time_runs_out_the_first_solution_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scipy.optimize, "milp", Slow(1))
    plan = plan_shifts(needs_of(1, 1), [person("Ana", 0, 2)], SHORT_RULES, 5)
    assert plan.shifts
    assert (plan.least_short, plan.balanced, plan.short) == (True, False, ())


def test_when_there_is_no_solution_at_all_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scipy.optimize, "milp", Slow(0))
    with pytest.raises(UnusableInput, match="No plan was found in the time"):
        plan_shifts(needs_of(1, 1), [person("Ana", 0, 2)], SHORT_RULES, 5)


def test_too_many_possible_shifts_are_refused() -> None:
    begins = datetime(2026, 11, 23, 0, tzinfo=UTC)
    needs = [Need(begins + number * HALF_HOUR, 1) for number in range(48 * 35)]
    window = ((begins, begins + timedelta(days=35)),)
    people = [Person(f"p{number}", window, 40) for number in range(35)]
    with pytest.raises(UnusableInput, match="possible shifts; plan fewer days"):
        plan_shifts(needs, people, Rules((4.0, 6.0, 8.0), starts_every_min=30), 5)
