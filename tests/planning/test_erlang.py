"""Erlang B, C and A against published figures, a solved chain and a simulation."""

import re
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.planning.erlang import (
    Service,
    erlang_b,
    erlang_c,
    with_patience,
    without_patience,
    without_queue,
)
from queue_oracle import Seen, simulated, solved

GOLDEN = Path(__file__).parents[1] / "data" / "planning" / "erlang.txt"
LINES = [line for line in GOLDEN.read_text("utf-8").splitlines() if line and line[0] != "#"]
AHT_S = 600.0
PEAK_HOUR = 1 / 16

staffs = st.integers(1, 60)
loads = st.floats(0.01, 90)
patiences_s = st.floats(10, 20_000)
withins_s = st.sampled_from([0.0, 20.0, 60.0, 600.0])


@pytest.mark.parametrize("line", LINES)
def test_published_figures(line: str) -> None:
    kind, figures = line[0], [float(text) for text in re.findall(r"\d+(?:\.\d+)?", line)]
    if kind == "A":
        per_day, times, lost, answered = figures
        found = with_patience(per_day * PEAK_HOUR * times, AHT_S, 300, 11, 20)
        assert found.lost == pytest.approx(lost / 100, abs=0.0005)
        assert found.answered_in_target == pytest.approx(answered / 100, abs=0.0005)
        return
    load, staff, share = figures
    formula = erlang_b if kind == "B" else erlang_c
    assert formula(load, int(staff)) == pytest.approx(share, abs=0.00005)


def same(found: Service, seen: Seen, rel: float, abs_: float) -> None:
    for name, value in seen._asdict().items():
        unit = AHT_S if name.endswith("_s") else 1
        assert getattr(found, name) == pytest.approx(value * unit, rel=rel, abs=abs_), name


QUEUES = [(6.0, 11, 300), (6.0, 5, 300), (15.0, 8, 180), (0.3, 1, 120), (9.0, 10, 5000)]


@pytest.mark.parametrize(("load", "staff", "patience_s"), QUEUES)
def test_a_solved_chain_says_the_same(load: float, staff: int, patience_s: float) -> None:
    found = with_patience(load * 6, AHT_S, patience_s, staff, 20)
    seen = solved(
        load, staff, patience_s / AHT_S, 20 / AHT_S, longest=60 if patience_s < 1000 else 150
    )
    same(found, seen, rel=1e-6, abs_=1e-9)


@pytest.mark.parametrize(("load", "staff", "patience_s"), QUEUES[:4])
def test_a_simulation_says_the_same(load: float, staff: int, patience_s: float) -> None:
    found = with_patience(load * 6, AHT_S, patience_s, staff, 60)
    seen = simulated(load, staff, patience_s / AHT_S, 60 / AHT_S, calls=100_000, seed=656_4673)
    same(found, seen, rel=0.05, abs_=0.006)


def test_patience_without_end_is_erlang_c() -> None:
    endless = with_patience(36, AHT_S, 1e9, 8, 20)
    never = without_patience(36, AHT_S, 8, 20)
    for left, right in zip(endless, never, strict=True):
        assert left == pytest.approx(right, rel=1e-4, abs=1e-6)


def test_no_patience_at_all_is_erlang_b() -> None:
    hasty = with_patience(36, AHT_S, 1e-6, 5, 0)
    assert hasty.lost == pytest.approx(erlang_b(6, 5), rel=1e-6)
    assert without_queue(36, AHT_S, 5).lost == erlang_b(6, 5)


def test_a_closed_form_of_the_literature() -> None:
    """50 calls an hour of 20 minutes, patience 3 minutes, 18 on duty."""
    found = with_patience(50, 1200, 180, 18, 20)
    assert found.lost == pytest.approx(0.0999, abs=0.00005)
    assert found.mean_wait_s == pytest.approx(0.2997 * 60, abs=0.005)
    assert found.waits == pytest.approx(0.253, abs=0.0005)
    assert erlang_c(50 / 3, 18) == pytest.approx(0.668, abs=0.0005)


