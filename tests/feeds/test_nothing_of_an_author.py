"""The canary run of attention: authors, texts and ids go through every source; none of them is at rest."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from feeds_world import eventually, record, rfc3339, serving, v1
from harborline.bootstrap import attention
from harborline.planning.attention import HOUR_US, SECOND_US
from harborline.stores.canary.patterns import patterns_of
from harborline.stores.canary.scan import Report, Scan
from harborline.stores.canary.seeds import read_seeds

AUTHORS = 60
KEY = b"\x07" * 32


def name_of(one: int) -> str:
    letters = random.Random(one).choices("abcdefghijklmnopqrstuvwxyz234567", k=24)
    return "".join(letters)


def seeds() -> bytes:
    lines = []
    for one in range(AUTHORS):
        name = name_of(one)
        lines += [f"id did:plc:{name}", f"id 3k{name[:11]}", f"text my story {name}", f"id {name}"]
    return "\n".join(lines).encode()


def frames(begun_us: int) -> list[str]:
    """Gives two hours: everybody posts twice, some delete, one account closes, and much is garbage."""
    made = []
    for one in range(2 * AUTHORS):
        at_us, name = begun_us + one * 50 * SECOND_US, name_of(one % AUTHORS)
        key = f"3k{name[:11]}"
        post = record("metoo", text=f"my story {name}") | {"langs": [name, "en"]}
        made.append(v1(at_us, f"did:plc:{name}", key, post))
        if one % 9 == 0:
            made.append(v1(at_us + 1, f"did:plc:{name}", key, None))
        if one % 10 == 0:
            made.append(f'{{"did":"did:plc:{name}", "time_us": "{key}"}}')
    return made


def statuses(begun_us: int) -> list[dict[str, Any]]:
    return [
        {
            "id": str(((begun_us + one * SECOND_US) // 1000) << 16),
            "created_at": rfc3339(begun_us + one * SECOND_US),
            "language": name_of(one),
            "content": f"my story {name_of(one)}",
            "account": {"acct": name_of(one), "url": f"https://social.example.org/@{name_of(one)}"},
            "tags": [{"name": "metoo"}],
        }
        for one in range(AUTHORS)
    ]


def a_server(begun_us: int) -> Any:
    """Holds a stream, a timeline that pages, and a history."""

    async def stream(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for frame in frames(begun_us):
            await socket.send_str(frame)
        await socket.receive()
        return socket

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/subscribe":
            return await stream(request)
        if "/timelines/" in request.path:
            after = int(request.query["min_id"])
            newer = [one for one in statuses(begun_us) if int(one["id"]) > after]
            return web.json_response(newer[:40])
        return web.json_response(
            {"history": [{"day": "1763856000", "uses": "50", "accounts": "30"}]}
        )

    return handle


def scan(folder: Path) -> Report:
    return Scan(patterns_of(read_seeds(seeds()), [KEY]), lambda *_: None).run([str(folder)])


def tables(folder: Path) -> dict[str, tuple[int, int]]:
    """Gives posts and people of the hours at rest, by source."""
    connection = sqlite3.connect(folder / "attention.sqlite3")
    try:
        found = connection.execute(
            "SELECT source, SUM(posts), SUM(authors) FROM attention_totals "
            "WHERE language = '' GROUP BY source"
        )
        return {source.partition("/")[0]: (posts, people) for source, posts, people in found}
    finally:
        connection.close()


async def test_nothing_of_any_author_is_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "var"
    monkeypatch.setenv("HARBORLINE_DATA", str(folder))
    monkeypatch.setattr("secrets.token_bytes", lambda _length=32: KEY)
    monkeypatch.setattr("harborline.app.attention.EVERY_S", 0.1)
    monkeypatch.setattr("harborline.app.attention._UNWRITTEN", timedelta(hours=3))
    begun_us = (time.time_ns() // 1000 // HOUR_US - 3) * HOUR_US
    said: list[str] = []
    async with serving(a_server(begun_us)) as host:
        sources = attention.Sources(
            ("metoo",),
            f"ws://{host}/subscribe",
            (f"http://{host}",),
            (f"http://{host}",),
        )
        with attention.opened_book() as book:
            task = asyncio.create_task(attention._watch(sources, None, said.append, book))
            await eventually(
                lambda: (
                    task.done()
                    or (
                        len({line.partition("/")[0].partition(":")[0] for line in said}) >= 2
                        and (folder / "attention.sqlite3").exists()
                        and {"bluesky", "mastodon", "mastodon-posts"} <= set(tables(folder))
                    )
                )
            )
            task.cancel()
            await asyncio.wait([task])
    found = tables(folder)
    assert found["bluesky"][1] >= 20
    assert found["mastodon-posts"] == (AUTHORS, AUTHORS)
    (folder / "said.txt").write_text("\n".join([*said, *capsys.readouterr()]), encoding="utf-8")
    report = scan(folder)
    assert report.is_clean, report.hits[:3]
    assert report.files >= 2


def test_the_scan_would_find_an_author(tmp_path: Path) -> None:
    (tmp_path / "leak.json").write_text(json.dumps({"who": f"did:plc:{name_of(3)}"}), "utf-8")
    assert scan(tmp_path).total
