"""The OpenAPI 3.1 document of the voice process. Tests hold the behaviour against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harborline import __version__
from harborline.callflow.values import LineType
from harborline.core.places import Precision, Source
from harborline.core.reasons import LegKind, LegReason, SkipReason
from harborline.voice.call_view import CallView
from harborline.voice.calls_api import ACTS, LONGEST_FROM
from harborline.voice.phone_page import SPEEDS
from harborline.voice.questions import ZONES

Schema = dict[str, Any]

_REFUSALS = {
    "400": "The body is not a JSON text.",
    "403": "The request came from a page of another site.",
    "408": "The body took longer than 10 seconds to come.",
    "413": "The body is larger than 16 KB.",
    "415": "The body is not JSON.",
    "421": "The host name is not one of this process.",
    "422": "A field is unknown, missing or of a wrong form, or names a county that does not exist.",
}
_NO_CALL = {"404": "There is no such call."}
_LATE = {"409": "The call has ended, or went on meanwhile."}
_NO_MAP = {"503": "There is no routing map."}


def openapi_document() -> Schema:
    """Gives the document as JSON-ready data."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Harborline voice process",
            "version": __version__,
            "description": (
                "Who serves this place, and practice calls. A caller's number never stands in a "
                "URL, and no more of it than six or seven digits is ever needed."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {**_program_paths(), **_call_paths()},
        "components": {"schemas": _schemas()},
    }


def _program_paths() -> Schema:
    return {
        "/v1/route": {
            "post": _operation(
                "route",
                "Decide who is called for one place",
                {"200": ("The document of `harborline explain --json`.", "Explanation")},
                {**_REFUSALS, **_NO_MAP},
                body="RouteQuestion",
            )
        },
        "/healthz": {
            "get": _operation(
                "healthz",
                "Tell which map decides, and how old it is",
                {
                    "200": ("There is a map.", "Health"),
                    "503": ("There is no map; no decision can be made.", "Health"),
                },
                {"421": _REFUSALS["421"]},
            )
        },
    }


