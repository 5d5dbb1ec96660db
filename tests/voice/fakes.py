"""An exchange played by hand, and the app served from it: real classes, no mocks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from harborline.callflow.values import LineType
from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap
from harborline.voice.app import create_app
from harborline.voice.ports import Hotline, ScriptedCall, VoiceServices

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
HOTLINE = Hotline("RAINN National Sexual Assault Hotline", "800-656-4673", "+18006564673")
Document = Mapping[str, object]


def leg_changed(leg: int, state: str, outcome: str | None = None) -> dict[str, object]:
    return {
        "kind": "leg_changed", "at_s": 9.0 + leg, "leg": leg, "center": f"demo-{leg}",
        "name": f"Demo Center {leg}", "leg_kind": "center", "state": state, "outcome": outcome,
    }  # fmt: skip


def hears(prompt: str, text: str, language: str = "en") -> dict[str, object]:
    return {
        "kind": "caller_hears", "at_s": 1.0, "prompt": prompt, "text": text,
        "language": language, "seconds": 2.0,
    }  # fmt: skip


class PlayedExchange:
    """Reports what it is told, and one ringing center; a call of it ends only by hanging up."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.heard_of: list[tuple[object, ...]] = []
        self.logs: dict[str, list[Document]] = {}
        self.news = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.heard_of.append(("closed",))

    def start_call(
        self, text_from: str, line_type: LineType, line: str | None = None, *, everyone: str
    ) -> str:
        call = f"call {len(self.logs) + 1}"
        self.heard_of.append(("start", text_from, line_type, line, everyone))
        self.logs[call] = []
        self._tell(call, {"kind": "phase_changed", "at_s": 0.0, "phase": "greeting"})
        self._tell(call, hears("welcome", "You have reached Demo Line."))
        return call

    def press(self, call: str, digit: str) -> None:
        self._must_live(call)
        self.heard_of.append(("press", call, digit))
        self._tell(call, {"kind": "key_pressed", "at_s": 4.5, "digit": digit, "passed_on": False})
        if digit == "#":
            self._tell(call, {"kind": "phase_changed", "at_s": 5.0, "phase": "connecting"})
            self._tell(call, leg_changed(1, "ringing"))

    def hang_up(self, call: str) -> None:
        self._must_live(call)
        ended = {"outcome": "abandoned", "seconds_to_person": None}
        self._tell(call, {"kind": "call_ended", "at_s": 65.0, **ended})

    def answerer_pick_up(self, call: str, leg: int) -> None:
        self._must_live(call)
        self._tell(call, leg_changed(leg, "picked_up"))
        whisper = {"kind": "answerer_hears", "at_s": 11.0, "leg": leg, "center": f"demo-{leg}"}
        self._tell(call, {**whisper, "text": "Press 1 to take it.", "language": "en"})

    def answerer_press(self, call: str, leg: int, digit: str) -> None:
        self._must_live(call)
        taken = digit == "1"
        self._tell(call, leg_changed(leg, *(("bridged",) if taken else ("ended", "declined"))))

    def answerer_hang_up(self, call: str, leg: int) -> None:
        self._must_live(call)
        self._tell(call, leg_changed(leg, "ended", "busy"))

    async def events(self, call: str) -> AsyncIterator[object]:
        seen = 0
        while True:
            while seen < len(self.logs[call]):
                seen += 1
                yield self.logs[call][seen - 1]
                if self.logs[call][seen - 1]["kind"] == "call_ended":
                    return
            await self.news.wait()
            self.news = asyncio.Event()

    def _tell(self, call: str, document: Document) -> None:
        self.logs[call].append(document)
        self.news.set()

    def _must_live(self, call: str) -> None:
        if self.logs[call][-1]["kind"] == "call_ended":
            raise UnusableInput("This call has ended.")


class Switchboard:
    """Keeps the exchanges that were opened, and the scripts that were run."""

    def __init__(self) -> None:
        self.opened: list[tuple[datetime, PlayedExchange]] = []
        self.scripts: list[ScriptedCall] = []

    def open_exchange(self, starts_at: datetime, speed: float) -> PlayedExchange:
        self.opened.append((starts_at, PlayedExchange(speed)))
        return self.opened[-1][1]

    def run_script(self, order: ScriptedCall) -> Iterable[object]:
        self.scripts.append(order)
        leg = {"center": "demo-1", "name": "Demo Center 1", "reason": "serves_zip", "ring_s": 20}
        skipped = [{"center": "demo-nc-wake-1", "reason": "closed"}, {"center": "gone"}]
        decided = {"origin": {"precision": "none"}, "legs": [leg], "skipped": skipped}
        whisper = {"kind": "answerer_hears", "leg": 1, "text": "Press 1.", "language": "en"}
        return (
            hears("welcome", "You have reached Demo <Line>."),
            {"kind": "decided", "at_s": 3.0, "document": decided},
            leg_changed(1, "ringing"),
            whisper,
            leg_changed(1, "bridged"),
            {"kind": "call_ended", "at_s": 44.0, "seconds_to_person": 12.4},
        )


def as_it_is(document: Any) -> Document:
    assert isinstance(document, Mapping)
    return document


def services_of(demo_map: RoutingMap, switchboard: Switchboard) -> VoiceServices:
    return VoiceServices(
        current_map=lambda: demo_map,
        map_age_s=lambda: 61.4,
        open_exchange=switchboard.open_exchange,
        run_script=switchboard.run_script,
        to_document=as_it_is,
        hotline=HOTLINE,
        now=lambda: NOW,
    )


@asynccontextmanager
async def browsing(services: VoiceServices) -> AsyncIterator[httpx.AsyncClient]:
    """Runs the app from start-up to shutdown and gives a client of it."""
    app = create_app(services)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost:8001") as opened,
    ):
        yield opened
