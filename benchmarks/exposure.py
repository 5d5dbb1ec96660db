"""Exposure on 20 million friendships beside DuckDB, its memory, and how far the closed form is from graphs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from benchmarks.made_graphs import (
    Pairs,
    friends_in,
    in_circles,
    made_graph,
    posters_of,
    rate_that_exposes,
)
from benchmarks.questions import SEED, TINY, Size
from benchmarks.table import Row
from benchmarks.timing import Clock, Round, paired
from harborline.planning.exposure import Posters, Posting, exposure, log_normal, rate_for
from harborline.planning.exposure_files import ROWS
from harborline.planning.exposure_graph import exposed_on
from harborline.planning.exposure_sample import sampled_on

FRIENDS = log_normal(99, 190)
RATE = 0.003
_PEOPLE_EACH = 0.011
"""People for each friendship: somewhat more than 2 / 190, as some friendships are drawn twice."""
_DRAWN_PAIRS = 180_000_000
"""The smaller the graph, the more draws of posters are averaged: the closed form tells the mean."""
_DUCKDB = (
    "select count(*) from (select a from e semi join p on b = id "
    "union select b from e semi join p on a = id)"
)
_MEASURED = """
import re, sys
from contextlib import redirect_stdout
from io import StringIO
from harborline.cli import main
for edges, posters in (sys.argv[1:3], sys.argv[3:5]):
    with redirect_stdout(StringIO()):
        assert main(["exposure", "--edges", edges, "--posters", posters]) == 0
    print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def measure(size: Size) -> list[Row]:
    """Gives the rows: time, memory, a sample, and what the closed form leaves out."""
    rng = np.random.default_rng(SEED)
    count = 2 * size.batch
    people = max(400, int(count * _PEOPLE_EACH))
    pairs = made_graph(people, FRIENDS, rng)[:count]
    posters = posters_of(np.full(people, RATE), pairs, rng)
    return [
        *_timed(pairs, posters, min(size.rounds, 7)),
        *_memory(pairs, posters, tiny=size == TINY),
        _sampled(pairs, posters, min(size.rounds, 7)),
        *_closed(pairs, people, rng),
        *_clustered(max(400, people // 5), rng),
    ]


def _parts(pairs: Pairs) -> list[Pairs]:
    return [pairs[first : first + ROWS] for first in range(0, len(pairs), ROWS)]


def _timed(pairs: Pairs, posters: Pairs, rounds: int) -> Iterator[Row]:
    import duckdb

    peer = "DuckDB, two semi-joins and a union of who is exposed, 2 threads"
    parts = _parts(pairs)
    with duckdb.connect(config={"threads": 2}) as base:
        base.register("given", {"a": pairs[:, 0].copy(), "b": pairs[:, 1].copy()})
        base.register("told", {"id": posters})
        base.execute("create table e as select * from given; create table p as select * from told")

        def theirs(_: int) -> int:
            found = base.execute(_DUCKDB).fetchone()
            assert found is not None
            assert found[0] == exposed
            return len(pairs)

        def ours(_: int) -> int:
            assert exposed_on(parts, posters).exposed == exposed
            return len(pairs)

        exposed = exposed_on(parts, posters).exposed
        what = f"exact exposure on {len(pairs):,} friendships"
        yield _time_row("17a", f"{what}, wall clock", peer, ours, theirs, rounds, perf_counter)
        yield _time_row("17b", f"{what}, CPU", peer, ours, theirs, rounds, process_time)


def _time_row(
    part: str, what: str, peer: str, ours: Round, theirs: Round, rounds: int, clock: Clock
) -> Row:
    pair = paired(ours, theirs, rounds=rounds, clock=clock)
    note = (
        f"{pair.ours_ns:.2f} ns a friendship against {pair.peer_ns:.2f}; ours also counts the people "
        "and refuses friendships with oneself; compiling, once in a process, is not counted"
    )
    return Row(part, what, peer, pair.ratio, pair.low, pair.high, at_most=1, note=note)


def _memory(pairs: Pairs, posters: Pairs, *, tiny: bool) -> Iterator[Row]:
    """Measures the command in a process of its own, after it has counted a graph of two people."""
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(few := f"{folder}/few.csv", [[0, 1]], "%d", ",")
        np.savetxt(one := f"{folder}/one.csv", [0], "%d")
        np.save(theirs := f"{folder}/posters.npy", posters)
        np.save(saved := f"{folder}/edges.npy", pairs)
        files = [("17c", "memory of the command, an array in its file", saved)]
        if not tiny:
            files.append(("17d", "memory of the command, CSV", f"{folder}/edges.csv"))
            _write_csv(Path(files[-1][2]), pairs)
        for part, what, edges in files:
            done = subprocess.run(
                [sys.executable, "-c", _MEASURED, few, one, edges, theirs],
                check=True,
                capture_output=True,
                text=True,
            )
            before, after = (int(line) * 1024 for line in done.stdout.split())
            ratio = max((after - before) / pairs.nbytes, 0.001)
            note = f"{(after - before) / 1e6:,.0f} MB more at its highest, {pairs.nbytes / 1e6:,.0f} MB of pairs"
            peer = "the pairs themselves, 8 bytes each"
            yield Row(part, what, peer, ratio, ratio, ratio, at_most=1.5, note=note)


def _write_csv(path: Path, pairs: Pairs) -> None:
    with path.open("w", encoding="ascii") as file:
        for part in _parts(pairs):
            file.writelines(f"{one},{other}\n" for one, other in part.tolist())


def _sampled(pairs: Pairs, posters: Pairs, rounds: int) -> Row:
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    parts = _parts(pairs)
    truth = exposed_on(parts, posters).share
    errors: list[float] = []
    told: list[float] = []

    def sample(number: int) -> int:
        found = sampled_on(both, posters, 10_000, SEED + number)
        errors.append(found.share - truth)
        told.append(found.standard_error)
        return 1

    def exact(_: int) -> int:
        exposed_on(parts, posters)
        return 1

    pair = paired(exact, sample, rounds=rounds)
    off = 100 * float(np.sqrt(np.mean(np.square(errors))))
    note = f"{off:.2f} points off (RMS of {len(errors)} draws), told {100 * np.mean(told):.2f}"
    return Row(
        *("17e", "sample of 10,000 people: times faster", "the exact count, CPU"),
        *(pair.ratio, pair.low, pair.high),
        note=note,
    )


def _closed(pairs: Pairs, people: int, rng: np.random.Generator) -> Iterator[Row]:
    friends = friends_in(pairs)
    degrees = np.bincount(pairs.ravel(), minlength=people)
    draws = int(np.clip(_DRAWN_PAIRS / len(pairs), 9, 90))
    for part, posting, chances in (
        ("17f", Posting.ALIKE, np.ones(people)),
        ("17g", Posting.BY_FRIENDS, degrees / friends.mean),
    ):
        off, said_and_counted = [], []
        for rate in (0.001, 0.003, 0.01):
            found = [
                exposed_on(_parts(pairs), posters_of(np.minimum(1, rate * chances), pairs, rng))
                for _ in range(draws)
            ]
            share = float(np.mean([one.share for one in found]))
            said = exposure(
                friends, float(np.mean([one.rate for one in found])), Posters(0, posting)
            )
            off.append(max(100 * abs(said - share), 1e-6))
            said_and_counted.append(f"{rate:.1%}: {said:.2%} for {share:.2%}")
        what = f"closed form on an unclustered graph, posting {posting}: points off at most"
        note = (
            f"friends as the graph has them, the mean of {draws} draws of posters, evenly over them; {'; '.join(said_and_counted)}"
            f"; the luck of one campaign, {RATE:.1%} drawn by chance alone: "
            f"{100 * _luck(pairs, np.minimum(1, RATE * chances), rng):.2f} points (SD)"
        )
        peer = "the exact count of the same posters"
        yield Row(part, what, peer, max(off), min(off), max(off), at_most=1, unit="pp", note=note)


def _luck(pairs: Pairs, chances: Pairs, rng: np.random.Generator) -> float:
    """Gives the spread of what five campaigns expose, each person posting or not by themselves."""
    there = np.bincount(pairs.ravel(), minlength=chances.size) > 0
    found = []
    for _ in range(5):
        posters = np.flatnonzero(there & (rng.random(chances.size) < chances)).astype(np.uint32)
        found.append(exposed_on(_parts(pairs), posters).share if posters.size else 0.0)
    return float(np.std(found, ddof=1))


def _clustered(people: int, rng: np.random.Generator) -> Iterator[Row]:
    pairs = made_graph(people, FRIENDS, rng, inside=0.8)
    friends = friends_in(pairs)
    rate = rate_for(friends, 0.45)
    for part, spread in (("17h", 1.5), ("17i", 2.0)):
        relative = [in_circles(people, spread, rng) for _ in range(9)]
        drawn = [
            exposed_on([pairs], posters_of(np.minimum(1, rate * one), pairs, rng))
            for one in relative
        ]
        over = [max(100 * (exposure(friends, one.rate) - one.share), 1e-6) for one in drawn]
        needed = rate_that_exposes(0.45, pairs, relative, SEED)
        agreeing = min(
            np.arange(0, 0.2, 0.001),
            key=lambda rho: abs(exposure(friends, needed, Posters(float(rho))) - 0.45),
        )
        what = (
            f"closed form on a graph of circles, posting rates of log-sd {spread}: points too high"
        )
        note = (
            f"a bias, no goal: 80 % of friendships in circles of 500, {friends.mean:.0f} friends on average; "
            f"where it says 45 % at {rate:.2%} posters, the graph needs {needed:.2%}; "
            f"a correlation of {agreeing:.3f} makes up for that"
        )
        middle = float(np.median(over))
        peer = "the exact count of the same posters"
        yield Row(part, what, peer, middle, min(over), max(over), unit="pp", note=note)
