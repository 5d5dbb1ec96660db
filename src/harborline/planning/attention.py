"""Counts posts by hour, tag and language, and forgets who wrote them.

An author is known only as an HMAC (RFC 2104) under a key of the day that lives in memory, and only for the
ten minutes in which a post may still be deleted. Then the post becomes one count, its author one update of a
HyperLogLog sketch (Flajolet et al. 2007; Apache DataSketches), and both are forgotten. A sketch cannot be
asked for its members, and it goes with its hour. What is never read: text, handle, time zone, place.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heappop, heappush
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datasketches import hll_sketch

SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US
DELETABLE_US = 600 * SECOND_US
"""So long a post waits in memory; who deletes it meanwhile is not counted."""
OLDEST_US, AHEAD_US = 37 * HOUR_US, 120 * SECOND_US
"""A post from longer ago than any server replays, or from the future, is no post: clocks are never that wrong."""
MOST_WAITING = 300_000
"""More posts than these wait for no deletion; the oldest are counted early, and memory stays bounded."""
LG_K = 15
"""32 KiB a sketch, standard error 0.6 % (1.04 / sqrt(2^15))."""
LANGUAGES = frozenset(
    {
        *(
            "am",
            "ar",
            "bn",
            "de",
            "en",
            "es",
            "fa",
            "fr",
            "gu",
            "hi",
            "ht",
            "hy",
            "it",
            "ja",
            "km",
            "ko",
        ),
        *(
            "mr",
            "ne",
            "pa",
            "pl",
            "pt",
            "ru",
            "so",
            "sw",
            "ta",
            "te",
            "th",
            "tl",
            "tr",
            "uk",
            "ur",
            "vi",
        ),
        "zh",
    }
)
"""What authors may say of a language is open, so all but these are counted as OTHER."""
OTHER = "other"
_ANY = ("utf-8", "surrogatepass")
"""A stream may send half a character; it is no reason to stop."""


class Post(NamedTuple):
    """`at_us`: when the server saw it. `tags`: as `tag_key` gives them. `edited`: an earlier one replaced."""

    at_us: int
    author: str
    post: str
    tags: tuple[str, ...]
    language: str
    edited: bool = False


class Gone(NamedTuple):
    """A post was deleted, or with `post` None all of an author's."""

    at_us: int
    author: str
    post: str | None


class Seen(NamedTuple):
    """All up to this moment was read; nothing in it is of interest."""

    at_us: int


class Gap(NamedTuple):
    """What came before the next event was missed."""


class Garbage(NamedTuple):
    """Something was read that could not be."""


Event = Post | Gone | Seen | Gap | Garbage


class Cell(NamedTuple):
    """Posts of an hour with a tag in a language, and by how many people."""

    language: str
    posts: int
    authors: int


class HourTotals(NamedTuple):
    """An hour of a tag. `authors`: people over all languages, each once. `watched_s`: how much of it was read."""

    starts_at: datetime
    tag: str
    posts: int
    authors: int
    watched_s: int
    cells: tuple[Cell, ...]


class Tally(NamedTuple):
    """What became of the events. `late`: older than what was counted already, so perhaps counted before."""

    posts: int
    repeated: int
    deleted: int
    late: int
    garbage: int


class _Waiting(NamedTuple):
    hour: int
    tags: tuple[str, ...]
    language: str


class _Counted:
    """Posts and people of one hour, tag and language."""

    __slots__ = ("authors", "posts")

    def __init__(self) -> None:
        self.posts = 0
        self.authors = new_sketch()


def tag_key(text: str) -> str:
    """Gives the form in which tags are compared: without #, in compatible characters, without case."""
    bare = text.strip().lstrip("#\uff03")
    return bare.lower() if bare.isascii() else unicodedata.normalize("NFKC", bare).casefold()


def language_key(text: object) -> str:
    """Gives a language of LANGUAGES or OTHER; whatever else an author may have written is not kept."""
    code = text.partition("-")[0].lower() if isinstance(text, str) else ""
    return code if code in LANGUAGES else OTHER


def new_sketch() -> hll_sketch:
    """Gives an empty sketch of distinct people."""
    from datasketches import hll_sketch, tgt_hll_type

    return hll_sketch(LG_K, tgt_hll_type.HLL_8)


def distinct(sketches: Iterable[hll_sketch]) -> int:
    """Gives how many people are in any of the sketches, each once."""
    from datasketches import hll_union, tgt_hll_type

    union = hll_union(LG_K)
    for sketch in sketches:
        union.update(sketch)
    estimate = float(union.get_result(tgt_hll_type.HLL_8).get_estimate())
    return round(estimate)


