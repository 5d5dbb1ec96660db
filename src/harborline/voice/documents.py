"""Reads JSON-ready documents field by field; an absent field reads as empty, never as an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Document: TypeAlias = Mapping[str, object]

HIDDEN = "•"
"""Stands for a digit that is not kept."""


def without_digits(event: Document) -> Document:
    """Gives an event of a call as it is kept after the end: what the caller keyed is gone."""
    if event.get("kind") == "key_pressed":
        return {**event, "digit": HIDDEN}
    if event.get("kind") != "decided":
        return event
    document = part_of(event, "document")
    origin = {**part_of(document, "origin"), "zip": None, "lat": None, "lon": None}
    return {**event, "document": {**document, "origin": origin}}


def text_of(document: Document, field: str) -> str:
    """Gives a text field, empty where it is absent or null."""
    value = document.get(field)
    return "" if value is None else str(value)


def number_of(document: Document, field: str) -> float | None:
    """Gives a number field, None where it is absent or no number."""
    value = document.get(field)
    return float(value) if isinstance(value, int | float) else None


def part_of(document: Document, field: str) -> Document:
    """Gives an object field, an empty one where it is absent."""
    value = document.get(field)
    return value if isinstance(value, Mapping) else {}


def rows_of(document: Document, field: str) -> list[Document]:
    """Gives the objects of a list field, in order."""
    value = document.get(field)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
