"""The fewest advocates for every hour of every center of a network, at the price of a few hundred searches.

Turned round: so many advocates bear loads up to a bound, and a higher load makes every rate worse. The bounds
of 1, 2, 3, ... advocates are found once for centers whose callers are alike, all together, by Chandrupatla's
method (scipy.optimize.elementwise); each hour's load then only has to be put between two of them.
Called by: `app`; it gives what `staffing.smallest_staff` gives for each hour by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.planning import erlang_grid
from harborline.planning.erlang_grid import Rates
from harborline.planning.staffing import (
    MOST_STAFF,
    TOO_MANY,
    Callers,
    Model,
    Target,
    check_callers,
    check_floor,
    check_target,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]

_LEAST_LOAD = 1e-9
"""Erlangs; below it the formulas say what they say of no call at all."""
_ROUNDS = 200
_CLOSE = 1e-12


class Week(NamedTuple):
    """Arrays of the shape of the calls: advocates on duty, answered in time / offered, lost / offered."""

    staff: Floats
    in_target: Floats
    lost: Floats


def staff_network(
    calls_per_hour: Floats | Sequence[Sequence[float]],
    callers: Sequence[Callers],
    target: Target,
    at_least: int = 1,
) -> Week:
    """Gives what each center needs in each hour. `calls_per_hour`: one row for each of `callers`.

    Raises UnusableInput, also where more than 10,000 advocates would be needed.
    """
    import numpy as np

    calls = np.asarray(calls_per_hour, dtype=float)
    if calls.ndim != 2 or len(calls) != len(callers):
        raise UnusableInput("Give one row of calls for each center.")
    if not (np.isfinite(calls).all() and (calls >= 0).all()):
        raise UnusableInput("The calls an hour must be 0 or more.")
    check_target(target)
    check_floor(at_least)
    week = Week(*(np.zeros(calls.shape) for _ in Week._fields))
    week.staff[:] = at_least
    for model in {one.model for one in callers}:
        rows = [row for row, one in enumerate(callers) if one.model is model]
        mine = _Alike(model, [callers[row] for row in rows], target)
        loads = calls[rows] * mine.aht_h[:, None]
        staff = np.maximum(mine.fewest(loads), at_least)
        rates = mine.rates_with(loads, staff)
        week.staff[rows], week.in_target[rows], week.lost[rows] = staff, *rates
    return Week(week.staff.astype(int), week.in_target, week.lost)


class _Alike:
    """Centers of one model, each a row with its own talk time, patience and redials."""

    def __init__(self, model: Model, callers: Sequence[Callers], target: Target) -> None:
        import numpy as np

        for one in set(callers):
            check_callers(one)
        self.model, self.target = model, target
        aht_s = np.array([one.aht_s for one in callers])
        patience_s = np.array([one.patience_s or 1.0 for one in callers])
        self.aht_h = aht_s / 3600
        self.haste, self.within = aht_s / patience_s, target.within_s / aht_s
        self.redials = np.array([one.redials for one in callers])
        kinds: dict[Callers, list[int]] = {}
        for row, one in enumerate(callers):
            kinds.setdefault(one, []).append(row)
        self.kinds = list(kinds.values())

    def fewest(self, loads: Floats) -> Floats:
        """Gives the advocates for loads in erlangs of first calls, row by row."""
        import numpy as np

        staff = np.zeros(loads.shape)
        todo = [(rows, 0, float(loads[rows].max(initial=0))) for rows in self.kinds]
        while todo:
            firsts, numbers = zip(*(_next(known, most) for _, known, most in todo), strict=True)
            bounds = self._bounds([rows[0] for rows, _, _ in todo], firsts, numbers)
            more = []
            for (rows, _, most), first, bound in zip(todo, firsts, bounds, strict=True):
                found = np.searchsorted(bound, loads[rows], side="left") + first
                # A load within the bounds of an earlier round keeps what it was given then.
                staff[rows] = (
                    np.where(staff[rows] >= first, found, staff[rows]) if first > 1 else found
                )
                if bound[-1] < most:
                    more.append((rows, first + len(bound) - 1, most))
            todo = more
        return np.where(loads > 0, staff, 0)

    def _bounds(
        self, rows: Sequence[int], firsts: Sequence[int], numbers: Sequence[int]
    ) -> list[Floats]:
        """Gives for each row the highest loads that first, first + 1, ... advocates bear."""
        import numpy as np
        from scipy.optimize.elementwise import find_root

        row = np.repeat(np.array(rows), numbers)
        staff = np.concatenate(
            [np.arange(a, a + n, dtype=float) for a, n in zip(firsts, numbers, strict=True)]
        )
        highest = 1.0001 * staff / max(self.target.share, 1 - self.target.max_lost)
        lowest = np.full(staff.shape, _LEAST_LOAD)
        root = find_root(
            self._margin, (lowest, highest), args=(staff, self.haste[row], self.within[row])
        )
        load = root.x
        lost = self._rates(load, staff, self.haste[row], self.within[row]).lost
        first_calls = load * (1 - self.redials[row] * lost)
        return np.split(first_calls, np.cumsum(numbers)[:-1])

    def _margin(self, load: Floats, staff: Floats, haste: Floats, within: Floats) -> Floats:
        import numpy as np

        rates = self._rates(load, staff, haste, within)
        spare: Floats = np.minimum(
            rates.in_target - self.target.share, self.target.max_lost - rates.lost
        )
        return spare

    def _rates(self, load: Floats, staff: Floats, haste: Floats, within: Floats) -> Rates:
        if self.model is Model.ERLANG_A:
            return erlang_grid.impatient(load, staff, haste, within)
        if self.model is Model.ERLANG_C:
            return erlang_grid.patient(load, staff, within)
        return erlang_grid.queueless(load, staff)

    def rates_with(self, loads: Floats, staff: Floats) -> Rates:
        """Gives the rates at these numbers; the calls that come again are added until nothing changes."""
        import numpy as np

        first = np.maximum(loads, _LEAST_LOAD)
        haste, within = self.haste[:, None], self.within[:, None]
        again = self.redials[:, None]
        offered = first
        rates = self._rates(offered, staff, haste, within)
        for _ in range(_ROUNDS if again.any() else 0):
            before, offered = offered, first / (1 - again * rates.lost)
            rates = self._rates(offered, staff, haste, within)
            if (offered - before <= _CLOSE * offered).all():
                break
        return rates


def _next(known: int, most: float) -> tuple[int, int]:
    """Gives the first number of advocates to look at, and how many of them."""
    if known >= MOST_STAFF or most > 2 * MOST_STAFF:
        raise UnusableInput(TOO_MANY)
    enough = int(most + 3 * sqrt(most) + 4)
    number = enough if known == 0 else max(8, known // 4)
    return known + 1, min(number, MOST_STAFF - known)
