"""What the dial pad posts, and how it learns what happens: live by a stream, or by asking again."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from harborline.callflow.values import LineType
from harborline.core.errors import UnusableInput
from harborline.voice.bodies import read_json
from harborline.voice.call_view import CallView, call_view
from harborline.voice.phone_page import SPEEDS
from harborline.voice.ports import DialPadExchange, VoiceServices
from harborline.voice.questions import read_at, read_line
from harborline.voice.refusals import Refusal
from harborline.voice.rooms import (
    MAX_EVENTS,
    MAX_FOLLOWERS,
    CallOrder,
    PracticeCall,
    Rooms,
    follow,
)
from harborline.voice.telling import language_of, telling

HEARTBEAT_S = 15.0
CALL_FIELDS = ("from", "line_type", "line", "at", "zone", "speed", "room")
ACTS = ("pick_up", "decline", "press_1", "press_9", "hang_up")
LONGEST_FROM = 64
_KEYS = re.compile(r"[0-9*#]{1,12}")
_LEG = re.compile(r"[0-9]{1,4}")
_TOO_LATE = "The call cannot take this now; it has ended, or went on meanwhile."


class CallsApi:
    """Starts practice calls and plays both sides of them."""

    def __init__(self, services: VoiceServices, rooms: Rooms) -> None:
        self._services = services
        self._rooms = rooms

    async def start(self, request: Request) -> Response:
        """Lets a caller arrive. The caller id is cut to a prefix before anything else sees it."""
        fields = await read_json(request, CALL_FIELDS)
        order = CallOrder(
            fields.text("from", longest=LONGEST_FROM) or "",
            LineType(fields.choice("line_type", tuple(LineType)) or LineType.UNKNOWN),
            read_line(fields, self._services.current_map()).id,
            read_at(fields, self._services.now()),
            fields.number("speed", SPEEDS) or 1,
        )
        call = await self._rooms.start(order, fields.text("room"))
        return JSONResponse({"call": call.id, "room": call.room.id}, 201)

    async def keys(self, request: Request) -> Response:
        """Presses keys on the caller's side, in order."""
        call = self._call(request)
        keys = (await read_json(request, ("keys",))).text("keys") or ""
        if not _KEYS.fullmatch(keys):
            raise Refusal(422, '"keys" must be 1 to 12 of 0-9, * and # in double quotes.')
        if len(call.events) >= MAX_EVENTS:
            raise Refusal(429, "Very much has happened in this call; hang up and place another.")
        with _in_time():
            for key in keys:
                call.room.exchange.press(call.inner, key)
        return JSONResponse({})

    async def hang_up(self, request: Request) -> Response:
        """Ends the call on the caller's side."""
        call = self._call(request)
        await read_json(request, ())
        with _in_time():
            call.room.exchange.hang_up(call.inner)
        return JSONResponse({})

    async def answerer(self, request: Request) -> Response:
        """Plays the answerer of one leg."""
        call = self._call(request)
        leg = request.path_params["leg"]
        if not _LEG.fullmatch(leg):
            raise Refusal(404, "There is no such leg of this call.")
        act = (await read_json(request, ("act",))).choice("act", ACTS)
        if act is None:
            raise Refusal(422, f'"act" must be one of: {", ".join(ACTS)}.')
        with _in_time():
            _play(call.room.exchange, call.inner, int(leg), act)
        return JSONResponse({})

    async def look(self, request: Request) -> Response:
        """Gives the whole view of a call as it stands."""
        return JSONResponse(self._view(self._call(request), language_of(request)))

    async def events(self, request: Request) -> Response:
        """Streams the whole view anew at every change, until the call has ended."""
        call, language = self._call(request), language_of(request)
        if call.followers >= MAX_FOLLOWERS:
            raise Refusal(
                429,
                "This call is followed by many already; close one of them, or ask now and then.",
            )
        return _Following(call, self._stream(call, language))

    def _call(self, request: Request) -> PracticeCall:
        return self._rooms.find(request.path_params["call"])

    def _view(self, call: PracticeCall, language: str) -> CallView:
        return call_view(call.events, telling(self._services, language, call.prefix))

    async def _stream(self, call: PracticeCall, language: str) -> AsyncIterator[str]:
        async for is_news in follow(call, HEARTBEAT_S):
            if is_news:
                view = self._view(call, language)
                yield f"id: {view['seq']}\nevent: view\ndata: {json.dumps(view)}\n\n"
            else:
                yield ": still here\n\n"


class _Following(StreamingResponse):
    """Counts among those who follow a call for as long as it is being sent."""

    def __init__(self, call: PracticeCall, views: AsyncIterator[str]) -> None:
        headers = {"x-accel-buffering": "no"}
        super().__init__(views, media_type="text/event-stream", headers=headers)
        self._call = call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._call.followers += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._call.followers -= 1


def _play(exchange: DialPadExchange, call: str, leg: int, act: str) -> None:
    if act == "pick_up":
        exchange.answerer_pick_up(call, leg)
    elif act.startswith("press_"):
        exchange.answerer_press(call, leg, act[-1])
    else:
        exchange.answerer_hang_up(call, leg)


@contextmanager
def _in_time() -> Iterator[None]:
    """Refuses what comes too late: a call goes on while people decide."""
    try:
        yield
    except UnusableInput:
        raise Refusal(409, _TOO_LATE) from None
