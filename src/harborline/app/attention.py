"""In what order attention is read, counted, written down and forgotten.

Watching: readers hand events to a counter in memory; an hour is written down once its last post can no longer be
deleted, and then only as totals with small counts suppressed. Nothing else of it is ever written. Each half
minute it is asked whether attention was switched off; then everything in memory is dropped unwritten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

from harborline.app.small_counts import SMALL as FEW_CALLS
from harborline.core.errors import HarborlineError, UnusableInput

if TYPE_CHECKING:
    from harborline.planning.attention import Cell, Event, HourTotals, PostCounter
    from harborline.planning.attention_meter import Reading, Series

SMALL = 20
"""Fewer people than these are not written down: a rare tag in a rare language is a few persons."""
ALL = ""
"""The language of a row that has all of them."""
REST = "other"
OWN = "own"
"""The source of our own calls, and its tag."""
EVERY_S = 30.0
POLL_S = 3600.0
_HOUR_S = 3600
_WHOLE = 0.95
"""An hour of which less was read is no measure of an hour."""
KEEPS = timedelta(days=400)
_STALE = 4
_UNWRITTEN = timedelta(minutes=15)
_REPLAYED = timedelta(hours=35)
_MUCH_GARBAGE = 1000


class Count(NamedTuple):
    """A count that somebody published. `authors`: people, where the source says so."""

    starts_at: datetime
    span_s: int
    posts: int
    authors: int | None


class AttentionRow(NamedTuple):
    """One row at rest. `authors`: people, None where the source does not say; 0 posts by 0 people = fewer
    than SMALL people. `watched_s`: how much of the step was read.
    """

    source: str
    tag: str
    starts_at: datetime
    span_s: int
    language: str
    posts: int
    authors: int | None
    watched_s: int


class AttentionBook(Protocol):
    """Totals at rest. Raises StoreAway."""

    def keep(self, rows: Sequence[AttentionRow]) -> None:
        """Replaces the rows of each step, unless more of that step was read before."""

    def rows(self, since: datetime, until: datetime) -> tuple[AttentionRow, ...]:
        """Gives rows of steps that start from `since` on and before `until`, in order."""

    def forget(self, before: datetime | None = None) -> None:
        """Deletes all rows, or those of steps that start before a moment."""

    def is_off(self) -> bool:
        """Tells whether attention is switched off."""

    def switch(self, *, off: bool) -> None:
        """Switches attention off or on again, for every process."""


class Stream(Protocol):
    """A reader that goes on until it is cancelled."""

    name: str

    async def run(self, sink: Callable[[Event], None]) -> None:
        """Hands over each event as it comes. Raises HarborlineError when it is refused."""


class Polled(Protocol):
    """A source that publishes counts."""

    name: str
    tag: str

    async def read(self) -> tuple[Count, ...]:
        """Gives what it has. Raises HarborlineError."""


class OwnCalls(Protocol):
    """Our own totals: how many calls came in each half hour."""

    def calls(self, since: datetime, until: datetime) -> Iterable[tuple[datetime, int]]:
        """Gives half hours with calls, and how many."""


class SwitchedOff(HarborlineError):
    """Attention is switched off."""

    def __init__(self) -> None:
        super().__init__("Attention is switched off; `harborline attention on` switches it on.")


class NoSourceLeft(HarborlineError):
    """Each source has refused."""

    def __init__(self) -> None:
        super().__init__("No source is left to be watched.")


def begins_at(book: AttentionBook, source: str, at: datetime) -> datetime:
    """Gives where to begin with a stream: behind the last whole hour at rest, as far back as streams go.

    Where there is none, with this hour, or the one before while that may not be written yet.
    """
    usual = (at - _UNWRITTEN).replace(minute=0, second=0, microsecond=0)
    written = [
        row.starts_at + timedelta(hours=1)
        for row in book.rows(at - _REPLAYED, at)
        if row.source == source and row.span_s == _HOUR_S and row.watched_s >= _WHOLE * _HOUR_S
    ]
    return min(usual, max(written, default=usual))


def refuse_if_off(book: AttentionBook) -> None:
    """Raises SwitchedOff."""
    if book.is_off():
        raise SwitchedOff


# -- what is written down --------------------------------------------------------------------------------


def rows_of(totals: HourTotals, source: str) -> tuple[AttentionRow, ...]:
    """Gives the rows of an hour: all languages together, then each with enough people, then the rest.

    If the rest has too few, the smallest language joins it, so that no difference tells of a small count.
    """

    def row(language: str, posts: int, people: int) -> AttentionRow:
        at = totals.starts_at
        return AttentionRow(
            source, totals.tag, at, _HOUR_S, language, posts, people, totals.watched_s
        )

    if totals.authors < SMALL:
        return (row(ALL, 0, 0),)
    large, rest = _parted(totals.cells)
    languages = [row(*cell) for cell in large]
    if rest and languages:
        posts = sum(cell.posts for cell in rest)
        languages.append(row(REST, posts, sum(cell.authors for cell in rest)))
    return (row(ALL, totals.posts, totals.authors), *languages)


def _parted(cells: Sequence[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Gives the languages that may stand by themselves, and those that stand together, SMALL people at least."""
    by_size = sorted(
        (cell for cell in cells if cell.posts), key=lambda cell: (-cell.authors, cell.language)
    )
    large = [cell for cell in by_size if cell.authors >= SMALL and cell.language != REST]
    rest = [cell for cell in by_size if cell not in large]
    while rest and large and sum(cell.authors for cell in rest) < SMALL:
        rest.append(large.pop())
    return large, rest


