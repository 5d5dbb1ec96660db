"""A country small enough to think about: tables of text become an atlas, a network and a map.

The country is tests/data/routing/country.txt. What a table of a network leaves out is the usual
thing: always open, rank 1, rollover any, English, New York time, one advocate line.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from harborline.atlas.osm_hours import parse
from harborline.atlas.tables import CODES, Atlas, County, Place, Zip, code_index
from harborline.core.directory import (
    Acceptance,
    Backup,
    Center,
    Destination,
    DestinationKind,
    Line,
    Network,
    Rollover,
    Rules,
)
from harborline.core.map_format import pack
from harborline.core.places import Precision
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.checks import settled
from harborline.mapmaking.compile import compile_sections
from harborline.mapmaking.goldens import sealed

DATA = Path(__file__).parent / "data"
STARTS_ON = date(2026, 11, 1)
DAYS = 60
ENDS_ON = STARTS_ON + timedelta(days=DAYS - 1)
NOWHERE = Place(Precision.NONE, None, None, None, None, "unknown")
Row = dict[str, str]

# -- tables of text ------------------------------------------------------------------------------


def paragraphs(path: Path) -> list[list[str]]:
    """Gives the blocks between empty lines, without comments."""
    found: list[list[str]] = [[]]
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.rstrip()
        if line.startswith("#"):
            continue
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def rows(block: list[str]) -> list[Row]:
    """Reads a table whose first line names its columns."""
    head = _cells(block[0])
    listed = [_cells(line) for line in block[1:]]
    for cells in listed:
        assert len(cells) <= len(head), f"too many columns: {cells}"
    return [dict(zip(head, cells, strict=False)) for cells in listed]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def notes_of(row: Row) -> Row:
    """Reads `rank 2; languages en es` as pairs; a word alone stands for itself."""
    words = [note.strip().partition(" ") for note in row.get("notes", "").split(";")]
    return {head: tail for head, _, tail in words if head}


def _point(text: str) -> tuple[float | None, float | None]:
    if not text:
        return None, None
    lat, lon = text.split(",")
    return float(lat), float(lon)


# -- the country ---------------------------------------------------------------------------------


@cache
def country() -> Atlas:
    """Gives Bellwether's place tables; whoever changes them takes a copy."""
    tables = {block[0]: rows(block[1:]) for block in paragraphs(DATA / "routing" / "country.txt")}
    counties = {row["code"]: _county(row) for row in tables["counties"]}
    return atlas_of(
        counties,
        {row["ZIP"]: _zip(row) for row in tables["ZIPs"]},
        {row["digits"]: _place(row, counties) for row in tables["codes"]},
        {row["code"]: row["stands for"] for row in tables["aliases"]},
    )


def atlas_of(
    counties: Mapping[str, County],
    zips: Mapping[str, Zip],
    places: Mapping[str, Place],
    aliases: Mapping[str, str],
) -> Atlas:
    """Puts an atlas together; `places` are keyed by three, six or seven digits."""
    codes = array("H", bytes(2 * CODES))
    blocks: dict[int, int] = {}
    listed = [NOWHERE]
    for digits, place in sorted(places.items(), key=lambda item: len(item[0])):
        listed.append(place)
        if len(digits) == 7:
            blocks[int(digits)] = len(listed) - 1
            continue
        if len(digits) == 6:
            codes[code_index(int(digits))] = len(listed) - 1
        else:
            first = code_index(int(f"{digits}200"))
            codes[first : first + 800] = array("H", (len(listed) - 1,)) * 800
    states = {
        county.state: Place(Precision.STATE, county.state, None, county.lat, county.lon, "")
        for county in counties.values()
    }
    return Atlas(
        dict(zips), dict(counties), tuple(listed), codes, blocks, states, dict(aliases), "a test"
    )


def _county(row: Row) -> County:
    lat, lon = _point(row["where"])
    assert lat is not None
    assert lon is not None
    return County(row["code"], row["name"], row["state"], lat, lon, int(row["people"]), ())


def _zip(row: Row) -> Zip:
    notes, (lat, lon) = notes_of(row), _point(row["where"])
    kind = "military" if "military" in notes else "standard"
    county = row["county"] or None
    return Zip(
        row["ZIP"], "Town", row["state"], county, lat, lon, None, kind, "inactive" not in notes, 0
    )


def _place(row: Row, counties: Mapping[str, County]) -> Place:
    precision = Precision(row["what"].replace(" ", "_"))
    listed = row["county or counties with their share of the people"]
    if precision in {Precision.CITY, Precision.RATE_CENTER}:
        county = counties[listed]
        return Place(precision, county.state, listed, county.lat, county.lon, county.name)
    pairs = [pair.split() for pair in listed.split(",")]
    shares = tuple((fips, float(share)) for fips, share in pairs)
    total = sum(share for _, share in shares)
    lat = sum(counties[fips].lat * share for fips, share in shares) / total
    lon = sum(counties[fips].lon * share for fips, share in shares) / total
    state = counties[max(shares, key=lambda pair: pair[1])[0]].state
    return Place(precision, state, None, round(lat, 4), round(lon, 4), row["digits"], shares)


# -- networks ------------------------------------------------------------------------------------


