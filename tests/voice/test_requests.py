"""What is refused, with which status and in which sentence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harborline.voice.app import create_app
from harborline.voice.bodies import MAX_BODY_BYTES
from harborline.voice.ports import VoiceServices
from voice.fakes import Switchboard, browsing

JSON = {"content-type": "application/json"}

REFUSED = [
    ("{", 400, "The body is not a JSON text."),
    ("", 400, "The body is not a JSON text."),
    ("[" * 9000, 400, "The body is not a JSON text."),
    ('{"zip": NaN}', 400, "The body is not a JSON text."),
    ('{"zip": ' + "1" * 5000 + "}", 400, "The body is not a JSON text."),
    ("[]", 422, "The body must be a JSON object, in curly braces."),
    ("{}", 422, "Give exactly one of prefix, zip and county."),
    ('{"zip": null}', 422, "Give exactly one of prefix, zip and county."),
    (
        '{"zip": "28202", "prefix": "704373"}',
        422,
        "Give exactly one of prefix, zip and county.",
    ),
    ('{"zip": "1", "zip": "28202"}', 422, "A field is given twice; give each field once."),
    (
        '{"zip": "28202", "7045550134": 1}',
        422,
        "There is a field that is not known here; known are: "
        "at, county, language, line, prefix, zip.",
    ),
    ('{"zip": 28202}', 422, '"zip" must be a text in double quotes.'),
    ('{"zip": "2820"}', 422, '"zip" must be five digits in double quotes.'),
    (
        '{"zip": "\\uff12\\uff18\\uff12\\uff10\\uff12"}',
        422,
        '"zip" must be five digits in double quotes.',
    ),
    ('{"county": "Mecklenburg"}', 422, '"county" must be five digits in double quotes.'),
    ('{"prefix": "70455"}', 422, '"prefix" must be six or seven digits in double quotes.'),
    ('{"prefix": "704-555"}', 422, '"prefix" must be six or seven digits in double quotes.'),
    (
        '{"prefix": "7045550134"}',
        422,
        "Send only the first six or seven digits; a whole number must never be sent, because no "
        "more than that is needed to find the place.",
    ),
    ('{"zip": "28202", "at": "soon"}', 422, '"at" must be a time such as 2026-11-23T03:00Z.'),
    (
        '{"zip": "28202", "at": "2026-11-23T03:00"}',
        422,
        '"at" needs an offset or a Z, as in 2026-11-23T03:00Z.',
    ),
    (
        '{"zip": "28202", "at": "0001-01-01T00:00+14:00"}',
        422,
        '"at" must lie in the years 1970 to 2100.',
    ),
    ('{"zip": "28202", "line": "none"}', 422, '"line" must be one of: demo, demo-discreet.'),
    (
        '{"zip": "28202", "language": "Spanish"}',
        422,
        '"language" must be a code of two letters such as "es".',
    ),
]


@pytest.mark.parametrize(("body", "status", "sentence"), REFUSED)
async def test_each_refusal_is_one_sentence(
    client: httpx.AsyncClient, body: str, status: int, sentence: str
) -> None:
    answer = await client.post("/v1/route", content=body.encode(), headers=JSON)
    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


async def test_bytes_that_are_no_text_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/route", content=b'{"zip": "\xff"}', headers=JSON)
    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_only_json_is_read(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post("/v1/route", content=b"{}", headers={"content-type": kind})
    assert answer.status_code == 415
    assert answer.json() == {"error": "Send the body as application/json."}


async def test_a_large_body_is_refused_by_its_announced_length(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/route", content=b" " * (MAX_BODY_BYTES + 1), headers=JSON)
    assert answer.status_code == 413
    assert "16 KB" in answer.json()["error"]


async def test_a_large_body_is_refused_while_it_is_read(services: VoiceServices) -> None:
    taken: list[int] = []
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        taken.append(1)
        return {"type": "http.request", "body": b" " * 4096, "more_body": True}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/v1/route", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
    }  # fmt: skip
    await create_app(services)(scope, receive, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 413
    assert len(taken) == 5  # the first piece beyond 16 KB was the last one read


async def test_a_body_that_does_not_come_is_not_waited_for(
    services: VoiceServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harborline.voice.bodies.WITHIN_S", 0.05)

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"zip": '
        await asyncio.Event().wait()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": await anext(pieces), "more_body": True}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    pieces = slowly()
    sent: list[dict[str, object]] = []
    scope = {
        "type": "http", "method": "POST", "path": "/v1/route", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
    }  # fmt: skip
    app = create_app(services)
    async with asyncio.timeout(5):
        await app(scope, receive, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 408
    assert sent[1]["body"] == b'{"error":"The body took too long to come; send the request again."}'


POSTED = ["/v1/route", "/phone/calls", "/phone/calls/x/keys", "/phone/calls/x/legs/1"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KNOWN = st.sampled_from(
    ["zip", "prefix", "county", "at", "line", "language", "from", "line_type", "zone", "speed"]
)
LIKELY = st.dictionaries(
    KNOWN,
    ANY_JSON
    | st.from_regex(r"[0-9]{5,7}", fullmatch=True)
    | st.datetimes().map(lambda at: f"{at.isoformat()}Z")
    | st.sampled_from(["demo", "en", "es", "wireless", "eastern", 1, 5]),
    max_size=4,
)


@settings(max_examples=150)
@given(
    path=st.sampled_from(POSTED),
    body=st.binary(max_size=300)
    | (ANY_JSON | LIKELY).map(lambda value: json.dumps(value).encode()),
)
async def test_no_body_breaks_the_process(
    base_services: VoiceServices, path: str, body: bytes
) -> None:
    switchboard = Switchboard()
    async with browsing(base_services._replace(open_exchange=switchboard.open_exchange)) as client:
        answer = await client.post(path, content=body, headers=JSON)
    assert answer.status_code in {200, 201, 400, 404, 422}
    if answer.status_code >= 400:
        sentence = answer.json()["error"]
        assert sentence.endswith(".")
        assert "\n" not in sentence


@settings(max_examples=150)
@given(
    fields=st.dictionaries(
        st.sampled_from(["from", "line_type", "line", "at", "zone", "keys", "centers"]) | st.text(),
        st.text() | st.sampled_from(["demo", "2026-11-23T03:00", ",28202", "eastern", "busy"]),
        max_size=5,
    )
)
async def test_no_form_breaks_the_page(
    base_services: VoiceServices, fields: dict[str, str]
) -> None:
    async with browsing(base_services) as client:
        answer = await client.post("/phone/plain", data=fields)
    assert answer.status_code in {200, 400, 415, 422}
    assert answer.headers["content-type"].startswith("text/html")
