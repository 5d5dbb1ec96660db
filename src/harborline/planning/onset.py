"""Has something begun? An alarm when calls run above the usual for longer than chance allows.

For each of three sizes of surge a cumulative sum of log-likelihood ratios of negative binomial counts, started
anew at 0 whenever it falls below (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954; of all tests
with as few false alarms it is the quickest for its size: G. V. Moustakides, Ann. Statist. 14, 1986). The alarm
sounds when one of them passes its bound. Bounds are no constants: they are those at which 30 quiet days of this very
hotline, drawn with its shape, level, dispersion and slow noise, bring no more than one false alarm on average.
After an alarm the sums start anew; alarms within a day of each other are told of as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from harborline.planning.usual import FADING_H, Usual

if TYPE_CHECKING:
    from numpy import float64
    from numpy.random import Generator
    from numpy.typing import NDArray

SIZES = (1.4, 2.0, 3.5)
"""The sizes of surge that are tested for; those between are found nearly as soon."""
QUIET_DAYS = 30
_SLOTS = 48
FALSE_ALARMS = 0.5
"""In 30 drawn quiet days. Less than one, for drawn days know the shape, and ours is read with an error."""
_SAME_SURGE = _SLOTS
"""Half hours within which one alarm belongs to another."""
_DRAWN = 160
_HALVINGS, _HIGHEST = 11, 40.0
_FARTHEST = 0.15


class Watch(NamedTuple):
    """What is needed to watch: the usual calls of half hours, what they stray by, and each size's bound."""

    usual: Usual
    dispersion: float
    bounds: tuple[float, ...]
    sizes: tuple[float, ...]


class Alarm(NamedTuple):
    """An alarm at the end of half hour `at`, for calls that rose from half hour `since` on."""

    at: int
    since: int


def ratios(
    calls: NDArray[float64], usual: NDArray[float64], dispersion: float, size: float
) -> NDArray[float64]:
    """Gives log(P(calls | size times usual) / P(calls | usual)) of negative binomial counts.

    With 1/d = k: y log(size) - (y + k) log((k + size m) / (k + m)).
    """
    import numpy as np

    k = 1 / dispersion
    return np.asarray(
        calls * np.log(size) - (calls + k) * np.log((k + size * usual) / (k + usual)), np.float64
    )


