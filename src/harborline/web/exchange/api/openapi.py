"""The OpenAPI 3.1 document of the API, made of the same tables that it answers from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harborline import __version__
from harborline.hsds.entities import ENTITIES, NESTED, VERSION, Field
from harborline.web.exchange.api.questions import FLAGS, MOST_A_PAGE, TEXTS, USUAL_A_PAGE

Schema = dict[str, Any]

LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
"""The paths of lists, and what they list."""

_ASKED = {
    "service": (
        *("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after"),
        *("minimal", "full"),
    ),
    "organization": ("search", "full", "full_service", "modified_after"),
    "service_at_location": (
        *("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full"),
    ),
    "taxonomy": ("search",),
    "taxonomy_term": ("search", "taxonomy_id", "top_only", "parent_id"),
}
_REFUSALS = {
    "400": "A filter cannot be used; the sentence says why.",
    "401": "There is no key, or it has ended.",
    "403": "This key may not read the directory.",
    "405": "The path is asked in another way.",
    "429": "The key has asked too often; Retry-After says how long to wait.",
}
_BODY_REFUSALS = {"413": "The question is too large.", "415": "The question is not JSON."}
_KINDS: dict[str, Schema] = {
    "uuid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string"},
    "email": {"type": "string"},
    "number": {"type": "number"},
}


def document(site_url: str) -> Schema:
    """Gives the document as JSON-ready data."""
    paths: Schema = {"/": {"get": _about()}}
    for path, entity in LISTS.items():
        paths[f"/{path}"] = {"get": _list(path, entity), "post": _search(path, entity)}
        paths[f"/{path}/{{id}}"] = {"get": _single(path, entity)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Harborline directory",
            "version": __version__,
            "description": f"HSDS {VERSION} of crisis centers. A ZIP is asked for by POST alone.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"{site_url}/api/hsds"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": _error(), **{name: _entity(name) for name in ENTITIES}},
        },
    }


def _about() -> Schema:
    told = {name: {"type": "string"} for name in ("version", "profile", "openapi_url")}
    schema = {"type": "object", "properties": told, "required": list(told)}
    made = _operation("about", "What this API is", schema, ["405", "429"])
    return made | {"security": []}


def _list(path: str, entity: str) -> Schema:
    made = _operation(f"list_{path}", f"List {path}", _page(entity), _REFUSALS, lines=True)
    names = ("page", "per_page", "format", *_ASKED[entity])
    parameters = [
        {"name": name, "in": "query", "required": False, "schema": _asked(name)} for name in names
    ]
    return made | {"parameters": parameters}


def _search(path: str, entity: str) -> Schema:
    """Describes the same list, asked in a body, where a ZIP may be."""
    codes = (*_REFUSALS, *_BODY_REFUSALS)
    made = _operation(f"search_{path}", f"Search {path}", _page(entity), codes, lines=True)
    names = ["page", "per_page", "format", *_ASKED[entity]]
    if entity not in {"taxonomy", "taxonomy_term"}:
        names.append("postcode")
    asked = {"type": "object", "properties": {name: _asked(name) for name in names}}
    body = {"required": True, "content": {"application/json": {"schema": asked}}}
    return made | {"requestBody": body}


def _single(path: str, entity: str) -> Schema:
    made = _operation(f"read_{path}", f"Read one of {path}", _refer(entity), (*_REFUSALS, "404"))
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    flag = {"name": "full_service", "in": "query", "required": False, "schema": _asked("full")}
    more = [flag] if entity == "organization" else []
    return made | {"parameters": [identity, *more]}


def _operation(
    name: str, says: str, schema: Schema, codes: Iterable[str], *, lines: bool = False
) -> Schema:
    content: Schema = {"application/json": {"schema": schema}}
    if lines:
        content["application/x-ndjson"] = {"schema": {"type": "string"}}
    told = _REFUSALS | _BODY_REFUSALS | {"404": "There is nothing with this id."}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    responses: Schema = {"200": {"description": "As asked.", "content": content}}
    responses["304"] = {"description": "The content is the one that you have."}
    responses |= {code: {"description": told[code], "content": error} for code in codes}
    return {"operationId": name, "summary": says, "responses": responses}


def _asked(name: str) -> Schema:
    if name in FLAGS:
        return {"type": "boolean"}
    if name in TEXTS:
        return {"type": "string", "maxLength": 200}
    schemas: dict[str, Schema] = {
        "page": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1},
        "per_page": {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_A_PAGE,
            "default": USUAL_A_PAGE,
        },
        "format": {"type": "string", "enum": ["json", "ndjson"]},
        "modified_after": {"type": "string", "format": "date-time"},
        "postcode": {"type": "string", "pattern": "^[0-9]{5}(-[0-9]{4})?$"},
    }
    return schemas[name]


def _page(entity: str) -> Schema:
    whole = ("total_items", "total_pages", "page_number", "size")
    flags = ("first_page", "last_page", "empty")
    fields: Schema = {name: {"type": "integer"} for name in whole}
    fields |= {name: {"type": "boolean"} for name in flags}
    fields["contents"] = {"type": "array", "items": _refer(entity)}
    return {"type": "object", "properties": fields, "required": list(fields)}


def _entity(name: str) -> Schema:
    entity = ENTITIES[name]
    fields: Schema = {field.name: _field(field) for field in entity.fields}
    for inner, nested in NESTED.get(name, {}).items():
        one = _refer(nested.entity)
        fields[inner] = {"type": "array", "items": one} if nested.many else one
    fields["attributes"] = {"type": "array", "items": _refer("attribute")}
    return {"type": "object", "properties": fields, "required": ["id"]}


def _field(field: Field) -> Schema:
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    return _KINDS.get(field.kind, {"type": "string"})


def _refer(entity: str) -> Schema:
    return {"$ref": f"#/components/schemas/{entity}"}


def _error() -> Schema:
    told = {"error": {"type": "string"}}
    return {"type": "object", "properties": told, "required": ["error"]}
