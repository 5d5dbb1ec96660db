"""Puts the voice process together: which path leads where, and what every refusal looks like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from harborline.core.errors import UnusableMap
from harborline.voice.calls_api import CallsApi
from harborline.voice.gate import Gate
from harborline.voice.health import Health
from harborline.voice.openapi import openapi_document
from harborline.voice.pages_api import Pages
from harborline.voice.ports import VoiceServices
from harborline.voice.refusals import Refusal, refusal_response
from harborline.voice.rehearsal_pages import RehearsalPages
from harborline.voice.rooms import Rooms
from harborline.voice.route_api import RouteApi

_FOR_PROGRAMS = ("/v1/", "/healthz", "/openapi.json", "/phone/calls")
_NO_MAP = "There is no routing map to decide with; publish one, or look at the data folder."


def create_app(services: VoiceServices) -> Starlette:
    """Gives the ASGI app. Serve it without an access log."""
    rooms = Rooms(services)
    pages = Pages(services)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for service in services.running:
                await running.enter_async_context(service())
            yield
            await rooms.close()

    async def on_refusal(request: Request, fault: Exception) -> Response:
        status, sentence, heading = _told(fault)
        if request.url.path.startswith(_FOR_PROGRAMS):
            response: Response = refusal_response(status, sentence)
        else:
            response = pages.sorry(request, heading, status)
        response.headers.update(getattr(fault, "headers", None) or {})
        return response

    return Starlette(
        routes=_routes(services, rooms, pages),
        middleware=[Middleware(Gate, allowed_hosts=services.allowed_hosts)],
        exception_handlers=dict.fromkeys((Refusal, HTTPException, UnusableMap), on_refusal),
        lifespan=lifespan,
    )


def _routes(services: VoiceServices, rooms: Rooms, pages: Pages) -> list[BaseRoute]:
    calls, rehearsal = CallsApi(services, rooms), RehearsalPages(services)
    document = openapi_document()

    async def home(_request: Request) -> Response:
        return RedirectResponse("/phone", 303)

    async def openapi(_request: Request) -> Response:
        return JSONResponse(document)

    return [
        Route("/", home),
        Route("/healthz", Health(services).healthz),
        Route("/openapi.json", openapi),
        Route("/v1/route", RouteApi(services).route, methods=["POST"]),
        Route("/phone", pages.phone),
        Route("/phone/plain", pages.plain, methods=["POST"]),
        Route("/phone/plain", home),
        Route("/phone/calls", calls.start, methods=["POST"]),
        Route("/phone/calls/{call}", calls.look),
        Route("/phone/calls/{call}/events", calls.events),
        Route("/phone/calls/{call}/keys", calls.keys, methods=["POST"]),
        Route("/phone/calls/{call}/hang-up", calls.hang_up, methods=["POST"]),
        Route("/phone/calls/{call}/legs/{leg}", calls.answerer, methods=["POST"]),
        Route("/phone/sounds/{name:path}", pages.sound),
        Route("/phone/rehearse", rehearsal.page, methods=["GET", "POST"]),
        Route("/phone/rehearse/{language}/{what}.wav", rehearsal.sound),
        *services.routes,
        Mount("/phone/static", StaticFiles(packages=[("harborline.voice", "static")])),
    ]


def _told(fault: Exception) -> tuple[int, str, str]:
    """Gives the status, the sentence for programs, and the key of the page's heading."""
    if isinstance(fault, Refusal):
        return fault.status, fault.sentence, "refused"
    if isinstance(fault, UnusableMap):
        return 503, _NO_MAP, "no_map"
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    if status == 405:
        return status, "This path does not take that method; /openapi.json lists them.", "refused"
    return status, "There is nothing at this path; /openapi.json lists what there is.", "not_found"
