"""Pages from a server on loopback that packs, floods, redirects and stalls."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from feeds_world import serving
from harborline.feeds.errors import FeedAway, FeedFault, FeedRefused, TooLarge
from harborline.feeds.ports import Page
from harborline.feeds.web import LARGEST_PAGE, AiohttpWeb


def answers(**how: object) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(**how)  # type: ignore[arg-type]

    return handle


async def page_of(handle: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Page:
    async with serving(handle) as host, AiohttpWeb("tests (t@example.org)") as opened:
        return await opened.page(f"http://{host}/secret-page")


async def test_a_page_and_what_is_left() -> None:
    found = await page_of(answers(text='{"a": 1}', headers={"X-RateLimit-Remaining": "12"}))
    assert found == Page({"a": 1}, 12)


async def test_what_we_say_of_ourselves() -> None:
    seen: list[dict[str, str]] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append(dict(request.headers))
        return web.Response(text="{}", headers={"Set-Cookie": "id=1"})

    async with serving(handle) as host, AiohttpWeb("tests (t@example.org)") as opened:
        await opened.page(f"http://{host}/")
        await opened.page(f"http://{host}/")
    assert seen[1]["User-Agent"] == "tests (t@example.org)"
    assert seen[1]["Accept-Encoding"] == "identity"
    assert "Cookie" not in seen[1]


@pytest.mark.parametrize(
    ("how", "fault", "said"),
    [
        ({"status": 404}, FeedRefused, "404"),
        ({"status": 401}, FeedRefused, "401"),
        ({"status": 302, "headers": {"Location": "/elsewhere"}}, FeedRefused, "302"),
        ({"status": 503}, FeedAway, "503"),
        ({"text": "<html>"}, FeedAway, "no JSON"),
        ({"body": b"\xff\xfe"}, FeedAway, "no JSON"),
        ({"text": "[" * 100_000}, FeedAway, "no JSON"),
        (
            {"body": gzip.compress(b"{}"), "headers": {"Content-Encoding": "gzip"}},
            FeedRefused,
            "packed",
        ),
        (
            {"body": b"\x28\xb5\x2f\xfd", "headers": {"Content-Encoding": "zstd"}},
            FeedRefused,
            "packed",
        ),
        ({"body": b" " * (LARGEST_PAGE + 1)}, TooLarge, "larger"),
    ],
)
async def test_pages_that_are_not_taken(
    how: dict[str, object], fault: type[FeedFault], said: str
) -> None:
    with pytest.raises(fault, match=said) as raised:
        await page_of(answers(**how))
    assert "secret-page" not in str(raised.value)


async def test_a_stream_is_not_led_elsewhere() -> None:
    async with (
        serving(answers(status=302, headers={"Location": "/elsewhere"})) as host,
        AiohttpWeb("tests") as opened,
    ):
        with pytest.raises(FeedRefused, match="elsewhere"):
            async with opened.stream(f"ws://{host}/subscribe", None):
                raise AssertionError


async def test_a_server_says_when_to_come_again() -> None:
    with pytest.raises(FeedAway) as raised:
        await page_of(answers(status=429, headers={"Retry-After": "120"}))
    assert raised.value.after_s == 120


async def test_nobody_there() -> None:
    async with serving(answers(text="{}")) as host:
        pass
    async with AiohttpWeb("tests") as opened:
        with pytest.raises(FeedAway, match="cannot be reached"):
            await opened.page(f"http://{host}/")


async def test_an_address_that_is_none() -> None:
    async with AiohttpWeb("tests") as opened:
        with pytest.raises(FeedRefused, match="address"):
            await opened.page("http://[::1")
    with pytest.raises(FeedRefused, match="enter the web"):
        await AiohttpWeb("tests").page("http://127.0.0.1/")
