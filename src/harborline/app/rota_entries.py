"""From a shift plan to the entries of a center's rota, within the limits of the rota's own verbs.

The site writes each entry with `set_shift`, which refuses a shift of over a week and one that overlaps
another of the same person. What it would refuse is told here beforehand, so that a plan is taken over whole
or not at all. Called by: the console, which knows who is who.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from harborline.planning.shifts import Shift

LONGEST_ENTRY = timedelta(days=7)


class RotaEntry(NamedTuple):
    """A person of the rota, by the site's number, is on call from one moment to another (UTC)."""

    person: int
    starts_at: datetime
    ends_at: datetime


class Refusal(StrEnum):
    """Why a shift cannot become an entry."""

    NOT_ON_ROTA = "not_on_rota"
    TOO_LONG = "too_long"
    OVERLAPS_PLAN = "overlaps_plan"
    OVERLAPS_ROTA = "overlaps_rota"


class RotaChange(NamedTuple):
    """What to write, what is on the rota already just so, and what is refused with its reason."""

    entries: tuple[RotaEntry, ...]
    there: tuple[RotaEntry, ...]
    refused: tuple[tuple[Shift, Refusal], ...]


def rota_entries(
    shifts: Sequence[Shift], people: Mapping[str, int], on_rota: Sequence[RotaEntry]
) -> RotaChange:
    """Gives the entries for a plan's shifts. `people`: the rota's number of each name in the plan.

    `on_rota`: what the rota holds now. Entries are in order of time; nothing of the rota is taken away.
    """
    held: defaultdict[int, list[RotaEntry]] = defaultdict(list)
    for entry in on_rota:
        held[entry.person].append(entry)
    entries: list[RotaEntry] = []
    there: list[RotaEntry] = []
    refused: list[tuple[Shift, Refusal]] = []
    overlapping = _overlapping(shifts)
    for shift in sorted(shifts, key=lambda one: (one.starts_at, one.person)):
        number = people.get(shift.person)
        if number is None:
            refused.append((shift, Refusal.NOT_ON_ROTA))
            continue
        entry = RotaEntry(number, shift.starts_at, shift.ends_at)
        if entry in held[number]:
            there.append(entry)
        elif shift.ends_at - shift.starts_at > LONGEST_ENTRY:
            refused.append((shift, Refusal.TOO_LONG))
        elif shift in overlapping:
            refused.append((shift, Refusal.OVERLAPS_PLAN))
        elif any(_meet(entry, other) for other in held[number]):
            refused.append((shift, Refusal.OVERLAPS_ROTA))
        else:
            entries.append(entry)
    return RotaChange(tuple(entries), tuple(there), tuple(refused))


def _overlapping(shifts: Sequence[Shift]) -> set[Shift]:
    """Gives the shifts that begin before an earlier one of the same person has ended."""
    found: set[Shift] = set()
    mine: defaultdict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        mine[shift.person].append(shift)
    for own in mine.values():
        ends = None
        for before, after in pairwise(sorted(own)):
            ends = before.ends_at if ends is None else max(ends, before.ends_at)
            if after.starts_at < ends:
                found.add(after)
    return found


def _meet(one: RotaEntry, other: RotaEntry) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
