"""The fewest advocates for a target, one hour at a time and a whole network at once."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harborline.core.errors import UnusableInput
from harborline.planning.staffing import (
    Callers,
    Model,
    Target,
    is_met,
    need_with,
    rostered,
    service,
    smallest_staff,
    usual_model,
)
from harborline.planning.staffing_table import staff_network

GOLDEN = Path(__file__).parents[1] / "data" / "planning" / "staffing.txt"
LINES = [line for line in GOLDEN.read_text("utf-8").splitlines() if line and line[0] != "#"]
USUAL = Callers(600, 300)
TARGET = Target(0.8, 20, 0.03)

some_callers = st.builds(
    Callers,
    st.floats(60, 3600),
    st.floats(20, 3000),
    st.sampled_from([0.0, 0.3, 0.8]),
    st.sampled_from([Model.ERLANG_A, Model.ERLANG_B]),
)
some_targets = st.builds(
    Target,
    st.sampled_from([0.5, 0.8, 0.95]),
    st.sampled_from([0.0, 20.0, 90.0]),
    st.sampled_from([0.01, 0.05, 1.0]),
)


@pytest.mark.parametrize("line", LINES)
def test_published_figures(line: str) -> None:
    per_day, staff = int(line.split(maxsplit=1)[0]), int(line.rpartition(" ")[2])
    if found := re.search(r"(\d+)/(\d+):", line):
        callers = Callers(600, model=Model.ERLANG_C)
        target = Target(int(found[1]) / 100, int(found[2]))
    else:
        callers, target = USUAL, Target(1e-6, 20, 0.05)
    assert smallest_staff(per_day / 16, callers, target).staff == staff


@settings(max_examples=60)
@given(st.floats(0.1, 200), some_callers, some_targets)
def test_one_fewer_would_not_do(calls: float, callers: Callers, target: Target) -> None:
    need = smallest_staff(calls, callers, target)
    assert is_met(need.service, target)
    if need.staff > 1:
        fewer = need_with(calls, callers, need.staff - 1, target.within_s)
        assert not is_met(fewer.service, target)


@settings(max_examples=60)
@given(st.floats(0.1, 200), some_callers, st.integers(1, 40))
def test_calls_that_come_again_settle(calls: float, callers: Callers, staff: int) -> None:
    need = need_with(calls, callers, staff, 20)
    lost = need.service.lost
    assert need.offered_per_hour == pytest.approx(
        calls + callers.redials * lost * need.offered_per_hour, rel=1e-9
    )
    answered = need.offered_per_hour * (1 - lost)
    assert answered + calls * need.never_answered == pytest.approx(calls, rel=1e-9)
    assert need.offered_per_hour >= calls
    assert lost >= service(calls, callers, staff, 20).lost - 1e-12


def test_a_target_needs_the_loss_as_well() -> None:
    surge = 35.9 * 3
    hasty = Callers(600, 30)
    in_time_alone = smallest_staff(surge, hasty, Target(0.8, 20))
    both = smallest_staff(surge, hasty, TARGET)
    assert in_time_alone.service.lost > TARGET.max_lost
    assert both.staff > in_time_alone.staff


def test_without_a_patience_nobody_is_lost() -> None:
    assert usual_model(None) is Model.ERLANG_C
    assert usual_model(300) is Model.ERLANG_A
    need = smallest_staff(35.9, Callers(600, model=Model.ERLANG_C), Target(0.8, 20))
    assert (need.staff, need.service.lost, need.never_answered) == (9, 0, 0)


def test_a_quiet_hour_has_somebody_and_a_floor_holds() -> None:
    assert smallest_staff(0, USUAL, TARGET).staff == 1
    assert smallest_staff(0.1, USUAL, TARGET, at_least=3).staff == 3


def test_thousands_of_advocates() -> None:
    need = smallest_staff(48_000, USUAL, TARGET)
    assert is_met(need.service, TARGET)
    assert 7_700 < need.staff < 8_100


@pytest.mark.parametrize(
    ("staff", "shrinkage", "expected"), [(11, 0.3, 16), (7, 0, 7), (9, 0.1, 10)]
)
def test_shrinkage(staff: int, shrinkage: float, expected: int) -> None:
    assert rostered(staff, shrinkage) == expected


@pytest.mark.parametrize(
    ("calls", "callers", "target", "said"),
    [
        (10, Callers(0, 300), TARGET, "length of a call"),
        (10, Callers(600), TARGET, "needs a patience"),
        (10, Callers(600, -1), TARGET, "needs a patience"),
        (10, Callers(600, 300, 1), TARGET, "calls again"),
        (10, Callers(600, None, 0.5, Model.ERLANG_C), TARGET, "Nobody is lost"),
        (10, USUAL, Target(1, 20), "below 100 %"),
        (10, USUAL, Target(0.8, -1), "0 seconds or more"),
        (10, USUAL, Target(0.8, 20, 0), "may be lost"),
        (-1, USUAL, TARGET, "calls an hour"),
        (1e6, USUAL, TARGET, "More than 10,000"),
    ],
)
def test_what_no_formula_describes_is_refused(
    calls: float, callers: Callers, target: Target, said: str
) -> None:
    with pytest.raises(UnusableInput, match=said):
        smallest_staff(calls, callers, target)
    with pytest.raises(UnusableInput, match=said):
        staff_network(np.full((1, 2), calls), [callers], target)


def test_a_floor_of_nobody_is_refused() -> None:
    with pytest.raises(UnusableInput, match="At least 1"):
        smallest_staff(1, USUAL, TARGET, at_least=0)
    with pytest.raises(UnusableInput, match="one row of calls"):
        staff_network(np.zeros((2, 2)), [USUAL], TARGET)


@settings(max_examples=25)
@given(
    st.lists(some_callers, min_size=1, max_size=4),
    some_targets,
    st.integers(0, 2**32 - 1),
    st.sampled_from([3.0, 60.0, 400.0]),
)
def test_a_network_at_once_is_each_hour_by_itself(
    callers: list[Callers], target: Target, seed: int, busiest: float
) -> None:
    rng = np.random.default_rng(seed)
    calls = rng.uniform(0, busiest, (len(callers), 5))
    calls[0, 0] = 0
    week = staff_network(calls, callers, target)
    for (row, hour), number in np.ndenumerate(week.staff):
        need = smallest_staff(float(calls[row, hour]), callers[row], target)
        assert number == need.staff
        if calls[row, hour]:
            assert week.lost[row, hour] == pytest.approx(need.service.lost, abs=1e-8)
            in_target = need.service.answered_in_target
            assert week.in_target[row, hour] == pytest.approx(in_target, abs=1e-8)


def test_a_network_of_mixed_models_and_of_many_advocates() -> None:
    callers = [Callers(600, None, 0, Model.ERLANG_C), USUAL, USUAL]
    calls = np.array([[574 / 16, 3000 / 16], [48_000, 1], [3, 1]])
    week = staff_network(calls, callers, Target(0.8, 20, 0.05), at_least=2)
    assert week.staff[0].tolist() == [9, 37]
    alone = smallest_staff(48_000, USUAL, Target(0.8, 20, 0.05)).staff
    assert week.staff[1].tolist() == [alone, 2]
    assert week.staff[2].tolist() == [smallest_staff(3, USUAL, Target(0.8, 20, 0.05), 2).staff, 2]


def test_a_hard_target_needs_more_than_was_looked_at_first() -> None:
    target = Target(0.999_999, 0, 0.000_001)
    week = staff_network([[600, 6, 3]], [USUAL], target)
    alone = [smallest_staff(calls, USUAL, target).staff for calls in (600, 6, 3)]
    assert week.staff[0].tolist() == alone
    assert alone[0] > 100 + 3 * 10 + 4
