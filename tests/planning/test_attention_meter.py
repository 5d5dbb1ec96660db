"""The meter against a table that people can read, and against chance of known kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.planning.attention_meter import (
    DAY_S,
    HOUR_S,
    WEEK_S,
    Reading,
    Series,
    Trend,
    dispersion,
    read_meter,
)

TABLE = Path(__file__).parent.parent / "data" / "planning" / "attention.txt"
NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rows() -> Iterator[tuple[list[int | None], int, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            figures, _, said = line.partition("->")
            *past, now = figures.split()
            yield [None if one == "-" else int(one) for one in past], int(now), said.strip()


@pytest.mark.parametrize(("past", "now", "said"), list(rows()))
def test_the_table(past: list[int | None], now: int, said: str) -> None:
    assert len(past) == 8
    counts = {
        NOW - timedelta(weeks=week): count
        for week, count in enumerate(past, 1)
        if count is not None
    }
    reading = read_meter(Series({**counts, NOW: now}, HOUR_S, 20), NOW)
    assert reading is not None
    if reading.times_usual is None:
        assert said == f"too little past: {reading.weeks} weeks"
        return
    told = re.match(r"(at least |at most |)x([\d.]+)", said)
    assert told
    assert f"{reading.times_usual:.1f}" == told[2]
    assert (reading.at_least, reading.at_most) == (told[1] == "at least ", told[1] == "at most ")


def shaped(weeks: int = 11, level: float = 200.0) -> np.ndarray:
    """Gives expected counts by hour up to and with NOW: nights are quiet, weekends quieter."""
    hours = np.arange(weeks * 168)[::-1]
    at = [NOW - int(back) * HOUR for back in hours]
    daily = np.array([1 + 0.6 * np.sin(2 * np.pi * (one.hour - 9) / 24) for one in at])
    weekly = np.array([0.8 if one.weekday() > 4 else 1.0 for one in at])
    return np.asarray(level * daily * weekly)


def drawn(
    expected: np.ndarray, rng: np.random.Generator, spread: float = 1.0, least: int = 1
) -> Series:
    """Draws counts of a given mean and dispersion: Poisson, or negative binomial."""
    if spread == 1.0:
        counts = rng.poisson(expected)
    else:
        counts = rng.negative_binomial(expected / (spread - 1), 1 / spread)
    first = NOW - (len(expected) - 1) * HOUR
    return Series(
        {first + place * HOUR: int(count) for place, count in enumerate(counts)}, HOUR_S, least
    )


def read(series: Series, at: datetime = NOW) -> Reading:
    found = read_meter(series, at)
    assert found is not None
    return found


@pytest.mark.parametrize("spread", [1.0, 4.0])
def test_dispersion_is_found_again(spread: float) -> None:
    rng = np.random.default_rng(5)
    found = [dispersion(drawn(shaped(), rng, spread), NOW) for _ in range(20)]
    assert np.mean(found) == pytest.approx(spread, rel=0.35)


@pytest.mark.parametrize("spread", [1.0, 4.0])
def test_chance_is_seldom_called_unusual(spread: float) -> None:
    several = [
        drawn(shaped(weeks=18), np.random.default_rng(seed), spread) for seed in (11, 12, 13)
    ]
    hours = [NOW - one * HOUR for one in range(0, 7 * 168, 12)]
    unusual = [at for one in several for at in hours if read(one, at).since is not None]
    assert len(unusual) / (len(several) * len(hours)) < 0.01


@pytest.mark.parametrize(("times", "within_h"), [(1.5, 4), (2.5, 1), (10.0, 1)])
def test_the_beginning_is_found(times: float, within_h: int) -> None:
    rng, found = np.random.default_rng(7), []
    for _ in range(30):
        expected = shaped()
        expected[-20:] *= times
        since = read(drawn(expected, rng, 2.0)).since
        found.append(since is not None and abs(since - (NOW - 19 * HOUR)) <= within_h * HOUR)
    assert np.mean(found) >= 0.8


def test_what_is_over_is_not_unusual_any_more() -> None:
    expected = shaped()
    expected[-100:-20] *= 20
    assert read(drawn(expected, np.random.default_rng(2))).since is None


def test_a_second_event_has_a_beginning_of_its_own() -> None:
    expected = shaped()
    expected[-200:-150] *= 20
    expected[-6:] *= 4
    since = read(drawn(expected, np.random.default_rng(2))).since
    assert since is not None
    assert abs(since - (NOW - 5 * HOUR)) <= HOUR


@pytest.mark.parametrize(
    ("last", "trend"),
    [
        ([1, 1, 1, 2, 2.5, 3], Trend.RISING),
        ([3, 3, 3, 1.5, 1.2, 1], Trend.FALLING),
        ([3, 3, 3, 3, 3, 3], Trend.STEADY),
        ([1, 1, 1, 1, 1, 1], Trend.STEADY),
    ],
)
def test_rising_and_falling(last: list[float], trend: Trend) -> None:
    rng = np.random.default_rng(3)
    found = []
    for _ in range(20):
        expected = shaped()
        expected[-6:] *= last
        found.append(read(drawn(expected, rng)).trend is trend)
    assert np.mean(found) >= 0.9


def test_the_morning_is_not_called_rising() -> None:
    series = drawn(shaped(weeks=18), np.random.default_rng(8))
    readings = [read(series, NOW - one * HOUR).trend for one in range(0, 7 * 168, 4)]
    assert readings.count(Trend.RISING) / len(readings) < 0.03


def test_a_missing_hour_says_nothing_of_the_trend() -> None:
    counts = dict(drawn(shaped(), np.random.default_rng(3)).counts)
    del counts[NOW - 2 * HOUR]
    assert read(Series(counts, HOUR_S)).trend is Trend.UNKNOWN
    assert read_meter(Series(counts, HOUR_S), NOW - 2 * HOUR) is None


@pytest.mark.parametrize("span_s", [DAY_S, WEEK_S])
def test_days_and_weeks_have_a_meter_too(span_s: int) -> None:
    step = timedelta(seconds=span_s)
    counts = {NOW - one * step: 100 + one % 3 for one in range(90)}
    counts |= {NOW - one * step: 400 for one in range(3)}
    found = read(Series(counts, span_s))
    assert found.times_usual == pytest.approx(4, rel=0.1)
    assert found.since == NOW - 2 * step
    assert found.trend is Trend.RISING


COUNTS = st.dictionaries(
    st.integers(0, 8 * 168 + 20), st.integers(0, 10**9), min_size=1, max_size=80
)


@given(COUNTS, st.sampled_from([1, 20]))
def test_whatever_was_counted_can_be_read(by_hour: dict[int, int], least: int) -> None:
    counts = {NOW - back * HOUR: n if n >= least else 0 for back, n in by_hour.items()}
    for back in (0, *list(by_hour)[:5]):
        found = read_meter(Series(counts, HOUR_S, least), NOW - back * HOUR)
        if found is None or found.times_usual is None:
            continue
        assert found.times_usual >= 0
        assert found.since is None or found.since <= found.starts_at
        if found.usual is not None and found.usual >= least and found.counted >= least:
            assert found.times_usual == found.counted / found.usual
            assert not found.at_least
            assert not found.at_most
