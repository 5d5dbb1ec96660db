from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pytest
from benchmarks.network_peer import Hotline
from hypothesis import given, settings
from hypothesis import strategies as st

from harborline.planning.network_sim import walked
from harborline.planning.network_walk import DONE, Calls, Parties, Rows, State, Terms

TERMS = Terms(4, last_local_s=52.0, deadline_s=60.0, pick_up_s=9.0, begins=0.0, ends=1e4)
Parts = tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[int]]


def rows_of(*rows: Parts) -> Rows:
    """Rows of centers, mutual aid, state backup and national backups."""
    chain: list[int] = []
    first, cuts = [0], []
    for row in rows:
        at = len(chain)
        cuts.append([at + sum(map(len, row[:part])) for part in (1, 2, 3)])
        chain += [party for part in row for party in part]
        first.append(len(chain))
    aid, state, national = (np.array(column, np.int64) for column in zip(*cuts, strict=True))
    return Rows(np.array(chain, np.int64), np.array(first, np.int64), aid, state, national)


def parties_of(
    seats: Sequence[int], national: int, takes: Sequence[float] | None = None
) -> Parties:
    size = len(seats)
    return Parties(
        np.array(seats, np.int64),
        np.full(size, 20.0),
        np.array(takes or [1.0] * size),
        np.array([int(one == national) for one in range(size)], np.int64),
    )


def calls_of(
    starts: Sequence[float], talk: float, patience: float, chance: Sequence[float] = (0.5,)
) -> Calls:
    at = np.array(starts, np.float64)
    count = len(at)
    return Calls(
        at, at + patience, np.full(count, talk), np.zeros(count, np.int64), np.array(chance)
    )


def story(state: State) -> list[tuple[int, float] | None]:
    """Who answered each call and when; None where nobody did."""
    return [
        (int(party), float(at)) if at >= 0 else None
        for party, at in zip(state.party, state.answered_at, strict=True)
    ]


CENTER, NEXT, AID, STATE, NATIONAL = range(5)
ROW: Parts = ((CENTER, NEXT), (AID,), (STATE,), (NATIONAL,))


class Walk(Protocol):
    def __call__(self, parties: Parties, calls: Calls, terms: Terms = TERMS) -> State: ...


@pytest.fixture(params=["plain", "compiled"])
def walk(request: pytest.FixtureRequest) -> Walk:
    def walk(parties: Parties, calls: Calls, terms: Terms = TERMS) -> State:
        return walked(parties, rows_of(ROW), calls, terms, plain=request.param == "plain")

    return walk


def test_calls_fill_the_chain_from_its_front(walk: Walk) -> None:
    parties = parties_of([1, 1, 1, 1, 2], NATIONAL)
    state = walk(parties, calls_of(range(6), 1000, 5000))
    # Each center has one seat; whoever comes later goes one further, without a useless ring.
    assert story(state) == [(0, 9), (1, 10), (2, 11), (3, 12), (4, 13), (4, 14)]
    assert list(state.rung) == [1, 1, 1, 1, 2]
    assert list(state.busy_s) == [1009, 1009, 1009, 1009, 2018]


def test_nobody_takes_the_call_and_the_minute_runs_out(walk: Walk) -> None:
    parties = parties_of([1, 1, 1, 1, 1], NATIONAL, [0.4, 0.4, 0.4, 1.0, 1.0])
    state = walk(parties, calls_of([0], 100, 5000))
    # Three legs of 20 s; the next would begin after 52 s: the national team after a minute.
    assert story(state) == [(NATIONAL, 69)]
    assert list(state.rung) == [1, 1, 1, 0, 1]


def test_a_leg_that_nobody_takes_is_given_up_at_the_deadline(walk: Walk) -> None:
    parties = parties_of([1, 1, 1, 1, 1], NATIONAL, [0.4, 0.4, 0.4, 1.0, 1.0])
    parties.ring_s[0] = 25
    parties.ring_s[1] = 25
    parties.ring_s[2] = 25
    state = walk(parties, calls_of([0], 100, 5000))
    assert story(state) == [(NATIONAL, 69)]
    assert list(state.busy_s) == [25, 25, 10, 0, 109]


def test_at_most_so_many_centers_ring(walk: Walk) -> None:
    parties = parties_of([1, 1, 1, 1, 1], NATIONAL, [0.4, 1.0, 1.0, 1.0, 1.0])
    state = walk(parties, calls_of([0], 100, 5000), terms=TERMS._replace(limit=1))
    assert story(state) == [(AID, 29)]


def test_whoever_holds_is_answered_in_the_order_of_waiting(walk: Walk) -> None:
    parties = parties_of([0, 0, 0, 0, 1], NATIONAL)
    state = walk(parties, calls_of([0, 10, 20], 100, 5000))
    assert story(state) == [(NATIONAL, 9), (NATIONAL, 118), (NATIONAL, 227)]
    assert list(state.held) == [0, 1, 1]


