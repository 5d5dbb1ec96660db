"""Counts how exactly six digits are known, as shipped and with what was imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from harborline.atlas.imported.keep import read_kept
from harborline.atlas.store import load
from harborline.atlas.tables import Atlas, code_index
from harborline.core.places import Precision

RESOLVED = (
    Precision.RATE_CENTER,
    Precision.CITY,
    Precision.AREA_CODE,
    Precision.STATE,
    Precision.NONE,
)
"""The precisions that six digits can have, best first."""


class Count(NamedTuple):
    """How many codes of a set resolve at each precision, in the order of RESOLVED."""

    what: str
    codes: int
    before: dict[str, int]
    after: dict[str, int]


class Report(NamedTuple):
    """`counts`: every code there could be, those of the US, and those that an import assigns."""

    shipped: str
    in_use: str
    blocks: int
    counts: tuple[Count, ...]


def report(folder: Path) -> Report:
    """Compares the shipped atlas with the one in use, given the folder of imported tables.

    No list of the codes in service is shipped; once files are imported, the codes that they assign
    stand for it. Raises UnusableAtlas when tables are damaged.
    """
    shipped, in_use, kept = load(), load(folder), read_kept(folder)
    sets = {
        "every code, 200-200 to 999-999": range(len(shipped.codes)),
        "codes of US area codes": list(_us_codes(shipped)),
    }
    if kept:
        sets["codes that your files assign"] = [code_index(code) for code in kept.tables.codes]
    counts = (
        Count(what, len(codes), _count(shipped, codes), _count(in_use, codes))
        for what, codes in sets.items()
    )
    return Report(shipped.source, in_use.source, len(in_use.blocks), tuple(counts))


def _us_codes(atlas: Atlas) -> Iterable[int]:
    """Gives the codes that could be dialed in area codes that the atlas knows."""
    for npa in range(200, 1000):
        first = code_index(npa * 1000 + 200)
        if any(atlas.codes[first : first + 800]):
            for nxx in range(200, 1000):
                if nxx % 100 != 11:
                    yield first + nxx - 200


def _count(atlas: Atlas, codes: Iterable[int]) -> dict[str, int]:
    found = Counter(atlas.places[atlas.codes[at]].precision for at in codes)
    return {precision.value: found[precision] for precision in RESOLVED}
