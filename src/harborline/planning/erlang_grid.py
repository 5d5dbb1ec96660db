"""Erlang A, B and C for many queues at once, as arrays: what `erlang` says of one, in closed form.

With x = n / haste and y = load / haste, the queue's states weigh A = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ...
= x! e^y y^-x P(x, y), P the regularised incomplete gamma function (C. Palm 1957; Garnett, Mandelbaum &
Reiman 2002). All in logarithms; where P underflows, the series itself is short. Time is in units of a talk.
Called by: `staffing_table`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]

_UNDERFLOW = 1e-250
_TINY = 1e-17


class Rates(NamedTuple):
    """`in_target`: answered within the time of the target / offered. `lost`: lost / offered."""

    in_target: Floats
    lost: Floats


def busy_shares(load: Floats, staff: Floats) -> Floats:
    """Gives Erlang B of each; `load` > 0.

    1/B = n! e^a a^-n Q(n+1, a) below full load; above it the terms of 1 + n/a + n(n-1)/a^2 + ... fall.
    """
    import numpy as np
    from scipy.special import gammaincc, gammaln

    inverse = np.empty(np.broadcast(load, staff).shape)
    load, staff = np.broadcast_arrays(load, staff)
    below = load <= staff
    a, n = load[below], staff[below]
    # No logarithm in the last factor: Q is at least a half there, and its digits are kept.
    log_state = gammaln(n + 1) + a - n * np.log(a)
    inverse[below] = np.exp(np.minimum(log_state, 700)) * gammaincc(n + 1, a)
    a, n = load[~below], staff[~below]
    term, total, step = np.ones(a.shape), np.ones(a.shape), 0
    while (term > total * _TINY).any():
        term = term * np.maximum(n - step, 0) / a
        total += term
        step += 1
    inverse[~below] = total
    return 1 / inverse


def impatient(load: Floats, staff: Floats, haste: Floats, within: Floats) -> Rates:
    """Gives the rates by Erlang A. `load` > 0; `haste`: talk time / patience; `within`: talk times."""
    import numpy as np

    load, staff, haste, within = np.broadcast_arrays(load, staff, haste, within)
    stages, arrivals = staff / haste, load / haste
    busy = busy_shares(load, staff)
    empty = np.exp(-_log_states(stages, arrivals))
    waits = busy / (busy + empty - busy * empty)
    late = waits * (1 - empty) * staff / load
    share = 1 - np.exp(_log_not_yet(stages + 1, arrivals, haste * within))
    return Rates(1 - waits + late * share, np.clip(waits - late, 0, 1))


def patient(load: Floats, staff: Floats, within: Floats) -> Rates:
    """Gives the rates by Erlang C; `load` > 0."""
    import numpy as np

    load, staff, within = np.broadcast_arrays(load, staff, within)
    spare = staff - load
    busy = busy_shares(load, staff)
    steady = spare > 0
    waits = np.where(steady, staff * busy / np.where(steady, spare + load * busy, 1), 1)
    in_target = 1 - waits * np.exp(-np.where(steady, spare * within, 0))
    return Rates(in_target, np.zeros(load.shape))


def queueless(load: Floats, staff: Floats) -> Rates:
    """Gives the rates by Erlang B; `load` > 0."""
    busy = busy_shares(load, staff)
    return Rates(1 - busy, busy)


def _log_states(stages: Floats, arrivals: Floats) -> Floats:
    """Gives log A for each."""
    import numpy as np
    from scipy.special import gammainc, gammaln

    share = gammainc(stages, arrivals)
    safe = np.where(share > _UNDERFLOW, share, 1)
    found = gammaln(stages + 1) + arrivals - stages * np.log(arrivals) + np.log(safe)
    short = share <= _UNDERFLOW
    found[short] = np.log(_series(stages[short], arrivals[short]))
    states: Floats = np.maximum(found, 0)
    return states


def _log_not_yet(order: Floats, whole: Floats, fading: Floats) -> Floats:
    """Gives log (P(order, whole e^-fading) / P(order, whole)) for each."""
    import numpy as np
    from scipy.special import gammainc

    part = whole * np.exp(-fading)
    above, below = gammainc(order, part), gammainc(order, whole)
    good = (above > _UNDERFLOW) & (below > _UNDERFLOW)
    found = np.log(np.where(good, above, 1)) - np.log(np.where(good, below, 1))
    # Beyond the order P(order, whole) is a half and more: the quotient itself is next to nothing.
    found[~good & (whole > order)] = -np.inf
    short = ~good & (whole <= order)
    a, z, u = order[short], whole[short], fading[short]
    ratio = _series(a, z * np.exp(-u)) / _series(a, z)
    found[short] = -a * u - z * np.expm1(-u) + np.log(ratio)
    return found


def _series(order: Floats, argument: Floats) -> Floats:
    """Gives 1 + z/(a+1) + z^2/((a+1)(a+2)) + ... for each, for an argument of at most the order."""
    import numpy as np

    term, total, place = np.ones(order.shape), np.ones(order.shape), 0
    while (term > total * _TINY).any():
        place += 1
        term = term * argument / (order + place)
        total += term
    return total
