"""Nested JSON of anybody as rows: what hangs on what becomes keys, and repeated objects become one.

Known shapes: our document, a page of the API, a list, or one organization, service, service at a location
or location. What is not understood is told once for each kind of thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harborline.hsds.entities import ENTITIES, NESTED, Nested
from harborline.hsds.rows import Problem, Row, Tables, text

_DEEPEST = 12
_COLLECTIONS = {
    "organizations": "organization",
    "services": "service",
    "service_at_locations": "service_at_location",
    "locations": "location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
_SIGNS = (
    ("service_at_location", ("location", "location_id", "service")),
    ("location", ("location_type", "addresses", "latitude")),
    ("service", ("status", "organization", "organization_id", "service_at_locations", "schedules")),
    ("taxonomy_term", ("term_uri", "taxonomy_detail")),
)


def tables_of(given: Any, problems: list[Problem]) -> Tables:
    """Gives the rows of a JSON value; never raises."""
    reader = _Reader(problems)
    for where, entity, thing in _things(given, problems):
        reader.take(thing, entity, where, 0)
    reader.tell_unknown()
    return reader.tables


def _things(given: Any, problems: list[Problem]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Gives each object at the top with its place and what it is."""
    if isinstance(given, list):
        yield from _members("", given, None, problems)
    elif not isinstance(given, dict):
        problems.append(Problem("document", "It holds no object of HSDS.", left_out=True))
    elif isinstance(given.get("contents"), list):
        yield from _members("contents", given["contents"], None, problems)
    elif "id" not in given and any(isinstance(given.get(name), list) for name in _COLLECTIONS):
        for name, entity in _COLLECTIONS.items():
            listed = given.get(name)
            yield from _members(name, listed if isinstance(listed, list) else [], entity, problems)
    else:
        yield "document", _kind(given), given


def _members(
    name: str, listed: list[Any], entity: str | None, problems: list[Problem]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for at, thing in enumerate(listed):
        where = f"{name}[{at}]"
        if isinstance(thing, dict):
            yield where, entity or _kind(thing), thing
        else:
            problems.append(Problem(where, "Here should be an object.", left_out=True))


def _kind(thing: dict[str, Any]) -> str:
    for entity, signs in _SIGNS:
        if any(sign in thing for sign in signs):
            return entity
    return "organization"


class _Reader:
    """Collects rows. Objects with the same id are one row, of which the first says each field."""

    def __init__(self, problems: list[Problem]) -> None:
        self.tables: Tables = {name: [] for name in ENTITIES}
        self._known: dict[tuple[str, str], Row] = {}
        self._unknown: dict[str, dict[str, None]] = {}
        self._problems = problems

    def take(self, thing: dict[str, Any], entity: str, where: str, depth: int) -> str:
        """Keeps one object and what is nested in it; gives its id."""
        own = text(thing.get("id")) or f"({where})"
        row = self._known.get((entity, own))
        if row is None:
            row = Row(where, {"id": own})
            self._known[entity, own] = row
            self.tables[entity].append(row)
        self._fields(thing, entity, row)
        if depth >= _DEEPEST:
            self._problems.append(
                Problem(where, "It is nested too deeply; what is below is not read.")
            )
            return own
        for name, nested in NESTED.get(entity, {}).items():
            if thing.get(name) is not None:
                self._nested(thing[name], name, nested, entity, row, depth + 1)
        self._attributes(thing.get("attributes"), entity, row, depth + 1)
        return own

    def _fields(self, thing: dict[str, Any], entity: str, row: Row) -> None:
        columns, inner = ENTITIES[entity].columns, NESTED.get(entity, {})
        for name, value in thing.items():
            if name in columns:
                row.fields.setdefault(name, value)
            elif name not in inner and name != "attributes":
                self._unknown.setdefault(entity, {})[str(name)[:40]] = None

    def _nested(
        self, given: Any, name: str, nested: Nested, entity: str, row: Row, depth: int
    ) -> None:
        own = row.fields["id"]
        listed = given if isinstance(given, list) else [given]
        for at, thing in enumerate(listed):
            place = f"{row.where}.{name}[{at}]" if nested.many else f"{row.where}.{name}"
            if not isinstance(thing, dict):
                self._problems.append(Problem(place, "Here should be an object; not used."))
                continue
            made = self.take(thing, nested.entity, place, depth)
            inner = self._known[nested.entity, made]
            if nested.up:
                row.fields.setdefault(f"{nested.entity}_id", made)
            else:
                inner.fields.setdefault(f"{entity}_id", own)

    def _attributes(self, given: Any, entity: str, row: Row, depth: int) -> None:
        for at, thing in enumerate(given if isinstance(given, list) else ()):
            if isinstance(thing, dict):
                made = self.take(thing, "attribute", f"{row.where}.attributes[{at}]", depth)
                fields = self._known["attribute", made].fields
                fields.setdefault("link_id", row.fields["id"])
                fields.setdefault("link_entity", entity)

    def tell_unknown(self) -> None:
        """Tells of each kind of thing which of its fields are not kept."""
        for entity, names in sorted(self._unknown.items()):
            shown = ", ".join(sorted(names)[:20])
            more = f" and {len(names) - 20} more" if len(names) > 20 else ""
            self._problems.append(Problem(entity, f"These fields are not kept: {shown}{more}."))
