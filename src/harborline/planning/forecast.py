"""Calls per half hour for the days ahead, with bands: usual calls, times a surge, times noise.

A dynamic model of our own, for none of the statistics libraries at hand has counts, a calendar and surges that
begin by chance in one. The logarithm of calls against the usual is a Gaussian process (slow noise with an
exponential covariance, and a level) beside one of the surges of planning/surges.py. Given a surge, noise and level
are carried on exactly (C. E. Rasmussen, C. K. I. Williams, "Gaussian processes for machine learning", 2006,
eq. 2.23-2.24); calls are then drawn negative binomial. Bands are quantiles over the drawn futures.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from harborline.planning.calendar_shape import Shape, samaritans
from harborline.planning.surges import LOOK_BACK_H, Prior, Spans, fitting, rise_of
from harborline.planning.usual import FADING_H, Usual, usual_of

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.random import Generator
    from numpy.typing import NDArray

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The bands: 0.05 to 0.95 holds 90 %, 0.25 to 0.75 50 %."""
HORIZON = 144
TOTAL_HOURS = (6, 24, 72)
_FUTURES = 1_600
_ATTENTION_UP = 1.6
_SPAN_CALLS = 8.0
_SMALLER, _WIDER = 0.2, 0.3
"""Surges that nobody wrote of are smaller than those in the table, and there are few in it: by how much is assumed."""
_WANDER = 0.7
"""Standard deviation of a surge's logarithm around its form after 72 hours, tuned on `generator.for_tuning`."""


class Forecast(NamedTuple):
    """Calls per half hour ahead. `quantiles`: a row for each of LEVELS, a column for each half hour.

    `totals`: quantiles of all calls of so many hours from now; those of half hours do not add up to them.
    `usual`, `mean`: expected without a surge, and with what may come. `surge_share`: how likely a surge is under
    way, 0 to 1. `multiplier`: calls now against the usual, median over the surges that fit.
    """

    quantiles: NDArray[float64]
    totals: dict[int, tuple[float, ...]]
    mean: NDArray[float64]
    usual: NDArray[float64]
    surge_share: float
    multiplier: float
    shape_label: str


class History(NamedTuple):
    """What is known. `calls`, `attention`: by half hours from `first` (aware) on; attention is times usual."""

    calls: Sequence[float]
    first: datetime
    zone: str
    attention: Sequence[float] | None = None


