"""Synthetic series: what was frozen stays frozen, and they are as they claim."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.planning.generator import (
    MULTIPLIERS,
    QUIET_DAYS,
    Asked,
    Form,
    Signal,
    drawn,
    for_tuning,
    held_out,
)

FROZEN = "307b2305059544b5"


def test_the_held_out_series_are_the_frozen_ones() -> None:
    digest = hashlib.sha256()
    for series in held_out(tuple(Form), 1):
        digest.update(series.calls.astype("<i8").tobytes())
    assert digest.hexdigest()[:16] == FROZEN


def test_none_is_among_those_for_tuning() -> None:
    frozen = {series.calls.tobytes() for series in held_out(tuple(Form), 1)}
    assert len(frozen) == 12
    assert not frozen & {series.calls.tobytes() for series in for_tuning(tuple(Form), 1)}


@given(st.sampled_from(Form), st.sampled_from(Signal), st.integers(0, 10_000))
def test_a_series_holds_what_it_says(form: Form, signal: Signal, seed: int) -> None:
    series = drawn(Asked(form, signal), seed)
    assert len(series.calls) == (QUIET_DAYS + 9) * 48
    assert (series.calls >= 0).all()
    assert (series.attention is None) is (signal is Signal.ABSENT)
    assert 1.25 <= series.multiplier <= 1.1 * max(MULTIPLIERS)
    if series.onset is None:
        assert form is Form.QUIET
        assert (series.expected == series.usual).all()
        return
    assert (series.expected[: series.onset] == series.usual[: series.onset]).all()
    times = series.expected[series.onset :] / series.usual[series.onset :]
    assert times.max() <= series.multiplier * 1.0001
    assert times.max() > 1 + 0.5 * (series.multiplier - 1)


def test_counts_are_overdispersed_as_told() -> None:
    series = drawn(Asked(Form.QUIET, Signal.ABSENT, 200.0), 3)
    mean = series.usual
    found = ((series.calls - mean) ** 2 - mean).sum() / (mean**2).sum()
    assert found == pytest.approx(series.dispersion, rel=0.2)


def test_attention_leads_or_misleads() -> None:
    leading = drawn(Asked(Form.PLATEAU, Signal.LEADING, 40.0, 3.0), 5)
    assert leading.attention is not None
    assert leading.onset is not None
    assert leading.attention[leading.onset - 1] > 1.6
    wrong = drawn(Asked(Form.QUIET, Signal.MISLEADING), 5)
    assert wrong.attention is not None
    assert wrong.attention.max() > 1.6
    assert np.allclose(wrong.expected, wrong.usual)
