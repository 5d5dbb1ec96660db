"""Compiles a network and an atlas into the bytes of a routing map.

The same input gives the same bytes, whatever its order. Validation is `checks.py`; here a
network is taken at its word, but for what the format cannot hold.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from datetime import date

from harborline.atlas.tables import Atlas
from harborline.core import map_format as layout
from harborline.core.directory import (
    Acceptance,
    Backup,
    Center,
    Destination,
    DestinationKind,
    Network,
    Rollover,
)
from harborline.core.errors import UnusableInput
from harborline.core.hours import union
from harborline.core.places import Precision
from harborline.mapmaking.cells import Cell, cells_of, first_county_cell, first_zip_cell
from harborline.mapmaking.chains import ChainRow, chains_of
from harborline.mapmaking.schedules import Schedules, never_closes, zone_sections

Party = Center | Backup
_PRECISIONS = {precision: number for number, precision in enumerate(Precision)}
_KINDS = {kind: number for number, kind in enumerate(DestinationKind)}
_ACCEPTANCES = {acceptance: number for number, acceptance in enumerate(Acceptance)}
_ROLLOVERS = {rollover: number for number, rollover in enumerate(Rollover)}
_MOST_LANGUAGES = 64
_MOST_CELLS_FOR_CODES = 1 << 16


def compile_sections(network: Network, atlas: Atlas) -> dict[str, bytes]:
    """Gives every section but the golden decisions. Raises UnusableInput."""
    centers = sorted(network.centers, key=lambda center: center.id)
    backups = (
        *sorted(network.state_backups, key=lambda backup: backup.id),
        *sorted(network.national_backups, key=lambda backup: backup.id),
    )
    cells = cells_of(atlas)
    words = _Words(network, atlas)
    schedules = Schedules(network.starts_on, network.days)
    return {
        "meta": _meta(network, atlas, words, len(centers)),
        **_lookups(atlas),
        **_cell_columns(cells, atlas, words),
        **_chain_sections(chains_of(cells, centers, network.rules)),
        **_party_sections((*centers, *backups), words, schedules, network),
        **_area_sections(centers, len(backups), atlas),
        **_destination_sections((*centers, *backups), schedules),
        **schedules.sections(),
        **zone_sections(words.zones, network.starts_on, network.days),
        "golden": b"[]",
    }


def hours_sections(network: Network, zones: Sequence[str]) -> dict[str, bytes]:
    """Gives the sections that hold the standing, telephones and hours of the parties, and the clocks.

    The network is one of a map, which names its `zones`: its parties are those of the map, in its order.
    """
    parties: tuple[Party, ...] = (
        *network.centers,
        *network.state_backups,
        *network.national_backups,
    )
    schedules = Schedules(network.starts_on, network.days)
    return {
        **_standing_columns(parties, schedules, network),
        **_destination_sections(parties, schedules),
        **schedules.sections(),
        **zone_sections(zones, network.starts_on, network.days),
    }


class _Words:
    """The vocabularies of a map: languages, zones, states, each sorted."""

    def __init__(self, network: Network, atlas: Atlas) -> None:
        parties: tuple[Party, ...] = (
            *network.centers,
            *network.state_backups,
            *network.national_backups,
        )
        spoken = {language for party in parties for language in party.languages}
        self.languages = sorted(spoken | {x for line in network.lines for x in line.languages})
        self.zones = sorted({party.zone for party in parties})
        states = {row.state for row in atlas.zips.values()} | set(atlas.states)
        self.states = sorted(states | {party.state for party in parties if party.state})
        if len(self.languages) > _MOST_LANGUAGES:
            raise UnusableInput(
                f"A map holds {_MOST_LANGUAGES} languages; this network names more."
            )
        self.bit_of = {language: 1 << i for i, language in enumerate(self.languages)}
        self.zone_of = {zone: i for i, zone in enumerate(self.zones)}
        self.state_of = {state: i for i, state in enumerate(self.states)}


def _meta(network: Network, atlas: Atlas, words: _Words, centers: int) -> bytes:
    states = sorted(network.state_backups, key=lambda backup: backup.id)
    meta = {
        "demo": network.demo,
        "first_day": network.starts_on.toordinal(),
        "days": network.days,
        "rules": network.rules._asdict(),
        "lines": [line._asdict() for line in network.lines],
        "languages": words.languages,
        "zones": words.zones,
        "states": words.states,
        "centers": centers,
        "state_backups": {backup.state: centers + i for i, backup in enumerate(states)},
        "aliases": atlas.aliases,
        "atlas": atlas.source,
    }
    return json.dumps(meta, separators=(",", ":"), sort_keys=True).encode()


def _lookups(atlas: Atlas) -> dict[str, bytes]:
    if len(atlas.places) > _MOST_CELLS_FOR_CODES:
        raise UnusableInput("The atlas has more than 65,536 places; a map cannot number them.")
    zips = array("I", bytes(400_000))
    first = first_zip_cell(atlas)
    for number, text in enumerate(sorted(atlas.zips)):
        zips[int(text)] = first + number
    flags = bytearray(80_000)
    for key in atlas.blocks:
        index = key // 10_000 * 800 + key // 10 % 1000 - 160_200
        flags[index >> 3] |= 1 << (index & 7)
    counties = sorted(atlas.counties)
    start = first_county_cell(atlas)
    return {
        "codes": array("H", atlas.codes).tobytes(),
        "block_flags": bytes(flags),
        "block_keys": array("I", sorted(atlas.blocks)).tobytes(),
        "block_cells": array("I", (atlas.blocks[key] for key in sorted(atlas.blocks))).tobytes(),
        "zips": zips.tobytes(),
        "county_fips": array("I", map(int, counties)).tobytes(),
        "county_cells": array("I", range(start, start + len(counties))).tobytes(),
    }


def _cell_columns(cells: Sequence[Cell], atlas: Atlas, words: _Words) -> dict[str, bytes]:
    county_of = {fips: i for i, fips in enumerate(sorted(atlas.counties))}
    return {
        "cell_lat": array("i", (_grid(cell.lat) for cell in cells)).tobytes(),
        "cell_lon": array("i", (_grid(cell.lon) for cell in cells)).tobytes(),
        "cell_county": array(
            "H", (county_of[c.county] if c.county else layout.NONE_U16 for c in cells)
        ).tobytes(),
        "cell_state": bytes(words.state_of[c.state] if c.state else layout.NONE_U8 for c in cells),
        "cell_precision": bytes(_PRECISIONS[cell.precision] for cell in cells),
    }


def _chain_sections(rows: Iterable[ChainRow]) -> dict[str, bytes]:
    """Writes each distinct chain once; cells with the same chain share it."""
    chains, offsets = array("H"), array("I")
    known: dict[ChainRow, int] = {}
    for row in rows:
        offset = known.get(row)
        if offset is None:
            offset = known[row] = len(chains)
            chains.extend((row.naming, row.serving, len(row.members), *row.members))
        offsets.append(offset)
    return {"chains": chains.tobytes(), "cell_chain": offsets.tobytes()}


def _party_sections(
    parties: Sequence[Party], words: _Words, schedules: Schedules, network: Network
) -> dict[str, bytes]:
    return {
        "party_ids": "\n".join(party.id for party in parties).encode("ascii"),
        "party_names": "\n".join(party.name for party in parties).encode(),
        "party_zone": bytes(words.zone_of[party.zone] for party in parties),
        "party_state": bytes(
            words.state_of[party.state] if party.state else layout.NONE_U8 for party in parties
        ),
        "party_ring_s": bytes(party.ring_s for party in parties),
        "party_languages": array(
            "Q", (sum(words.bit_of[x] for x in set(party.languages)) for party in parties)
        ).tobytes(),
        **_standing_columns(parties, schedules, network),
        **_center_columns(parties),
    }


def _standing_columns(
    parties: Sequence[Party], schedules: Schedules, network: Network
) -> dict[str, bytes]:
    """Columns that say when a party answers at all: hours, pause, last day, verification."""
    hours = [union(d.hours for d in party.destinations) for party in parties]
    always = [
        never_closes(one, network.starts_on, network.days)
        and not party.paused
        and party.expires_on is None
        for party, one in zip(parties, hours, strict=True)
    ]
    verified = (party.verified_on if isinstance(party, Center) else None for party in parties)
    return {
        "party_schedule": array("H", (schedules.number(one) for one in hours)).tobytes(),
        "party_expires": array("I", (_ordinal(party.expires_on) for party in parties)).tobytes(),
        "party_verified": array("I", map(_ordinal, verified)).tobytes(),
        "party_flags": bytes(map(_flags, parties, always)),
    }


def _center_columns(parties: Sequence[Party]) -> dict[str, bytes]:
    """Columns that only centers fill; a backup has the value that changes nothing."""
    centers = [party if isinstance(party, Center) else None for party in parties]
    return {
        "party_lat": array("i", (_grid(c.lat) if c else 0 for c in centers)).tobytes(),
        "party_lon": array("i", (_grid(c.lon) if c else 0 for c in centers)).tobytes(),
        "party_rank": array("H", (c.rank if c else 0 for c in centers)).tobytes(),
        "party_capacity": array(
            "h", (c.capacity if c and c.capacity is not None else layout.NONE_I16 for c in centers)
        ).tobytes(),
        "party_rollover": bytes(_ROLLOVERS[c.rollover] if c else 0 for c in centers),
    }


def _flags(party: Party, always: bool) -> int:  # noqa: FBT001 - mapped over two columns
    flags = layout.FLAG_PAUSED * party.paused + layout.FLAG_ROUND_THE_CLOCK * always
    if isinstance(party, Backup):
        return flags + layout.FLAG_ACCEPTS
    return (
        flags
        + layout.FLAG_ACCEPTS * party.accepts_calls
        + layout.FLAG_CONFIDENTIAL * party.confidential
        + layout.FLAG_INTERPRETER * party.interpreter
    )


def _area_sections(centers: Sequence[Center], backups: int, atlas: Atlas) -> dict[str, bytes]:
    county_of = {fips: i for i, fips in enumerate(sorted(atlas.counties))}
    counties, zips = array("H"), array("I")
    county_offsets, zip_offsets = array("I", [0]), array("I", [0])
    for center in centers:
        counties.extend(county_of[fips] for fips in center.counties)
        zips.extend(int(text) for text in center.zips)
        county_offsets.append(len(counties))
        zip_offsets.append(len(zips))
    county_offsets.extend([len(counties)] * backups)
    zip_offsets.extend([len(zips)] * backups)
    return {
        "party_counties": county_offsets.tobytes(),
        "party_zips": zip_offsets.tobytes(),
        "area_counties": counties.tobytes(),
        "area_zips": zips.tobytes(),
    }


def _destination_sections(parties: Sequence[Party], schedules: Schedules) -> dict[str, bytes]:
    offsets = array("I", [0])
    rows: list[Destination] = []
    for party in parties:
        rows.extend(party.destinations)
        offsets.append(len(rows))
    return {
        "party_destinations": offsets.tobytes(),
        "destination_kind": bytes(_KINDS[row.kind] for row in rows),
        "destination_order": bytes(row.order for row in rows),
        "destination_acceptance": bytes(_ACCEPTANCES[row.acceptance] for row in rows),
        "destination_schedule": array("H", (schedules.number(row.hours) for row in rows)).tobytes(),
        "destination_address": "\n".join(row.address or "" for row in rows).encode(),
        "destination_id": "\n".join(row.id for row in rows).encode(),
    }


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _grid(degrees: float | None) -> int:
    return 0 if degrees is None else round(degrees * 10_000)
