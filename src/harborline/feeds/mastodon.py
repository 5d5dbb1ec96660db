"""Reads what one Mastodon server says of a tag: its counts of the days, or the posts themselves.

Counts (`/api/v1/tags/:name`, `history` of about seven days) name nobody and are the better choice. Posts come
from the tag's timeline, read ten minutes late: what was deleted meanwhile is not there any more. Statuses are
numbered by time, milliseconds shifted left by 16 bits, so that reading can begin at any moment. A server shows
what it knows itself; what reaches it later than ten minutes is missed. 300 requests in five minutes are allowed
(mastodon/documentation, 2026); some servers show tags to members alone, and then there is nothing to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from harborline.app.attention import Count
from harborline.core.errors import UnusableInput
from harborline.feeds.errors import FeedAway, FeedRefused
from harborline.feeds.patience import Patience
from harborline.feeds.ports import Web, World
from harborline.planning.attention import (
    DELETABLE_US,
    SECOND_US,
    Event,
    Garbage,
    Post,
    Seen,
    language_key,
    tag_key,
)
from harborline.planning.attention_meter import DAY_S

EVERY_S = 60.0
_PAGE = 40
_MOST_PAGES = 100
"""A tag in a minute: 4,000 posts; the rest waits for the next minute."""
_LEFT = 20
"""Requests that are left to whoever else reads from this address."""
_ID_SHIFT = 16
_LONGEST_ID = 20


def base_of(url: str) -> str:
    """Gives a server's address without a path. Raises UnusableInput."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise UnusableInput(
            "The address of a Mastodon server cannot be used; write it as https://example.org."
        )
    return f"{parts.scheme}://{parts.netloc}"


class TagHistory:
    """A server's own counts of a tag by day."""

    def __init__(self, url: str, tag: str, web: Web) -> None:
        self.name, self.tag = f"mastodon/{urlsplit(url).netloc}", tag
        self._url = f"{base_of(url)}/api/v1/tags/{quote(tag, safe='')}"
        self._web = web

    async def read(self) -> tuple[Count, ...]:
        """Gives the days, the running one included. Raises FeedFault."""
        return history_of((await self._web.page(self._url)).content)


def history_of(content: Any) -> tuple[Count, ...]:
    """Gives the days that a tag's `history` holds; figures come as text there. Raises FeedAway."""
    try:
        return tuple(
            Count(
                datetime.fromtimestamp(int(row["day"]), UTC),
                DAY_S,
                _whole(row["uses"]),
                _whole(row["accounts"]),
            )
            for row in content["history"]
        )
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise FeedAway("Mastodon answered with no history of the tag.") from None


def _whole(text: object) -> int:
    number = int(str(text))
    if not 0 <= number < 1 << 53:
        raise ValueError
    return number


def timeline_name(url: str) -> str:
    """Gives the name under which a server's posts are counted."""
    return f"mastodon-posts/{urlsplit(url).netloc}"


class TagTimeline:
    """The posts of some tags, ten minutes late. `since_us`: where to begin."""

    def __init__(
        self, url: str, tags: Iterable[str], web: Web, world: World, since_us: int
    ) -> None:
        self.name = timeline_name(url)
        self._base, self._web, self._world = base_of(url), web, world
        self._last = dict.fromkeys(tags, _number_before(since_us))
        self._read_us = since_us

    async def run(self, sink: Callable[[Event], None]) -> None:
        """Reads until it is cancelled. Raises FeedRefused when trying again cannot help."""
        patience = Patience()
        while True:
            began_us, wait_s = self._world.now_us(), EVERY_S
            try:
                await self._round(sink)
                patience = Patience()
            except FeedAway as fault:
                wait_s = patience.next_s(self._world.chance(), fault.after_s)
            spent_s = (self._world.now_us() - began_us) / SECOND_US
            await self._world.sleep(max(wait_s - spent_s, 1.0))

    async def _round(self, sink: Callable[[Event], None]) -> None:
        """Reads all tags up to the same moment, and only then lets the posts go, in order of time."""
        until_us = self._world.now_us() - DELETABLE_US
        found: list[Event] = []
        last, reached_us = dict(self._last), until_us
        for tag in self._last:
            posts, last[tag], to_us = await self._timeline(tag, until_us)
            found += posts
            reached_us = min(reached_us, to_us)
        if reached_us < until_us:  # each tag goes on from where the slowest is
            last = dict.fromkeys(last, _number_before(reached_us))
        before = [one for one in found if isinstance(one, Post) and one.at_us < reached_us]
        sink(Seen(self._read_us))
        for event in sorted(before):
            sink(event)
        sink(Seen(reached_us))
        self._last, self._read_us = last, reached_us

    async def _timeline(self, tag: str, until_us: int) -> tuple[list[Event], int, int]:
        """Gives the posts up to a moment, the last one's number, and how far it came."""
        found: list[Event] = []
        last = self._last[tag]
        for _ in range(_MOST_PAGES):
            asked = urlencode({"min_id": last, "limit": _PAGE})
            page = await self._web.page(
                f"{self._base}/api/v1/timelines/tag/{quote(tag, safe='')}?{asked}"
            )
            statuses = [row for row in _in_order(page.content) if row[0] > last]
            for number, status in statuses:
                event = post_of(status)
                if isinstance(event, Post) and event.at_us >= until_us:
                    return found, last, until_us
                last = max(last, number)
                found.append(event)
            if len(page.content) < _PAGE or not statuses:
                return found, last, until_us
            if page.left is not None and page.left < _LEFT:
                break
        return found, last, min(until_us, (last >> _ID_SHIFT) * 1000)


def _number_before(at_us: int) -> int:
    """Gives a number under that of any status from this moment on."""
    return ((at_us // 1000) << _ID_SHIFT) - 1


def _in_order(content: Any) -> list[tuple[int, dict[str, Any]]]:
    """Gives the statuses of a page by number. Raises FeedAway, FeedRefused."""
    if not isinstance(content, list):
        raise FeedAway("Mastodon answered with no timeline.")
    try:
        rows = [(str(status["id"]), status) for status in content]
    except (KeyError, TypeError):
        raise FeedAway("Mastodon answered with no timeline.") from None
    if not all(text.isascii() and text.isdecimal() and len(text) < _LONGEST_ID for text, _ in rows):
        raise FeedRefused("This server does not number its posts by time; read its counts instead.")
    return sorted(((int(text), status) for text, status in rows), key=lambda row: row[0])


def post_of(status: dict[str, Any]) -> Post | Garbage:
    """Gives what is counted of a status, and no more."""
    try:
        account = status["account"]
        author, post = account.get("url") or account["acct"], status["id"]
        at = datetime.fromisoformat(status["created_at"])
        tags = tuple({tag_key(tag["name"]): None for tag in status["tags"]})
    except (KeyError, TypeError, ValueError, AttributeError):
        return Garbage()
    if not isinstance(author, str) or at.tzinfo is None:
        return Garbage()
    at_us = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return Post(at_us, author, str(post), tags, language_key(status.get("language")))