def test_erlang_c_in_overload_never_gets_to_anybody_in_time() -> None:
    found = without_patience(80, AHT_S, 11, 20)
    assert found == Service(11, 1.0, 0.0, 0.0, inf, inf, 1.0)


@pytest.mark.parametrize("load", [1.0, 5_000.0, 9_900.0, 10_000.0, 10_200.0, 60_000.0])
def test_ten_thousand_advocates(load: float) -> None:
    staff = 10_000
    found = with_patience(load * 6, AHT_S, 300, staff, 20)
    assert 0 <= found.lost <= found.waits <= 1
    answered = 1 - found.lost
    assert found.occupancy == pytest.approx(load * answered / staff, rel=1e-9)
    assert found.lost >= 1 - staff / load - 1e-12
    assert 0 <= erlang_b(load, staff) <= erlang_c(load, staff) <= 1
    # The fluid limit: in deep overload whoever is too many is lost, and nobody else.
    if load > 1.5 * staff:
        assert found.lost == pytest.approx(1 - staff / load, rel=1e-6)


@given(loads, staffs, patiences_s, withins_s)
def test_what_comes_in_goes_out(
    load: float, staff: int, patience_s: float, within_s: float
) -> None:
    found = with_patience(load * 6, AHT_S, patience_s, staff, within_s)
    shares = (found.waits, found.answered_in_target, found.lost, found.occupancy)
    assert all(-1e-12 <= share <= 1 + 1e-9 for share in shares)
    assert found.answered_in_target <= 1 - found.lost + 1e-9
    assert found.occupancy * staff == pytest.approx(load * (1 - found.lost), rel=1e-6, abs=1e-9)
    assert found.lost * patience_s == pytest.approx(found.mean_wait_s, rel=1e-6, abs=1e-9)
    assert 1 - found.waits <= found.answered_in_target + 1e-12


@given(loads, staffs, patiences_s, withins_s)
def test_one_more_advocate_makes_nothing_worse(
    load: float, staff: int, patience_s: float, within_s: float
) -> None:
    fewer, more = (
        with_patience(load * 6, AHT_S, patience_s, number, within_s)
        for number in (staff, staff + 1)
    )
    assert more.lost <= fewer.lost + 1e-12
    assert more.answered_in_target >= fewer.answered_in_target - 1e-12
    assert more.mean_wait_s <= fewer.mean_wait_s + 1e-9


@given(loads, staffs, patiences_s, withins_s, st.floats(1, 3))
def test_more_calls_make_nothing_better(
    load: float, staff: int, patience_s: float, within_s: float, times: float
) -> None:
    usual, surge = (
        with_patience(x * 6, AHT_S, patience_s, staff, within_s) for x in (load, load * times)
    )
    assert surge.lost >= usual.lost - 1e-12
    assert surge.answered_in_target <= usual.answered_in_target + 1e-12
    assert surge.waits >= usual.waits - 1e-12


@given(loads, staffs, patiences_s, withins_s, st.floats(1, 3))
def test_more_patience_loses_fewer_and_lets_more_wait(
    load: float, staff: int, patience_s: float, within_s: float, times: float
) -> None:
    hasty, patient = (
        with_patience(load * 6, AHT_S, x, staff, within_s) for x in (patience_s, patience_s * times)
    )
    assert patient.lost <= hasty.lost + 1e-9
    assert patient.waits >= hasty.waits - 1e-12


@given(loads, staffs, withins_s)
def test_erlang_c_is_worse_than_b_and_gets_better_with_staff(
    load: float, staff: int, within_s: float
) -> None:
    assert erlang_c(load, staff) >= erlang_b(load, staff)
    fewer, more = (
        without_patience(load * 6, AHT_S, number, within_s) for number in (staff, staff + 1)
    )
    assert more.answered_in_target >= fewer.answered_in_target
    assert more.asa_s <= fewer.asa_s


def test_nobody_on_duty_answers_nobody() -> None:
    found = with_patience(6, AHT_S, 300, 0, 20)
    assert (found.lost, found.answered_in_target, found.mean_wait_s) == (1.0, 0.0, 300)
    assert with_patience(0, AHT_S, 300, 2, 20).answered_in_target == 1
