"""Rows as the nested objects of the standard's JSON, whole or with one-to-one fields alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harborline.hsds.entities import NESTED, VERSION
from harborline.hsds.profile import PROFILE
from harborline.hsds.rows import Row, Tables, by_key, cell

Json = dict[str, Any]


class Nest:
    """Looks rows up by their keys, so that each object is made in the time that it needs."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._by_id = {
            name: {cell(row, "id"): row for row in rows} for name, rows in tables.items()
        }
        self._by_key: dict[tuple[str, str], dict[str, list[Row]]] = {}
        self._terms: dict[str, Json] = {}

    def find(self, entity: str, wanted: str) -> Row | None:
        """Gives the row with an id, None where there is none."""
        return self._by_id[entity].get(wanted)

    def linked(self, entity: str, key: str, wanted: str) -> list[Row]:
        """Gives the rows whose key names a row."""
        if (entity, key) not in self._by_key:
            self._by_key[entity, key] = by_key(self.tables[entity], key)
        return self._by_key[entity, key].get(wanted, [])

    def whole(self, entity: str, row: Row, *, without: frozenset[str] = frozenset()) -> Json:
        """Gives a row with all that hangs on it. `without`: properties that would lead back."""
        made = self._flat(row)
        for name, nested in NESTED.get(entity, {}).items():
            if name in without or (entity == "organization" and name == "services"):
                continue
            if nested.up:
                inner = self.find(nested.entity, cell(row, f"{nested.entity}_id"))
                if inner is not None:
                    made[name] = self.whole(nested.entity, inner, without=_BACK.get(name, _NONE))
                continue
            rows = self.linked(nested.entity, f"{entity}_id", cell(row, "id"))
            if rows:
                leading = frozenset({entity})
                made[name] = [self.whole(nested.entity, one, without=leading) for one in rows]
        attributes = self.linked("attribute", "link_id", cell(row, "id"))
        if attributes:
            made["attributes"] = [self._attribute(one) for one in attributes]
        return made

    def organization(self, row: Row, *, services: bool = False) -> Json:
        """Gives an organization with its services, whole or with their one-to-one fields alone."""
        made = self.whole("organization", row)
        offered = self.linked("service", "organization_id", cell(row, "id"))
        leading = frozenset({"organization"})
        made["services"] = [
            self.whole("service", one, without=leading) if services else self._flat(one)
            for one in offered
        ]
        return made

    def brief(self, entity: str, row: Row) -> Json:
        """Gives a row with one-to-one fields alone."""
        made = self._flat(row)
        for name, nested in NESTED.get(entity, {}).items():
            inner = nested.up and self.find(nested.entity, cell(row, f"{nested.entity}_id"))
            if inner:
                made[name] = self.brief(nested.entity, inner)
        return made

    def _attribute(self, row: Row) -> Json:
        """Gives an attribute with its term; the taxonomy of the term is a document of its own."""
        made = self._flat(row)
        wanted = cell(row, "taxonomy_term_id")
        if wanted not in self._terms:
            term = self.find("taxonomy_term", wanted)
            self._terms[wanted] = self._flat(term) if term else {"id": wanted}
        return made | {"taxonomy_term": self._terms[wanted]}

    @staticmethod
    def _flat(row: Row) -> Json:
        """Gives a row's own fields; nesting says the rest."""
        return {
            name: value
            for name, value in row.fields.items()
            if name in _TOLD or not name.endswith("_id")
        }


_NONE: frozenset[str] = frozenset()
_BACK = {
    "organization": frozenset({"services", "locations"}),
    "service": frozenset({"service_at_locations"}),
}
_TOLD = frozenset({"parent_id", "parent_organization_id"})


def document(tables: Tables) -> Json:
    """Gives the whole directory as one object: organizations and services, whole, and our vocabulary."""
    nest = Nest(tables)
    return {
        "version": VERSION,
        "profile": PROFILE,
        "organizations": [nest.whole("organization", row) for row in tables["organization"]],
        "services": list(_services(nest)),
        "taxonomies": [nest.brief("taxonomy", row) for row in tables["taxonomy"]],
        "taxonomy_terms": [nest.brief("taxonomy_term", row) for row in tables["taxonomy_term"]],
    }


def _services(nest: Nest) -> Iterator[Json]:
    for row in nest.tables["service"]:
        yield nest.whole("service", row)
