"""Watching: when hours are written, what ends it, and what a fault costs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from attention_book import Book
from feeds_world import eventually
from harborline.app.attention import ALL, Count, NoSourceLeft, SwitchedOff, Watch, keep_counts
from harborline.core.errors import HarborlineError
from harborline.planning.attention import HOUR_US, SECOND_US, Event, Post, PostCounter, Seen

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)
NOON_US = int(NOON.timestamp()) * SECOND_US


class Told:
    """A stream that tells what it is given, and then waits, ends or fails."""

    name = "told"

    def __init__(self, events: Iterable[Event], fault: Exception | None = None) -> None:
        self._events, self._fault = events, fault

    async def run(self, sink: Callable[[Event], None]) -> None:
        for event in self._events:
            sink(event)
        if self._fault is not None:
            raise self._fault
        await asyncio.Event().wait()


class Days:
    """Published counts."""

    name, tag = "days", "metoo"

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)

    async def read(self) -> tuple[Count, ...]:
        if self.faults:
            raise self.faults.pop(0)
        return (Count(NOON, 86_400, 100, 50),)


def an_hour(people: int = 30) -> list[Event]:
    made: list[Event] = [
        Post(NOON_US + one * SECOND_US, f"did:{one}", f"k{one}", ("metoo",), "en")
        for one in range(people)
    ]
    return [
        Seen(NOON_US),
        *made,
        Seen(NOON_US + HOUR_US),
        Seen(NOON_US + HOUR_US + 700 * SECOND_US),
    ]


def watching(book: Book, most_sleeps: int = 5) -> tuple[Watch, list[str]]:
    """Gives a watch whose time flies, and what it says; after so many sleeps it sleeps for good."""
    said: list[str] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)
        if len(slept) > most_sleeps:
            await asyncio.Event().wait()

    now_us = NOON_US + 2 * HOUR_US
    return Watch(book, now_us=lambda: now_us, sleep=sleep, say=said.append), said


def counter() -> PostCounter:
    return PostCounter(["metoo"], lambda: b"k" * 32)


async def run_until(
    done: Callable[[], bool],
    watch: Watch,
    streams: list[tuple[Told, PostCounter]],
    polled: list[Days],
) -> None:
    task = asyncio.create_task(watch.run(streams, polled))
    await eventually(lambda: done() or task.done())
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()


async def test_an_hour_is_written_once_as_totals() -> None:
    book = Book()
    watch, said = watching(book)
    both = [(Told(an_hour()), counter())]
    await run_until(lambda: bool(said) and len(book.kept) >= 3, watch, both, [Days()])
    hours = [row for row in book.kept if row.span_s == 3600]
    assert [(row.source, row.language, row.posts, row.authors, row.watched_s) for row in hours] == [
        ("told", ALL, 30, 30, 3600),
        ("told", "en", 30, 30, 3600),
    ]
    assert said == ["told: the hour of 2026-11-23 12:00Z is written."]
    assert {row.source for row in book.kept} == {"told", "days"}
    assert book.forgotten == [NOON + timedelta(hours=2) - timedelta(days=400)]


async def test_what_cannot_be_written_waits() -> None:
    book = Book()
    book.faults = [HarborlineError("The store is away."), HarborlineError("The store is away.")]
    watch, said = watching(book)
    await run_until(lambda: len(said) == 3, watch, [(Told(an_hour()), counter())], [])
    assert len(book.kept) == 2
    assert (
        said[0] == said[1] == "Attention cannot be written and waits in memory. The store is away."
    )


async def test_whoever_switches_it_off_ends_it_and_nothing_is_written() -> None:
    book = Book()
    watch, _ = watching(book)

    class Off(Told):
        async def run(self, sink: Callable[[Event], None]) -> None:
            book.off = True
            await super().run(sink)

    with pytest.raises(SwitchedOff):
        await watch.run([(Off(an_hour()), counter())], [])
    assert book.kept == []


async def test_nothing_begins_while_it_is_off() -> None:
    book = Book()
    book.off = True
    watch, _ = watching(book)
    with pytest.raises(SwitchedOff):
        await watch.run([(Told(an_hour()), counter())], [])
    with pytest.raises(SwitchedOff):
        keep_counts(book, [Count(NOON, 86_400, 1, None)], "trends", "metoo", LATER)
    assert book.kept == []


async def test_a_source_that_refuses_is_left_out_and_the_others_go_on() -> None:
    book = Book()
    watch, said = watching(book)
    refused = Told([], HarborlineError("A source refuses with 403."))
    days = Days(HarborlineError("It answered 503."))
    await run_until(lambda: bool(book.kept), watch, [(refused, counter())], [days])
    assert "told is no longer read. A source refuses with 403." in said
    assert "days was not read. It answered 503." in said
    assert [row.source for row in book.kept] == ["days"] * len(book.kept)
    assert book.kept


async def test_without_any_source_it_ends() -> None:
    watch, _ = watching(Book())
    refused = Told([], HarborlineError("A source refuses with 403."))
    with pytest.raises(NoSourceLeft):
        await watch.run([(refused, counter())], [])


async def test_a_fault_of_ours_is_not_hidden() -> None:
    watch, _ = watching(Book())
    with pytest.raises(ZeroDivisionError):
        await watch.run([(Told([], ZeroDivisionError()), counter()), (Told([]), counter())], [])


async def test_a_clock_that_is_wrong_is_told_once() -> None:
    book = Book()
    watch, said = watching(book)
    events: list[Event] = [Seen(NOON_US - 10**13)] * 1000
    await run_until(lambda: bool(said), watch, [(Told(events), counter())], [])
    await watch.write()
    assert said == ["told: much cannot be read; is the clock of this machine right?"]
