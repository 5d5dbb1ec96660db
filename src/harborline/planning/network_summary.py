"""What replications say together: means with 95 % confidence, and differences over the same callers."""

from __future__ import annotations

from math import isnan, nan, sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.planning.network_sim import Figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harborline.planning.network_sim import Replication

UPTAKES = tuple(tenth / 10 for tenth in range(11))


class Interval(NamedTuple):
    """A mean over replications and its 95 % confidence interval (Student's t); NaN where nothing is known."""

    mean: float
    low: float
    high: float


class Load(NamedTuple):
    """A party in the mean of the replications. `talks`, `legs`: numbers; `busy`: of open seat time, 0 to 1.

    Busy are seats that ring or talk. None where the party had no seat open.
    """

    talks: float
    legs: float
    busy: float | None


def interval(values: Sequence[float]) -> Interval:
    """Gives mean and interval of what is known; of one value the interval is not."""
    known = [value for value in values if not isnan(value)]
    if not known:
        return Interval(nan, nan, nan)
    mean = fmean(known)
    if len(known) == 1:
        return Interval(mean, nan, nan)
    from scipy.special import stdtrit

    half = float(stdtrit(len(known) - 1, 0.975)) * stdev(known) / sqrt(len(known))
    return Interval(mean, mean - half, mean + half)


def figures_of(replications: Sequence[Replication]) -> dict[str, Interval]:
    """Gives the interval of each figure by name."""
    columns = zip(*(one.figures for one in replications), strict=True)
    return {name: interval(column) for name, column in zip(Figures._fields, columns, strict=True)}


def differences(
    changed: Sequence[Replication], usual: Sequence[Replication]
) -> dict[str, Interval]:
    """Gives changed minus usual, figure by figure: each pair met the same callers."""
    columns = {
        name: [
            getattr(one.figures, name) - getattr(other.figures, name)
            for one, other in zip(changed, usual, strict=True)
        ]
        for name in Figures._fields
    }
    return {name: interval(column) for name, column in columns.items()}


def by_uptake(replications: Sequence[Replication]) -> list[tuple[float, Interval]]:
    """Gives the right-county rate for each tenth of callers that key their ZIP.

    All callers of a replication were drawn with both, a ZIP and what their digits say.
    """
    return [
        (
            uptake,
            interval(
                [
                    uptake * one.figures.right_by_zip + (1 - uptake) * one.figures.right_by_digits
                    for one in replications
                ]
            ),
        )
        for uptake in UPTAKES
    ]


def loads(replications: Sequence[Replication]) -> list[Load]:
    """Gives the load of each party by number."""
    count = len(replications)
    columns: list[Any] = [
        sum(getattr(one, name) for one in replications)
        for name in ("taken", "rung", "busy_s", "open_s")
    ]
    return [
        Load(float(taken / count), float(legs / count), float(used / held) if held > 0 else None)
        for taken, legs, used, held in zip(*columns, strict=True)
    ]
