"""Which surges fit what was seen: many possible ones, each as likely as past events and the calls make it.

A surge starts, rises, holds, and falls by halves to a rest that stays ("volume never fell back fully", 2014).
Its size has the distribution of past events, the rest broad ones; that none is under way is the surge that has
not started yet. From this prior a sequential Monte Carlo sampler (P. Del Moral, A. Doucet, A. Jasra, J. R. Stat.
Soc. B 68, 2006) goes to the posterior: the likelihood is let in by degrees, each time the surges are drawn anew by
their weights and moved by Metropolis steps. The likelihood is Gaussian on the logarithm of calls in spans of
hours; the slow noise and the level are integrated out exactly.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.random import Generator
    from numpy.typing import NDArray

LOOK_BACK_H = 168.0
_HAZARD_H = 480.0
"""One surge in so many hours, 20 days: oftener than surges are, so that the bands leave room for beginnings."""
_MANY = 800
_MOVES = 2
_STEPS = 30
AGE, SIZE, RISE, HOLD, HALVING, REST = range(6)
_LOW = (-_HAZARD_H, log(0.05), log(0.5), log(0.5), log(6.0), 0.0)
_HIGH = (LOOK_BACK_H, log(15.0), log(72.0), log(168.0), log(336.0), 0.4)


class Spans(NamedTuple):
    """The calls seen lately, in spans that are the longer the further back they lie.

    `middle_h`: hours from now, negative; `logs`: of calls seen / usual; `whitener`: turns what is left over into
    independent noise of variance 1.
    """

    middle_h: NDArray[float64]
    logs: NDArray[float64]
    whitener: NDArray[float64]


class Prior(NamedTuple):
    """What is held before the calls are seen. `log_size`: mean and standard deviation of log(multiplier - 1).

    `attention_age_h`: since when attention is up; None where it is not or is unknown. `attention_share`: chance
    that calls follow it; they do so at most `attention_lag_h` later.
    """

    log_size: tuple[float, float]
    attention_age_h: float | None = None
    attention_share: float = 0.3
    attention_lag_h: float = 12.0


def rise_of(surges: NDArray[float64], hours: NDArray[float64]) -> NDArray[float64]:
    """Gives multiplier - 1 of each surge (rows) at each hour from now (columns)."""
    import numpy as np

    since = hours[None, :] + surges[:, AGE, None]
    rise, hold, halving = (np.exp(surges[:, place, None]) for place in (RISE, HOLD, HALVING))
    up = np.clip((since + 0.25) / rise, 0, 1) * (since >= 0)
    over = np.maximum(since - rise - hold, 0) / halving
    rest = surges[:, REST, None]
    return np.asarray(np.exp(surges[:, SIZE, None]) * up * (rest + (1 - rest) * np.exp2(-over)))


def fitting(spans: Spans, prior: Prior, chance: Generator) -> NDArray[float64]:
    """Draws surges that fit the spans, one a row."""
    import numpy as np

    surges = _from_prior(prior, chance)
    beliefs = _log_prior(surges, prior)
    fits = _log_likelihood(surges, spans)
    heat = 0.0
    for _ in range(_STEPS):
        step = _next_step(fits, 1 - heat)
        weights = np.exp(step * (fits - fits.max()))
        kept = _drawn_by(weights / weights.sum(), chance)
        surges, beliefs, fits = surges[kept], beliefs[kept], fits[kept]
        heat += step
        for number in range(_MOVES):
            moved = _moved(surges, chance) if number % 2 else _partly_new(surges, prior, chance)
            wanted = _log_prior(moved, prior)
            found = _log_likelihood(moved, spans)
            way = wanted - beliefs if number % 2 else 0.0
            taken = np.log(chance.random(len(surges))) < way + heat * (found - fits)
            surges[taken], beliefs[taken], fits[taken] = moved[taken], wanted[taken], found[taken]
        if heat >= 1 - 1e-9:
            break
    return surges


def _from_prior(prior: Prior, chance: Generator) -> NDArray[float64]:
    import numpy as np

    drawn = chance.uniform(_LOW, _HIGH, (_MANY, len(_LOW)))
    drawn[:, SIZE] = np.clip(chance.normal(*prior.log_size, _MANY), _LOW[SIZE], _HIGH[SIZE])
    if prior.attention_age_h is not None:
        follows = chance.random(_MANY) < prior.attention_share
        lag = chance.uniform(0, prior.attention_lag_h, _MANY)
        drawn[follows, AGE] = prior.attention_age_h - lag[follows]
    return np.asarray(drawn, np.float64)


def _log_prior(surges: NDArray[float64], prior: Prior) -> NDArray[float64]:
    """Gives the logarithm of the prior's density, but for a constant; -inf outside."""
    import numpy as np

    mean, sd = prior.log_size
    age = surges[:, AGE]
    inside = np.all((surges >= _LOW) & (surges <= _HIGH), axis=1)
    density = np.full(len(surges), 1 / (_HIGH[AGE] - _LOW[AGE]))
    if prior.attention_age_h is not None:
        behind = prior.attention_age_h - age
        follows = (behind >= 0) & (behind <= prior.attention_lag_h)
        density *= 1 - prior.attention_share
        density += prior.attention_share / prior.attention_lag_h * follows
    size = -(((surges[:, SIZE] - mean) / sd) ** 2) / 2
    return np.asarray(np.where(inside, np.log(density) + size, -np.inf), np.float64)


def _log_likelihood(surges: NDArray[float64], spans: Spans) -> NDArray[float64]:
    import numpy as np

    # Those outside the prior are refused anyway; within bounds nothing overflows.
    rises = rise_of(np.clip(surges, _LOW, _HIGH), spans.middle_h)
    left = spans.logs[None, :] - np.log1p(rises)
    white = left @ spans.whitener.T
    return np.asarray(-(white**2).sum(axis=1) / 2, np.float64)


def _next_step(fits: NDArray[float64], room: float) -> float:
    """Gives how much likelihood can be let in so that half of the surges still count."""
    import numpy as np

    def counting(step: float) -> float:
        weights = np.exp(step * (fits - fits.max()))
        return float(weights.sum() ** 2 / (weights**2).sum())

    if counting(room) >= len(fits) / 2:
        return room
    low, high = 0.0, room
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if counting(middle) >= len(fits) / 2 else (low, middle)
    return max(low, 1e-4)


def _drawn_by(weights: NDArray[float64], chance: Generator) -> NDArray[int64]:
    """Gives rows by their weights, evenly spaced (systematic resampling)."""
    import numpy as np

    points = (chance.random() + np.arange(len(weights))) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), points), len(weights) - 1)


def _moved(surges: NDArray[float64], chance: Generator) -> NDArray[float64]:
    """Moves along the difference of two others (ter Braak 2006), a little or far, and jitters."""
    import numpy as np

    many, places = surges.shape
    one, other = chance.integers(0, many, (2, many))
    far = chance.choice((0.3, 0.7, 1.0), (many, 1))
    chosen = chance.random((many, places)) < 0.6
    jitter = chance.normal(0, 1, surges.shape) * (0.3, 0.02, 0.05, 0.05, 0.05, 0.01)
    return np.asarray(surges + chosen * (far * (surges[one] - surges[other]) + jitter), np.float64)


def _partly_new(surges: NDArray[float64], prior: Prior, chance: Generator) -> NDArray[float64]:
    """Draws a part of each surge anew from the prior, so that this move needs no prior in its test."""
    import numpy as np

    fresh = _from_prior(prior, chance)
    new = chance.random(surges.shape) < 0.4
    return np.asarray(np.where(new, fresh, surges), np.float64)