class PostCounter:
    """Counts the posts of one source. Events come in the order of their times, as a stream has them.

    After a new connection some come again: what still waits is known by its keyed hash, what is older than
    that is `late` and not counted. `new_key`: gives 32 secret bytes; asked once for each day (UTC).
    """

    def __init__(self, tags: Iterable[str], new_key: Callable[[], bytes]) -> None:
        self._tags = frozenset(tags)
        self._new_key = new_key
        self._keys: dict[int, bytes] = {}
        self._waiting: dict[bytes, dict[bytes, _Waiting]] = {}
        self._queue: deque[tuple[int, bytes, bytes]] = deque()
        self._out_of_turn: list[tuple[int, bytes, bytes]] = []
        self._hours: dict[int, dict[tuple[str, str], _Counted]] = {}
        self._watched_us: dict[int, int] = {}
        self._newest_us = 0
        self._counted_to_us = 0
        self._in_a_row = False
        self._tally = dict.fromkeys(Tally._fields, 0)

    @property
    def tally(self) -> Tally:
        """Tells what became of the events so far."""
        return Tally(**self._tally)

    @property
    def waiting(self) -> int:
        """Tells how many posts wait, those that were deleted meanwhile included."""
        return len(self._queue) + len(self._out_of_turn)

    def take(self, event: Event, now_us: int) -> None:
        """Takes one event; `now_us`: the time of this machine, microseconds since 1970."""
        if isinstance(event, Gap):
            self._in_a_row = False
        elif isinstance(event, Garbage) or not now_us - OLDEST_US < event.at_us < now_us + AHEAD_US:
            self._tally["garbage"] += 1
        else:
            self._go_on_to(event.at_us)
            if isinstance(event, Post):
                self._wait(event)
            elif isinstance(event, Gone):
                self._forget(event)

    def finished(self) -> tuple[HourTotals, ...]:
        """Gives the hours whose last post can no longer be deleted, and forgets them."""
        known = self._watched_us.keys() | self._hours.keys()
        over = [hour for hour in known if (hour + 1) * HOUR_US <= self._counted_to_us]
        return tuple(chain.from_iterable(self._finish(hour) for hour in sorted(over)))

    def _finish(self, hour: int) -> Iterator[HourTotals]:
        cells = self._hours.pop(hour, {})
        watched_s = min(3600, round(self._watched_us.pop(hour, 0) / SECOND_US))
        starts_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        for tag in sorted(self._tags):
            mine = {language: one for (other, language), one in cells.items() if other == tag}
            rows = tuple(
                Cell(language, one.posts, distinct([one.authors]))
                for language, one in sorted(mine.items())
            )
            people = distinct(one.authors for one in mine.values())
            yield HourTotals(
                starts_at, tag, sum(row.posts for row in rows), people, watched_s, rows
            )

    # -- time ------------------------------------------------------------------------------------------

    def _go_on_to(self, at_us: int) -> None:
        """Lets time pass: what has waited long enough is counted."""
        if at_us <= self._newest_us:
            return
        if self._in_a_row:
            self._watch(self._newest_us, at_us)
        else:
            self._watched_us.setdefault(at_us // HOUR_US, 0)
        self._in_a_row = True
        self._newest_us = at_us
        self._counted_to_us = max(self._counted_to_us, at_us - DELETABLE_US)
        queue, others = self._queue, self._out_of_turn
        while queue and (queue[0][0] < self._counted_to_us or len(queue) > MOST_WAITING):
            self._count(*queue.popleft())
        while others and (others[0][0] < self._counted_to_us or len(others) > MOST_WAITING):
            self._count(*heappop(others))
        if len(self._keys) > 1:
            today = self._counted_to_us // (24 * HOUR_US)
            self._keys = {day: key for day, key in self._keys.items() if day >= today}

    def _watch(self, from_us: int, to_us: int) -> None:
        while from_us < to_us:
            hour = from_us // HOUR_US
            until_us = min(to_us, (hour + 1) * HOUR_US)
            self._watched_us[hour] = self._watched_us.get(hour, 0) + until_us - from_us
            from_us = until_us

    # -- posts -----------------------------------------------------------------------------------------

    def _wait(self, event: Post) -> None:
        tags = tuple(tag for tag in event.tags if tag in self._tags)
        if event.edited:
            self._edit(event, tags)
            return
        if not tags:
            return
        if event.at_us < self._counted_to_us:
            self._tally["late"] += 1
            return
        author, post = self._hashes(self._key_of(event.at_us), event.author, event.post)
        mine = self._waiting.setdefault(author, {})
        if post in mine:
            self._tally["repeated"] += 1
            return
        mine[post] = _Waiting(event.at_us // HOUR_US, tags, event.language)
        entry = (event.at_us, author, post)
        if self._queue and event.at_us < self._queue[-1][0]:
            heappush(self._out_of_turn, entry)  # a replay has what was missed or taken back before
        else:
            self._queue.append(entry)
        self._tally["posts"] += 1

    def _edit(self, event: Post, tags: tuple[str, ...]) -> None:
        for key in self._keys.values():
            author, post = self._hashes(key, event.author, event.post)
            mine = self._waiting.get(author, {})
            if post in mine:
                mine[post] = mine[post]._replace(tags=tags, language=event.language)

    def _forget(self, event: Gone) -> None:
        for key in self._keys.values():
            author = hmac.digest(key, event.author.encode(*_ANY), "sha256")[:16]
            if author not in self._waiting:
                continue
            if event.post is None:
                self._tally["deleted"] += len(self._waiting.pop(author))
                continue
            post = self._hashes(key, event.author, event.post)[1]
            mine = self._waiting[author]
            self._tally["deleted"] += mine.pop(post, None) is not None
            if not mine:
                del self._waiting[author]

    def _count(self, _at_us: int, author: bytes, post: bytes) -> None:
        mine = self._waiting.get(author)
        one = mine.pop(post, None) if mine is not None else None
        if mine is not None and not mine:
            del self._waiting[author]
        if one is None:
            return
        who = int.from_bytes(author[:8], "big", signed=True)
        cells = self._hours.setdefault(one.hour, {})
        for tag in one.tags:
            cell = cells.get((tag, one.language))
            if cell is None:
                cell = cells[tag, one.language] = _Counted()
            cell.posts += 1
            cell.authors.update(who)

    def _key_of(self, at_us: int) -> bytes:
        day = at_us // (24 * HOUR_US)
        if day not in self._keys:
            self._keys[day] = self._new_key()
        return self._keys[day]

    @staticmethod
    def _hashes(key: bytes, author: str, post: str) -> tuple[bytes, bytes]:
        who = hmac.digest(key, author.encode(*_ANY), "sha256")
        # What stands before the post is secret and of one length, so a plain digest is keyed enough.
        return who[:16], sha256(who + post.encode(*_ANY)).digest()[:8]
