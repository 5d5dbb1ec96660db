"""Our own gate before anything leaves: what the standard asks of each row, and a few things it forgot to ask.

It holds where the official schemas are not at hand, and it catches what they let pass: a time such as
“9am”, a key that names nothing, an id twice, an address of a confidential place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from harborline.hsds import profile
from harborline.hsds.entities import ENTITIES, Entity, Field
from harborline.hsds.rows import Row, Tables, by_key, cell

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\Z")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+\Z")


def faults(tables: Tables) -> list[str]:
    """Gives what is wrong with the rows, one sentence each."""
    return [
        *(fault for entity in ENTITIES.values() for fault in _of_table(entity, tables)),
        *_confidential(tables),
    ]


def _of_table(entity: Entity, tables: Tables) -> Iterator[str]:
    seen: set[str] = set()
    known = {other: {cell(row, "id") for row in tables[other]} for other in entity.keys.values()}
    for row in tables[entity.name]:
        own = cell(row, "id")
        where = f"{entity.name} {own}"
        if own in seen:
            yield f"{where}: the id is used twice."
        seen.add(own)
        for name in row.fields.keys() - set(entity.columns):
            yield f"{where}: there is no field {name}."
        for field in entity.fields:
            value = row.fields.get(field.name)
            if value is None and field.required:
                yield f"{where}: {field.name} is missing."
            elif value is not None and not _fits(field, value):
                yield f"{where}: {field.name} is not as the standard wants it."
        for name, other in entity.keys.items():
            if cell(row, name) and cell(row, name) not in known[other]:
                yield f"{where}: {name} names no {other}."


def _fits(field: Field, value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    if field.choices:
        return value in field.choices
    match field.kind:
        case "uuid":
            return profile.is_uuid(value)
        case "time":
            return _TIME.match(value) is not None
        case "uri":
            return _URI.match(value) is not None
        case "email":
            return _MAIL.match(value) is not None
        case "date" | "datetime":
            return _is_moment(value, field.kind)
    return True


def _is_moment(value: str, kind: str) -> bool:
    try:
        return bool(date.fromisoformat(value) if kind == "date" else datetime.fromisoformat(value))
    except ValueError:
        return False


def _confidential(tables: Tables) -> Iterator[str]:
    """Finds places of confidential services that say where they are."""
    term = profile.term_id("confidential")
    marked = {
        cell(row, "link_id") for row in tables["attribute"] if cell(row, "taxonomy_term_id") == term
    }
    at = by_key(tables["service_at_location"], "service_id")
    hidden = {cell(row, "location_id") for service in marked for row in at.get(service, ())}
    addresses = {cell(row, "location_id") for row in tables["address"]}
    for row in tables["location"]:
        if cell(row, "id") in hidden and (_tells(row) or cell(row, "id") in addresses):
            yield f"location {cell(row, 'id')}: a confidential place says where it is."


def _tells(row: Row) -> bool:
    return any(cell(row, name) for name in ("latitude", "longitude", "external_identifier"))
