"""The benchmark of webhooks: its client is understood by our server, and its peer does the same work."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.questions import TINY
from benchmarks.webhook import GOAL, measure, our_server, peer_server
from benchmarks.webhook_calls import STEPS, Line, call, signed, wire
from benchmarks.webhook_load import Load
from benchmarks.webhook_peer import app_of

KEY = bytes(range(32))


def test_it_measures_a_real_voice_process() -> None:
    cpu, p99, answered = measure(TINY)
    assert cpu.at_most == GOAL
    assert cpu.value is not None
    assert cpu.value > 0
    assert p99.value is not None
    assert 0 < p99.value < 10_000
    assert answered.value == 1.0


def test_both_answer_the_same_requests_and_refuse_the_same(tmp_path: Path) -> None:
    key = os.urandom(32)
    with our_server(str(tmp_path), key) as (_, port), Line(port) as line:
        sent = call(line, 7)
    assert len(sent) == STEPS
    assert [b"Dial" in body or b"Digits" in body for body in (one.body for one in sent)].count(True)
    with peer_server(str(tmp_path), key) as (_, port), Line(port) as line:
        for request in sent:
            assert b"<Response>" in line.send(request)
        forged = sent[1]._replace(body=sent[1].body + b"&More=1")
        with pytest.raises(ValueError, match="refused"):
            line.send(forged)


Send = Callable[[dict[str, Any]], Awaitable[None]]


async def answered_by_peer(path: str, key: bytes = KEY) -> int:
    """Gives the peer's status for a signed request."""
    sent = signed(path, {"CallSid": "CA1"})
    told: list[int] = []
    scope = {
        "type": "http",
        "path": path,
        "headers": [(name.lower().encode(), text.encode()) for name, text in sent.headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return {"body": sent.body}

    async def send(message: dict[str, Any]) -> None:
        told.append(message.get("status", 0))

    await app_of(key)(scope, receive, send)
    return told[0]


async def test_the_peer_opens_tokens_in_earnest() -> None:
    assert await answered_by_peer("/telephone/twilio/call") == 200
    with pytest.raises(Exception, match=r"^$"):
        await answered_by_peer("/telephone/twilio/next/" + "A" * 60)


def test_requests_that_were_never_answered_count_as_endless() -> None:
    assert Load([0.1, 0.2], 4).at(0.99) == float("inf")
    assert Load([0.3, 0.1, 0.2, 0.4], 4).at(0.5) == 0.3
    assert wire(signed("/x", {})).endswith(b"\r\n\r\n")