def _call_paths() -> Schema:
    acting = {**_REFUSALS, **_NO_CALL, **_LATE}
    looking = {"421": _REFUSALS["421"], **_NO_CALL, **_NO_MAP}
    started = {"201": ("The call has begun.", "CallStarted")}
    done = {"200": ("Done; the next view shows what came of it.", "Done")}
    call, leg = _parameter("call", "path"), _parameter("leg", "path")
    language = {
        **_parameter("lang", "query"),
        "schema": {"enum": ["en", "es"]},
        "required": False,
    }
    start = {
        **_REFUSALS,
        "429": "Too many practice calls are running.",
        "500": "The practice exchange did not open.",
        **_NO_MAP,
    }
    view = {"200": ("The whole call as a screen shows it.", "CallView")}
    many = {"429": "Four follow this call already."}
    stream = _operation("events", "Follow a call", {}, {**looking, **many})
    stream["responses"]["200"] = {
        "description": "Events named `view`: a CallView each, until one has ended = true.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
    base = "/phone/calls"
    much = {"429": "2,000 events of this call are told."}
    pressing = {**acting, **much}
    keys = _operation("keys", "Press the caller's keys", done, pressing, body="Keys")
    hang_up = _operation("hangUp", "Hang up as the caller", done, acting, body="Done")
    answer = _operation("answerer", "Play the answerer of a leg", done, acting, body="Act")
    return {
        base: {"post": _operation("start", "Start a call", started, start, body="CallOrder")},
        f"{base}/{{call}}": {
            "parameters": [call, language],
            "get": _operation("look", "Look at a call", view, looking),
        },
        f"{base}/{{call}}/events": {"parameters": [call, language], "get": stream},
        f"{base}/{{call}}/keys": {"parameters": [call], "post": keys},
        f"{base}/{{call}}/hang-up": {"parameters": [call], "post": hang_up},
        f"{base}/{{call}}/legs/{{leg}}": {"parameters": [call, leg], "post": answer},
    }


def _operation(
    name: str,
    summary: str,
    answers: Mapping[str, tuple[str, str]],
    refusals: Mapping[str, str],
    *,
    body: str | None = None,
) -> Schema:
    responses = {status: _json(text, "Refusal") for status, text in refusals.items()}
    responses |= {status: _json(text, schema) for status, (text, schema) in answers.items()}
    operation: Schema = {"operationId": name, "summary": summary, "responses": responses}
    if body is not None:
        content = {"application/json": {"schema": _named(body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _json(description: str, schema: str) -> Schema:
    content = {"application/json": {"schema": _named(schema)}}
    return {"description": description, "content": content}


def _named(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _parameter(name: str, place: str) -> Schema:
    return {"name": name, "in": place, "required": True, "schema": {"type": "string"}}


def _schemas() -> Schema:
    return {
        "RouteQuestion": _question(),
        "Explanation": _explanation(),
        "Health": _health(),
        "CallOrder": _object(
            {
                "from": {**_text(), "maxLength": LONGEST_FROM},
                "line_type": {"enum": [*LineType, None]},
                "line": _text(),
                "at": _text("A time with an offset, or on the clock of `zone`; absent: now."),
                "zone": {"enum": [*ZONES, None]},
                "speed": {"enum": [*SPEEDS, None]},
                "room": _text("The room of an earlier call: both meet the same busy centers."),
            },
            closed=True,
            needed=(),
        ),
        "CallStarted": _object({"call": {"type": "string"}, "room": {"type": "string"}}),
        "Keys": _object({"keys": {"type": "string", "pattern": "^[0-9*#]{1,12}$"}}, closed=True),
        "Act": _object({"act": {"enum": list(ACTS)}}, closed=True),
        "Done": _object({}, closed=True),
        "CallView": {
            "type": "object",
            "description": "Texts are in the language that was asked for.",
            "required": list(CallView.__annotations__),
        },
        "Refusal": _object({"error": {"type": "string", "description": "One plain sentence."}}),
    }


def _question() -> Schema:
    """Exactly one of prefix, zip and county; the rest may be left out."""
    places = {
        "prefix": "^[0-9]{6,7}$",
        "zip": "^[0-9]{5}$",
        "county": "^[0-9]{5}$",
    }
    fields: Schema = {
        name: {"type": ["string", "null"], "pattern": pattern} for name, pattern in places.items()
    }
    fields["prefix"]["description"] = "The first six or seven digits. Never send a whole number."
    fields["county"]["description"] = "A county's five-digit FIPS code."
    fields["at"] = _text("A time with an offset, such as 2026-11-23T03:00Z; absent: now.")
    fields["language"] = _text("ISO 639-1; absent: the line's first language.")
    fields["line"] = _text("A line's id; absent: the first line.")
    given = [{"required": [name], "properties": {name: {"type": "string"}}} for name in places]
    return {**_object(fields, closed=True, needed=()), "oneOf": given}


def _explanation() -> Schema:
    place: Schema = {
        **{name: {"type": ["string", "null"]} for name in ("zip", "county", "state")},
        "precision": {"enum": list(Precision)},
        "source": {"enum": list(Source)},
        "lat": {"type": ["number", "null"]},
        "lon": {"type": ["number", "null"]},
    }
    leg: Schema = {
        "center": {"type": "string"},
        "name": {"type": "string"},
        "kind": {"enum": list(LegKind)},
        "reason": {"enum": list(LegReason)},
        "km": {"type": ["number", "null"]},
        "crosses_state": {"type": "boolean"},
        "ring_s": {"type": "integer"},
    }
    skip: Schema = {"center": {"type": "string"}, "reason": {"enum": list(SkipReason)}}
    return _object(
        {
            "map": {"type": "string"},
            "at": {"type": "string"},
            "line": {"type": "string"},
            "language": {"type": "string"},
            "origin": _object(place),
            "ask_zip": {"type": "boolean"},
            "chain": {"type": "array", "items": {"type": "string"}},
            "legs": {"type": "array", "minItems": 1, "items": _object(leg)},
            "skipped": {"type": "array", "items": _object(skip)},
            "dropped": {"type": "array", "items": _object(skip)},
        }
    )


def _health() -> Schema:
    return _object(
        {
            "status": {"enum": ["ok", "map_refused", "map_ending", "map_outdated", "no_map"]},
            "fault": _text("Why a newer map is not served; null when all is well."),
            "map": {"type": ["string", "null"]},
            "map_age_s": {"type": "integer"},
            "days_left": {"type": "integer"},
            "demo": {"type": "boolean"},
        },
        needed=("status", "map"),
    )


def _text(description: str | None = None) -> Schema:
    schema: Schema = {"type": ["string", "null"]}
    return schema if description is None else {**schema, "description": description}


def _object(
    fields: Mapping[str, Any], *, closed: bool = False, needed: tuple[str, ...] | None = None
) -> Schema:
    schema: Schema = {"type": "object", "properties": dict(fields)}
    required = list(fields) if needed is None else list(needed)
    if required:
        schema["required"] = required
    if closed:
        schema["additionalProperties"] = False
    return schema