def test_whoever_hangs_up_on_hold_loses_the_place_and_no_seat(walk: Walk) -> None:
    parties = parties_of([0, 0, 0, 0, 1], NATIONAL)
    calls = calls_of([0, 10, 20], 100, 5000)
    calls.gives_up[1] = 50
    state = walk(parties, calls)
    assert story(state) == [(NATIONAL, 9), None, (NATIONAL, 118)]


def test_a_local_seat_that_gets_free_calls_a_holder(walk: Walk) -> None:
    parties = parties_of([1, 0, 0, 0, 0], NATIONAL)
    state = walk(parties, calls_of([0, 10], 100, 5000))
    assert story(state) == [(CENTER, 9), (CENTER, 118)]


def test_a_caller_who_leaves_while_it_rings_frees_the_seat(walk: Walk) -> None:
    parties = parties_of([1, 0, 0, 0, 0], NATIONAL)
    calls = calls_of([0, 1], 100, 5000)
    calls.gives_up[0] = 5
    state = walk(parties, calls)
    assert story(state) == [None, (CENTER, 14)]
    assert list(state.busy_s) == [5 + 109, 0, 0, 0, 0]


def test_a_caller_who_leaves_in_the_menus_rings_nowhere(walk: Walk) -> None:
    parties = parties_of([1, 1, 1, 1, 1], NATIONAL)
    calls = calls_of([20], 100, 5000)
    calls.gives_up[0] = 12
    assert story(walk(parties, calls)) == [None]


def test_seats_are_measured_between_two_times(walk: Walk) -> None:
    parties = parties_of([1, 0, 0, 0, 0], NATIONAL)
    terms = TERMS._replace(begins=50.0, ends=80.0)
    state = walk(parties, calls_of([0], 100, 5000), terms=terms)
    assert state.busy_s[0] == 30


@st.composite
def networks(draw: st.DrawFn) -> tuple[Parties, Rows, Calls, Terms]:
    """A small network and its calls; times to the second and a bit, so that no two fall together."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size, count = draw(st.integers(3, 9)), draw(st.integers(1, 120))
    rows: list[Parts] = []
    for _ in range(draw(st.integers(1, 4))):
        order = [int(one) for one in rng.permutation(size - 1)]
        cuts = sorted(rng.integers(0, size, 2))
        rows.append((order[: cuts[0]], order[: cuts[1]][::2], order[-1:], [size - 1]))
    parties = Parties(
        rng.integers(0, 3, size),
        rng.uniform(8, 25, size),
        np.append(rng.random(size - 1), 1.0),
        np.append(np.zeros(size - 1, np.int64), 1),
    )
    starts = np.cumsum(rng.exponential(draw(st.sampled_from([5, 40, 300])), count))
    calls = Calls(
        starts,
        starts + rng.exponential(200, count) - 5,
        rng.exponential(400, count),
        rng.integers(0, len(rows), count),
        rng.random(997),
    )
    return parties, rows_of(*rows), calls, TERMS._replace(limit=draw(st.integers(1, 4)))


@settings(max_examples=60, deadline=None)
@given(world=networks())
def test_plain_compiled_and_event_by_event_tell_the_same(
    world: tuple[Parties, Rows, Calls, Terms],
) -> None:
    fast = walked(*world, plain=False)
    assert story(walked(*world, plain=True)) == story(fast)
    hotline = Hotline(*world)
    hotline.run()
    told = [hotline.answered.get(call) for call in range(len(world[2].starts))]
    for one, other in zip(story(fast), told, strict=True):
        assert (one is None) == (other is None)
        assert one is None or other is None or one[0] == other[0]
        assert one is None or other is None or one[1] == pytest.approx(other[1])
    assert {call for call, held in enumerate(fast.held) if held} == hotline.held


@settings(max_examples=60, deadline=None)
@given(world=networks())
def test_no_call_is_lost_from_sight_and_no_seat_is_taken_twice(
    world: tuple[Parties, Rows, Calls, Terms],
) -> None:
    parties, _, calls, terms = world
    state = walked(*world, plain=False)
    answered = np.asarray(state.answered_at) >= 0
    assert state.counts[0] == 0
    assert not np.asarray(state.live).any()
    assert int(answered.sum()) == int(np.asarray(state.taken).sum())
    assert ((np.asarray(state.status) == DONE) == answered).all()
    at = np.asarray(state.answered_at)
    assert (at[answered] >= np.asarray(calls.starts)[answered] + terms.pick_up_s - 1e-9).all()
    assert (at[answered] <= np.asarray(calls.gives_up)[answered] + 1e-9).all()
    for party, seats in enumerate(parties.seats):
        talks = answered & (np.asarray(state.party) == party)
        begins, ends = at[talks], at[talks] + np.asarray(calls.talk)[talks]
        assert all(int(((begins <= one) & (one < ends)).sum()) <= seats for one in begins)
