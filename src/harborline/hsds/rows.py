"""Rows of the standard's tables, what is wrong with them, and cells cleaned of common dirt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_SPACES = re.compile(r"[ \t\u00a0]+")
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))
"""Those of Unicode but for the tab and the end of a line."""


class Row(NamedTuple):
    """One row. `where`: its place in what was read, for people: `phones.csv, row 3`."""

    where: str
    fields: dict[str, Any]


Tables = dict[str, list[Row]]
"""Rows by the name of their entity, in order."""


class Problem(NamedTuple):
    """Something that was read and not used. `left_out`: a whole entry is missing because of it; `field`:
    what of it is wrong, where that is known.
    """

    where: str
    what: str
    left_out: bool = False
    field: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def text(value: Any) -> str:
    """Gives a cell as text without control characters and outer space; empty for what is no text."""
    if not isinstance(value, str):
        if value is None or isinstance(value, (bool, dict, list)):
            return ""
        value = str(value)
    if not value.isprintable():  # most cells are, and there are many
        value = value.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
        value = value.translate(_CONTROLS)
    return str(value).strip()


def line(value: Any) -> str:
    """Gives a cell as one line of text."""
    return _SPACES.sub(" ", text(value).replace("\n", " ")).strip()


def cell(row: Row, name: str) -> str:
    """Gives a field of a row as text."""
    return text(row.fields.get(name))


def by_key(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """Gives rows by one of their fields; those without it are left aside."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        value = cell(row, key)
        if value:
            found.setdefault(value, []).append(row)
    return found


def without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Gives the fields that say something."""
    return {name: value for name, value in fields.items() if value not in {None, ""}}
