"""One center's queue simulated, beside SimPy on the same drawn calls, and beside Erlang A on a grid."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from benchmarks.questions import FULL, SEED, TINY, Size
from benchmarks.queue_peer import lost_of
from benchmarks.table import Row
from benchmarks.timing import Round, paired
from harborline.planning.erlang import with_patience
from harborline.planning.queue_sim import Queue, Runs, exponential, offered_waits, simulate_queue

PEER = "SimPy, a resource and one process for each caller, on the same drawn calls"
AHT_S, PATIENCE_S, STAFF, CALLS_PER_HOUR = 1200.0, 180.0, 18, 50.0
GRID = tuple(product((1, 3, 10, 30, 100), (0.5, 0.8, 1.0, 1.2, 2.0), (0.1, 0.3, 1.0, 3.0)))
"""Advocates, load of each of them, and patience in talks: 100 cases."""
_AT_ONCE = {TINY: 300}
_REPLICATIONS = 20


def measure(size: Size) -> list[Row]:
    """Gives the rows: compiled, plain, and how far the grid is from Erlang A."""
    calls = _AT_ONCE.get(size, 20_000)
    peer = _round(calls, _with_simpy)
    rounds = min(size.rounds, 5)
    ways = (
        ("16a", "calls of a queue, compiled: times faster", calls * 50, False, 150),
        ("16b", "calls of a queue, plain Python: times faster", calls * 5, True, 40),
    )
    rows = []
    for part, what, count, plain, goal in ways:
        ours = _round(count, lambda *drawn, plain=plain: _lost(*drawn, plain=plain))
        ours(0)
        pair = paired(peer, ours, rounds=rounds)
        note = f"{1e9 / pair.ours_ns:,.0f} calls a second against {1e9 / pair.peer_ns:,.0f}"
        rows.append(
            Row(part, what, PEER, pair.ratio, pair.low, pair.high, at_least=goal, note=note)
        )
    return [*rows, *_grid(size)]


def _round(calls: int, work: Any) -> Round:
    """Draws the calls and lets them come; drawing is counted on both sides."""

    def one(number: int) -> int:
        rng = np.random.default_rng(SEED + number)
        arrivals = np.cumsum(rng.exponential(3600 / CALLS_PER_HOUR, calls))
        work(arrivals, rng.exponential(AHT_S, calls), rng.exponential(PATIENCE_S, calls))
        return calls

    return one


def _lost(arrivals: Any, talks: Any, patience: Any, *, plain: bool) -> int:
    return int((offered_waits(arrivals, talks, patience, STAFF, plain=plain) > patience).sum())


def _with_simpy(arrivals: Any, talks: Any, patience: Any) -> int:
    """Gives how many hang up."""
    told = lost_of(arrivals.tolist(), talks.tolist(), patience.tolist(), STAFF)
    return sum(told)


def _grid(size: Size) -> list[Row]:
    """Gives the largest standard error of the lost, and the largest error against Erlang A."""
    calls = 2_000 if size == TINY else 450_000
    cases = GRID if size == FULL else GRID[::10]
    worst_error, worst_spread = (0.0, ""), (0.0, "")
    for number, (staff, load, patience) in enumerate(cases):
        an_hour = 3600 * staff * load / AHT_S
        queue = Queue(an_hour, staff, exponential(AHT_S), exponential(patience * AHT_S))
        warm_up = 1_000 + 20 * staff
        seen = simulate_queue(queue, Runs(calls, warm_up, _REPLICATIONS, SEED + number)).lost
        said = with_patience(an_hour, AHT_S, patience * AHT_S, staff, 20).lost
        case = f"{staff} advocates, load {load} each, patience {patience} talks"
        worst_error = max(worst_error, (abs(seen.mean - said), case))
        worst_spread = max(worst_spread, (seen.error, case))
    several = f"{len(cases)} cases of {_REPLICATIONS} x {calls:,} calls"
    return [
        _worst("16c", f"share lost, largest error over {several}", *worst_error, 0.002),
        _worst("16d", "share lost, largest standard error", *worst_spread, 0.0005),
    ]


def _worst(part: str, what: str, value: float, case: str, goal: float) -> Row:
    in_points, bound = 100 * value, 100 * goal
    note = f"worst: {case}"
    return Row(part, what, "Erlang A", in_points, in_points, in_points, bound, None, "points", note)
