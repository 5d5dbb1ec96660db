"""Rows sorted by what they hang on, and the few things that are read from them everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from harborline.hsds import profile
from harborline.hsds.rows import Problem, Row, Tables, by_key, cell, line, text
from harborline.hsds.states import state_code

_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#][^\s<>\"{}|\\^`]*)?\Z", re.IGNORECASE)
_HANGING = {
    "service": ("organization_id",),
    "organization_identifier": ("organization_id",),
    "location": ("organization_id",),
    "service_at_location": ("service_id",),
    "address": ("location_id",),
    "accessibility": ("location_id",),
    "service_area": ("service_id", "service_at_location_id"),
    "language": ("service_id", "location_id", "phone_id"),
    "schedule": ("service_id", "service_at_location_id", "location_id"),
    "phone": (
        *("service_id", "service_at_location_id", "location_id", "organization_id", "contact_id"),
    ),
    "contact": ("organization_id", "service_id", "service_at_location_id", "location_id"),
    "attribute": ("link_id",),
}


class Shelves:
    """Finds rows by what they hang on, in the order of the file."""

    def __init__(self, tables: Tables) -> None:
        self._sorted = {
            (entity, key): by_key(tables[entity], key)
            for entity, keys in _HANGING.items()
            for key in keys
        }
        self._locations = {cell(row, "id"): row for row in tables["location"]}
        self._codes = {
            cell(row, "id"): _code(row) for row in tables["taxonomy_term"] if cell(row, "id")
        } | {profile.term_id(code): code for code in profile.TERMS}

    def on(self, entity: str, key: str, wanted: Iterable[str]) -> list[Row]:
        """Gives the rows of an entity whose key names one of the wanted ids, each once."""
        found = {id(row): row for one in wanted for row in self._sorted[entity, key].get(one, ())}
        return list(found.values())

    def location(self, wanted: str) -> Row | None:
        """Gives a location by its id."""
        return self._locations.get(wanted)

    def words(self, link: str) -> list[tuple[str, str, str]]:
        """Gives the terms of ours that a row has: code, value, and where it is said."""
        rows = self._sorted["attribute", "link_id"].get(link, ())
        named = ((self._codes.get(cell(row, "taxonomy_term_id"), ""), row) for row in rows)
        return [(code, text(row.fields.get("value")), row.where) for code, row in named if code]

    def said(self, link: str) -> dict[str, str]:
        """Gives the values of the terms of ours that a row has, by code; the first of each counts."""
        return {code: value for code, value, _ in reversed(self.words(link))}

    def identifier(self, organization: str, kind: str) -> str | None:
        """Gives our own id of an organization that we wrote."""
        for row in self._sorted["organization_identifier", "organization_id"].get(organization, ()):
            scheme, found = cell(row, "identifier_scheme"), cell(row, "identifier_type")
            if (scheme, found) == (profile.SCHEME, kind):
                return line(row.fields.get("identifier")) or None
        return None

    def places(self, organization: str, services: Iterable[str]) -> list[Row]:
        """Gives the locations of an organization and of its services, each once."""
        at = self.on("service_at_location", "service_id", services)
        named = [self.location(cell(row, "location_id")) for row in at]
        own = self.on("location", "organization_id", [organization])
        return list({id(row): row for row in (*named, *own) if row is not None}.values())

    def state_of(self, organization: str) -> str:
        """Gives the state in the first address of an organization, empty where none is told."""
        services = [
            cell(row, "id") for row in self.on("service", "organization_id", [organization])
        ]
        places = [cell(row, "id") for row in self.places(organization, services)]
        for row in self.on("address", "location_id", places):
            state = state_code(line(row.fields.get("state_province")))
            if state:
                return state
        return ""

    @staticmethod
    def web(row: Row, name: str, problems: list[Problem]) -> str:
        """Gives a web address, completed by its scheme; one that is none is told and left out."""
        said = line(row.fields.get(name))
        if not said or _WEB.match(said):
            return said
        if _BARE.match(said):
            return f"https://{said}"
        problems.append(Problem(row.where, f"Its {name} is no web address; not used."))
        return ""


def _code(term: Row) -> str:
    """Gives the code of a term of ours by its URI; empty for everybody else's."""
    uri = cell(term, "term_uri")
    code = uri.removeprefix(f"{profile.PROFILE}:")
    return code if uri != code and code in profile.TERMS else ""
