"""SYNTHETIC calls and attention: invented half hours, for tests, drills and for measuring a forecast.

No hotline publishes its calls by the hour. What is drawn here is no hotline's: levels, noise and forms of surge
are drawn by chance from a seed, the sizes of surges are those published in planning/data/events.tsv.
The forms are not those that planning/forecast.py reckons with: a power law falls where the forecast has a
half-life, and the ways up are curved. `held_out` gives series whose seeds were frozen before the forecast was
written; nothing but its measuring may look at them. Tuning uses `for_tuning`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy import float64, int64
    from numpy.random import Generator
    from numpy.typing import NDArray

LABEL = "SYNTHETIC"
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday; the day and the week of a drawn series are those of UTC."""
ZONE = "UTC"
QUIET_DAYS = 56
_AFTER_DAYS = 7
_SLOTS = 48
MULTIPLIERS = (1.33, 1.42, 1.46, 1.57, 1.84, 2.47, 3.01, 4.38, 5.2)
"""Sizes of real surges, times usual (planning/data/events.tsv; 5.2 is 3,000 people against 574 a day)."""

_HELD_OUT_SEED = 6_020_181_005
_TUNING_SEED = 6_010_171_015


class Form(StrEnum):
    """How a surge goes."""

    QUIET = "quiet"
    SPIKE = "spike"
    PLATEAU = "plateau"
    SLOW_RISE = "slow_rise"


class Signal(StrEnum):
    """What attention says: ahead of calls, nothing, or of a surge that does not come and not of the one that does."""

    LEADING = "leading"
    ABSENT = "absent"
    MISLEADING = "misleading"


class Drawn(NamedTuple):
    """A synthetic series of half hours from FIRST on.

    `attention`: times usual of each half hour; None where there is none. `usual`: calls expected without a surge;
    `expected`: with it. `onset`: the first half hour of the surge. `dispersion`: variance = mean + dispersion mean^2.
    """

    calls: NDArray[int64]
    attention: NDArray[float64] | None
    usual: NDArray[float64]
    expected: NDArray[float64]
    onset: int | None
    multiplier: float
    dispersion: float
    form: Form
    signal: Signal


class Asked(NamedTuple):
    """What is fixed of a drawn series; None is drawn by chance."""

    form: Form
    signal: Signal
    level_per_hour: float | None = None
    multiplier: float | None = None


def held_out(forms: tuple[Form, ...], each: int) -> Iterator[Drawn]:
    """Gives `each` frozen series of each form and each signal, always the same ones."""
    yield from _set(_HELD_OUT_SEED, forms, each)


def for_tuning(forms: tuple[Form, ...], each: int) -> Iterator[Drawn]:
    """Gives series of the same kinds from other seeds, which a model may be fitted on."""
    yield from _set(_TUNING_SEED, forms, each)


def _set(seed: int, forms: tuple[Form, ...], each: int) -> Iterator[Drawn]:
    for form in forms:
        for place, signal in enumerate(Signal):
            for number in range(each):
                own = (seed, list(Form).index(form), place, number)
                yield drawn(Asked(form, signal), own)


def drawn(asked: Asked, seed: int | tuple[int, ...]) -> Drawn:
    """Draws a series: 8 quiet weeks, an onset in the two days after, a week from then on."""
    import numpy as np

    chance = np.random.default_rng(seed)
    level = asked.level_per_hour or float(np.exp(chance.uniform(np.log(12), np.log(120))))
    count = (QUIET_DAYS + 2 + _AFTER_DAYS) * _SLOTS
    usual = level / 2 * _shape(chance, count) * _slow_noise(chance, count)
    times = float(chance.choice(MULTIPLIERS) * chance.uniform(0.9, 1.1))
    times = asked.multiplier or max(times, 1.25)
    onset = QUIET_DAYS * _SLOTS + int(chance.integers(0, 2 * _SLOTS))
    bump = _FORMS[asked.form](chance, (np.arange(count) - onset) / 2)
    expected = usual * (1 + (times - 1) * bump)
    dispersion = float(chance.uniform(0.02, 0.12))
    calls = chance.poisson(expected * chance.gamma(1 / dispersion, dispersion, count))
    attention = _attention(chance, asked, bump, times, onset)
    found = None if asked.form is Form.QUIET else onset
    return Drawn(
        *(calls, attention, usual, expected, found, times, dispersion, asked.form, asked.signal)
    )


