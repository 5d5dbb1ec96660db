from math import isnan

import numpy as np
import pytest
from benchmarks.queue_peer import lost_of
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.errors import UnusableInput
from harborline.planning.erlang import with_patience
from harborline.planning.queue_sim import (
    Queue,
    Runs,
    exponential,
    log_normal,
    measured,
    offered_waits,
    simulate_queue,
)

FEW = Runs(calls=20_000, warm_up=1_000, replications=5, seed=6)
lengths = st.lists(st.floats(0, 500, allow_subnormal=False), min_size=1, max_size=40)


def queue(calls_per_hour: float, staff: int, patience_s: float = 300) -> Queue:
    return Queue(calls_per_hour, staff, exponential(600), exponential(patience_s))


def test_a_queue_by_hand() -> None:
    # One advocate. The first talks from 0 to 100; the second waits 70, the third would wait 160
    # and hangs up after 50; the fourth comes when nobody talks.
    waits = offered_waits(
        np.array([0.0, 30.0, 40.0, 400.0]),
        np.array([100.0, 100.0, 100.0, 10.0]),
        np.array([0.0, 70.0, 50.0, 0.0]),
        staff=1,
        plain=True,
    )
    assert waits.tolist() == [0, 70, 160, 0]


@given(data=st.data(), gaps=lengths, staff=st.integers(1, 5))
def test_both_walks_give_the_same_waits(data: st.DataObject, gaps: list[float], staff: int) -> None:
    others = st.lists(st.floats(0, 900), min_size=len(gaps), max_size=len(gaps))
    arrivals = np.cumsum(gaps)
    talks, patience = (np.array(data.draw(others), np.float64) for _ in range(2))
    plain = offered_waits(arrivals, talks, patience, staff, plain=True)
    fast = offered_waits(arrivals, talks, patience, staff)
    assert fast.tolist() == plain.tolist()
    more = offered_waits(arrivals, talks, np.full(len(gaps), np.inf), staff + 1, plain=True)
    fewer = offered_waits(arrivals, talks, np.full(len(gaps), np.inf), staff, plain=True)
    assert (more <= fewer).all()  # where nobody hangs up, one more makes nobody wait longer


@pytest.mark.parametrize("staff", [1, 4, 11])
def test_the_same_callers_hang_up_as_event_by_event(staff: int) -> None:
    rng = np.random.default_rng(staff)
    arrivals = np.cumsum(rng.exponential(600 / staff, 3_000))
    talks, patience = rng.exponential(700, 3_000), rng.exponential(300, 3_000)
    waits = offered_waits(arrivals, talks, patience, staff)
    told = lost_of(arrivals.tolist(), talks.tolist(), patience.tolist(), staff)
    assert (waits > patience).tolist() == told
    assert 100 < sum(told) < 2_900


@pytest.mark.parametrize(
    ("calls_per_hour", "staff", "patience_s"),
    [(4, 1, 300), (12, 3, 120), (35.9, 9, 300), (35.9, 11, 300), (108, 11, 300), (187.5, 34, 300)],
)
def test_erlang_a_is_what_comes_out(calls_per_hour: float, staff: int, patience_s: float) -> None:
    said = with_patience(calls_per_hour, 600, patience_s, staff, 20)
    runs = Runs(calls=60_000, warm_up=2_000, replications=10, seed=int(calls_per_hour))
    seen = simulate_queue(queue(calls_per_hour, staff, patience_s), runs)
    for name in ("waits", "answered_in_target", "lost", "asa_s", "occupancy"):
        mean, error = getattr(seen, name)
        assert error > 0
        assert abs(mean - getattr(said, name)) <= 4 * error, name
    assert abs(seen.lost.mean - said.lost) <= 0.005


def test_the_seed_decides_and_the_way_of_walking_does_not() -> None:
    case = queue(50, 8)
    first = simulate_queue(case, FEW)
    assert simulate_queue(case, FEW, plain=True) == first
    assert simulate_queue(case, FEW._replace(seed=7)) != first
    assert simulate_queue(case, FEW._replace(replications=1)).lost.mean != first.lost.mean


def test_talks_that_vary_more_make_callers_wait_longer() -> None:
    runs = FEW._replace(replications=20)
    even, uneven = (
        simulate_queue(Queue(10, 2, log_normal(600, cv), exponential(10_800)), runs).asa_s
        for cv in (0.3, 2.0)
    )
    assert even.mean + 3 * even.error < uneven.mean - 3 * uneven.error


def test_log_normal_times_have_the_mean_and_the_variation() -> None:
    drawn = log_normal(600, 1.2)(np.random.default_rng(1), 400_000)
    assert drawn.mean() == pytest.approx(600, rel=0.01)
    assert drawn.std() / drawn.mean() == pytest.approx(1.2, rel=0.03)


def test_the_error_of_one_value_is_not_known() -> None:
    assert isnan(measured([0.5]).error)
    assert measured([1.0, 3.0]) == (2.0, 1.0)


@pytest.mark.parametrize(
    ("case", "runs"),
    [
        (queue(0, 3), FEW),
        (queue(10, 0), FEW),
        (queue(10, 3), FEW._replace(calls=0)),
        (queue(10, 3), FEW._replace(replications=0)),
    ],
)
def test_what_cannot_be_simulated_is_refused(case: Queue, runs: Runs) -> None:
    with pytest.raises(UnusableInput):
        simulate_queue(case, runs)