def rows_of_counts(
    counts: Iterable[Count], source: str, tag: str, at: datetime
) -> tuple[AttentionRow, ...]:
    """Gives the rows of published counts; where people are counted, fewer than SMALL are not written.

    A step that runs on at `at` was read in part, and so it is told.
    """
    rows = []
    for one in counts:
        few = one.authors is not None and one.authors < SMALL
        posts, people = (0, 0) if few else (one.posts, one.authors)
        passed_s = round((at - one.starts_at).total_seconds())
        read_s = min(one.span_s, max(0, passed_s))
        rows.append(
            AttentionRow(source, tag, one.starts_at, one.span_s, ALL, posts, people, read_s)
        )
    return tuple(rows)


# -- watching --------------------------------------------------------------------------------------------


class Watch:
    """Some sources, watched together. `say`: takes one sentence, which names a source and no more."""

    def __init__(
        self,
        book: AttentionBook,
        *,
        now_us: Callable[[], int],
        sleep: Callable[[float], Awaitable[None]],
        say: Callable[[str], None],
    ) -> None:
        self._book, self._now_us, self._sleep, self._say = book, now_us, sleep, say
        self._counting: list[tuple[str, PostCounter]] = []
        self._unwritten: list[AttentionRow] = []
        self._warned: set[str] = set()

    async def run(
        self, streams: Sequence[tuple[Stream, PostCounter]], polled: Sequence[Polled]
    ) -> None:
        """Watches until it is cancelled. A source that refuses is left out, which is said.

        Raises SwitchedOff, NoSourceLeft.
        """
        await asyncio.to_thread(refuse_if_off, self._book)
        await asyncio.to_thread(self._book.forget, self._now() - KEEPS)
        self._counting = [(stream.name, counter) for stream, counter in streams]
        reading = {asyncio.create_task(self._stream(*one)) for one in streams}
        reading |= {asyncio.create_task(self._poll(one)) for one in polled}
        writing = asyncio.create_task(self._keep_writing())
        left = set(reading)
        try:
            while left:
                done, _ = await asyncio.wait({*left, writing}, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                left -= done
            raise NoSourceLeft
        finally:
            for task in (*reading, writing):
                task.cancel()
            await asyncio.gather(*reading, writing, return_exceptions=True)

    async def write(self) -> None:
        """Writes the hours that are over; what cannot be written waits. Raises SwitchedOff."""
        for source, counter in self._counting:
            if counter.tally.garbage >= _MUCH_GARBAGE and source not in self._warned:
                self._warned.add(source)
                self._say(f"{source}: much cannot be read; is the clock of this machine right?")
            for hour in counter.finished():
                self._unwritten += rows_of(hour, source)
        try:
            await asyncio.to_thread(refuse_if_off, self._book)
            if self._unwritten:
                await asyncio.to_thread(self._book.keep, self._unwritten)
        except SwitchedOff:
            raise
        except HarborlineError as fault:
            self._say(f"Attention cannot be written and waits in memory. {fault}")
            return
        for source, starts_at in sorted({(row.source, row.starts_at) for row in self._unwritten}):
            self._say(f"{source}: the hour of {starts_at:%Y-%m-%d %H:%M}Z is written.")
        self._unwritten = []

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._now_us() // 1_000_000, UTC)

    async def _keep_writing(self) -> None:
        while True:
            await self._sleep(EVERY_S)
            await self.write()

    async def _stream(self, stream: Stream, counter: PostCounter) -> None:
        now_us, take = self._now_us, counter.take
        try:
            await stream.run(lambda event: take(event, now_us()))
        except HarborlineError as fault:
            self._say(f"{stream.name} is no longer read. {fault}")

    async def _poll(self, polled: Polled) -> None:
        while True:
            try:
                counts = await polled.read()
                rows = rows_of_counts(counts, polled.name, polled.tag, self._now())
                await asyncio.to_thread(self._book.keep, rows)
            except HarborlineError as fault:
                self._say(f"{polled.name} was not read. {fault}")
            await self._sleep(POLL_S)


def keep_counts(
    book: AttentionBook, counts: Sequence[Count], source: str, tag: str, at: datetime
) -> tuple[AttentionRow, ...]:
    """Writes published counts down and gives what was written. Raises SwitchedOff, UnusableInput."""
    refuse_if_off(book)
    if source == OWN:
        raise UnusableInput(
            f"The name “{OWN}” is that of our own calls; name the source otherwise."
        )
    rows = rows_of_counts(counts, source, tag, at)
    book.keep(rows)
    return rows


# -- the report ------------------------------------------------------------------------------------------


class Gauge(NamedTuple):
    """The meter of one source and tag, read for its last step."""

    source: str
    tag: str
    span_s: int
    reading: Reading


def report(
    book: AttentionBook, own: OwnCalls | None, at: datetime, tag: str | None = None
) -> tuple[Gauge, ...]:
    """Reads each meter for the last whole step before `at` that was watched, of the last three."""
    from harborline.planning.attention_meter import read_meter

    since = at - timedelta(weeks=62)
    gauges = []
    everything = series_of(book.rows(since, at))
    if own is not None:
        everything[OWN, OWN, _HOUR_S] = own_series(own, at - timedelta(weeks=11), at)
    for (source, named, span_s), series in sorted(everything.items(), key=lambda item: item[0]):
        step = timedelta(seconds=span_s)
        steps = [one for one in series.counts if at - _STALE * step < one <= at - step]
        reading = read_meter(series, max(steps)) if steps else None
        if reading is not None and tag in {None, named}:
            gauges.append(Gauge(source, named, span_s, reading))
    return tuple(gauges)


def series_of(rows: Iterable[AttentionRow]) -> dict[tuple[str, str, int], Series]:
    """Gives each source's and tag's series over all languages: people where they are counted, else counts."""
    from harborline.planning.attention_meter import Series

    found: dict[tuple[str, str, int], dict[datetime, int]] = {}
    people: set[tuple[str, str, int]] = set()
    for row in rows:
        if row.language != ALL or row.watched_s < _WHOLE * row.span_s:
            continue
        key = row.source, row.tag, row.span_s
        if row.authors is not None:
            people.add(key)
        found.setdefault(key, {})[row.starts_at] = row.posts if row.authors is None else row.authors
    return {
        key: Series(counts, key[2], SMALL if key in people else 1) for key, counts in found.items()
    }


def own_series(own: OwnCalls, since: datetime, until: datetime) -> Series:
    """Gives our own calls by hour; from the first hour with a call on, an hour without a row had none."""
    from harborline.planning.attention_meter import Series

    hours: dict[datetime, int] = {}
    for half_hour, times in own.calls(since, until):
        hour = half_hour.replace(minute=0)
        hours[hour] = hours.get(hour, 0) + times
    step = timedelta(hours=1)
    hour = min(hours, default=until)
    while hour + step <= until:
        hours.setdefault(hour, 0)
        hour += step
    shown = {at: times if times >= FEW_CALLS else 0 for at, times in hours.items()}
    return Series(shown, _HOUR_S, FEW_CALLS)
