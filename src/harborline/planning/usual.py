"""What calls a hotline may expect when nothing happens, and how far its half hours stray from it.

Read from its own half hours: shape, level, and two kinds of noise. Calls of a half hour are negative binomial with
variance = mean + dispersion mean^2; beside it a slow noise, which fades by half in some hours, makes whole nights
busier or quieter. Both are estimated by moments: what two half hours have in common is slow noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import exp, sqrt
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.planning.calendar_shape import HALF_HOURS, Shape, estimated, factors

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

RECENT = 7 * HALF_HOURS
"""A surge may be under way in these last half hours; the usual is read from those before, where there are any."""
_LEVEL_DAYS = 28
FADING_H = 12.0
"""Slow noise falls to 1/e in so many hours: assumed, for its size is estimated and its length is ill determined."""
_LEAST_DISPERSION, _LEAST_SLOW = 0.005, 0.02
_LEVEL_SD = 0.04
"""How far the level may have moved since it was read, as a share."""
_FEW_CALLS = 0.05


class Usual(NamedTuple):
    """The usual calls. `per_half_hour`: expected, of the history and of what is ahead.

    `dispersion`: of half hours by themselves. `slow`, `level_sd`: standard deviations of the logarithm of the
    slow noise and of the level.
    """

    per_half_hour: NDArray[float64]
    dispersion: float
    slow: float
    level_sd: float
    shape: Shape


def usual_of(calls: Sequence[float], first: datetime, zone: str, ahead: int, start: Shape) -> Usual:
    """Reads the usual from half hours that begin at `first`, and carries it on for `ahead` half hours.

    Raises UnusableInput for fewer than 2 days, or fewer than one call in 10 hours.
    """
    import numpy as np

    seen = np.asarray(calls, dtype=np.float64)
    if len(seen) < 2 * HALF_HOURS:
        raise UnusableInput("There must be at least 2 days of half hours to forecast from.")
    quiet = seen[:-RECENT] if len(seen) >= 2 * RECENT else seen
    if quiet.mean() < _FEW_CALLS:
        raise UnusableInput("There are too few calls to forecast from.")
    shape = estimated(start, quiet.tolist(), first, zone)
    weights = factors(shape, first, len(seen) + ahead, zone)
    level = _level(quiet, weights[: len(quiet)])
    dispersion, slow = _noise(quiet, weights[: len(quiet)])
    # Where the usual is read from few days, it is less sure: as the mean of so many days' slow noise.
    days = len(quiet) / HALF_HOURS
    level_sd = sqrt(_LEVEL_SD**2 + slow**2 * 2 * FADING_H / 24 / min(days, _LEVEL_DAYS))
    return Usual(level * weights, dispersion, slow, level_sd, shape)


def _level(quiet: NDArray[float64], weights: NDArray[float64]) -> float:
    """Gives the median over the last whole days of calls against weights: a few days of a surge do not move it."""
    import numpy as np

    days = min(len(quiet) // HALF_HOURS, _LEVEL_DAYS)
    seen = quiet[-days * HALF_HOURS :].reshape(days, HALF_HOURS).sum(axis=1)
    return float(
        np.median(seen / weights[-days * HALF_HOURS :].reshape(days, HALF_HOURS).sum(axis=1))
    )


def _noise(quiet: NDArray[float64], weights: NDArray[float64]) -> tuple[float, float]:
    """Gives dispersion and size of slow noise by moments of what is left over after shape and week."""
    import numpy as np

    from harborline.planning.calendar_shape import running_level

    mean = weights * running_level(quiet / weights)
    spread = np.sqrt(mean + 0.1 * mean**2)
    left = np.clip(quiet - mean, -4 * spread, 4 * spread)
    near = range(1, 9)
    common = [
        float((left[lag:] * left[:-lag]).sum() / (mean[lag:] * mean[:-lag]).sum()) for lag in near
    ]
    faded = [exp(-lag / 2 / FADING_H) for lag in near]
    # The week's mean has taken its share of the slow noise away: twice its length of the 168 hours.
    taken = 1 - 2 * FADING_H / 168
    slow = max(sum(common) / sum(faded) / taken, _LEAST_SLOW**2)
    alone = float(((left**2 - mean).sum()) / (mean**2).sum()) - slow
    return max(alone, _LEAST_DISPERSION), sqrt(slow)
