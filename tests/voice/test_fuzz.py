"""Chance asks the voice process whatever its document allows, and what it does not: never a 5xx.

The practice exchange behind it is the real one. How often: `tests/fuzzing.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import assume, given, seed
from hypothesis import strategies as st
from requests import Request
from schemathesis import GenerationMode, openapi

from fuzzing import MODES, SEED, asking, operations, times
from harborline.bootstrap.voice import voice_services
from harborline.settings import read_settings
from harborline.stores.map_files import MapKeeper
from harborline.voice.openapi import openapi_document
from harborline.voice.ports import VoiceServices
from voice.fakes import browsing

BASE = "http://localhost:8001"
A_ROUND = 400
"""After so many requests the process starts anew, so that there is room for practice calls again."""
LONGEST_S = 20.0


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VoiceServices:
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return voice_services(MapKeeper(str(tmp_path), None), read_settings())


class House:
    """The process in an event loop of its own, with one live call and one that is over."""

    def __init__(self, services: VoiceServices, runner: asyncio.Runner) -> None:
        self._services, self._runner = services, runner
        self._sent = 0
        self._open: Any = None
        self._client: httpx.AsyncClient | None = None
        self.calls: list[str] = []

    def send(self, asked: Any) -> httpx.Response:
        """Sends one request, in a fresh process now and then."""
        if self._client is None or self._sent % A_ROUND == 0:
            self._runner.run(self._begin())
        self._sent += 1
        return self._runner.run(self._send(asked))

    async def _send(self, asked: Any) -> httpx.Response:
        assert self._client is not None
        async with asyncio.timeout(LONGEST_S):
            return await self._client.request(
                asked.method, asked.url, headers=dict(asked.headers), content=asked.body
            )

    async def _begin(self) -> None:
        await self.end()
        self._open = browsing(self._services)
        self._client = await self._open.__aenter__()
        self.calls = []
        for prefix in ("704-555", "212-555"):
            order = {"from": prefix, "speed": 20}
            begun = (await self._client.post("/phone/calls", json=order)).json()
            self.calls.append(begun["call"])
        await self._client.post(f"/phone/calls/{self.calls[0]}/hang-up", json={})

    async def end(self) -> None:
        """Ends the process, if it runs."""
        if self._open is not None:
            await self._open.__aexit__(None, None, None)
            self._open = None


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("mode", MODES)
def test_no_request_breaks_the_voice_process(
    served: VoiceServices, mode: GenerationMode, record_property: Any
) -> None:
    schema = openapi.from_dict(openapi_document())
    statuses: Counter[int] = Counter()
    several = operations(schema, mode)
    with asyncio.Runner() as runner:
        house = House(served, runner)
        for operation in several:
            ask(operation, mode, times(several), house, statuses)
        runner.run(house.end())
    assert not [status for status in statuses if status >= 500], statuses
    assert statuses[200 if mode is GenerationMode.POSITIVE else 422], statuses
    record_property(f"answers to {mode}", str(sorted(statuses.items())))


def ask(operation: Any, mode: GenerationMode, count: int, house: House, told: Counter[int]) -> None:
    """Asks one path so many times, mostly of calls that there are.

    A live call is not followed: its stream ends with the call.
    """
    follows = operation.path.endswith("/events")

    @seed(SEED)
    @asking(count)
    @given(case=operation.as_strategy(generation_mode=mode), real=st.sampled_from([0, 1, 1, 2]))
    def asked(case: Any, real: int) -> None:
        if "call" in (case.path_parameters or {}) and real < len(house.calls):
            case.path_parameters["call"] = house.calls[0 if follows else real]
        try:
            request = Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
        except (ValueError, UnicodeError):
            assume(False)
        response = house.send(request)
        told[response.status_code] += 1
        assert response.status_code < 500, case.as_curl_command()
        if response.status_code >= 400:
            kind = response.headers["content-type"]
            assert kind.startswith("text/html") or set(response.json()) == {"error"}

    asked()
