"""The integer program behind a shift plan, in numbered half hours and people; names and clocks stay outside.

Variables: one 0/1 for each possible shift; for each half hour how many are missing, and whether nobody is
there. That a person has one shift at a time, with rest behind it, is said for each start of a shift: at most
one of those shifts that are on or resting then. These rows are cliques of intervals, so the relaxed program
is close to the whole one. Called by: `shifts`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from harborline.core.errors import UnusableInput

_NOBODY = 9
"""What a half hour with nobody costs on top of the people who are missing."""
_GAP = 0.01
_ROUND = 0.5


class Candidate(NamedTuple):
    """A shift that somebody could take: the person's number, first half hour, number of half hours."""

    person: int
    start: int
    length: int


class Solved(NamedTuple):
    """Numbers of the chosen candidates; half hours and night half hours of each person; what is proven."""

    chosen: tuple[int, ...]
    slots: tuple[int, ...]
    night_slots: tuple[int, ...]
    least_short: bool
    balanced: bool


class _Rows:
    """Linear constraints, gathered row by row: low <= sum of coefficient times variable <= high."""

    def __init__(self) -> None:
        self.cells: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        """Adds a row of pairs: variable, coefficient."""
        number = len(self.low)
        self.cells += [(number, column, value) for column, value in terms]
        self.low.append(low)
        self.high.append(high)


class ShiftModel:
    """`wanted` people in `slots`; `rest`, `most` (by person, for each `week`) and `can_give` in half hours."""

    def __init__(
        self,
        *,
        wanted: Sequence[int],
        slots: Sequence[int],
        candidates: Sequence[Candidate],
        rest: int,
        week: int,
        most: Sequence[int],
        can_give: Sequence[int],
        night: Sequence[bool],
    ) -> None:
        self._wanted, self._slots, self._candidates = wanted, slots, candidates
        self._most, self._can_give = most, can_give
        self._nights = [sum(night[one.start : one.start + one.length]) for one in candidates]
        # Columns: shifts, missing, nobody, then the highest and lowest share and the most nights.
        self._missing = len(candidates)
        self._nobody = self._missing + len(slots)
        self._highest = self._nobody + len(slots)
        self._lowest, self._most_nights = self._highest + 1, self._highest + 2
        self._columns = self._highest + 3
        self._rows = _Rows()
        self._cover()
        self._one_at_a_time(rest)
        self._hours(week)
        self._fairness()

    def solve(self, seconds: float) -> Solved:
        """Solves twice: what is short, then hours and fairness with no more of it.

        Raises UnusableInput where the time does not do for any plan.
        """
        import numpy as np

        shortage = np.zeros(self._columns)
        shortage[self._missing : self._nobody] = 1
        shortage[self._nobody : self._highest] = _NOBODY
        first = self._minimum(shortage, seconds, 0.0)
        if first.x is None:
            raise UnusableInput("No plan was found in the time; give more, or plan fewer days.")
        effort = np.zeros(self._columns)
        effort[: self._missing] = [one.length for one in self._candidates]
        mean = sum(self._can_give) / len(self._can_give)
        effort[[self._highest, self._lowest, self._most_nights]] = mean, -mean, 1
        used = [(int(column), float(shortage[column])) for column in np.flatnonzero(shortage)]
        self._rows.add(used, 0, round(float(first.fun)) + _ROUND)
        second = self._minimum(effort, seconds, _GAP)
        best = first if second.x is None else second
        least_short = first.status == 0
        return self._solved(
            best.x, least_short=least_short, balanced=least_short and second.status == 0
        )

    def _cover(self) -> None:
        takers: defaultdict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(self._candidates):
            for slot in range(one.start, one.start + one.length):
                takers[slot].append(number)
        for row, (slot, wanted) in enumerate(zip(self._slots, self._wanted, strict=True)):
            if not wanted:
                continue
            terms = [(number, 1.0) for number in takers[slot]]
            self._rows.add([*terms, (self._missing + row, 1.0)], wanted, float("inf"))
            self._rows.add([*terms, (self._nobody + row, 1.0)], 1, float("inf"))

    def _one_at_a_time(self, rest: int) -> None:
        for mine in self._by_person():
            # In order of their starts: those that may still be on or resting are a stretch of the list.
            mine.sort(key=lambda number: self._candidates[number].start)
            starts = [self._candidates[number].start for number in mine]
            reach = rest + max((self._candidates[number].length for number in mine), default=0)
            for at in sorted(set(starts)):
                near = mine[bisect_left(starts, at - reach) : bisect_right(starts, at)]
                busy = [number for number in near if at < self._ends(number) + rest]
                if len(busy) > 1:
                    self._rows.add([(number, 1.0) for number in busy], 0, 1)

    def _hours(self, week: int) -> None:
        for person, mine in enumerate(self._by_person()):
            for begins in {self._candidates[number].start // week for number in mine}:
                terms = [
                    (number, float(self._candidates[number].length))
                    for number in mine
                    if self._candidates[number].start // week == begins
                ]
                self._rows.add(terms, 0, self._most[person])

    def _fairness(self) -> None:
        for person, mine in enumerate(self._by_person()):
            if not mine:
                continue
            can = max(1, self._can_give[person])
            share = [(number, self._candidates[number].length / can) for number in mine]
            self._rows.add([*share, (self._highest, -1.0)], -float("inf"), 0)
            self._rows.add([*share, (self._lowest, -1.0)], 0, float("inf"))
            nights = [(number, float(self._nights[number])) for number in mine]
            self._rows.add([*nights, (self._most_nights, -1.0)], -float("inf"), 0)

    def _by_person(self) -> list[list[int]]:
        mine: list[list[int]] = [[] for _ in self._most]
        for number, one in enumerate(self._candidates):
            mine[one.person].append(number)
        return mine

    def _ends(self, number: int) -> int:
        return self._candidates[number].start + self._candidates[number].length

    def _minimum(self, cost: Any, seconds: float, gap: float) -> Any:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows, columns, values = zip(*self._rows.cells, strict=True)
        shape = (len(self._rows.low), self._columns)
        matrix = csr_array((values, (rows, columns)), shape=shape)
        whole = np.zeros(self._columns)
        whole[: self._missing] = 1
        highest = np.full(self._columns, np.inf)
        highest[: self._missing] = highest[self._lowest] = 1
        return milp(
            cost,
            integrality=whole,
            bounds=Bounds(0, highest),
            constraints=LinearConstraint(matrix, self._rows.low, self._rows.high),
            options={"time_limit": seconds, "mip_rel_gap": gap},
        )

    def _solved(self, values: Any, *, least_short: bool, balanced: bool) -> Solved:
        chosen = tuple(n for n in range(self._missing) if values[n] > _ROUND)
        slots, nights = [0] * len(self._most), [0] * len(self._most)
        for number in chosen:
            slots[self._candidates[number].person] += self._candidates[number].length
            nights[self._candidates[number].person] += self._nights[number]
        return Solved(chosen, tuple(slots), tuple(nights), least_short, balanced)
