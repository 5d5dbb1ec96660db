"""Posts that are read, counted and forgotten, beside parsing the same frames and nothing else; and people in a sketch."""

from __future__ import annotations

import asyncio
import json
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random
from time import process_time

from aiohttp import web

from benchmarks.questions import FULL, SEED, TINY, Size
from benchmarks.table import Row
from benchmarks.timing import collector_off, pair_of
from harborline.feeds.jetstream import Jetstream
from harborline.feeds.jetstream_frames import event_of
from harborline.feeds.ports import World
from harborline.feeds.web import AiohttpWeb
from harborline.planning.attention import SECOND_US, Event, PostCounter, new_sketch

PEER = "json.loads of the same frames, and nothing else"
BEGUN_US = 1_795_435_200 * SECOND_US
_STREAM = 1_000_000
_PEOPLE = 5_000_000
_STRETCHES = 10
_WORDS = (
    "a post of usual length that says what posts say, in words that nobody wrote, twice over " * 2
)


def measure(size: Size) -> list[Row]:
    """Gives the rows: every post has a watched tag, one in ten has, the same by a socket, and people."""
    count = {FULL: _STREAM, TINY: 2_000}.get(size, _STREAM // 10)
    people = _people(20_000 if size == TINY else _PEOPLE)
    return [
        _counting("19a", "posts read and counted, each with a watched tag", 1, count),
        _counting("", "the same, one in ten with a watched tag", 10, count),
        *([] if size == TINY else [_by_socket(count // 10)]),
        *people,
    ]


def frames(numbers: range, each: int) -> list[str]:
    """Gives frames of the first version a millisecond apart; one in `each` has a watched tag."""
    rng = Random(SEED + numbers.start)
    return [_frame(one, f"{rng.getrandbits(60):015x}", tagged=one % each == 0) for one in numbers]


def _frame(number: int, author: str, *, tagged: bool) -> str:
    tag = "metoo" if tagged else "cats"
    facet = {
        "$type": "app.bsky.richtext.facet",
        "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": tag}],
        "index": {"byteStart": 70, "byteEnd": 76},
    }
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-11-23T12:00:00.000Z",
        "facets": [facet],
        "langs": ["en"],
        "text": _WORDS,
    }
    commit = {
        "rev": "3lkrevxxxxxxx",
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": f"3l{number:011x}",
        "record": record,
        "cid": "bafyreiabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrst",
    }
    time_us = BEGUN_US + number * 1000
    head = {"did": f"did:plc:{author}", "time_us": time_us, "kind": "commit", "commit": commit}
    return json.dumps(head, separators=(",", ":"))


def _counting(part: str, what: str, each: int, count: int) -> Row:
    """Measures one stream in ten stretches; frames are made between them, and the collector is off."""
    counter, now_us = PostCounter(["metoo"], lambda: b"k" * 32), BEGUN_US + count * 1000
    ours: list[float] = []
    peer: list[float] = []
    length = count // _STRETCHES
    given: list[str] = []
    with collector_off():
        for stretch in range(_STRETCHES):
            given = frames(range(stretch * length, (stretch + 1) * length), each)
            began = process_time()
            for frame in given:
                json.loads(frame)
            middle = process_time()
            for frame in given:
                counter.take(event_of(frame), now_us)
            ours.append((process_time() - middle) / length)
            peer.append((middle - began) / length)
    assert counter.tally.posts == count // each
    pair = pair_of(ours, peer)
    note = (
        f"{count:,} posts of about {len(given[0])} bytes, CPU of one core: {pair.ours_ns / 1000:.1f} us "
        f"each, {pair.ratio:.2f} times the peer's {pair.peer_ns / 1000:.1f} us"
    )
    low, high = 1 / max(ours), 1 / min(ours)
    bound = 50_000 if part else None
    return Row(
        part, what, PEER, count / (sum(ours) * length), low, high, None, bound, "posts/s", note
    )


def _by_socket(count: int) -> Row:
    """Measures the whole reader on loopback: WebSocket, frames, counting; the server is another process."""
    given = frames(range(min(count, 20_000)), 1)
    ours, theirs = get_context("fork").Pipe()
    server = get_context("fork").Process(target=_serve, args=(given, count, theirs), daemon=True)
    server.start()
    try:
        with collector_off():
            spent_s = asyncio.run(_read(ours.recv(), count))
    finally:
        server.terminate()
        server.join()
    rate = count / spent_s
    return Row(
        "",
        "the same by WebSocket from another process on loopback",
        "none",
        rate,
        rate,
        rate,
        unit="posts/s",
        note=f"{count:,} posts, CPU of the reader's core, one round; the frames come round again after 20,000",
    )


def _serve(given: list[str], count: int, port: Connection) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        for frame in islice(cycle(given), count):
            await socket.send_str(frame)
        await socket.receive()
        return socket

    async def serving() -> None:
        app = web.Application()
        app.router.add_get("/subscribe", handle)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serving())


async def _read(port: int, count: int) -> float:
    """Reads so many frames; gives the CPU seconds that this process took for it."""
    counter, heard, done = PostCounter(["metoo"], lambda: b"k" * 32), 0, asyncio.Event()

    def sink(event: Event) -> None:
        nonlocal heard
        counter.take(event, BEGUN_US)
        heard += 1
        if heard == count:
            done.set()

    async with AiohttpWeb("benchmark") as opened:
        world = World(lambda: BEGUN_US, asyncio.sleep, lambda: 0.5)
        address = f"ws://127.0.0.1:{port}/subscribe"
        began = process_time()
        task = asyncio.create_task(Jetstream(address, opened, world, BEGUN_US).run(sink))
        await done.wait()
        spent_s = process_time() - began
        task.cancel()
        await asyncio.wait([task])
    return spent_s


def _people(people: int) -> list[Row]:
    """Measures the worst error of a sketch while it grows, in ten steps, and its size at the end."""
    sketch, rng, worst = new_sketch(), Random(SEED), 0.0
    for step in range(1, 11):
        for _ in range(people // 10):
            sketch.update(rng.getrandbits(63))
        worst = max(worst, abs(sketch.get_estimate() / (people // 10 * step) - 1))
    error, kib = 100 * worst, len(sketch.serialize_updatable()) / 1024
    exactly = "the count itself"
    what = f"error of distinct people, worst of ten steps to {people:,}"
    return [
        Row("19b", what, exactly, error, error, error, at_most=3, unit="%"),
        Row("19c", "size of that sketch", exactly, kib, kib, kib, at_most=1024, unit="KiB"),
    ]
