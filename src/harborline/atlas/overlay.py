"""Lays imported tables over the shipped ones."""

from __future__ import annotations

from harborline.atlas.imported.keep import Kept
from harborline.atlas.imported.resolve import AS_SHIPPED
from harborline.atlas.tables import Atlas, code_index


def overlay(shipped: Atlas, kept: Kept) -> Atlas:
    """Gives the atlas in which every imported code has its imported place.

    Shipped places keep their numbers; imported ones follow.
    """
    before = len(shipped.places) - 1
    codes = shipped.codes[:]
    for digits, place in kept.tables.codes.items():
        if place != AS_SHIPPED:
            codes[code_index(digits)] = before + place
    blocks = {
        digits: shipped.codes[code_index(digits // 10)] if place == AS_SHIPPED else before + place
        for digits, place in kept.tables.blocks.items()
    }
    return shipped._replace(
        places=(*shipped.places, *kept.tables.places),
        codes=codes,
        blocks=blocks,
        source=f"{shipped.source}, imported {', '.join(kept.files)}",
    )
