"""The socket and the look for a newer map."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from harborline.core.errors import HarborlineError
from harborline.voice import serving


def test_a_taken_port_is_told_in_one_sentence() -> None:
    with serving.bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(HarborlineError, match="set HARBORLINE_VOICE_PORT"):
            serving.bind("127.0.0.1", port)


async def test_small_answers_wait_for_nothing() -> None:
    """Head and body go in two pieces: with Nagle's delay a carrier got each answer 40 ms late."""
    accepted = asyncio.get_running_loop().create_future()

    class Kept(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted.set_result(transport.get_extra_info("socket"))

    with serving.bind("127.0.0.1", 0) as listening:
        server = await asyncio.get_running_loop().create_server(Kept, sock=listening)
        async with server:
            _, writer = await asyncio.open_connection(*listening.getsockname())
            taken = await accepted
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            writer.close()
            await writer.wait_closed()


def test_the_map_is_looked_at_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_POLL_S", 0.001)
    looks: list[bool] = []
    enough = threading.Event()

    def poll() -> bool:
        looks.append(True)
        if len(looks) == 3:
            enough.set()
        return False

    look_until(enough, poll, lambda: None)
    assert len(looks) >= 3


def look_until(
    enough: threading.Event, poll: Callable[[], bool], fault: Callable[[], str | None]
) -> None:
    async def a_while() -> None:
        looking = asyncio.create_task(serving._look(poll, fault))
        await asyncio.to_thread(enough.wait, 4)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

    asyncio.run(asyncio.wait_for(a_while(), 5))
    assert enough.is_set()


def test_a_look_that_fails_is_noted_and_not_the_last(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "_POLL_S", 0.001)
    looks: list[bool] = []
    enough = threading.Event()

    def poll() -> bool:
        looks.append(True)
        if len(looks) == 6:
            enough.set()
        if len(looks) < 4:
            raise MemoryError("40 GB")
        return False

    look_until(enough, poll, lambda: None)
    assert [record.getMessage().split(" at ")[0] for record in caplog.records] == [
        "Something failed: MemoryError"
    ]


def test_why_a_map_is_not_served_is_written_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "_POLL_S", 0.001)
    told = [
        None,
        "The map is gone.",
        "The map is gone.",
        None,
        "The map is gone.",
        "It is damaged.",
    ]
    looks: list[str | None] = []
    enough = threading.Event()

    def poll() -> bool:
        looks.append(told[min(len(looks), len(told) - 1)])
        if len(looks) > len(told):
            enough.set()
        return False

    look_until(enough, poll, lambda: looks[-1] if looks else None)
    assert caplog.messages == ["The map is gone.", "The map is gone.", "It is damaged."]


def answered_by(app: Starlette, request: bytes, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Serves on a real socket, sends one request, and gives the first and the last line of what comes."""
    servers: list[uvicorn.Server] = []

    class Stoppable(uvicorn.Server):
        def __init__(self, config: uvicorn.Config) -> None:
            super().__init__(config)
            servers.append(self)

    async def lines() -> list[bytes]:
        listening = serving.bind("127.0.0.1", 0)
        port = listening.getsockname()[1]
        serve = serving.serve(app, listening, lambda: False, lambda: None)
        serving_it = asyncio.create_task(serve)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        first = await asyncio.wait_for(reader.readline(), 5)
        rest = await asyncio.wait_for(reader.read(4096), 5)
        writer.close()
        await writer.wait_closed()
        servers[0].should_exit = True
        await serving_it
        return [first, rest.splitlines()[-1]]

    monkeypatch.setattr(uvicorn, "Server", Stoppable)
    return asyncio.run(asyncio.wait_for(lines(), 10))


@pytest.mark.parametrize(
    ("padding", "status"), [(b"x" * 1024 + b"\r\n\r\n", b"404"), (b"x" * 20 * 1024, b"400")]
)
def test_a_head_that_never_ends_is_not_read(
    padding: bytes, status: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + padding
    assert answered_by(Starlette(), head, monkeypatch)[0].split()[1] == status


def test_forwarding_headers_change_nothing_before_somebody_says_who_is_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def who(request: Request) -> Response:
        assert request.client is not None
        return PlainTextResponse(f"{request.url.scheme} {request.client.host}")

    head = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"X-Forwarded-For: 10.9.8.7\r\nX-Forwarded-Proto: https\r\n\r\n"
    )
    app = Starlette(routes=[Route("/", who)])
    assert answered_by(app, head, monkeypatch)[1] == b"http 127.0.0.1"
