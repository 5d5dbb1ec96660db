"""The import, step by step: read every table, decide, keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from harborline.atlas.imported.files import tables
from harborline.atlas.imported.headers import Kind
from harborline.atlas.imported.keep import Kept, keep
from harborline.atlas.imported.resolve import AS_SHIPPED, Collected, resolve
from harborline.atlas.imported.rows import NotAssigned, Refused, open_table, rows
from harborline.atlas.tables import Atlas
from harborline.core.errors import UnusableInput

SHOWN_REFUSALS = 20
MOST_PLACES = 65_536
_ROWS_PER_NOTICE = 20_000

Notice = Callable[[str, int, float], None]
"""Told a table's name, how many of its rows are read, and how much of its file (0 to 1)."""


class TableCount(NamedTuple):
    """What became of one table's rows."""

    name: str
    kind: Kind
    rows: int
    unassigned: int
    refused: int


class ImportReport(NamedTuple):
    """What an import did. `refusals`: the first of them; `codes`, `blocks`, `places`: now known.

    `unplaced`: codes whose rate center has no point; they stay as shipped.
    """

    tables: tuple[TableCount, ...]
    refusals: tuple[Refused, ...]
    refused: int
    codes: int
    unplaced: int
    blocks: int
    places: int
    target: Path


def import_files(
    paths: Sequence[Path],
    folder: Path,
    atlas: Atlas,
    notice: Notice = lambda _name, _rows, _share: None,
) -> ImportReport:
    """Replaces the imported tables in the folder with what the files say, whole or not at all.

    `atlas`: the shipped one. Raises UnusableInput and leaves the folder as it was when a file
    cannot be read to its end, is of no known kind, or nothing usable is left.
    """
    collected = Collected()
    counted: list[TableCount] = []
    refusals: list[Refused] = []
    for path in paths:
        for table in tables(path):
            header = open_table(table)
            seen: Counter[type] = Counter()
            for number, row in enumerate(rows(table, header, atlas), 1):
                seen[type(row)] += 1
                if isinstance(row, Refused):
                    if len(refusals) < SHOWN_REFUSALS:
                        refusals.append(row)
                elif not isinstance(row, NotAssigned):
                    collected.add(row)
                if number % _ROWS_PER_NOTICE == 0:
                    notice(table.name, number, table.share_read())
            counted.append(
                TableCount(table.name, header.kind, seen.total(), seen[NotAssigned], seen[Refused])
            )
    _check_something_is_known(collected, refusals)
    found = resolve(collected, atlas)
    if len(atlas.places) + len(found.places) > MOST_PLACES:
        raise UnusableInput(
            f"The files name {len(found.places)} rate centers, more than a map can number;"
            " give those of the US alone."
        )
    placed = sum(1 for place in found.codes.values() if place != AS_SHIPPED)
    if not placed:
        raise UnusableInput(
            "None of the codes' rate centers has coordinates or a city's name;"
            " add a rate-center table to the files."
        )
    target = keep(folder, Kept(found, tuple(table.name for table in counted)))
    refused = sum(table.refused for table in counted)
    return ImportReport(
        tuple(counted),
        tuple(refusals),
        refused,
        placed,
        len(found.codes) - placed,
        len(found.blocks),
        len(found.places),
        target,
    )


def _check_something_is_known(collected: Collected, refusals: Sequence[Refused]) -> None:
    if collected.codes or collected.blocks:
        return
    first = "".join(f", {row.table} line {row.line} {row.reason}" for row in refusals[:1])
    raise UnusableInput(
        f"The files assign no code{first}; give a central-office code or thousands-block file"
        " together with a rate-center table."
    )