def network_of(blocks: Iterable[list[str]], *, days: int = DAYS) -> Network:
    """Reads the tables of a network: lines, centers, state backups, national backups, rules."""
    tables = {block[0]: block[1:] for block in blocks}
    return Network(
        lines=tuple(map(_line, rows(tables["lines"]))),
        centers=tuple(map(center_of, rows(tables.get("centers", ["id"])))),
        state_backups=tuple(map(_backup, rows(tables.get("state backups", ["id"])))),
        national_backups=tuple(map(_backup, rows(tables["national backups"]))),
        starts_on=STARTS_ON,
        days=days,
        rules=_rules(tables.get("rules", [])),
    )


def _rules(lines: list[str]) -> Rules:
    pairs = [line.split() for line in lines]
    return Rules()._replace(**{name: int(figure) for name, figure in pairs})


def _line(row: Row) -> Line:
    backups = tuple(row["national backups"].split())
    military = row.get("military") or None
    return Line(
        row["id"], row["id"], None, tuple(row["languages"].split()), backups, military=military
    )


def center_of(row: Row) -> Center:
    """Reads one row of the table of centers."""
    notes, (lat, lon) = notes_of(row), _point(row["where"])
    assert lat is not None
    assert lon is not None
    known = {
        "hours",
        "zone",
        "rank",
        "rollover",
        "languages",
        "capacity",
        "interpreter",
        "paused",
        "no",
        "expires",
        "ring",
        "confidential",
    }
    assert set(notes) <= known, f"these are no notes: {sorted(set(notes) - known)}"
    return Center(
        id=row["id"],
        name=row["id"].title(),
        state=row["state"],
        lat=lat,
        lon=lon,
        counties=tuple(re.findall(r"county (\d+)", row["serves"])),
        zips=tuple(re.findall(r"ZIP (\d+)", row["serves"])),
        zone=notes.get("zone", "America/New_York"),
        languages=tuple(notes.get("languages", "en").split()),
        destinations=_destinations(row, notes),
        rank=int(notes.get("rank", "1")),
        rollover=Rollover(notes.get("rollover", "any")),
        capacity=int(notes["capacity"]) if "capacity" in notes else None,
        interpreter="interpreter" in notes,
        paused="paused" in notes,
        accepts_calls="no" not in notes,
        expires_on=date.fromisoformat(notes["expires"]) if "expires" in notes else None,
        ring_s=int(notes.get("ring", "20")),
        confidential="confidential" in notes,
        verified_on=STARTS_ON,
    )


def _backup(row: Row) -> Backup:
    notes = notes_of(row)
    return Backup(
        id=row["id"],
        name=row["id"].title(),
        state=row.get("state") or None,
        zone=notes.get("zone", "America/New_York"),
        languages=tuple(notes.get("languages", "en es").split()),
        destinations=_destinations(row, notes),
        paused="paused" in notes,
        expires_on=date.fromisoformat(notes["expires"]) if "expires" in notes else None,
        ring_s=int(notes.get("ring", "20")),
    )


def _destinations(row: Row, notes: Row) -> tuple[Destination, ...]:
    """One destination for each part of `hours` between plus signs; the second of ivy is `ivy 2`."""
    texts = (row.get("hours") or notes.get("hours", "24/7")).split(" + ")
    return tuple(
        Destination(
            DestinationKind.ADVOCATE_LINE,
            f"sip:{number}@{row['id']}.example",
            parse(text, zone="America/New_York", state="NY", first_day=STARTS_ON, days=DAYS),
            number,
            Acceptance.PRESS_1,
            f"{row['id']} {number}",
        )
        for number, text in enumerate(texts, 1)
    )


# -- maps ----------------------------------------------------------------------------------------


def without_addresses(network: Network) -> Network:
    """Gives the network as its public document has it: it decides, and cannot dial."""

    def silent(parties: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            party._replace(
                destinations=tuple(one._replace(address=None) for one in party.destinations)
            )
            for party in parties
        )

    return network._replace(
        centers=silent(network.centers),
        state_backups=silent(network.state_backups),
        national_backups=silent(network.national_backups),
    )


def bytes_of(network: Network, atlas: Atlas | None = None) -> bytes:
    """Compiles a network into the bytes of a map, without asking whether it may be published."""
    atlas = atlas or country()
    return sealed(compile_sections(settled(network, atlas), atlas))


def draft_of(network: Network, atlas: Atlas | None = None) -> bytes:
    """Compiles a network into the bytes of a map without golden decisions, which take longest."""
    atlas = atlas or country()
    return pack(compile_sections(settled(network, atlas), atlas))


def map_of(network: Network, atlas: Atlas | None = None) -> RoutingMap:
    """Compiles a network into a map, without golden decisions."""
    return RoutingMap(memoryview(draft_of(network, atlas)))


def moment(text: str) -> datetime:
    """Reads a moment such as 2026-11-23T15:00Z."""
    return datetime.fromisoformat(text)


@cache
def map_of_one_center(center: str = "aster", *, can_dial: bool = True) -> bytes:
    """Gives the bytes of a map of one line, one center in county 10001, and the national team."""
    network = network_of(
        [
            ["lines", "id | languages | national backups", "main | en | team"],
            [
                "centers",
                "id | where | state | serves | notes",
                f"{center} | 0.0, 10.1 | WL | county 10001 | ",
            ],
            ["national backups", "id", "team"],
        ]
    )
    return bytes_of(network if can_dial else without_addresses(network))
