from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from harborline.app.explain import explain_document
from harborline.core.numbering import CallerPrefix
from harborline.core.routing import Evidence
from harborline.core.routing_map import RoutingMap
from harborline.voice.ports import VoiceServices
from voice.fakes import NOW, browsing

SAME_PLACE = [
    ({"zip": "28202"}, Evidence(zip="28202")),
    ({"zip": "00000"}, Evidence(zip="00000")),
    ({"county": "37119"}, Evidence(county="37119")),
    ({"prefix": "704373"}, Evidence(prefix=CallerPrefix(704, 373, None))),
    ({"prefix": "7043731"}, Evidence(prefix=CallerPrefix(704, 373, 1))),
    ({"prefix": "000000"}, Evidence()),
    ({"prefix": "800656"}, Evidence()),
    ({"zip": "28202", "prefix": None}, Evidence(zip="28202")),
]


@pytest.mark.parametrize(("question", "evidence"), SAME_PLACE)
async def test_the_answer_is_the_document_of_explain(
    client: httpx.AsyncClient,
    demo_map: RoutingMap,
    question: dict[str, str | None],
    evidence: Evidence,
) -> None:
    answer = await client.post("/v1/route", json=question)
    assert answer.status_code == 200
    assert answer.json() == explain_document(demo_map, evidence, at=NOW)


async def test_time_language_and_line_are_taken(
    client: httpx.AsyncClient, demo_map: RoutingMap
) -> None:
    asked = {"at": "2026-12-25T03:00-05:00", "language": "es", "line": "demo-discreet"}
    answer = await client.post("/v1/route", json={"zip": "28202", **asked})
    assert answer.json() == explain_document(
        demo_map,
        Evidence(zip="28202"),
        at=datetime(2026, 12, 25, 8, tzinfo=UTC),
        language="es",
        line="demo-discreet",
    )


async def test_a_place_never_stands_in_a_url(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/route?zip=28202")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert "openapi.json" in answer.json()["error"]


async def test_without_a_map_nothing_is_decided(services_without_map: VoiceServices) -> None:
    async with browsing(services_without_map) as client:
        answer = await client.post("/v1/route", json={"zip": "28202"})
    assert answer.status_code == 503
    assert answer.json()["error"].startswith("There is no routing map")