def watch_of(
    usual: Usual,
    known: int,
    seed: int,
    sizes: tuple[float, ...] = SIZES,
    false_alarms: float = FALSE_ALARMS,
) -> Watch:
    """Sets the bound for a hotline whose usual was read from its first `known` half hours.

    Slow noise counts as dispersion in the ratios, and as what it is in the quiet days that are drawn.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    dispersion = usual.dispersion + usual.slow**2
    week = usual.per_half_hour[: min(known, 7 * _SLOTS)]
    expected = np.tile(week, -(-QUIET_DAYS * _SLOTS // len(week)))[: QUIET_DAYS * _SLOTS]
    calls = _quiet(expected, usual, chance)
    steps = np.stack([ratios(calls, expected, dispersion, size) for size in sizes])
    return Watch(usual, dispersion, bounds_for(steps, false_alarms), sizes)


def bounds_for(steps: NDArray[float64], false_alarms: float) -> tuple[float, ...]:
    """Gives each size's bound, so that drawn quiet days bring so many alarms on average.

    `steps`: sizes x draws x half hours. Each size first gets the bound that alone would bring as many, for slow
    noise looks like a small surge and would raise one bound for all; then all are raised alike.
    """
    import numpy as np

    def of_one(number: int) -> float:
        one = steps[number : number + 1]
        return _crossing(lambda bound: _alarms(one, np.array([bound])), false_alarms)

    alone = np.array([of_one(number) for number in range(len(steps))])
    raised = _crossing(lambda more: _alarms(steps, alone + more), false_alarms)
    return tuple((alone + raised).tolist())


def _crossing(falling: Callable[[float], float], wanted: float) -> float:
    """Gives where a falling count comes down to what is wanted."""
    low, high = 0.0, _HIGHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > wanted else (low, middle)
    return high


def _alarms(steps: NDArray[float64], bounds: NDArray[float64]) -> float:
    """Gives the mean number of alarms of a draw."""
    import numpy as np

    sums = np.zeros(steps.shape[:2])
    alarms = 0
    for number in range(steps.shape[2]):
        sums = np.maximum(sums + steps[:, :, number], 0)
        over = (sums >= bounds[:, None]).any(axis=0)
        alarms += int(over.sum())
        sums[:, over] = 0
    return float(alarms / steps.shape[1])


def _quiet(expected: NDArray[float64], usual: Usual, chance: Generator) -> NDArray[float64]:
    """Draws quiet half hours with noise that fades, and a level read with an error."""
    import numpy as np

    keep = float(np.exp(-0.5 / FADING_H))
    noise = chance.normal(0, usual.slow, _DRAWN)
    unknown = usual.level_sd * np.sqrt(1 - _trust(usual, float(expected.sum()) * 7 / QUIET_DAYS))
    level = chance.normal(0, unknown, _DRAWN)
    rates = np.empty((_DRAWN, len(expected)))
    for number, mean in enumerate(expected):
        noise = keep * noise + chance.normal(0, usual.slow * np.sqrt(1 - keep**2), _DRAWN)
        rates[:, number] = mean * np.exp(noise + level)
    own = chance.gamma(1 / usual.dispersion, usual.dispersion, rates.shape)
    return np.asarray(chance.poisson(rates * own), np.float64)


def alarms(calls: Sequence[float], watch: Watch, begin: int = 0) -> list[Alarm]:
    """Gives the alarms of half hours from `begin` on, in order."""
    import numpy as np

    seen = np.asarray(calls, np.float64)
    expected = tracked(seen, watch.usual)
    steps = np.stack([ratios(seen, expected, watch.dispersion, size) for size in watch.sizes])
    sums, since = np.zeros(len(steps)), np.full(len(steps), begin)
    found = []
    for number in range(begin, len(seen)):
        since[sums <= 0] = number
        sums = np.maximum(sums + steps[:, number], 0)
        over = sums - watch.bounds
        if over.max() >= 0:
            found.append(Alarm(number, int(since[over.argmax()])))
            sums[:] = 0
    return found


def joined(heard: Sequence[Alarm]) -> list[Alarm]:
    """Leaves out alarms within a day of the one before, whether that was left out or not: they are one surge."""
    return [
        one
        for number, one in enumerate(heard)
        if not number or one.at - heard[number - 1].at > _SAME_SURGE
    ]


def tracked(seen: NDArray[float64], usual: Usual) -> NDArray[float64]:
    """Gives the usual calls with the level as the week up to a day ago had it.

    A level drifts, and one that was read weeks ago would cry wolf; the day between leaves a surge the time to show.
    """
    import numpy as np

    expected = usual.per_half_hour[: len(seen)]
    week = _week_before(expected)
    trust = _trust(usual, week)
    moved = np.log((_week_before(seen) + 1) / (week + 1))
    return np.asarray(expected * np.exp(np.clip(trust * moved, -_FARTHEST, _FARTHEST)), np.float64)


def _week_before(values: NDArray[float64]) -> NDArray[float64]:
    """Gives each half hour the sum of the 7 days that ended a day before it; fewer at the beginning."""
    import numpy as np

    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.maximum(np.arange(len(values)) - _SLOTS, 0)
    return np.asarray(sums[ends] - sums[np.maximum(ends - 7 * _SLOTS, 0)], np.float64)


def _trust(usual: Usual, calls: NDArray[float64] | float) -> NDArray[float64] | float:
    """Gives how much of what a week's calls stray is the level's: its share of the variance."""
    noise = usual.slow**2 * 2 * FADING_H / 168 + usual.dispersion / (7 * _SLOTS)
    return usual.level_sd**2 / (usual.level_sd**2 + noise + 1 / (calls + 1))
