"""Seeded chance that draws the same on every machine and every Python.

Only `Random.random` promises the same figures for the same seed in later versions of Python, so
nothing here uses `choice`, `sample` or `shuffle`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(topic: str) -> Random:
    """Gives the chance of one topic, so that drawing more for one changes no other."""
    return Random(f"harborline demo: {topic}")


def pick(rng: Random, options: Sequence[T]) -> T:
    """Draws one of the options."""
    return options[int(rng.random() * len(options))]


def weighted(rng: Random, options: Sequence[tuple[T, int]]) -> T:
    """Draws one of the options, each as often as its weight says."""
    drawn = rng.random() * sum(weight for _, weight in options)
    for option, weight in options:
        drawn -= weight
        if drawn < 0:
            return option
    return options[-1][0]


def shuffled(rng: Random, items: Iterable[T]) -> list[T]:
    """Gives the items in a drawn order."""
    keyed = [(rng.random(), place, item) for place, item in enumerate(items)]
    return [item for _, _, item in sorted(keyed, key=lambda entry: entry[:2])]
