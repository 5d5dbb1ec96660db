"""The fewest advocates that keep a target: enough calls answered in time, and few enough lost.

Both must hold. Where people hang up, a queue can answer those who stay in time and lose the rest; so a
share in time alone is no target for a line like ours. All rates are of calls offered, a call that comes
again counted again. More advocates never make a rate worse, so the fewest are found by halving.
Called by: `app`; for a whole network's week see `staffing_table`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import ceil, inf, isfinite
from typing import NamedTuple

from harborline.core.errors import UnusableInput
from harborline.planning.erlang import Service, with_patience, without_patience, without_queue

MOST_STAFF = 10_000
TOO_MANY = f"More than {MOST_STAFF:,} advocates would be needed; split the calls."
_STEPS = 200
_CLOSE = 1e-12


class Model(StrEnum):
    """What a caller does who finds all busy: waits and hangs up at some time, waits for ever, is lost."""

    ERLANG_A = "erlang-a"
    ERLANG_C = "erlang-c"
    ERLANG_B = "erlang-b"


class Callers(NamedTuple):
    """How callers talk, wait and try again.

    `patience_s`: mean time to hanging up, for Erlang A. `redials`: of the lost calls, the share that comes
    again, 0 to 1 (exclusive); they come as if by chance and not at once (S. Aguir, F. Karaesmen, Z. Akşin,
    F. Chauvet, "The impact of retrials on call center performance", OR Spectrum 26, 2004).
    """

    aht_s: float
    patience_s: float | None = None
    redials: float = 0.0
    model: Model = Model.ERLANG_A


class Target(NamedTuple):
    """`share` of the offered is to be answered within `within_s`; at most `max_lost` of them may be lost."""

    share: float
    within_s: float
    max_lost: float = 1.0


class Need(NamedTuple):
    """So many are needed. `offered_per_hour`: calls with those that come again.

    `never_answered`: callers who are lost and try no more / callers; without redials the same as `lost`.
    """

    service: Service
    offered_per_hour: float
    never_answered: float

    @property
    def staff(self) -> int:
        """Advocates on duty."""
        return self.service.staff


def usual_model(patience_s: float | None) -> Model:
    """Gives Erlang A where a patience is known, Erlang C where none is."""
    return Model.ERLANG_C if patience_s is None else Model.ERLANG_A


def check_callers(callers: Callers) -> None:
    """Raises UnusableInput for callers that no formula describes."""
    if not _positive(callers.aht_s):
        raise UnusableInput("The mean length of a call must be more than 0.")
    if callers.model is Model.ERLANG_A and not _positive(callers.patience_s):
        raise UnusableInput("Erlang A needs a patience of more than 0; say how long callers wait.")
    if not 0 <= callers.redials < 1:
        raise UnusableInput("The share that calls again must be at least 0 and below 100 %.")
    if callers.redials and callers.model is Model.ERLANG_C:
        raise UnusableInput("Nobody is lost in Erlang C, so nobody calls again; give a patience.")


def check_target(target: Target) -> None:
    """Raises UnusableInput for a target that no number of advocates reaches."""
    if not 0 < target.share < 1:
        raise UnusableInput("The share to answer in time must be more than 0 and below 100 %.")
    if not 0 <= target.within_s < inf:
        raise UnusableInput("The time to answer within must be 0 seconds or more.")
    if not 0 < target.max_lost <= 1:
        raise UnusableInput("The share that may be lost must be more than 0 and at most 100 %.")


def check_floor(at_least: int) -> None:
    """Raises UnusableInput unless somebody is on duty while the line is open."""
    if not 1 <= at_least <= MOST_STAFF:
        raise UnusableInput(f"At least 1 and at most {MOST_STAFF:,} advocates can be on duty.")


def service(calls_per_hour: float, callers: Callers, staff: int, within_s: float) -> Service:
    """Gives what callers meet; `calls_per_hour` holds the calls that come again."""
    if callers.model is Model.ERLANG_B:
        return without_queue(calls_per_hour, callers.aht_s, staff)
    if callers.model is Model.ERLANG_C or callers.patience_s is None:
        return without_patience(calls_per_hour, callers.aht_s, staff, within_s)
    return with_patience(calls_per_hour, callers.aht_s, callers.patience_s, staff, within_s)


def need_with(calls_per_hour: float, callers: Callers, staff: int, within_s: float) -> Need:
    """Gives what so many advocates make of so many first calls an hour.

    Offered calls are x with x (1 - q lost(x)) = first calls. The left side grows with x, for the answered
    and the lost both do; so there is one x, found by false position (Illinois).
    """
    first, again = calls_per_hour, callers.redials

    def beyond(offered: float) -> float:
        return offered * (1 - again * service(offered, callers, staff, within_s).lost) - first

    offered = first
    if again and first:
        offered = max(first, _crossing(beyond, first, first / (1 - again)))
    found = service(offered, callers, staff, within_s)
    never = found.lost * (1 - again) * offered / first if first else found.lost
    return Need(found, offered, never)


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Gives where a rising function crosses 0 between two points of opposite sign."""
    below, above, side = rising(low), rising(high), 0
    for _ in range(_STEPS):
        if high - low <= _CLOSE * high or below == above:
            break
        middle = (low * above - high * below) / (above - below)
        value = rising(middle)
        if abs(value) <= _CLOSE * high:
            return middle
        if value < 0:
            low, below = middle, value
            above = above / 2 if side < 0 else above
            side = -1
        else:
            high, above = middle, value
            below = below / 2 if side > 0 else below
            side = 1
    return high


def is_met(found: Service, target: Target) -> bool:
    """Tells whether enough are answered in time and few enough lost."""
    return found.answered_in_target >= target.share and found.lost <= target.max_lost


def smallest_staff(
    calls_per_hour: float, callers: Callers, target: Target, at_least: int = 1
) -> Need:
    """Gives the fewest advocates, at least `at_least`, that keep the target. Raises UnusableInput."""
    check_callers(callers)
    check_target(target)
    check_floor(at_least)
    if not 0 <= calls_per_hour < inf:
        raise UnusableInput("The calls an hour must be 0 or more.")
    load = calls_per_hour * callers.aht_s / 3600
    # Nobody answers more than one call at a time: n advocates answer at most n / load of the offered.
    start = max(at_least, ceil(load * max(target.share, 1 - target.max_lost)))

    def found(staff: int) -> Need:
        return need_with(calls_per_hour, callers, staff, target.within_s)

    return _fewest(found, target, start)


def _fewest(found: Callable[[int], Need], target: Target, start: int) -> Need:
    """Steps up from `start`, twice as far each time, then halves what lies between."""
    too_few, step = start - 1, 1
    best = found(min(start, MOST_STAFF))
    while not is_met(best.service, target):
        if best.staff >= MOST_STAFF:
            raise UnusableInput(TOO_MANY)
        too_few = best.staff
        best = found(min(too_few + step, MOST_STAFF))
        step *= 2
    while best.staff - too_few > 1:
        middle = found((best.staff + too_few) // 2)
        if is_met(middle.service, target):
            best = middle
        else:
            too_few = middle.staff
    return best


def rostered(staff: int, shrinkage: float) -> int:
    """Gives how many to put on the rota so that `staff` are on duty.

    `shrinkage`: of the hours on the rota, the share in breaks, meetings, training and absence.
    """
    if not 0 <= shrinkage < 1:
        raise UnusableInput("Shrinkage must be at least 0 and below 100 %.")
    return ceil(staff / (1 - shrinkage) - 1e-9)


def _positive(value: float | None) -> bool:
    return value is not None and value > 0 and isfinite(value)
