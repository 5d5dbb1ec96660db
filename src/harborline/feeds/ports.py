"""What a reader needs of the world: pages, frames, time and chance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, Protocol, TypeAlias

Frames: TypeAlias = AsyncIterator[str | None]
"""What a stream sends, frame by frame; None for one that is no text."""


class Page(NamedTuple):
    """What a source answered. `left`: how many more it will answer for now, None where it does not say."""

    content: Any
    left: int | None = None


class Web(Protocol):
    """HTTP and WebSocket, without cookies, redirects or compression. Raises FeedFault."""

    async def page(self, url: str) -> Page:
        """Gives what a page of JSON holds."""

    def stream(self, url: str, protocol: str | None) -> AbstractAsyncContextManager[Frames]:
        """Opens a stream; its frames end when the other side closes it."""


class World(NamedTuple):
    """Time and chance. `now_us`: microseconds since 1970. `chance`: gives 0 up to 1."""

    now_us: Callable[[], int]
    sleep: Callable[[float], Awaitable[None]]
    chance: Callable[[], float]
