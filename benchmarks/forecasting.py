"""The forecast and the alarm of onset on series that were frozen before either was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.onset_power import measure as onset_rows
from benchmarks.questions import QUICK, TINY, Size
from benchmarks.table import Row
from harborline.planning.calendar_shape import samaritans
from harborline.planning.events import shipped_events, sizes_of
from harborline.planning.forecast import HORIZON, LEVELS, History, forecast
from harborline.planning.generator import FIRST, QUIET_DAYS, ZONE, Drawn, Form, held_out
from harborline.planning.usual import Usual, usual_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy import float64
    from numpy.typing import NDArray

PEER = "yesterday's level x weekly shape, with the same dispersion and slow noise around it"
ORIGINS = 144
"""Half hours after onset, or into the quiet days, from which a forecast is made: 72 hours."""


class Score(NamedTuple):
    """One forecast. Shares are of its half hours; losses are means over them and LEVELS, per usual call."""

    form: Form
    in_90: float
    in_50: float
    loss: float
    peer_loss: float


def measure(size: Size) -> list[Row]:
    """Gives the rows of the alarm and of the forecast."""
    each, every = (1, 144) if size == TINY else (1, 8) if size == QUICK else (4, 8)
    scores = list(scored(held_out(tuple(Form), each), every))
    quiet = [one for one in scores if one.form is Form.QUIET]
    after = [one for one in scores if one.form is not Form.QUIET]
    return [*onset_rows(size), *_coverage("d", quiet), *_coverage("e", after), _loss(after)]


def scored(series: Iterable[Drawn], every: int) -> Iterator[Score]:
    """Gives the scores of forecasts from every so many half hours after onset.

    Each series begins an hour later than the one before, so that together they are asked at every hour.
    """
    sizes = sizes_of(shipped_events())
    for number, drawn in enumerate(series):
        begin = (drawn.onset or QUIET_DAYS * 48) + 2 * number % every
        for origin in range(begin + 2, (drawn.onset or QUIET_DAYS * 48) + ORIGINS + 1, every):
            yield _score(drawn, origin, sizes)


def _score(drawn: Drawn, origin: int, sizes: list[float]) -> Score:
    known = drawn.calls[:origin].tolist()
    attention = None if drawn.attention is None else drawn.attention[:origin].tolist()
    ahead = forecast(History(known, FIRST, ZONE, attention), sizes, origin)
    usual = usual_of(known, FIRST, ZONE, HORIZON, samaritans())
    came = drawn.calls[origin : origin + HORIZON].astype(np.float64)
    low_90, low_50, _, high_50, high_90 = ahead.quantiles
    scale = float(drawn.usual.mean())
    return Score(
        drawn.form,
        float(((low_90 <= came) & (came <= high_90)).mean()),
        float(((low_50 <= came) & (came <= high_50)).mean()),
        pinball(ahead.quantiles, came) / scale,
        pinball(yesterday(known, usual), came) / scale,
    )


def pinball(quantiles: NDArray[float64], came: NDArray[float64]) -> float:
    """Gives the mean loss of quantiles: level x what came above it, (1 - level) x what came below."""
    level = np.array(LEVELS)[:, None]
    over = came[None, :] - quantiles
    return float(np.maximum(level * over, (level - 1) * over).mean())


def yesterday(known: list[float], usual: Usual) -> NDArray[float64]:
    """Gives the peer's quantiles: the last day's calls against the shape's go on for ever."""
    from scipy.stats import nbinom

    begin, end = len(known) - 48, len(known)
    level = sum(known[begin:]) / float(usual.per_half_hour[begin:end].sum())
    mean = np.maximum(usual.per_half_hour[end:] * level, 0.01)
    dispersion = usual.dispersion + usual.slow**2
    found = nbinom.ppf(np.array(LEVELS)[:, None], 1 / dispersion, 1 / (1 + dispersion * mean))
    return np.asarray(found, np.float64)


def _coverage(letter: str, scores: list[Score]) -> list[Row]:
    """Gives both bounds of the share that the 90 % band holds; the span is that of its series' forms."""
    quiet = scores[0].form is Form.QUIET
    when = "in quiet hours" if quiet else "after onset"
    value = 100 * float(np.mean([one.in_90 for one in scores]))
    half = 100 * float(np.mean([one.in_50 for one in scores]))
    forms = {one.form for one in scores}
    parts = [100 * float(np.mean([s.in_90 for s in scores if s.form is form])) for form in forms]
    low, high = min(value, *parts), max(value, *parts)
    what = f"half hours in the 90 % band, {when}"
    note = f"{len(scores):,} forecasts of 72 hours; the 50 % band holds {half:.0f} %"
    return [
        Row(f"18{letter}", what, "", value, low, high, at_least=85, unit="%", note=note),
        Row(f"18{letter}", f"{what}, at most", "", value, low, high, at_most=95, unit="%"),
    ]


def _loss(scores: list[Score]) -> Row:
    def ratio(chosen: list[Score]) -> float:
        return sum(one.loss for one in chosen) / sum(one.peer_loss for one in chosen)

    forms = sorted({one.form for one in scores})
    parts = {form: ratio([one for one in scores if one.form is form]) for form in forms}
    value = ratio(scores)
    note = ", ".join(f"{form.value.replace('_', ' ')} {part:.2f}" for form, part in parts.items())
    return Row(
        *("18f", "pinball loss of 72 hours, origins after onset", PEER, value),
        *(min(value, *parts.values()), max(value, *parts.values())),
        at_most=0.85,
        note=note,
    )
