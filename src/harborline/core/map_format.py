"""The routing map's file layout: named flat sections behind a head, a checksum over every byte.

    magic 8s | format u32 | sections u32 | (name 24s, offset u64, length u64) ... | sections | sha256

Little-endian, each section on an 8-byte boundary. This file packs and names; the reader is
`routing_map.py`. Whoever adds a section adds it to `SECTIONS`.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from typing import Literal

from harborline.core.errors import UnusableMap
from harborline.core.hours import MINUTES_PER_DAY

MAGIC = b"HLROUTES"
FORMAT = 2
READABLE_FORMATS = (1, 2)
ADDED_IN_2 = "destination_id"
"""The section that maps of format 1 lack; it reads as empty there."""
HEAD = struct.Struct("<8sII")
ENTRY = struct.Struct("<24sQQ")
CHECKSUM_BYTES = 32
VERSION_LENGTH = 16

NONE_U8 = 0xFF
NONE_U16 = 0xFFFF
NONE_I16 = -1
EPOCH_ORDINAL = 719_163
"""`date(1970, 1, 1).toordinal()`: minutes in a map count from there, UTC."""

Item = Literal["B", "H", "h", "I", "i", "Q"]
"""How the entries of a section are read, as in `struct`."""

SECTIONS: Mapping[str, Item] = {
    "meta": "B",  # JSON: lines, rules, vocabularies, counts
    "codes": "H",  # NPA-NXX index -> cell
    "block_flags": "B",  # bit per code: its thousands blocks differ
    "block_keys": "I",  # NPA-NXX-X, sorted
    "block_cells": "I",
    "zips": "I",  # five digits -> cell, 0 = unknown
    "county_fips": "I",  # sorted
    "county_cells": "I",
    "cell_lat": "i",  # 0.0001 degree
    "cell_lon": "i",
    "cell_county": "H",  # index into county_fips
    "cell_state": "B",
    "cell_precision": "B",
    "cell_chain": "I",  # offset into chains
    "chains": "H",  # n naming the ZIP, n serving, n in all, then center indices
    "party_ids": "B",  # newline-joined: centers sorted by id, state backups, national backups
    "party_names": "B",
    "party_lat": "i",
    "party_lon": "i",
    "party_state": "B",
    "party_zone": "B",
    "party_schedule": "H",  # union of its destinations
    "party_rank": "H",
    "party_capacity": "h",
    "party_ring_s": "B",
    "party_flags": "B",
    "party_rollover": "B",
    "party_languages": "Q",  # bit per language of meta
    "party_expires": "I",  # ordinal of the last day, 0 = none
    "party_verified": "I",  # ordinal, 0 = unknown
    "party_destinations": "I",  # offset of the first; one more entry than parties
    "party_counties": "I",
    "party_zips": "I",
    "area_counties": "H",
    "area_zips": "I",
    "destination_kind": "B",
    "destination_order": "B",
    "destination_acceptance": "B",
    "destination_schedule": "H",
    "destination_address": "B",  # newline-joined; empty where unknown
    "destination_id": "B",  # newline-joined; empty in maps of format 1
    "schedule_weekly": "H",  # seven patterns a schedule, Monday first
    "schedule_days": "H",  # one pattern for each compiled day
    "pattern_offsets": "I",  # one more entry than patterns
    "pattern_minutes": "H",  # start, end, start, end ...
    "zone_offsets": "I",  # first shift of each zone; one more entry than zones
    "shift_minutes": "i",  # UTC minute from which the zone's offset applies
    "shift_offset": "h",  # minutes east of UTC
    "golden": "B",  # JSON: decisions that a reader recomputes before it swaps
}

FLAG_PAUSED = 1
FLAG_ACCEPTS = 2
FLAG_CONFIDENTIAL = 4
FLAG_INTERPRETER = 8
FLAG_ROUND_THE_CLOCK = 16


def pack(sections: Mapping[str, bytes]) -> bytes:
    """Lays out the sections and seals them with the checksum."""
    offset = _aligned(HEAD.size + ENTRY.size * len(SECTIONS))
    head = [HEAD.pack(MAGIC, FORMAT, len(SECTIONS))]
    body = []
    for name in SECTIONS:
        content = sections[name]
        head.append(ENTRY.pack(name.encode(), offset, len(content)))
        padded = content.ljust(_aligned(len(content)), b"\0")
        body.append(padded)
        offset += len(padded)
    front = b"".join(head)
    sealed = b"".join((front.ljust(_aligned(len(front)), b"\0"), *body))
    return sealed + hashlib.sha256(sealed).digest()


def unpack(view: memoryview) -> tuple[str, dict[str, memoryview]]:
    """Verifies the checksum and every bound; gives the version and the typed sections.

    The version is the head of the checksum: the same content has the same version.
    Raises UnusableMap.
    """
    if len(view) < HEAD.size + CHECKSUM_BYTES or bytes(view[:8]) != MAGIC:
        raise UnusableMap("This file is not a routing map; compile one with `harborline map`.")
    digest = hashlib.sha256(view[:-CHECKSUM_BYTES]).digest()
    if digest != bytes(view[-CHECKSUM_BYTES:]):
        raise UnusableMap("The routing map is damaged or half-written; copy or compile it again.")
    _, made_by, count = HEAD.unpack_from(view)
    if made_by not in READABLE_FORMATS:
        raise UnusableMap(f"The routing map has format {made_by}, which this version cannot read.")
    found = _cut(view, count)
    if made_by == 1:
        found.setdefault(ADDED_IN_2, memoryview(b""))
    if len(found) != len(SECTIONS):
        raise UnusableMap("The routing map lacks a section; compile it again.")
    return digest.hex()[:VERSION_LENGTH], found


def _cut(view: memoryview, count: int) -> dict[str, memoryview]:
    end = len(view) - CHECKSUM_BYTES
    if HEAD.size + ENTRY.size * count > end:
        raise UnusableMap(
            "The routing map's table of sections runs past its end; compile it again."
        )
    found: dict[str, memoryview] = {}
    for i in range(count):
        raw, offset, length = ENTRY.unpack_from(view, HEAD.size + i * ENTRY.size)
        name = raw.rstrip(b"\0").decode("ascii", "replace")
        kind = SECTIONS.get(name)
        if kind is None or offset % 8 or offset + length > end or length % struct.calcsize(kind):
            raise UnusableMap(
                f"The routing map's section {name!r} is out of bounds; compile it again."
            )
        found[name] = view[offset : offset + length].cast(kind)
    return found


def minute_of_day(local: int) -> tuple[int, int]:
    """Splits minutes since 1970 on a zone's clock into the day's ordinal and its minute."""
    day, minute = divmod(local, MINUTES_PER_DAY)
    return day + EPOCH_ORDINAL, minute


def _aligned(size: int) -> int:
    return (size + 7) // 8 * 8
