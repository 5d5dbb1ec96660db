"""The alarm of onset beside a likelihood-ratio test that is told what we must estimate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from benchmarks.questions import QUICK, TINY, Size
from benchmarks.table import Row
from harborline.planning.calendar_shape import flat, samaritans
from harborline.planning.generator import (
    FIRST,
    QUIET_DAYS,
    ZONE,
    Asked,
    Drawn,
    Form,
    Signal,
    drawn,
    held_out,
)
from harborline.planning.onset import Watch, alarms, joined, watch_of
from harborline.planning.usual import Usual, usual_of

PEER = "likelihood-ratio test told level, shape, noise and the size of the surge"
LEVEL_PER_HOUR = 24.0
WITHIN = {1.33: 48, 1.46: 24, 1.84: 12, 2.5: 4, 3.01: 4}
"""Half hours in which an alarm counts, by the size of the surge: the smaller, the longer it takes to be told."""
_KNOWN = QUIET_DAYS * 48
_WEEK = 7 * 48
_SEED = 6_030_240_025


class Power(NamedTuple):
    """Shares of surges that were told in time."""

    ours: float
    peer: float


def measure(size: Size) -> list[Row]:
    """Gives the rows of the onset."""
    many = 3 if size == TINY else 12 if size == QUICK else 30
    found = powers(many)
    ours, peer = (
        float(np.mean([getattr(one, name) for one in found.values()])) for name in Power._fields
    )
    ratios = [one.ours / max(one.peer, 1 / many) for one in found.values() if one.peer]
    strong = 100 * found[2.5].ours
    false = false_alarms(max(1, many // 5))
    value = ours / peer
    note = "; ".join(
        f"x{size:g} in {slots / 2:g} h: {found[size].ours:.0%} against {found[size].peer:.0%}"
        for size, slots in WITHIN.items()
    )
    low, high = min([value, *ratios]), max([value, *ratios])
    told = f"{many} surges of each size from {LEVEL_PER_HOUR:g} calls an hour: {note}"
    return [
        Row(
            "18a", "onsets told in time", PEER, value, max(low, 1e-3), high, at_least=0.9, note=told
        ),
        Row("18b", "onsets of x2.5 told in 2 h", "", strong, strong, strong, at_least=95, unit="%"),
        _false_row(false),
    ]


def _false_row(false: list[float]) -> Row:
    """Gives false alarms; the span is one standard error to each side."""
    mean = float(np.mean(false))
    error = float(np.std(false)) / len(false) ** 0.5
    note = f"{len(false)} frozen quiet series of 9 days after the 8 weeks read; alarms within a day count as one; span: one standard error"
    value = max(mean, 1e-3)
    return Row(
        *("18c", "false alarms in 30 quiet days", "", value, max(value - error, 1e-3)),
        *(value + error,),
        at_most=1.0,
        unit="",
        note=note,
    )


def powers(many: int) -> dict[float, Power]:
    """Gives the power of both tests by the size of a surge that begins at once."""
    told: dict[float, list[tuple[bool, bool]]] = {size: [] for size in WITHIN}
    for number in range(many):
        series = _at_onset((_SEED, number))
        onset = series.onset or 0
        ours = _own_watch(series)
        for size, slots in WITHIN.items():
            calls = _with_step(series, size, (_SEED, number, slots))[: onset + slots]
            peer = _told_watch(series, size)
            told[size].append((_told(calls, ours, onset), _told(calls, peer, onset)))
    return {size: Power(*np.mean(pairs, axis=0).tolist()) for size, pairs in told.items()}


def false_alarms(each: int) -> list[float]:
    """Gives the false alarms of frozen quiet series, each turned into 30 days' number."""
    found = []
    for series in held_out((Form.QUIET,), each):
        heard = joined(alarms(series.calls.tolist(), _own_watch(series), _KNOWN))
        found.append(len(heard) * 30 * 48 / (len(series.calls) - _KNOWN))
    return found


def _at_onset(seed: tuple[int, ...]) -> Drawn:
    """Draws a series whose usual calls are LEVEL_PER_HOUR in the two hours from the onset on.

    The same seed draws the same shape and noise at any level.
    """
    first = drawn(Asked(Form.PLATEAU, Signal.ABSENT, LEVEL_PER_HOUR), seed)
    then = 2 * float(first.usual[first.onset :][:4].mean())
    level = LEVEL_PER_HOUR**2 / then
    return drawn(Asked(Form.PLATEAU, Signal.ABSENT, level), seed)


def _own_watch(series: Drawn) -> Watch:
    known = series.calls[:_KNOWN].tolist()
    ahead = len(series.calls) - _KNOWN
    return watch_of(usual_of(known, FIRST, ZONE, ahead, samaritans()), _KNOWN, 1)


def _told_watch(series: Drawn, size: float) -> Watch:
    """Tells the peer the usual of each half hour of the week, both noises, and the size."""
    weeks = len(series.usual) // _WEEK
    week = series.usual[: weeks * _WEEK].reshape(weeks, _WEEK).mean(axis=0)
    usual = np.resize(week, len(series.usual))
    slow = float(np.std(np.log(series.usual / usual)))
    return watch_of(Usual(usual, series.dispersion, slow, 1e-6, flat()), _KNOWN, 1, (size,), 1.0)


def _with_step(series: Drawn, size: float, seed: tuple[int, ...]) -> list[float]:
    """Draws the series with a surge that is there at once and stays."""
    chance = np.random.default_rng(seed)
    expected = series.usual.copy()
    expected[series.onset :] *= size
    own = chance.gamma(1 / series.dispersion, series.dispersion, len(expected))
    return [float(calls) for calls in chance.poisson(expected * own)]


def _told(calls: list[float], watch: Watch, onset: int) -> bool:
    return any(one.at >= onset for one in alarms(calls, watch, _KNOWN))
