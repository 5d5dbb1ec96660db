"""Two other ways to the figures of one queue, which know nothing of ours: a solved chain, and a simulation."""

from __future__ import annotations

from heapq import heapreplace
from random import Random
from typing import NamedTuple

import numpy as np
from scipy.linalg import expm


class Seen(NamedTuple):
    """Shares of offered calls; mean waits in seconds, of the answered and of all."""

    waits: float
    answered_in_target: float
    lost: float
    asa_s: float
    mean_wait_s: float
    occupancy: float


def solved(load: float, staff: int, patience: float, within: float, longest: int) -> Seen:
    """Solves the chain of callers present, cut at a queue of `longest`; times in talks.

    A caller who waits is followed by a chain of their own: the callers before them leave one by one, or
    they hang up themselves.
    """
    size = staff + longest + 1
    rates = np.zeros((size, size))
    for state in range(size - 1):
        rates[state, state + 1] = load
        waiting = max(0, state + 1 - staff)
        rates[state + 1, state] = min(state + 1, staff) + waiting / patience
    rates -= np.diag(rates.sum(axis=1))
    chain = np.vstack([rates.T, np.ones(size)])
    share = np.linalg.lstsq(chain, np.append(np.zeros(size), 1.0), rcond=None)[0]

    # States: k callers before one, k = 0, 1, ...; then answered; then gone.
    own = np.zeros((longest + 2, longest + 2))
    for before in range(longest):
        own[before, before - 1 if before else longest] = staff + before / patience
        own[before, longest + 1] = 1 / patience
    own -= np.diag(own.sum(axis=1))
    moved = expm(own * within)
    found = share[staff:-1]
    inside = np.linalg.inv(-own[:longest, :longest])
    ever = inside @ own[:longest, longest:]
    waited = found @ inside @ np.ones(longest)
    # Time to the answer, counted where one comes: the mean of the first moment towards "answered".
    towards = inside @ inside @ own[:longest, longest]
    answered = float(share[:staff].sum() + found @ ever[:, 0])
    return Seen(
        float(share[staff:].sum()),
        float(share[:staff].sum() + found @ moved[:longest, longest]),
        float(found @ ever[:, 1]),
        float(found @ towards) / answered,
        float(waited),
        float(share @ np.minimum(np.arange(size), staff)) / staff,
    )


def simulated(
    load: float, staff: int, patience: float, within: float, calls: int, seed: int
) -> Seen:
    """Lets calls come one by one: each is answered by whoever is free first, unless they hang up before."""
    rng = Random(seed)
    free = [0.0] * staff
    at = talked = patient_waits = waits_of_answered = 0.0
    waited = in_target = answered = 0
    for _ in range(calls):
        at += rng.expovariate(load)
        wait = max(0.0, free[0] - at)
        ready = rng.expovariate(1 / patience)
        waited += wait > 0
        patient_waits += min(wait, ready)
        if wait > ready:
            continue
        talk = rng.expovariate(1)
        heapreplace(free, at + wait + talk)
        answered += 1
        talked += talk
        waits_of_answered += wait
        in_target += wait <= within
    return Seen(
        waited / calls,
        in_target / calls,
        1 - answered / calls,
        waits_of_answered / answered,
        patient_waits / calls,
        talked / at / staff,
    )
