from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from harborline.core.routing_map import RoutingMap
from harborline.voice.ports import VoiceServices
from voice.fakes import browsing


async def test_health_tells_version_age_and_days(
    client: httpx.AsyncClient, demo_map: RoutingMap
) -> None:
    answer = await client.get("/healthz")
    assert answer.json() == {
        "status": "ok",
        "fault": None,
        "map": demo_map.version,
        "map_age_s": 61,
        "days_left": 777,
        "demo": True,
    }


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (datetime(2028, 12, 9, tzinfo=UTC), "map_ending"),
        (datetime(2029, 1, 8, tzinfo=UTC), "map_ending"),
        (datetime(2029, 1, 9, tzinfo=UTC), "map_outdated"),
    ],
)
async def test_health_warns_before_and_after_the_last_day(
    services: VoiceServices, day: datetime, status: str
) -> None:
    async with browsing(services._replace(now=lambda: day)) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, status)


async def test_health_tells_why_a_newer_map_is_not_served(services: VoiceServices) -> None:
    """With 200 still, for calls are answered by the map before it."""
    sentence = "The published map is gone; the one in memory is served meanwhile."
    async with browsing(services._replace(map_fault=lambda: sentence)) as client:
        answer = await client.get("/healthz")
    told = answer.json()
    assert (answer.status_code, told["status"], told["fault"]) == (200, "map_refused", sentence)


async def test_health_is_unwell_without_a_map(services_without_map: VoiceServices) -> None:
    async with browsing(services_without_map) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no_map", "map": None})
