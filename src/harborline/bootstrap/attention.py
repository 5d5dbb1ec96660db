"""The attention meter put together: its store, our own calls, and the readers of the sources that were named."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from harborline.bootstrap.live_stores import database_url
from harborline.core.errors import UnusableInput
from harborline.settings import read_settings

if TYPE_CHECKING:
    from harborline.app.attention import Count, Gauge, Polled, Stream
    from harborline.feeds.ports import Web, World
    from harborline.stores.attention import StoredAttention
    from harborline.stores.totals import StoredTotals

_KEY_BYTES = 32


class Sources(NamedTuple):
    """What is watched. `articles`: project/title. `contact`: where whoever runs a source may reach us."""

    tags: tuple[str, ...]
    jetstream: str | None = None
    histories: tuple[str, ...] = ()
    timelines: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    contact: str = ""


@contextmanager
def opened_book() -> Iterator[StoredAttention]:
    """Opens the totals of attention."""
    from harborline.stores.attention import open_attention

    with closing(open_attention(read_settings().data, database_url())) as book:
        yield book


def gauges(at: datetime, tag: str | None) -> tuple[Gauge, ...]:
    """Reads every meter. Raises StoreAway."""
    from harborline.app.attention import report
    from harborline.stores.totals import open_totals

    given = read_settings()
    with opened_book() as book, closing(open_totals(given.data, database_url())) as totals:
        return report(book, _OwnCalls(totals), at, tag)


class _OwnCalls:
    """Our own calls by half hour, whatever came of them."""

    def __init__(self, totals: StoredTotals) -> None:
        self._totals = totals

    def calls(self, since: datetime, until: datetime) -> Iterable[tuple[datetime, int]]:
        return [(row.half_hour, row.times) for row in self._totals.call_counts(since, until)]


def read_counts(path: str, column: str | None, zone: str) -> tuple[Count, ...]:
    """Reads a file of counts: the JSON of the pageviews API, else CSV. Raises UnusableInput."""
    import json

    from harborline.feeds.count_tables import LARGEST, counts_of
    from harborline.feeds.pageviews import views_of

    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as fault:
        raise UnusableInput(f"The file cannot be read: {fault.strerror}.") from None
    if not content.lstrip().startswith(b"{"):
        return counts_of(content, column, zone)
    try:
        return views_of(json.loads(content))
    except (ValueError, RecursionError):
        raise UnusableInput("The file begins like JSON and is none.") from None


def watch(sources: Sources, for_s: float | None, say: Callable[[str], None]) -> None:
    """Watches until it is interrupted, or for so long. Raises HarborlineError."""
    with opened_book() as book:
        asyncio.run(_watch(sources, for_s, say, book))


async def _watch(
    sources: Sources, for_s: float | None, say: Callable[[str], None], book: StoredAttention
) -> None:
    from harborline.app.attention import Watch
    from harborline.feeds.web import AiohttpWeb
    from harborline.planning.attention import PostCounter

    async with AiohttpWeb(_agent(sources.contact)) as web:
        streams, polled = readers(sources, web, lambda name: _begins_us(book, name))
        counted = [
            (stream, PostCounter(sources.tags, lambda: secrets.token_bytes(_KEY_BYTES)))
            for stream in streams
        ]
        names = [*(one.name for one in streams), *(one.name for one in polled)]
        say(
            f"Watching {', '.join(dict.fromkeys(names))}; an hour is written ten minutes after its end."
        )
        watching = Watch(book, now_us=now_us, sleep=asyncio.sleep, say=say)
        with suppress(TimeoutError):
            await asyncio.wait_for(watching.run(counted, polled), for_s)
        await watching.write()


def _begins_us(book: StoredAttention, source: str) -> int:
    from harborline.app.attention import begins_at

    return int(begins_at(book, source, datetime.now(UTC)).timestamp()) * 1_000_000


def readers(
    sources: Sources, web: Web, begins_us: Callable[[str], int]
) -> tuple[list[Stream], list[Polled]]:
    """Gives a reader for each source that was named. `begins_us`: where to begin with it.

    Raises UnusableInput.
    """
    from harborline.feeds.jetstream import Jetstream
    from harborline.feeds.mastodon import TagHistory, TagTimeline, timeline_name
    from harborline.feeds.pageviews import PageViews
    from harborline.planning.attention import tag_key

    streams: list[Stream] = []
    if sources.jetstream is not None:
        streams.append(Jetstream(sources.jetstream, web, _world(), begins_us(Jetstream.name)))
    streams += [
        TagTimeline(url, sources.tags, web, _world(), begins_us(timeline_name(url)))
        for url in sources.timelines
    ]
    polled: list[Polled] = [
        TagHistory(url, tag, web) for url in sources.histories for tag in sources.tags
    ]
    polled += [
        PageViews(article, tag_key(article.partition("/")[2]), web, lambda: datetime.now(UTC))
        for article in sources.articles
    ]
    return streams, polled


def now_us() -> int:
    """Gives the time, microseconds since 1970."""
    return time.time_ns() // 1000


def _world() -> World:
    from harborline.feeds.ports import World

    chance = secrets.SystemRandom().random
    return World(now_us, asyncio.sleep, chance)


def _agent(contact: str) -> str:
    """Says what reads, and where to write to; Wikimedia asks for both."""
    return f"Harborline-attention ({contact})" if contact else "Harborline-attention"
