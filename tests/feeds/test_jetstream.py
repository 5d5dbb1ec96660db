"""Reading a stream whose server cuts, repeats, lies and floods; on loopback, with real frames."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from feeds_world import (
    NOON_US,
    MisbehavingServer,
    SteppedWorld,
    Talk,
    cuts_after,
    eventually,
    raw,
    record,
    sends,
    serving,
    silence,
    v1,
    v2,
)
from harborline.core.errors import UnusableInput
from harborline.feeds.errors import FeedRefused
from harborline.feeds.jetstream import LOOK_BACK_US, V1_PATH, V2_PATH, Jetstream
from harborline.feeds.web import LARGEST_FRAME, AiohttpWeb
from harborline.planning.attention import HOUR_US, SECOND_US, Event, Gap, Garbage, Post, PostCounter

REWIND_US = 5 * SECOND_US


async def reading(
    *talks: Talk,
    until: Callable[[MisbehavingServer, list[Event]], bool],
    path: str = V1_PATH,
    world: SteppedWorld | None = None,
    silent_s: float = 5.0,
) -> tuple[MisbehavingServer, list[Event], SteppedWorld]:
    """Reads from a server until something is true; gives what was asked and what was heard."""
    server, heard, time = MisbehavingServer(*talks), list[Event](), world or SteppedWorld()
    async with serving(server.handle) as host, AiohttpWeb("tests", silent_s=silent_s) as opened:
        reader = Jetstream(f"ws://{host}{path}", opened, time.world, NOON_US)
        task = asyncio.create_task(reader.run(heard.append))
        await eventually(lambda: until(server, heard) or task.done())
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled() and task.exception() is not None:
            raise task.exception() or AssertionError
    return server, heard, time


def connections(number: int) -> Callable[[MisbehavingServer, list[Event]], bool]:
    return lambda server, _heard: len(server.asked) >= number


def posts(first: int, end: int, frame: Callable[..., str] = v1) -> list[str]:
    """Gives frames a second apart from noon on."""
    return [
        frame(NOON_US + one * SECOND_US, f"did:plc:{one}", f"k{one}", record("metoo"))
        for one in range(first, end)
    ]


async def test_what_the_first_version_is_asked() -> None:
    server, _, _ = await reading(silence, until=connections(1))
    asked = server.asked[0]
    assert ("wantedCollections", "app.bsky.feed.post") in asked
    assert server.cursor(0) == NOON_US - REWIND_US
    assert not {"compress", "zstdDictionary", "kinds", "collections"} & {name for name, _ in asked}
    sent = {name.lower(): text for name, text in server.headers[0].items()}
    assert "sec-websocket-extensions" not in sent
    assert "cookie" not in sent


async def test_what_the_second_version_is_asked() -> None:
    server, _, _ = await reading(silence, until=connections(1), path=V2_PATH)
    asked = server.asked[0]
    assert [value for name, value in asked if name == "kinds"] == ["commit", "account"]
    assert ("collections", "app.bsky.feed.post") in asked
    assert not {"wantedCollections", "wantedDids", "compress"} & {name for name, _ in asked}
    assert (server.cursor(0) or 0) >= 10**15
    assert server.headers[0]["Sec-WebSocket-Protocol"] == "xrpc.v1.json"


@pytest.mark.parametrize(("path", "frame"), [(V1_PATH, v1), (V2_PATH, v2)])
async def test_a_cut_line_goes_on_where_it_was(path: str, frame: Callable[..., str]) -> None:
    first, again = posts(0, 10, frame), posts(5, 20, frame)
    server, heard, time = await reading(
        cuts_after(*first),
        sends(*again),
        silence,
        until=lambda _, heard: len(heard) >= 25,
        path=path,
    )
    assert server.cursor(1) == NOON_US + 9 * SECOND_US - REWIND_US
    assert time.slept[0] == pytest.approx(0.75)
    assert not any(isinstance(event, Gap | Garbage) for event in heard)
    counter = PostCounter(["metoo"], lambda: b"k" * 32)
    for event in heard:
        counter.take(event, time.now_us)
    assert counter.tally.posts == 20
    assert counter.tally.repeated == 5


async def test_waiting_doubles_and_begins_anew_after_a_good_while() -> None:
    time = SteppedWorld()

    async def lasts(socket: web.WebSocketResponse, request: web.Request) -> None:
        time.now_us += 61 * SECOND_US
        await socket.close()

    _, _, _ = await reading(*[cuts_after()] * 9, lasts, silence, until=connections(11), world=time)
    expected = [0.75 * wait for wait in (1, 2, 4, 8, 16, 32, 60, 60, 60)]
    assert time.slept == pytest.approx([*expected, 0.75])


async def test_a_clamped_cursor_is_a_gap() -> None:
    late = v1(NOON_US + 300 * SECOND_US, "did:plc:a", "k", record("metoo"))
    _, heard, _ = await reading(sends(late), silence, until=lambda _, heard: len(heard) >= 2)
    assert [type(event) for event in heard] == [Gap, Post]


async def test_a_cursor_is_never_older_than_servers_look_back() -> None:
    time = SteppedWorld(NOON_US + 100 * HOUR_US)
    server, _, _ = await reading(silence, until=connections(1), world=time)
    assert server.cursor(0) == time.now_us - LOOK_BACK_US


async def test_a_cursor_that_is_too_old_is_given_up() -> None:
    asked: list[str | None] = []

    async def refuse(request: web.Request) -> web.StreamResponse:
        asked.append(request.query.get("cursor"))
        if asked[-1] is None:
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await socket.receive()
            return socket
        return web.json_response({"error": "CursorTooOld", "message": "floor 9"}, status=400)

    heard, time = list[Event](), SteppedWorld()
    async with serving(refuse) as host, AiohttpWeb("tests") as opened:
        reader = Jetstream(f"ws://{host}{V2_PATH}", opened, time.world, NOON_US)
        task = asyncio.create_task(reader.run(heard.append))
        await eventually(lambda: len(asked) >= 2)
        task.cancel()
        await asyncio.wait([task])
    assert asked[1] is None
    assert heard == [Gap()]


async def test_a_huge_frame_is_stepped_over() -> None:
    huge = "x" * (LARGEST_FRAME + 1)
    good = posts(0, 1)
    server, heard, _ = await reading(
        sends(*good, huge), sends(huge), sends(huge), silence, until=connections(4)
    )
    assert dict(server.asked[0])["maxMessageSizeBytes"] == str(1 << 19)
    places = [(server.cursor(one) or 0) - NOON_US for one in (1, 2, 3)]
    assert places == [SECOND_US, 8 * SECOND_US, 17 * SECOND_US]
    assert heard.count(Gap()) == 3


async def test_garbage_costs_nothing_but_itself() -> None:
    first, second = posts(0, 2)
    frames: list[str | bytes] = [first, "{", b"\x28\xb5\x2f\xfd", "[]", second]
    _, heard, _ = await reading(sends(*frames), silence, until=lambda _, heard: len(heard) >= 5)
    assert [type(event) for event in heard[:5]] == [Post, Garbage, Garbage, Garbage, Post]


@pytest.mark.parametrize(
    "piece",
    [
        b"\xff\xff\xff\xff\xff\xff",
        b"\x81\x85aaaahello",
        b"\xc1\x05hello",
        b"\x81\x7f" + b"\xff" * 8,
        b"\x81\x02\xc3\x28",
    ],
    ids=["no opcode", "masked", "packed without asking", "longer than all memory", "no UTF-8"],
)
async def test_what_is_no_frame_ends_the_line_and_not_the_reading(piece: bytes) -> None:
    server, heard, _ = await reading(
        raw(piece),
        sends(*posts(0, 1)),
        silence,
        until=lambda _, heard: any(isinstance(event, Post) for event in heard),
    )
    assert len(server.asked) >= 2
    assert len(heard) >= 1


async def test_packed_frames_are_refused() -> None:
    packed = [b"\x28\xb5\x2f\xfd" + bytes(20)] * 200
    with pytest.raises(FeedRefused, match="packed"):
        await reading(sends(*packed), until=lambda *_: False)


async def test_a_silent_line_is_a_broken_one() -> None:
    async def deaf(_socket: web.WebSocketResponse, _request: web.Request) -> None:
        await asyncio.sleep(1)

    server, _, time = await reading(deaf, until=connections(2), silent_s=0.1)
    assert len(server.asked) >= 2
    assert time.slept


async def test_times_that_cannot_be_do_not_move_the_place() -> None:
    frames = [
        v1(NOON_US * 2, "did:plc:a", "k", record("metoo")),
        v1(5, "did:plc:a", "k", record("metoo")),
        *posts(1, 2),
    ]
    server, heard, _ = await reading(sends(*frames), silence, until=connections(2))
    assert [type(event) for event in heard] == [Garbage, Garbage, Post]
    assert server.cursor(1) == NOON_US + SECOND_US - REWIND_US


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/subscribe",
        "wss://example.org/",
        "wss:///subscribe",
        "wss://example.org/subscribe?wantedDids=did:plc:a",
        "nothing",
    ],
)
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(UnusableInput, match="address of Jetstream"):
        Jetstream(url, _no_web(), SteppedWorld().world, NOON_US)


def _no_web() -> Any:
    return AiohttpWeb("tests")
