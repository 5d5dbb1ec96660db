"""What the board shows of a day: each figure is a sum of whole groups, so nothing small can be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.counting import ANSWERED_BY_BACKUP
from harborline.app.small_counts import SMALL
from harborline.callflow.values import CallOutcome
from harborline.web.console.board.calls import HALF_HOUR, Day, Ended, day_of, window_of
from harborline.web.console.board.drawing import heights, picture
from harborline.web.site.ports import CallCount

ZONE = "America/New_York"
WINDOW = window_of(datetime(2026, 11, 23, 22, 10, tzinfo=UTC), ZONE)
NO_CALLER = frozenset({"looped", "set_rota"})
"""Outcomes of calls that are a center's forwarding, or of somebody on call: never a caller."""
OUTCOMES = (*(str(outcome) for outcome in CallOutcome), ANSWERED_BY_BACKUP)


class Kind(NamedTuple):
    """What is told apart: how a call ended, and how fast."""

    outcome: str
    wait: str


KINDS = (
    *(Kind("answered", "under_20"), Kind("answered", "over")),
    *(Kind(ANSWERED_BY_BACKUP, "under_60"), Kind(ANSWERED_BY_BACKUP, "under_120")),
    Kind("abandoned", "under_10"),
)
series = st.lists(
    st.one_of(st.integers(0, 6), st.integers(0, 90)), min_size=WINDOW.over, max_size=WINDOW.over
)


def counted(rows: dict[Kind, list[int]]) -> list[CallCount]:
    return [
        CallCount(WINDOW.since + HALF_HOUR * place, kind.outcome, kind.wait, times)
        for kind, row in rows.items()
        for place, times in enumerate(row)
        if times
    ]


def all_that_is_shown(day: Day) -> tuple[object, ...]:
    return day, picture(day, ZONE), [row.times for row in day.rows.values()]


@given(st.fixed_dictionaries(dict.fromkeys(KINDS, series)), st.sampled_from(KINDS), st.data())
def test_what_is_hidden_may_have_been_any_count_under_five(
    rows: dict[Kind, list[int]], kind: Kind, data: st.DataObject
) -> None:
    """Puts any other count under five in the place of a hidden one: all that is shown stays the same."""
    shown = day_of(WINDOW, counted(rows))
    ended = {"answered": Ended.CENTER, ANSWERED_BY_BACKUP: Ended.BACKUP}.get(
        kind.outcome, Ended.NOBODY
    )
    is_soon = kind.wait in {"under_20", "under_60"}
    groups = shown.rows[ended].soon if is_soon else shown.rows[ended].later
    assert all(group.times >= SMALL for group in groups)
    other = data.draw(st.integers(0, SMALL - 1))
    changed = [*rows[kind]]
    joined = [group for group in groups if group.end - group.first > 1]
    left = groups[-1].end if groups else 0
    if joined:
        group = data.draw(st.sampled_from(joined))
        changed[group.first : group.end] = [0] * (group.end - group.first)
        changed[data.draw(st.integers(group.first, group.end - 2))] = other
        changed[group.end - 1] = group.times - other
    elif left < WINDOW.over:
        changed[left:] = [0] * (WINDOW.over - left)
        changed[data.draw(st.integers(left, WINDOW.over - 1))] = other
    assert all_that_is_shown(day_of(WINDOW, counted(rows | {kind: changed}))) == all_that_is_shown(
        shown
    )


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_told_but_that_of_a_call_that_was_none(outcome: str) -> None:
    day = day_of(WINDOW, [CallCount(WINDOW.since, outcome, "under_20", 9)])
    told = {ended: row.times for ended, row in day.rows.items() if row.times}
    assert sum(told.values()) == (0 if outcome in NO_CALLER else 9)


def test_the_share_within_a_minute_is_of_calls_that_a_person_took() -> None:
    day = day_of(WINDOW, counted({kind: [10] + [0] * (WINDOW.over - 1) for kind in KINDS}))
    assert day.within_60 == 50
    few = {KINDS[0]: [50] + [0] * (WINDOW.over - 1), KINDS[1]: [4] + [0] * (WINDOW.over - 1)}
    assert day_of(WINDOW, counted(few)).within_60 is None
    assert day_of(WINDOW, []).within_60 is None


@pytest.mark.parametrize(
    ("at", "half_hours", "over"),
    [
        (datetime(2026, 11, 23, 5, 29, tzinfo=UTC), 48, 0),
        (datetime(2026, 11, 23, 5, 30, tzinfo=UTC), 48, 1),
        (datetime(2026, 11, 24, 4, 59, tzinfo=UTC), 48, 47),
        (datetime(2026, 11, 2, 4, 59, tzinfo=UTC), 50, 49),
        (datetime(2026, 3, 9, 3, 59, tzinfo=UTC), 46, 45),
    ],
)
def test_a_day_is_that_of_the_room_also_when_clocks_change(
    at: datetime, half_hours: int, over: int
) -> None:
    window = window_of(at, ZONE)
    assert (window.half_hours, window.over) == (half_hours, over)
    assert picture(day_of(window, []), ZONE).count('class="hour"') == 4


def test_the_area_of_the_picture_is_the_count() -> None:
    row = day_of(WINDOW, counted({KINDS[0]: [1, 2, 7, 0, 30] + [0] * (WINDOW.over - 5)})).rows[
        Ended.CENTER
    ]
    drawn = heights(row, WINDOW.over)
    assert sum(drawn) == pytest.approx(row.times) == 40
    assert drawn[:5] == pytest.approx([10 / 3, 10 / 3, 10 / 3, 15, 15])


def test_counts_of_other_days_are_left_out() -> None:
    beside = (WINDOW.since - HALF_HOUR, WINDOW.since + WINDOW.over * HALF_HOUR)
    outside = [CallCount(at, "answered", "under_20", 9) for at in beside]
    day = day_of(WINDOW, outside)
    assert not list(chain.from_iterable(row.soon for row in day.rows.values()))
    assert window_of(WINDOW.since - timedelta(seconds=1), ZONE).until == WINDOW.since
