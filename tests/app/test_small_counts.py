"""Whatever is shown of a row of counts, no count under five can be told from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.small_counts import SMALL, Group, grouped

rows = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 300)), max_size=50)


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ([], ()),
        ([4], ()),
        ([5], (Group(0, 1, 5),)),
        ([0, 0, 7, 2], (Group(0, 3, 7),)),
        ([2, 2, 2, 9, 1, 4], (Group(0, 3, 6), Group(3, 4, 9), Group(4, 6, 5))),
    ],
)
def test_counts_are_joined_until_there_are_five(
    counts: list[int], groups: tuple[Group, ...]
) -> None:
    assert grouped(counts) == groups


@given(rows)
def test_each_group_is_what_its_counts_are_together_and_few_are_left(counts: list[int]) -> None:
    groups = grouped(counts)
    ends = [0, *(group.end for group in groups)]
    assert [group.first for group in groups] == ends[:-1]
    for group in groups:
        assert group.times == sum(counts[group.first : group.end]) >= SMALL
    assert sum(counts[ends[-1] :]) < SMALL


@given(rows, st.integers(0, SMALL - 1), st.data())
def test_each_count_that_is_not_shown_by_itself_may_have_been_any_under_five(
    counts: list[int], other: int, data: st.DataObject
) -> None:
    """Puts any number under five in the place of what is hidden: what is shown is the same."""
    groups = grouped(counts)
    joined = [group for group in groups if group.end - group.first > 1]
    left = groups[-1].end if groups else 0
    if joined and (left == len(counts) or data.draw(st.booleans())):
        group = data.draw(st.sampled_from(joined))
        place = data.draw(st.integers(group.first, group.end - 2))
        changed = [*counts]
        changed[group.first : group.end] = [0] * (group.end - group.first)
        changed[place], changed[group.end - 1] = other, group.times - other
    elif left < len(counts):
        place = data.draw(st.integers(left, len(counts) - 1))
        changed = [*counts[:left], *([0] * (len(counts) - left))]
        changed[place] = other
    else:
        return
    assert grouped(changed) == groups


@given(rows, rows)
def test_what_was_shown_stays_as_the_row_grows(counts: list[int], more: list[int]) -> None:
    groups = grouped(counts)
    assert grouped([*counts, *more])[: len(groups)] == groups
