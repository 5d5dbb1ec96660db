"""What callers meet with so many advocates on duty: Erlang B, C and A, of one queue in its steady state.

B: whoever finds all busy is lost. C: everybody waits for ever. A: everybody waits, and hangs up after a
patience that is exponential. Calls come by chance (Poisson), talk times are exponential; there is one queue,
first come first served. B and C: A. K. Erlang 1917. A: C. Palm 1946 and 1957; the forms used here are those of
O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers", M&SOM 4 (2002), and
S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers", Queueing Systems 51 (2005).
All sums run as recursions of shares between 0 and 1, so that 10,000 advocates and any overload stay exact.
"""

from __future__ import annotations

from math import ceil, exp, expm1, inf, log1p, sqrt
from typing import NamedTuple

_NEGLIGIBLE = 45.0
"""States less likely than exp(-45) of the likeliest are left out; doubles hold 16 digits."""
_TINY = 1e-17


class Service(NamedTuple):
    """What callers meet. Shares are 0 to 1; each says of what.

    `waits`: not answered at once / offered; with B these are lost. `answered_in_target`: answered within the
    seconds of the target / offered, whoever hung up included. `lost`: hung up, or found all busy / offered.
    `asa_s`: mean wait of the answered; inf where Erlang C has no steady state. `mean_wait_s`: of all offered,
    until they are answered or hang up. `occupancy`: time in talks / time on duty.
    """

    staff: int
    waits: float
    answered_in_target: float
    lost: float
    asa_s: float
    mean_wait_s: float
    occupancy: float


def erlang_b(load: float, staff: int) -> float:
    """Gives the share that finds all busy. `load`: erlangs, calls per hour times talk time in hours.

    B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)).
    """
    busy = 1.0
    for number in range(1, staff + 1):
        busy = load * busy / (number + load * busy)
    return busy


def erlang_c(load: float, staff: int) -> float:
    """Gives the share that waits when nobody hangs up: C = n B / (n - a (1 - B)); 1 in overload."""
    if load >= staff:
        return 1.0
    busy = erlang_b(load, staff)
    return staff * busy / (staff - load * (1 - busy))


def without_queue(calls_per_hour: float, aht_s: float, staff: int) -> Service:
    """Gives the service by Erlang B: no queue at all, as at a center whose callers go on to the next."""
    load = calls_per_hour * aht_s / 3600
    busy = erlang_b(load, staff)
    occupancy = load * (1 - busy) / staff if staff else 0.0
    return Service(staff, busy, 1 - busy, busy, 0.0, 0.0, occupancy)


def without_patience(calls_per_hour: float, aht_s: float, staff: int, within_s: float) -> Service:
    """Gives the service by Erlang C: P(wait > t) = C exp(-(n - a) t / AHT), mean wait C AHT / (n - a)."""
    load = calls_per_hour * aht_s / 3600
    if load >= staff:
        return Service(staff, 1.0, 0.0, 0.0, inf, inf, 1.0 if staff else 0.0)
    waits, spare = erlang_c(load, staff), staff - load
    in_target = 1 - waits * exp(-spare * within_s / aht_s)
    wait_s = waits * aht_s / spare
    return Service(staff, waits, in_target, 0.0, wait_s, wait_s, load / staff)


def with_patience(
    calls_per_hour: float, aht_s: float, patience_s: float, staff: int, within_s: float
) -> Service:
    """Gives the service by Erlang A; `patience_s` is the mean time after which a waiting caller hangs up."""
    load = calls_per_hour * aht_s / 3600
    if staff == 0:
        return Service(0, 1.0, 0.0, 1.0, inf, patience_s, 0.0)
    if load == 0:
        return Service(staff, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    haste = aht_s / patience_s
    queue = _queue(load, staff, haste)
    busy = erlang_b(load, staff)
    # The states up to n weigh 1/B of state n, those from n on 1/C of it; n itself stands in both.
    waits = busy / (busy + queue.empty - busy * queue.empty)
    late = waits * queue.not_empty * staff / load
    answered = 1 - waits + late
    in_target = 1 - waits + late * _served_by(load, staff, haste, within_s / aht_s)
    waited = waits * queue.served_wait * staff / load
    return Service(
        staff,
        waits,
        in_target,
        waits * queue.length * haste / load,
        aht_s * waited / answered,
        aht_s * waits * queue.length / load,
        load * answered / staff,
    )


class _Queue(NamedTuple):
    """The queue while all are busy. `empty`, `not_empty`: shares; `length`: mean number that waits;
    `served_wait`: sum over places of the time at a place times the share of time that it is taken.
    """

    empty: float
    not_empty: float
    length: float
    served_wait: float


def _queue(load: float, staff: int, haste: float) -> _Queue:
    """Sums over the queue's states, the longest first; time in units of a talk.

    State n+k is left downwards at the rate n + k haste. Whoever is served from place k has left k + 1
    stages of these rates behind, each with the caller's own patience added: so the sum of `served_wait`.
    """
    empty, not_empty, length, served_wait = 1.0, 0.0, 0.0, 0.0
    for place in range(_longest(load, staff, haste), 0, -1):
        rate = staff + place * haste
        ratio = load / rate
        not_empty = ratio / (empty + ratio)
        empty /= empty + ratio
        length = not_empty * (1 + length)
        served_wait = not_empty * (1 / rate + served_wait)
    return _Queue(empty, not_empty, length, served_wait)


def _longest(load: float, staff: int, haste: float) -> int:
    """Gives the queue beyond which states are negligible: likeliest length, and what falls off from there."""
    stages, arrivals = staff / haste, load / haste
    likeliest = max(0.0, arrivals - stages)
    # log(1 + u) >= 0.69 u up to u = 1: the logarithms of the ratios add up to 45 by then at the latest.
    further = sqrt(2 * _NEGLIGIBLE / 0.69 * arrivals) + 2 * _NEGLIGIBLE
    if stages > arrivals:
        further = min(further, _NEGLIGIBLE / log1p((stages - arrivals) / arrivals))
    return ceil(likeliest + further) + 1


def _served_by(load: float, staff: int, haste: float, within: float) -> float:
    """Gives the share of those who waited and were answered whose wait was at most `within` talks.

    Their wait has the density exp(y (1 - exp(-haste t)) - (n + haste) t) up to a factor, with y = load / haste
    (Zeltyn & Mandelbaum 2005); with u = exp(-haste t) its integral is an incomplete gamma function.
    """
    order, whole = staff / haste + 1, load / haste
    part = whole * exp(-haste * within)
    if whole <= order:  # the gamma functions would underflow where there are advocates to spare
        shrunk = -(staff + haste) * within - whole * expm1(-haste * within)
        return 1 - exp(shrunk) * _series(order, part) / _series(order, whole)
    from scipy.special import gammainc

    return 1 - float(gammainc(order, part) / gammainc(order, whole))


def _series(order: float, argument: float) -> float:
    """Gives 1 + z/(a+1) + z^2/((a+1)(a+2)) + ..., for an argument of at most the order."""
    total = term = 1.0
    place = order
    while term > total * _TINY:
        place += 1
        term *= argument / place
        total += term
    return total
