"""A small Asterisk for tests: its REST interface and event stream, with people played by the test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import quote

from aiohttp import web

HOST = "127.0.0.1"
USER, PASSWORD = "hl", "secret"
LINE = "+18005550199"


class Asked:
    """A request as it came."""

    def __init__(self, verb: str, path: str, query: dict[str, str], body: Any) -> None:
        self.verb, self.path, self.query, self.body = verb, path, query, body

    def __repr__(self) -> str:
        return f"{self.verb} {self.path}"


class FakeAsterisk:
    """Keeps channels, bridges and playbacks. `answers` may refuse, delay or drop a request first."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.authorizations: set[str] = set()
        self.channels: dict[str, str] = {}
        self.held: set[str] = set()
        self.bridges: dict[str, list[str]] = {}
        self.variables: dict[tuple[str, str], str] = {}
        self.playing: dict[str, str] = {}
        self.streams: set[web.WebSocketResponse] = set()
        self.answers: Callable[[Asked], int | float | None] = lambda _asked: None
        self.hears_nobody = False
        self.silent_probes: set[str] = set()
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/ari/events", self._stream)
        app.router.add_route("*", "/ari/{path:.*}", self._request)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://{HOST}:{port}/ari"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()
        if self._runner is not None:
            await self._runner.cleanup()

    async def cut(self) -> None:
        """Loses every event stream."""
        for stream in tuple(self.streams):
            await stream.close()
        self.streams.clear()

    # -- the wire ------------------------------------------------------------------------------

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        if self.hears_nobody:
            return web.Response(status=503)
        self.authorizations.add(request.headers["Authorization"])
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        self.streams.add(stream)
        async for _ in stream:
            pass
        self.streams.discard(stream)
        return stream

    async def _request(self, request: web.Request) -> web.StreamResponse:
        self.authorizations.add(request.headers["Authorization"])
        body = await request.json() if request.can_read_body else None
        path = "/" + request.match_info["path"]
        asked = Asked(request.method, path, dict(request.query), body)
        self.asked.append(asked)
        answer = self.answers(asked)
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        elif answer == 0:
            assert request.transport is not None
            request.transport.abort()
        elif answer is not None:
            return web.json_response({"message": "refused"}, status=answer)
        return await self._carry_out(asked)

    async def _carry_out(self, asked: Asked) -> web.Response:
        match [asked.verb, *asked.path.strip("/").split("/")]:
            case ["GET", "channels"]:
                rows = [{"id": id_, "state": state} for id_, state in self.channels.items()]
                return web.json_response(rows)
            case ["GET", "endpoints", "PJSIP", name]:
                state = "offline" if name in self.silent_probes else "online"
                return web.json_response({"resource": name, "state": state})
            case ["GET", "bridges"]:
                pairs = [{"id": id_, "channels": i} for id_, i in self.bridges.items()]
                return web.json_response(pairs)
            case ["GET", "applications", _]:
                return web.json_response({"channel_ids": sorted(self.held)})
            case ["PUT", "applications", _, "eventFilter"]:
                return web.json_response({})
            case [verb, "playbacks", name]:
                return await self._playback(verb, name)
            case [verb, "bridges", name, *way]:
                return self._bridge(verb, name, way, asked)
            case [verb, "channels", name, *way]:
                return await self._channel(verb, name, way, asked)
        return web.Response(status=404)

    async def _playback(self, verb: str, name: str) -> web.Response:
        if name not in self.playing:
            return web.Response(status=404)
        if verb == "DELETE":
            await self.finish(name)
        return web.json_response({"id": name})

    def _bridge(self, verb: str, name: str, way: list[str], asked: Asked) -> web.Response:
        if verb == "DELETE":
            return web.Response(status=204 if self.bridges.pop(name, None) is not None else 404)
        if way == ["addChannel"]:
            wanted = asked.query["channel"].split(",")
            if not set(wanted) <= set(self.channels):
                return web.Response(status=400)
            self.bridges[name] = wanted
            return web.Response(status=204)
        self.bridges.setdefault(name, [])
        return web.json_response({"id": name})

    async def _channel(self, verb: str, name: str, way: list[str], asked: Asked) -> web.Response:
        if verb == "POST" and not way:
            self.channels[name] = "Down"
            given = asked.body["variables"].items()
            self.variables |= {(name, key): value for key, value in given}
            return web.json_response({"id": name})
        if name not in self.channels:
            return web.Response(status=404)
        match [verb, *way]:
            case ["GET"]:
                place = {"app_name": "Stasis" if name in self.held else "Dial"}
                return web.json_response({"id": name, "dialplan": place})
            case ["DELETE"]:
                await self.destroy(name)
            case ["GET", "variable"]:
                value = self.variables.get((name, asked.query["variable"]))
                return web.json_response({"value": value}, status=404 if value is None else 200)
            case ["POST", "play", playback]:
                self.playing[playback] = name
                return web.json_response({"id": playback}, status=201)
            case ["POST", "snoop", voice]:
                self.channels[voice] = "Up"
                await self.enter(voice, asked.query["appArgs"])
                return web.json_response({"id": voice})
            case ["POST", "continue"]:
                await self.leave(name)
        return web.Response(status=204)

    # -- what people do ------------------------------------------------------------------------

    async def tell(self, kind: str, **fields: Any) -> None:
        for stream in tuple(self.streams):
            if not stream.closed:
                await stream.send_json({"type": kind, **fields})

    async def enter(self, channel: str, *args: str) -> None:
        self.held.add(channel)
        where = {"id": channel, "dialplan": {"exten": LINE}}
        await self.tell("StasisStart", args=list(args), channel=where)

    async def arrive(
        self, channel: str, caller: str = "<sip:+12125550143@carrier.example>"
    ) -> None:
        self.channels[channel] = "Ring"
        said = (f"to={quote(LINE)}", "flooded=0", f"from={quote(caller)}")
        await self.enter(channel, "in", *said)

    async def leave(self, channel: str) -> None:
        """Lets a channel leave the application, and live on."""
        self.held.discard(channel)
        await self.tell("StasisEnd", channel={"id": channel})

    async def rings(self, channel: str, status: str = "RINGING") -> None:
        self.channels[channel] = "Ringing"
        await self.tell("Dial", dialstatus=status, peer={"id": channel})

    async def pick_up(self, channel: str) -> None:
        self.channels[channel] = "Up"
        await self.enter(channel, "out")

    async def press(self, channel: str, keys: str) -> None:
        for key in keys:
            await self.tell("ChannelDtmfReceived", digit=key, channel={"id": channel})

    async def finish(self, playback: str) -> None:
        self.playing.pop(playback, None)
        await self.tell("PlaybackFinished", playback={"id": playback})

    async def destroy(self, channel: str, cause: int = 16, answer: int | None = None) -> None:
        """Ends a channel, of itself or because we asked for it."""
        self.channels.pop(channel, None)
        if channel in self.held:
            await self.leave(channel)
        told = {} if answer is None else {"tech_cause": answer}
        await self.tell("ChannelDestroyed", channel={"id": channel}, cause=cause, **told)

    # -- what was asked ------------------------------------------------------------------------

    def of(self, verb: str, ending: str) -> list[Asked]:
        return [one for one in self.asked if one.verb == verb and one.path.endswith(ending)]

    def rung(self) -> list[str]:
        """Gives the endpoints that were rung, in order."""
        return [a.body["endpoint"] for a in self.asked if a.body and "endpoint" in a.body]

    def legs(self) -> list[str]:
        """Gives the channels that we made and that still live."""
        return [channel for channel in self.channels if channel.startswith("hl-")]

    def heard_on(self, channel: str) -> list[str]:
        """Gives what is being played on a channel."""
        return [name for name, where in self.playing.items() if where == channel]


async def until(true: Callable[[], Any], within_s: float = 5.0) -> None:
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, "it did not come about in time"
        await asyncio.sleep(0.005)
