"""A Mastodon server's counts and posts, with a server that pages, repeats, deletes and refuses."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from feeds_world import NOON_US, Pages, SteppedWorld, eventually, rfc3339
from harborline.app.attention import Count
from harborline.core.errors import UnusableInput
from harborline.feeds.errors import FeedAway, FeedFault, FeedRefused
from harborline.feeds.mastodon import TagHistory, TagTimeline, history_of, post_of
from harborline.feeds.ports import Page
from harborline.planning.attention import SECOND_US, Event, Garbage, Post, Seen

URL = "https://social.example.org"


def status(at_s: int, author: str = "ann", tags: tuple[str, ...] = ("metoo",)) -> dict[str, Any]:
    """Gives a status of so many seconds after noon, numbered by its time."""
    at_us = NOON_US + at_s * SECOND_US
    return {
        "id": str((at_us // 1000) << 16),
        "created_at": rfc3339(at_us),
        "language": "es",
        "content": "<p>words</p>",
        "account": {"id": "7", "acct": author, "url": f"{URL}/@{author}"},
        "tags": [{"name": tag, "url": "u"} for tag in tags],
    }


class Server:
    """Holds statuses by tag and gives 40 at a time, oldest first after `min_id`, as Mastodon does."""

    def __init__(self, **timelines: list[dict[str, Any]]) -> None:
        self.timelines = timelines
        self.left: int | None = None
        self.faults: list[FeedFault] = []

    def __call__(self, url: str) -> Page:
        if self.faults:
            raise self.faults.pop(0)
        parts = urlsplit(url)
        after = int(parse_qs(parts.query)["min_id"][0])
        assert parse_qs(parts.query)["limit"] == ["40"]
        found = self.timelines[parts.path.rpartition("/")[2]]
        newer = sorted(
            (one for one in found if int(one["id"]) > after), key=lambda one: int(one["id"])
        )
        return Page(list(reversed(newer[:40])), self.left)


async def rounds(
    server: Server, number: int, world: SteppedWorld, tags: tuple[str, ...] = ("metoo",)
) -> list[Event]:
    """Reads so many rounds."""
    heard: list[Event] = []
    reader = TagTimeline(URL, tags, Pages(server), world.world, NOON_US)
    task = asyncio.create_task(reader.run(heard.append))
    world.most = len(world.slept) + number
    await eventually(lambda: len(world.slept) == world.most or task.done())
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
    return heard


def test_what_a_server_counts_by_itself() -> None:
    found = history_of(
        {
            "name": "metoo",
            "history": [
                {"day": "1763856000", "uses": "120", "accounts": "90"},
                {"day": "1763769600", "uses": "3", "accounts": "2"},
            ],
        }
    )
    assert found == (
        Count(datetime(2025, 11, 23, tzinfo=UTC), 86_400, 120, 90),
        Count(datetime(2025, 11, 22, tzinfo=UTC), 86_400, 3, 2),
    )


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        None,
        {"history": [{"day": "x", "uses": "1", "accounts": "1"}]},
        {"history": [{"day": "1", "uses": "-1", "accounts": "1"}]},
        {"history": [{"day": "9" * 30, "uses": "1", "accounts": "1"}]},
        {"history": [{"day": "1", "uses": "9" * 30, "accounts": "1"}]},
    ],
)
def test_counts_that_are_none(content: Any) -> None:
    with pytest.raises(FeedAway, match="no history"):
        history_of(content)


async def test_where_counts_are_asked_for() -> None:
    pages = Pages(lambda _url: Page({"history": []}))
    reader = TagHistory(f"{URL}/", "yotambién", pages)
    assert await reader.read() == ()
    assert pages.asked == [f"{URL}/api/v1/tags/yotambi%C3%A9n"]
    assert reader.name == "mastodon/social.example.org"


async def test_posts_come_ten_minutes_late_and_in_order() -> None:
    world = SteppedWorld(NOON_US + 700 * SECOND_US)
    server = Server(metoo=[status(one) for one in (5, 50, 99, 130, 650)])
    heard = await rounds(server, 1, world)
    assert [event.at_us - NOON_US for event in heard if isinstance(event, Post)] == [
        5 * SECOND_US,
        50 * SECOND_US,
        99 * SECOND_US,
    ]
    assert heard[0] == Seen(NOON_US)
    assert heard[-1] == Seen(NOON_US + 100 * SECOND_US)


async def test_what_is_deleted_within_ten_minutes_is_never_seen() -> None:
    world = SteppedWorld(NOON_US + 630 * SECOND_US)
    server = Server(metoo=[status(20), status(70, "bea")])
    heard = list[Event]()
    reader = TagTimeline(URL, ["metoo"], Pages(server), world.world, NOON_US)
    await reader._round(heard.append)
    del server.timelines["metoo"][1]
    await world.world.sleep(60)
    await reader._round(heard.append)
    assert [event.author for event in heard if isinstance(event, Post)] == [f"{URL}/@ann"]


async def test_many_pages_of_two_tags_go_on_in_time() -> None:
    world = SteppedWorld(NOON_US + 1200 * SECOND_US)
    server = Server(
        metoo=[status(one, f"m{one}") for one in range(0, 500, 2)],
        other=[status(one, f"o{one}", ("other",)) for one in range(1, 500, 3)],
    )
    heard = await rounds(server, 2, world, ("metoo", "other"))
    posts = [event for event in heard if isinstance(event, Post)]
    assert len(posts) == len({one.author for one in posts}) == 250 + 167
    times = [event.at_us for event in heard if isinstance(event, Post | Seen)]
    assert times == sorted(times)


async def test_few_requests_that_are_left_are_left_to_others() -> None:
    world = SteppedWorld(NOON_US + 1200 * SECOND_US)
    server = Server(metoo=[status(one, f"m{one}") for one in range(200)])
    server.left = 3
    heard = await rounds(server, 1, world)
    assert len([event for event in heard if isinstance(event, Post)]) < 41
    server.left = 100
    heard = await rounds(server, 1, world)
    assert len([event for event in heard if isinstance(event, Post)]) == 200


async def test_a_fault_loses_nothing() -> None:
    world = SteppedWorld(NOON_US + 1200 * SECOND_US)
    server = Server(metoo=[status(one, f"m{one}") for one in range(100)])
    server.faults = [FeedAway("A source answered 503.", 30.0), FeedAway("A source answered 503.")]
    heard = await rounds(server, 3, world)
    assert len([event for event in heard if isinstance(event, Post)]) == 100
    assert world.slept[:2] == pytest.approx([30.0, 1.5])


async def test_a_server_that_repeats_itself_does_not_hold_us() -> None:
    page = [status(one) for one in range(40)]
    world = SteppedWorld(NOON_US + 1200 * SECOND_US)
    pages = Pages(lambda _url: Page(page))
    reader = TagTimeline(URL, ["metoo"], pages, world.world, NOON_US)
    await reader._round(lambda _event: None)
    assert len(pages.asked) == 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({}, FeedAway),
        ([7], FeedAway),
        ([{}], FeedAway),
        ([{"id": "9xYz"}], FeedRefused),
        ([{"id": "1" * 30}], FeedRefused),
    ],
)
async def test_timelines_that_are_none(content: Any, fault: type[FeedFault]) -> None:
    world = SteppedWorld(NOON_US + 1200 * SECOND_US)
    reader = TagTimeline(URL, ["metoo"], Pages(lambda _url: Page(content)), world.world, NOON_US)
    with pytest.raises(fault):
        await reader._round(lambda _event: None)


@pytest.mark.parametrize(
    "change",
    [
        {"account": None},
        {"account": {}},
        {"account": {"url": 7}},
        {"created_at": "now"},
        {"created_at": "2026-11-23T12:00:00"},
        {"tags": None},
        {"tags": [{}]},
        {"tags": [{"name": 7}]},
    ],
)
def test_statuses_that_are_garbage(change: dict[str, Any]) -> None:
    assert post_of(status(1) | change) == Garbage()


@pytest.mark.parametrize("url", ["example.org", "ftp://a.org", "https://a.org/path", "https://"])
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(UnusableInput, match="Mastodon server"):
        TagHistory(url, "metoo", Pages(lambda _url: Page(None)))
