"""Small counts: a row of counts that may be shown where others look on, on a wall or in a report.

Counts are joined, from the first one on, until each group has `SMALL`; only groups are shown, and only
sums of whole groups. So no shown figure is under `SMALL`, and no two of them differ by less: whatever is
shown, each count that is not shown by itself may still have been 0, 1, 2, 3 or 4. A row that grows at its
end keeps its groups, so that who looks on learns nothing from what was shown before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

SMALL = 5


class Group(NamedTuple):
    """Neighbours in a row from place `first` up to and without `end`, and their sum."""

    first: int
    end: int
    times: int


def grouped(counts: Iterable[int]) -> tuple[Group, ...]:
    """Gives the groups of a row of counts; what is left at its end, fewer than `SMALL`, is in none."""
    groups: list[Group] = []
    first, times = 0, 0
    for place, count in enumerate(counts, 1):
        times += count
        if times >= SMALL:
            groups.append(Group(first, place, times))
            first, times = place, 0
    return tuple(groups)


def partition(counts: Iterable[int]) -> tuple[Group, ...]:
    """Gives groups that hold every count, each sum at least `SMALL`; none where all together are fewer.

    What `grouped` leaves at the end is joined to the last group. So the groups of two rows of the same things
    have the same sum, and no difference between the rows tells of a small count. For rows that do not grow.
    """
    row = tuple(counts)
    groups = grouped(row)
    if not groups:
        return ()
    *kept, last = groups
    return (*kept, Group(last.first, len(row), sum(row[last.first :])))
