"""A week as it is typed becomes spans of the local day, and spans come back as they would be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.hours import ALL_DAY, CLOSED, join_spans
from harborline.web.console.center.week import (
    BadTime,
    Row,
    copied,
    day_typed,
    minute_of,
    read,
    rows_of,
    rows_typed,
)


def typed(**fields: str) -> tuple[Row, ...]:
    return rows_typed({name.replace("_", "-"): text for name, text in fields.items()})


def test_a_night_goes_on_in_the_morning() -> None:
    week, _ = read(typed(day0_from0="22:00", day0_to0="06:00", day6_from0="23:00", day6_to0="1:00"))
    assert week is not None
    assert week[0] == ((0, 60), (1320, 1440))
    assert week[1] == ((0, 360),)
    assert week[6] == ((1380, 1440),)


def test_two_times_and_a_whole_day() -> None:
    week, _ = read(
        typed(day2_from0="9", day2_to0="12", day2_from1="1 pm", day2_to1="5:30pm", day3_all="on")
    )
    assert week is not None
    assert week[2] == ((540, 720), (780, 1050))
    assert week[3] == ALL_DAY
    assert week[4] == CLOSED


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"day0_from0": "9:00"}, "when it opens and when it closes"),
        ({"day0_from0": "soon", "day0_to0": "5"}, "like 9:00"),
        ({"day0_from0": "9:00", "day0_to0": "9:00"}, "24 hours"),
        ({"day0_all": "on", "day0_from0": "9", "day0_to0": "10"}, "Choose one"),
        (
            {"day0_from0": "9", "day0_to0": "12", "day0_from1": "11", "day0_to1": "14"},
            "overlap",
        ),
    ],
)
def test_what_cannot_be_read_comes_back_with_a_sentence(fields: dict[str, str], says: str) -> None:
    given_rows = typed(**fields)
    week, rows = read(given_rows)
    assert week is None
    assert says in str(rows[0].error)
    assert [row.error for row in rows[1:]] == [""] * 6
    assert rows[0].pairs == given_rows[0].pairs


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        *(("9", 540), ("9:30", 570), ("21.15", 1275), ("12 am", 0), ("12pm", 720), ("24:00", 1440)),
        *(("25:00", None), ("9:60", None), ("13 pm", None), ("", None), ("x", None)),
        *(("09:00:00", 540), ("24:01", None), ("9 p.m.", 1260)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, minute: int | None) -> None:
    assert minute_of(text) == minute


_SPANS = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1]),
    max_size=4,
).map(join_spans)


@given(st.lists(_SPANS, min_size=7, max_size=7).map(tuple))
def test_any_week_is_read_as_it_is_shown(week: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    assert read(rows_of(week))[0] == week


def test_monday_is_copied_up_to_friday() -> None:
    rows = copied(typed(day0_from0="9", day0_to0="17", day5_from0="10", day5_to0="12"))
    week, _ = read(rows)
    assert week is not None
    assert set(week[:5]) == {((540, 1020),)}
    assert week[5:] == (((600, 720),), ())


def test_a_dated_day_ends_by_midnight() -> None:
    assert day_typed(typed(day0_from0="18", day0_to0="0:00")[0]) == ((1080, 1440),)
    with pytest.raises(BadTime):
        day_typed(typed(day0_from0="22", day0_to0="6")[0])
