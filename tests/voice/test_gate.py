from __future__ import annotations

import httpx
import pytest

from harborline.voice.gate import SECURITY_HEADERS
from harborline.voice.ports import VoiceServices
from voice.fakes import browsing

EVERY_KIND_OF_ANSWER = [
    ("GET", "/", 303),
    ("GET", "/phone", 200),
    ("GET", "/phone/static/phone.js", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/no-such-page", 404),
    ("GET", "/v1/route", 405),
    ("POST", "/v1/route", 415),
    ("DELETE", "/phone", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), EVERY_KIND_OF_ANSWER)
async def test_every_answer_carries_the_security_headers(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value


def test_the_policy_allows_our_own_files_and_nothing_inline() -> None:
    policy = SECURITY_HEADERS["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8001", "[::1]:9", "LOCALHOST:80"])
async def test_loopback_names_are_answered(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/healthz", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[::1", "10.0.0.1"])
async def test_other_names_are_refused(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/healthz", headers={"host": host})
    assert answer.status_code == 421
    assert "HARBORLINE_ALLOWED_HOSTS" in answer.json()["error"]


async def test_a_configured_name_is_answered(services: VoiceServices) -> None:
    async with browsing(services._replace(allowed_hosts=("Voice.Example",))) as client:
        answer = await client.get("/healthz", headers={"host": "voice.example:8001"})
    assert answer.status_code == 200


FROM_ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://[bad"},
    {"origin": "http://localhost:9999"},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
@pytest.mark.parametrize("path", ["/phone/calls", "/phone/plain", "/v1/route"])
async def test_a_page_of_another_site_cannot_post(
    client: httpx.AsyncClient, headers: dict[str, str], path: str
) -> None:
    answer = await client.post(path, json={}, headers=headers)
    assert answer.status_code == 403
    assert answer.json() == {"error": "This request came from another site; use our own page."}


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin", "origin": "http://localhost:8001"}]
)
async def test_our_page_and_programs_can_post(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/v1/route", json={"zip": "28202"}, headers=headers)
    assert answer.status_code == 200


async def test_a_fault_of_ours_tells_nothing_of_the_request(
    services: VoiceServices, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> dict[str, object]:
        raise ValueError("704-555-0134 was in it")

    async with browsing(services._replace(to_document=broken, run_script=lambda _: [1])) as client:
        answer = await client.post("/phone/plain", data={"from": "704-555-0134"})
    assert answer.status_code == 500
    assert answer.json() == {"error": "Something failed here; it was not your request."}
    assert "ValueError" in caplog.text
    assert "0134" not in caplog.text
