"""SYNTHETIC series of real events, bound to what was published of them and invented in between.

The totals hold exactly; how calls and posts lie inside a day is drawn by chance around a shape. No hotline's
calls by the hour are public, and of the hashtag only the counts of whole days are known in part.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from harborline.planning.calendar_shape import HALF_HOURS, Shape, factors
from harborline.planning.events import Figure
from harborline.planning.past_events import september_2018

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

QUIET_DAYS = 56
ZONE = "America/New_York"
_DISPERSION = 0.06
HASHTAG_DAYS = 14
HASHTAG_TOTAL, HASHTAG_MOST, HASHTAG_LEAST = 1_529_318, 528_143, 16_074
"""ICPSR 37447 (doi:10.3886/ICPSR37447.v1): 14 daily files of 15 to 28 October 2017, their sum, largest, smallest."""
HASHTAG_FIRST_DAY = 500_000
"""Uses in the first 24 hours, about, as told by the service (AP 2017-10-17)."""
_HASHTAG_BEGINS = 20
"""Hour of 15 October, UTC, at which the hashtag began."""


class Series(NamedTuple):
    """Counts from `first` (UTC) on, each of `minutes`."""

    first: datetime
    minutes: int
    counts: NDArray[int64]


def september_2018_calls(events: list[Figure], shape: Shape, seed: int) -> Series:
    """Draws half hours of 56 usual days and of September 2018; each day and the month have their totals.

    That quiet weeks went before is invented, for a forecast needs some.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    month = september_2018(events)
    invented = chance.normal(month.usual_per_day, 0.06 * month.usual_per_day, QUIET_DAYS)
    days = np.concatenate([np.rint(invented).astype(np.int64), whole(np.array(month.days))])
    first = datetime(2018, 7, 7, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    weights = factors(shape, first, len(days) * HALF_HOURS, ZONE).reshape(-1, HALF_HOURS)
    noise = chance.gamma(1 / _DISPERSION, _DISPERSION, weights.shape)
    spread = weights * noise
    counts = [
        chance.multinomial(total, row / row.sum()) for total, row in zip(days, spread, strict=True)
    ]
    return Series(first, 30, np.concatenate(counts))


def hashtag_2017(seed: int) -> Series:
    """Draws the hashtag's uses by the hour from 15 to 28 October 2017.

    The first day holds what the first 24 hours leave of the second; from there the days fall from the
    largest to the smallest by a power of the days left, the one at which the sum is right.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    begun = HASHTAG_FIRST_DAY - round(HASHTAG_MOST * _HASHTAG_BEGINS / 24)
    days = np.concatenate([[begun], whole(_falling(HASHTAG_TOTAL - begun))])
    counts = np.zeros((HASHTAG_DAYS, 24), np.int64)
    for number, total in enumerate(days):
        hours = np.zeros(24)
        hours[_HASHTAG_BEGINS if number == 0 else 0 :] = 1.0
        spread = hours * chance.gamma(40, 1 / 40, 24)
        counts[number] = chance.multinomial(int(total), spread / spread.sum())
    return Series(datetime(2017, 10, 15, tzinfo=UTC), 60, counts.ravel())


def _falling(total: int) -> NDArray[float64]:
    """Gives the days from the largest to the smallest whose sum is `total`."""
    import numpy as np

    places = np.arange(HASHTAG_DAYS - 1)

    def days(power: float) -> NDArray[float64]:
        way = 1 - places / places[-1]
        return np.asarray(HASHTAG_LEAST + (HASHTAG_MOST - HASHTAG_LEAST) * way**power, np.float64)

    low, high = 0.1, 50.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if days(middle).sum() > total else (low, middle)
    return days(high)


def whole(values: NDArray[float64]) -> NDArray[int64]:
    """Rounds so that the sum stays: the largest remainders are rounded up."""
    import numpy as np

    floor = np.floor(values + 1e-9).astype(np.int64)
    missing = round(float(values.sum())) - int(floor.sum())
    floor[np.argsort(floor - values, kind="stable")[:missing]] += 1
    return floor
