"""The shape of day and week, assumed and read from a hotline's own weeks."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.errors import UnusableInput
from harborline.planning.calendar_shape import estimated, factors, flat, samaritans
from harborline.planning.generator import FIRST, Asked, Form, Signal, drawn

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


@given(st.floats(1.05, 3), st.floats(0.1, 0.95), st.floats(0, 0.5))
def test_any_samaritans_shape_has_the_mean_one_and_its_hours(
    high: float, low: float, swing: float
) -> None:
    shape = samaritans(high, low, swing)
    assert np.mean(shape.half_hours) == pytest.approx(1)
    assert np.mean(shape.weekdays) == pytest.approx(1)
    # 22:00 to 02:30 highest, 05:00 to 09:00 lowest; Sunday to Tuesday at least as Thursday to Saturday
    assert shape.half_hours[44] == pytest.approx(max(shape.half_hours))
    assert shape.half_hours[5] == pytest.approx(max(shape.half_hours))
    for half in (10, 18):
        assert shape.half_hours[half] == pytest.approx(min(shape.half_hours))
    assert min(shape.weekdays[day] for day in (6, 0, 1)) >= max(shape.weekdays[3:6]) - 1e-9
    assert "assumed" in shape.label


def test_the_local_clock_decides() -> None:
    # 03:00 in UTC on Monday is 22:00 on Sunday in New York.
    here = factors(samaritans(), datetime(2026, 1, 5, 3, tzinfo=UTC), 1, "America/New_York")
    shape = samaritans()
    assert here[0] == pytest.approx(shape.half_hours[44] * shape.weekdays[6])


def test_the_day_on_which_clocks_go_on_has_46_half_hours() -> None:
    first = datetime(2026, 3, 8, 5, tzinfo=UTC)  # midnight in New York
    found = factors(samaritans(), first, 46, "America/New_York")
    assert found[3] != found[4]
    assert found[-1] == pytest.approx(samaritans().half_hours[47] * samaritans().weekdays[6])


@pytest.mark.parametrize("zone", ["Mars", "", "../etc/passwd", "America"])
def test_a_zone_that_is_none(zone: str) -> None:
    with pytest.raises(UnusableInput):
        factors(flat(), MONDAY, 1, zone)


def test_ones_own_weeks_replace_what_was_assumed() -> None:
    series = drawn(Asked(Form.QUIET, Signal.ABSENT, 60.0), 11)
    found = estimated(samaritans(), series.calls[: 56 * 48].tolist(), FIRST, "UTC")
    truth = series.usual.reshape(-1, 48).mean(axis=0)
    truth /= truth.mean()
    assert np.abs(np.array(found.half_hours) - truth).mean() < 0.05
    assert np.abs(np.array(samaritans().half_hours) - truth).mean() > 0.15
    assert found.label == "the hotline's own weeks"


def test_few_calls_leave_the_shape_as_it_was() -> None:
    assert estimated(samaritans(), [1.0] * 300, MONDAY, "UTC") == samaritans()
    few = np.zeros(14 * 48)
    few[::97] = 1
    found = estimated(samaritans(), few.tolist(), MONDAY, "UTC")
    apart = np.abs(np.array(found.half_hours) - samaritans().half_hours)
    assert apart.max() < 0.15  # neighbours are evened out


def test_a_week_of_a_surge_moves_the_shape_little() -> None:
    series = drawn(Asked(Form.QUIET, Signal.ABSENT, 60.0), 12)
    calls = series.calls[: 56 * 48].astype(float)
    before = estimated(samaritans(), calls.tolist(), FIRST, "UTC")
    calls[30 * 48 : 33 * 48] *= 4
    after = estimated(samaritans(), calls.tolist(), FIRST, "UTC")
    assert np.abs(np.array(after.weekdays) - before.weekdays).max() < 0.03
    assert np.abs(np.array(after.half_hours) - before.half_hours).max() < 0.1
