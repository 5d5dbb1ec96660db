"""One center's queue by simulation: M/M/n+M, or talk times and patience drawn as one likes.

Calls come by chance at an even rate; all that is drawn comes from a numpy Generator made of the seed, one
for each replication, so results depend on neither machine nor number of processes, and two numbers of
advocates meet the very same calls. Shares are of the calls offered after the warm-up.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.planning import queue_walk
from harborline.planning.compiled import compiled
from harborline.planning.queue_walk import walk_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Sampler = Callable[[np.random.Generator, int], Floats]
    """Draws so many lengths of time, in seconds."""


class Queue(NamedTuple):
    """One center: calls an hour, advocates on duty, how talks and patience are drawn, and the target."""

    calls_per_hour: float
    staff: int
    talk: Sampler
    patience: Sampler
    within_s: float = 20.0


class Runs(NamedTuple):
    """How often and how long: calls counted in a replication, and calls before them that are not."""

    calls: int
    warm_up: int
    replications: int
    seed: int


class Measured(NamedTuple):
    """Mean over replications, and its standard error: their spread / square root of their number."""

    mean: float
    error: float


class Seen(NamedTuple):
    """What callers met. `lost`, `waits`, `answered_in_target`: / offered; `asa_s`: of the answered.

    `occupancy`: time in talks / time on duty. As `planning.erlang.Service` has them.
    """

    waits: Measured
    answered_in_target: Measured
    lost: Measured
    asa_s: Measured
    occupancy: Measured


def exponential(mean_s: float) -> Sampler:
    """Gives a sampler of exponential times."""
    return lambda rng, count: rng.exponential(mean_s, count)


def log_normal(mean_s: float, variation: float) -> Sampler:
    """Gives a sampler of log-normal times. `variation`: standard deviation / mean.

    What talk times of call centers look like: L. Brown and others, J. Amer. Statist. Assoc. 100 (2005).
    """
    from math import log

    square = log(1 + variation * variation)
    middle, spread = log(mean_s) - square / 2, sqrt(square)
    return lambda rng, count: rng.lognormal(middle, spread, count)


def simulate_queue(queue: Queue, runs: Runs, *, plain: bool = False) -> Seen:
    """Simulates the replications. `plain`: without the compiler, with the same results.

    Raises UnusableInput.
    """
    import numpy as np

    _check(queue, runs)
    seeds = np.random.SeedSequence(runs.seed).spawn(runs.replications)
    rows = [_replication(queue, runs, np.random.default_rng(seed), plain=plain) for seed in seeds]
    columns = zip(*rows, strict=True)
    return Seen(*(measured(column) for column in columns))


def _check(queue: Queue, runs: Runs) -> None:
    if not (0 < queue.calls_per_hour < float("inf") and queue.staff > 0):
        raise UnusableInput("A queue needs calls, and at least one advocate on duty.")
    if runs.calls < 1 or runs.warm_up < 0 or runs.replications < 1:
        raise UnusableInput("A simulation needs at least one call and one replication.")


def measured(values: Sequence[float]) -> Measured:
    """Gives mean and standard error; the error of a single value is not known, and NaN."""
    import numpy as np

    column = np.asarray(values, np.float64)
    spread = float(column.std(ddof=1)) if len(column) > 1 else float("nan")
    return Measured(float(column.mean()), spread / sqrt(len(column)))


def _replication(
    queue: Queue, runs: Runs, rng: np.random.Generator, *, plain: bool
) -> tuple[float, ...]:
    """Gives the five figures of `Seen`."""
    import numpy as np

    count = runs.warm_up + runs.calls
    arrivals = np.cumsum(rng.exponential(3600 / queue.calls_per_hour, count))
    talks, patience = queue.talk(rng, count), queue.patience(rng, count)
    waits = offered_waits(arrivals, talks, patience, queue.staff, plain=plain)
    answered = waits <= patience
    counted = slice(runs.warm_up, None)
    wait, ok = waits[counted], answered[counted]
    got = int(ok.sum())
    begins, ends = arrivals[min(runs.warm_up, count - 1)], arrivals[-1]
    starts = (arrivals + waits)[answered]
    inside = np.clip(starts + talks[answered], begins, ends) - np.clip(starts, begins, ends)
    duty = queue.staff * (ends - begins)
    return (
        float((wait > 0).mean()),
        float((ok & (wait <= queue.within_s)).mean()),
        1 - got / runs.calls,
        float(wait[ok].mean()) if got else float("nan"),
        float(inside.sum() / duty) if duty else 0.0,
    )


def offered_waits(
    arrivals: Floats, talks: Floats, patience: Floats, staff: int, *, plain: bool = False
) -> Floats:
    """Gives the seconds that each call would have to wait; it hangs up where its patience is less."""
    import numpy as np

    if plain:
        listed = [0.0] * len(arrivals)
        walk_plain(arrivals.tolist(), talks.tolist(), patience.tolist(), [0.0] * staff, listed)
        return np.asarray(listed)
    waits = np.empty(len(arrivals))
    walk = compiled(queue_walk.sift, queue_walk.walk)
    walk(arrivals, talks, patience, np.zeros(staff), waits)
    return waits
