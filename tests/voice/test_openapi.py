"""The OpenAPI document holds together, and the process does what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harborline.core.routing_map import RoutingMap
from harborline.voice.app import create_app
from harborline.voice.openapi import openapi_document
from harborline.voice.ports import VoiceServices
from voice.fakes import browsing

DOCUMENT = openapi_document()
METHODS = {"get", "post"}
TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "number": (int, float), "integer": int,
}  # fmt: skip


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follows a reference inside the document."""
    if "$ref" not in schema:
        return schema
    found: Any = DOCUMENT
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def is_of_type(value: object, name: str) -> bool:
    if isinstance(value, bool) and name in {"number", "integer"}:
        return False
    return isinstance(value, TYPES[name])


def conforms(value: Any, schema: dict[str, Any]) -> bool:
    """Checks the part of JSON Schema that our document uses."""
    schema = resolved(schema)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return (
        (not kinds or any(is_of_type(value, kind) for kind in kinds))
        and ("enum" not in schema or value in schema["enum"])
        and (not isinstance(value, str) or conforms_text(value, schema))
        and (not isinstance(value, list) or conforms_list(value, schema))
        and (not isinstance(value, dict) or conforms_object(value, schema))
        and ("oneOf" not in schema or sum(conforms(value, one) for one in schema["oneOf"]) == 1)
    )


def conforms_text(value: str, schema: dict[str, Any]) -> bool:
    fits = re.fullmatch(schema["pattern"].strip("^$"), value) if "pattern" in schema else True
    return bool(fits) and len(value) <= schema.get("maxLength", len(value))


def conforms_list(value: list[Any], schema: dict[str, Any]) -> bool:
    items = all(conforms(item, schema.get("items", {})) for item in value)
    return items and len(value) >= schema.get("minItems", 0)


def conforms_object(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    fields = schema.get("properties", {})
    closed = schema.get("additionalProperties") is False
    return (
        set(schema.get("required", ())) <= set(value)
        and (not closed or set(value) <= set(fields))
        and all(conforms(value[name], fields[name]) for name in fields if name in value)
    )


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS & set(item):
            yield path, method, item[method]


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


async def test_the_document_is_served_as_it_is(client: httpx.AsyncClient) -> None:
    assert (await client.get("/openapi.json")).json() == json.loads(json.dumps(DOCUMENT))


def test_the_document_has_what_openapi_3_1_requires() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))
    for path, _, operation in operations():
        declared = {
            parameter["name"]
            for parameter in DOCUMENT["paths"][path].get("parameters", [])
            if parameter["in"] == "path"
        }
        assert declared == set(re.findall(r"{(\w+)}", path))
        assert all(answer["description"] for answer in operation["responses"].values())
        assert all(re.fullmatch(r"[2-5]\d\d", status) for status in operation["responses"])


def test_every_reference_leads_somewhere_and_no_schema_is_left_over() -> None:
    named = {reference.rpartition("/")[2] for reference in references(DOCUMENT)}
    assert named == set(DOCUMENT["components"]["schemas"])


def test_every_path_for_programs_is_documented(services: VoiceServices) -> None:
    served = {
        (getattr(route, "path", ""), method.lower())
        for route in create_app(services).routes
        for method in getattr(route, "methods", None) or ()
        if method != "HEAD"
    }
    pages = {("/", "get"), ("/phone", "get"), ("/phone/plain", "get"), ("/phone/plain", "post")}
    pages.add(("/phone/sounds/{name:path}", "get"))
    pages |= {("/phone/rehearse", "get"), ("/phone/rehearse", "post")}
    pages.add(("/phone/rehearse/{language}/{what}.wav", "get"))
    documented = {(path, method) for path, method, _ in operations()}
    assert served - pages - {("/openapi.json", "get")} == documented


def test_no_parameter_of_a_url_can_hold_a_number() -> None:
    text = json.dumps([item.get("parameters", []) for item in DOCUMENT["paths"].values()])
    assert set(re.findall(r'"name": "(\w+)"', text)) == {"call", "leg", "lang"}


SCHEMAS = DOCUMENT["components"]["schemas"]
QUESTIONS = st.dictionaries(
    st.sampled_from(["zip", "prefix", "county", "at", "line", "language", "number"]),
    st.none()
    | st.integers()
    | st.from_regex(r"[0-9]{4,8}", fullmatch=True)
    | st.sampled_from(["28202", "704373", "37119", "demo", "es", "2026-11-23T03:00Z"]),
    max_size=3,
)


@settings(max_examples=300)
@given(question=QUESTIONS)
async def test_what_the_schema_refuses_is_refused_and_the_rest_is_answered(
    base_services: VoiceServices, demo_map: RoutingMap, question: dict[str, Any]
) -> None:
    async with browsing(base_services) as client:
        answer = await client.post("/v1/route", json=question)
    responses = DOCUMENT["paths"]["/v1/route"]["post"]["responses"]
    content = responses[str(answer.status_code)]["content"]["application/json"]
    assert conforms(answer.json(), content["schema"])
    if not conforms(question, SCHEMAS["RouteQuestion"]):
        assert answer.status_code == 422
    elif not {"at", "line", "language"} & set(question):
        county = question.get("county")
        known = county is None or demo_map.cell_of_county(county)
        assert answer.status_code == (200 if known else 422)


async def test_calls_answer_as_documented(client: httpx.AsyncClient) -> None:
    order = {"from": "704-555-0134", "line_type": "wireless", "speed": 20}
    assert conforms(order, SCHEMAS["CallOrder"])
    begun = (await client.post("/phone/calls", json=order)).json()
    assert conforms(begun, SCHEMAS["CallStarted"])
    view = (await client.get(f"/phone/calls/{begun['call']}")).json()
    assert conforms(view, SCHEMAS["CallView"])
    done = (await client.post(f"/phone/calls/{begun['call']}/hang-up", json={})).json()
    assert conforms(done, SCHEMAS["Done"])
    assert conforms((await client.get("/healthz")).json(), SCHEMAS["Health"])


@pytest.mark.parametrize("value", [{"zip": 1}, {}, {"zip": "28202", "prefix": "704373"}, []])
def test_the_checker_itself_refuses(value: object) -> None:
    assert not conforms(value, SCHEMAS["RouteQuestion"])