def forecast(
    history: History,
    sizes: Sequence[float],
    seed: int,
    horizon: int = HORIZON,
    start: Shape | None = None,
) -> Forecast:
    """Forecasts the half hours after the history's last one.

    `sizes`: multipliers of past events. `start`: the shape where the own weeks say little, usually Samaritans'.
    Raises UnusableInput.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    known = len(history.calls)
    usual = usual_of(history.calls, history.first, history.zone, horizon, start or samaritans())
    prior = prior_of(sizes, history.attention)
    spans, carried = _seen(np.asarray(history.calls, np.float64), usual)
    surges = fitting(spans, prior, chance)
    ahead = usual.per_half_hour[known:]
    expected = _futures(surges, spans, carried, ahead, chance)
    calls = chance.poisson(
        expected * chance.gamma(1 / usual.dispersion, usual.dispersion, expected.shape)
    )
    now = 1 + rise_of(surges, np.zeros(1))[:, 0]
    return Forecast(
        np.quantile(calls, LEVELS, axis=0, method="inverted_cdf").astype(np.float64),
        _totals(calls),
        expected.mean(axis=0),
        ahead,
        float((now > 1).mean()),
        float(np.median(now)),
        usual.shape.label,
    )


def _totals(calls: NDArray[int64]) -> dict[int, tuple[float, ...]]:
    import numpy as np

    spans = [hours for hours in TOTAL_HOURS if 2 * hours <= calls.shape[1]]
    return {
        hours: tuple(np.quantile(calls[:, : 2 * hours].sum(axis=1), LEVELS).tolist())
        for hours in spans
    }


def prior_of(sizes: Sequence[float], attention: Sequence[float] | None) -> Prior:
    """Gives the prior that past events and attention make."""
    import numpy as np

    logs = np.log(np.maximum(np.asarray(sizes, np.float64) - 1, 0.05))
    log_size = (float(logs.mean()) - _SMALLER, float(logs.std()) + _WIDER)
    return Prior(log_size, attention_age_h(attention))


def attention_age_h(attention: Sequence[float] | None) -> float | None:
    """Gives since when the mean of two hours of attention is up without a break, hours; None where it is not."""
    import numpy as np

    if attention is None or len(attention) < 4:
        return None
    recent = np.asarray(attention[-int(2 * LOOK_BACK_H) :], np.float64)
    means = np.convolve(recent, np.full(4, 0.25), mode="valid")
    up = means > _ATTENTION_UP
    if not up[-1]:
        return None
    below = np.flatnonzero(~up)
    lasting = len(up) - 1 - (int(below[-1]) if len(below) else -1)
    return lasting / 2 + 1.0


class _Carried(NamedTuple):
    """Noise and level carried on: what is left over in the spans times `gain`, and chance with `root`."""

    gain: NDArray[float64]
    root: NDArray[float64]


def _seen(calls: NDArray[float64], usual: Usual) -> tuple[Spans, _Carried]:
    """Gives the spans of the last week, and how their noise goes on."""
    import numpy as np

    known = len(calls)
    ahead = len(usual.per_half_hour) - known
    edges = _edges(usual.per_half_hour[:known])
    starts = np.array(edges[:-1])
    seen = np.add.reduceat(calls[edges[0] :], starts - edges[0])
    expected = np.add.reduceat(usual.per_half_hour[edges[0] : known], starts - edges[0])
    length = np.diff(edges)
    middle_h = (starts + length / 2 - known) / 2
    logs = np.log((seen + 0.5) / (expected + 0.5))
    # What was seen is itself the best guess of its mean, but a guess: it is drawn towards the usual.
    likely = 0.8 * seen + 0.2 * expected + 0.5
    own = np.diag(1 / likely + usual.dispersion / length)
    ahead_h = np.arange(ahead) / 2 + 0.25
    noise = _covariance(middle_h, middle_h, usual) + own
    across = _covariance(ahead_h, middle_h, usual)
    whitener = np.linalg.inv(np.linalg.cholesky(noise))
    gain = across @ whitener.T @ whitener
    rest = _covariance(ahead_h, ahead_h, usual) - gain @ across.T
    root = np.linalg.cholesky(rest + 1e-9 * np.eye(ahead))
    return Spans(middle_h, logs, whitener), _Carried(gain, np.asarray(root, np.float64))


def _covariance(
    one_h: NDArray[float64], other_h: NDArray[float64], usual: Usual
) -> NDArray[float64]:
    import numpy as np

    apart = np.abs(one_h[:, None] - other_h[None, :])
    return np.asarray(usual.slow**2 * np.exp(-apart / FADING_H) + usual.level_sd**2, np.float64)


def _edges(usual: NDArray[float64]) -> list[int]:
    """Gives where spans begin, in order, and the end: half hours at first, later longer, and of some calls each."""
    known = len(usual)
    edges = [known]
    oldest = max(0, known - int(2 * LOOK_BACK_H))
    while edges[-1] > oldest:
        end = edges[-1]
        age = known - end
        shortest = 1 if age < 24 else 4 if age < 96 else 12
        begin, expected = end, 0.0
        while begin > oldest and (end - begin < shortest or expected < _SPAN_CALLS):
            begin -= 1
            expected += float(usual[begin])
        edges.append(begin)
    return edges[::-1]


def _futures(
    surges: NDArray[float64],
    spans: Spans,
    carried: _Carried,
    ahead: NDArray[float64],
    chance: Generator,
) -> NDArray[float64]:
    """Draws expected calls of each half hour ahead, one future a row."""
    import numpy as np

    chosen = surges[np.arange(_FUTURES) % len(surges)]
    left = spans.logs[None, :] - np.log1p(rise_of(chosen, spans.middle_h))
    noise = left @ carried.gain.T + chance.normal(size=(_FUTURES, len(ahead))) @ carried.root.T
    rise = rise_of(chosen, np.arange(len(ahead)) / 2 + 0.25) * _wander(len(ahead), chance)
    return np.asarray(ahead * (1 + rise) * np.exp(noise), np.float64)


def _wander(count: int, chance: Generator) -> NDArray[float64]:
    """Draws how surges leave the forms that planning/surges.py knows: a walk of the logarithm, mean 1."""
    import numpy as np

    sizes = chance.normal(0, _WANDER / np.sqrt(HORIZON), (_FUTURES, count))
    spread = _WANDER**2 * np.arange(1, count + 1) / HORIZON
    return np.asarray(np.exp(np.cumsum(sizes, axis=1) - spread / 2), np.float64)
