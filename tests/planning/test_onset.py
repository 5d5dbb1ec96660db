"""The alarm of onset: its ratios, its bound, and what it tells on drawn surges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from harborline.planning.calendar_shape import flat, samaritans
from harborline.planning.generator import FIRST, Asked, Form, Signal, drawn
from harborline.planning.onset import (
    SIZES,
    Alarm,
    Watch,
    _alarms,
    alarms,
    bounds_for,
    joined,
    ratios,
    watch_of,
)
from harborline.planning.usual import Usual, usual_of

KNOWN = 56 * 48


@given(
    st.integers(0, 400), st.floats(0.05, 300), st.floats(0.005, 1), st.sampled_from([1.3, 2.0, 5.0])
)
def test_ratios_are_those_of_the_distributions(
    calls: int, usual: float, dispersion: float, size: float
) -> None:
    def log_share(mean: float) -> float:
        return float(nbinom.logpmf(calls, 1 / dispersion, 1 / (1 + dispersion * mean)))

    found = ratios(np.array([float(calls)]), np.array([usual]), dispersion, size)[0]
    assert found == pytest.approx(log_share(size * usual) - log_share(usual), rel=1e-5, abs=1e-6)


def by_hand(steps: list[list[float]], bound: float) -> int:
    """Counts the alarms of one draw, size by size, as Page wrote it."""
    sums, found = [0.0] * len(steps), 0
    for number in range(len(steps[0])):
        sums = [max(0.0, one + row[number]) for one, row in zip(sums, steps, strict=True)]
        if max(sums) >= bound:
            found, sums = found + 1, [0.0] * len(steps)
    return found


@given(st.integers(0, 10_000), st.floats(0.5, 6))
def test_alarms_are_counted_as_by_hand(seed: int, bound: float) -> None:
    steps = np.random.default_rng(seed).normal(-0.1, 1, (2, 3, 40))
    expected = [by_hand(steps[:, draw].tolist(), bound) for draw in range(3)]
    assert _alarms(steps, np.full(2, bound)) == pytest.approx(np.mean(expected))


def test_the_bound_brings_as_many_false_alarms_as_wished() -> None:
    chance = np.random.default_rng(2)
    steps = chance.normal(-0.2, 0.6, (2, 200, 600))
    bound = bounds_for(steps, 1.0)
    again = chance.normal(-0.2, 0.6, (2, 400, 600))
    assert _alarms(again, np.array(bound)) == pytest.approx(1.0, abs=0.2)
    assert bounds_for(steps, 0.2)[0] > bound[0]


def known_usual(count: int, level: float = 12.0) -> Usual:
    return Usual(np.full(count, level), 0.05, 0.03, 0.02, flat())


def test_an_alarm_tells_since_when() -> None:
    calls = [12.0] * 400 + [40.0] * 6
    found = alarms(calls, Watch(known_usual(len(calls)), 0.05, (6.0,) * 3, SIZES), 336)
    assert 400 <= found[0].at <= 402
    assert found[0].since == 400


def test_usual_calls_raise_none() -> None:
    calls = [12.0] * 500
    assert not alarms(calls, Watch(known_usual(500), 0.05, (6.0,) * 3, SIZES))


def test_a_level_that_crept_up_for_weeks_is_no_onset() -> None:
    crept = [12.0] * 336 + [13.4] * 700
    watch = Watch(known_usual(len(crept)), 0.05, (6.0,) * 3, SIZES)
    assert len(alarms(crept, watch, 700)) == 0


def test_a_surge_of_two_and_a_half_is_told_in_two_hours() -> None:
    told = 0
    for number in range(8):
        onset = KNOWN + 30 + 3 * number
        first = drawn(Asked(Form.QUIET, Signal.ABSENT, 24.0), (5, number))
        level = 24.0**2 / (2 * float(first.usual[onset : onset + 4].mean()))
        series = drawn(Asked(Form.QUIET, Signal.ABSENT, level), (5, number))
        chance = np.random.default_rng(number)
        step = 2.5 * series.usual[onset : onset + 4]
        own = chance.gamma(1 / series.dispersion, series.dispersion, 4)
        calls = [*series.calls[:onset].tolist(), *chance.poisson(step * own).tolist()]
        usual = usual_of(calls[:KNOWN], FIRST, "UTC", len(calls) - KNOWN, samaritans())
        heard = alarms(calls, watch_of(usual, KNOWN, 1), KNOWN)
        told += any(one.at >= onset for one in heard)
    assert told >= 7


def test_alarms_within_a_day_are_one() -> None:
    heard = [Alarm(at, at - 3) for at in (10, 40, 80, 200, 249)]
    assert [one.at for one in joined(heard)] == [10, 200, 249]
    assert joined([]) == []