def _shape(chance: Generator, count: int) -> NDArray[float64]:
    """Draws a day of three waves and seven weights of weekdays; neither has a corner."""
    import numpy as np

    hours = np.arange(count) % _SLOTS / _SLOTS * 2 * np.pi
    waves = sum(
        chance.uniform(0.2, 0.5) / wave**1.5 * np.cos(wave * hours + chance.uniform(0, 2 * np.pi))
        for wave in (1, 2, 3)
    )
    week = np.exp(chance.normal(0, 0.07, 7))
    day = np.exp(waves)
    return np.asarray(day / day[:_SLOTS].mean() * week[np.arange(count) // _SLOTS % 7], np.float64)


def _slow_noise(chance: Generator, count: int) -> NDArray[float64]:
    """Draws what makes days unlike each other: a mean-reverting noise of half a day, and a drift by the week."""
    import numpy as np

    size, keep = chance.uniform(0.03, 0.12), np.exp(-1 / 24)
    steps = chance.normal(0, size * np.sqrt(1 - keep**2), count)
    noise = np.empty(count)
    last = chance.normal(0, size)
    for number in range(count):
        last = keep * last + steps[number]
        noise[number] = last
    drift = np.cumsum(chance.normal(0, 0.02 / np.sqrt(7 * _SLOTS), count))
    return np.asarray(np.exp(noise + drift), np.float64)


def _spike(chance: Generator, hours: NDArray[float64]) -> NDArray[float64]:
    import numpy as np

    rise, scale, power = chance.uniform(0.5, 3), chance.uniform(8, 30), chance.uniform(0.8, 1.8)
    up = 1 - np.exp(-2 * np.maximum(hours + 0.5, 0) / rise)
    return np.asarray(up * (1 + np.maximum(hours - rise, 0) / scale) ** -power * (hours >= 0))


def _plateau(chance: Generator, hours: NDArray[float64]) -> NDArray[float64]:
    import numpy as np

    rise, hold, fall = chance.uniform(2, 8), chance.uniform(60, 150), chance.uniform(12, 48)
    up = 1 - np.exp(-2 * np.maximum(hours + 0.5, 0) / rise)
    return np.asarray(up / (1 + np.exp((hours - hold) / fall * 4)) * (hours >= 0), np.float64)


def _slow_rise(chance: Generator, hours: NDArray[float64]) -> NDArray[float64]:
    import numpy as np

    rise, hold, fall = chance.uniform(24, 60), chance.uniform(12, 48), chance.uniform(30, 100)
    way = np.clip((hours + 0.5) / rise, 0, 1)
    return np.asarray(
        way**2 * (3 - 2 * way) * np.exp(-np.maximum(hours - rise - hold, 0) / fall), np.float64
    )


def _none(_chance: Generator, hours: NDArray[float64]) -> NDArray[float64]:
    import numpy as np

    return np.zeros_like(hours)


_FORMS = {Form.QUIET: _none, Form.SPIKE: _spike, Form.PLATEAU: _plateau, Form.SLOW_RISE: _slow_rise}


def _attention(
    chance: Generator, asked: Asked, bump: NDArray[float64], times: float, onset: int
) -> NDArray[float64] | None:
    """Draws attention: its own noise, and a surge some hours before the calls, or one on its own."""
    import numpy as np

    if asked.signal is Signal.ABSENT:
        return None
    noise = np.exp(chance.normal(0, 0.15, len(bump)))
    if asked.signal is Signal.LEADING:
        lead = int(chance.integers(2, 13))
        ahead = np.concatenate([bump[lead:], np.full(lead, bump[-1])])
        return np.asarray(noise * (1 + (times - 1) * chance.uniform(1, 4) * ahead), np.float64)
    alone = (np.arange(len(bump)) - onset + int(chance.integers(12, 5 * _SLOTS))) / 2
    return np.asarray(noise * (1 + chance.uniform(1, 8) * _spike(chance, alone)), np.float64)
