"""Made-up friendships: nobody's, drawn from how many friends people have, with circles or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harborline.planning.exposure import Friends
from harborline.planning.exposure_graph import exposed_on

Pairs = NDArray[Any]
CIRCLE = 500
"""People in a circle, where there are circles."""


def made_graph(
    people: int, friends: Friends, rng: np.random.Generator, *, inside: float = 0.0
) -> Pairs:
    """Gives friendships by chance (the configuration model), each once and in no order, uint32.

    `inside`: the share of each person's friendships that stay in their circle. Whoever is drawn twice for the
    same friend, or for themselves, has a friend fewer; so circles make the mean smaller.
    """
    wanted = rng.choice(friends.numbers, people, p=friends.shares)
    near = rng.binomial(wanted, inside)
    far_ends = np.repeat(np.arange(people), wanted - near)
    near_ends = np.repeat(np.arange(people), near)
    by_circle = np.lexsort((rng.random(near_ends.size), near_ends // CIRCLE))
    found = np.concatenate([_paired(rng.permutation(far_ends)), _in_circles(near_ends[by_circle])])
    found = found[found[:, 0] != found[:, 1]]
    keys = np.unique(found.min(axis=1) * people + found.max(axis=1))
    once = np.stack(np.divmod(rng.permutation(keys), people), axis=1)
    return once.astype(np.uint32)


def friends_in(pairs: Pairs) -> Friends:
    """Counts how many friends people have in a graph; `pairs` holds each friendship once."""
    degrees = np.bincount(pairs.ravel())
    counts = np.bincount(degrees[degrees > 0])
    numbers = np.flatnonzero(counts)
    return Friends(numbers, counts[numbers] / counts.sum())


def posters_of(chances: NDArray[Any], pairs: Pairs, rng: np.random.Generator) -> NDArray[Any]:
    """Draws who posts, each by their own chance (0 to 1), evenly over how many friends people have.

    So the luck of one draw does not hide what a formula leaves out: systematic drawing (W. G. Madow,
    Ann. Math. Stat. 20, 1949) in the order of how many friends people have. At least one posts.
    """
    degrees = np.bincount(pairs.ravel(), minlength=chances.size)
    order = np.lexsort((rng.random(chances.size), degrees))
    there = order[degrees[order] > 0]
    passed = np.floor(np.cumsum(chances[there]) + rng.random())
    drawn = there[np.diff(passed, prepend=0) > 0]
    return (drawn if drawn.size else there[-1:]).astype(np.uint32)


def rate_that_exposes(
    wanted: float, pairs: Pairs, relative: Sequence[NDArray[Any]], seed: int
) -> float:
    """Finds the share of posters that exposes `wanted` on a graph: chances are multiples of the `relative`.

    Halves between none and 5 %; each of the `relative` is tried with draws of its own, the same each time.
    """
    low, high, rate = 0.0, 0.05, 0.0
    for _ in range(14):
        scale = (low + high) / 2
        found = [
            exposed_on(
                [pairs],
                posters_of(np.minimum(1, scale * one), pairs, np.random.default_rng(seed + number)),
            )
            for number, one in enumerate(relative)
        ]
        rate = float(np.mean([one.rate for one in found]))
        if np.mean([one.share for one in found]) < wanted:
            low = scale
        else:
            high = scale
    return rate


def in_circles(people: int, spread: float, rng: np.random.Generator) -> NDArray[Any]:
    """Gives how readily people post beside the mean, alike within a circle, log-normal with that log-sd."""
    eager = np.exp(rng.normal(0, spread, -(-people // CIRCLE)))
    each: NDArray[Any] = np.repeat(eager / eager.mean(), CIRCLE)[:people]
    return each


def _paired(ends: Pairs) -> Pairs:
    return ends[: ends.size // 2 * 2].reshape(-1, 2)


def _in_circles(ends: Pairs) -> Pairs:
    pairs = _paired(ends)
    both: Pairs = pairs[pairs[:, 0] // CIRCLE == pairs[:, 1] // CIRCLE]
    return both
