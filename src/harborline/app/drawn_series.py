"""Tables of SYNTHETIC series, to try a forecast or a drill on; every row says that it is synthetic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from harborline.app.plain_tables import lines_of
from harborline.core.errors import UnusableInput
from harborline.planning.calendar_shape import samaritans
from harborline.planning.drawn_events import Series, hashtag_2017, september_2018_calls
from harborline.planning.events import Figure

EVENTS = ("kavanaugh-2018", "metoo-2017")
_SAID = "synthetic"


def drawn_event(event: str, events: list[Figure], seed: int) -> Iterator[str]:
    """Gives a CSV: `starts_at`, `calls` or `posts`, `made`. Raises UnusableInput."""
    if event not in EVENTS:
        raise UnusableInput(f"There is no such series; there are {', '.join(EVENTS)}.")
    if event == "kavanaugh-2018":
        return _table(september_2018_calls(events, samaritans(), seed), "calls")
    return _table(hashtag_2017(seed), "posts")


def _table(series: Series, column: str) -> Iterator[str]:
    step = timedelta(minutes=series.minutes)
    rows = (
        (series.first + number * step, int(count), _SAID)
        for number, count in enumerate(series.counts)
    )
    return lines_of(("starts_at", column, "made"), rows)
