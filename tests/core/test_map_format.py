"""What a reader refuses: damage of every kind, and files that are whole but not to be believed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

import small_world
from harborline.core import golden, map_format
from harborline.core.errors import UnusableMap
from harborline.core.map_format import CHECKSUM_BYTES, ENTRY, HEAD, SECTIONS, pack
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path

SENTENCE = re.compile(r"[A-Z][^\n]*[^.\n]\.")
DAMAGED = 120


@cache
def good() -> bytes:
    network = small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en es | night team"],
            [
                "centers",
                "id | where | state | serves | notes",
                "aster | 0.0, 10.1 | WL | county 10001 | capacity 2",
                "birch | 0.0, 11.0 | WL | county 10003, ZIP 11101 | languages es",
            ],
            ["state backups", "id | state", "wl-team | WL"],
            ["national backups", "id | hours", "team | 24/7", "night | Mo-Su 20:00-08:00"],
        ]
    )
    return small_world.bytes_of(network)


def refusal_of(content: bytes) -> str:
    """Opens a file's content as the shells do and gives the one sentence of its refusal."""
    with pytest.raises(UnusableMap) as refused:
        golden.verify(RoutingMap(memoryview(content)))
    sentence = str(refused.value)
    assert SENTENCE.fullmatch(sentence), sentence
    return sentence


def sections() -> dict[str, bytes]:
    read = RoutingMap(memoryview(good())).sections
    return {name: bytes(content) for name, content in read.items()}


def sealed(content: bytes) -> bytes:
    return content + hashlib.sha256(content).digest()


def with_meta(change: Callable[[dict[str, Any]], object]) -> bytes:
    found = sections()
    meta = json.loads(found["meta"])
    change(meta)
    return pack({**found, "meta": json.dumps(meta).encode()})


def test_the_good_one_is_good() -> None:
    assert golden.verify(RoutingMap(memoryview(good()))) == 200
    assert pack(sections()) == good()


# -- damage ---------------------------------------------------------------------------------------


def damaged(content: bytes, number: int) -> bytes:
    """Gives a truncated, bit-flipped or half-written copy, by turns."""
    rng = Random(number)
    at = rng.randrange(len(content))
    if number % 4 == 0:
        return content[:at]
    if number % 4 == 1:
        return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]
    if number % 4 == 2:  # the rest of the file was reserved and never written
        return content[:at] + bytes(len(content) - at) if any(content[at:]) else content[:at]
    end = min(len(content), at + rng.randrange(1, 5000))  # a page of another file
    return content[:at] + rng.randbytes(end - at) + content[end:]


def test_damaged_maps_are_refused() -> None:
    for number in range(DAMAGED):
        refusal_of(damaged(good(), number))


@pytest.mark.parametrize("length", [0, 1, 8, HEAD.size - 1, HEAD.size, HEAD.size + 31, 48, 100])
def test_little_more_than_nothing_is_refused(length: int) -> None:
    refusal_of(good()[:length])


def test_more_at_the_end_is_refused() -> None:
    refusal_of(good() + b"\0")


def test_another_file_is_refused() -> None:
    sentence = refusal_of(b"PNG" + bytes(100_000))
    assert sentence == "This file is not a routing map; compile one with `harborline map`."


# -- whole, sealed, and not to be believed --------------------------------------------------------


def test_another_magic() -> None:
    assert "not a routing map" in refusal_of(sealed(b"HLROUTEX" + good()[8:-CHECKSUM_BYTES]))


@pytest.mark.parametrize("made_by", [0, 3, 4_000_000_000])
def test_another_format(made_by: int) -> None:
    head = HEAD.pack(map_format.MAGIC, made_by, len(SECTIONS))
    sentence = refusal_of(sealed(head + good()[HEAD.size : -CHECKSUM_BYTES]))
    assert sentence == f"The routing map has format {made_by}, which this version cannot read."


@pytest.mark.parametrize("count", [0, 1, len(SECTIONS) - 1, len(SECTIONS) + 1, 4_000_000_000])
def test_another_count_of_sections(count: int) -> None:
    head = HEAD.pack(map_format.MAGIC, map_format.FORMAT, count)
    refusal_of(sealed(head + good()[HEAD.size : -CHECKSUM_BYTES]))


def with_entry(section: str, name: bytes, offset: int, length: int) -> bytes:
    """Overwrites one entry of the table of sections."""
    at = HEAD.size + ENTRY.size * list(SECTIONS).index(section)
    entry = ENTRY.pack(name, offset, length)
    return sealed(good()[:at] + entry + good()[at + ENTRY.size : -CHECKSUM_BYTES])


END = len(good()) - CHECKSUM_BYTES
OUT_OF_BOUNDS = [
    ("codes", b"codes", 1 << 40, 8),
    ("codes", b"codes", (1 << 64) - 8, (1 << 64) - 8),
    ("codes", b"codes", 4096, 1 << 40),
    ("codes", b"codes", END, 8),
    ("codes", b"codes", 4097, 8),
    ("codes", b"codes", 4096, 7),
    ("codes", b"kodes", 4096, 8),
    ("codes", b"\xff\xfe", 4096, 8),
    ("golden", b"golden", END, 1),
    ("golden", b"golden", END - 8, 9),
    ("party_names", b"party_names", 4100, 8),
]


@pytest.mark.parametrize(("section", "name", "offset", "length"), OUT_OF_BOUNDS)
def test_a_section_out_of_bounds(section: str, name: bytes, offset: int, length: int) -> None:
    sentence = refusal_of(with_entry(section, name, offset, length))
    assert sentence.endswith("is out of bounds; compile it again.")


def test_a_section_that_is_there_twice() -> None:
    sentence = refusal_of(with_entry("codes", b"meta", 4096, 8))
    assert sentence == "The routing map lacks a section; compile it again."


@pytest.mark.parametrize(
    "name",
    ["codes", "zips", "block_flags", "cell_lat", "cell_state", "county_cells", "cell_chain",
     "party_destinations", "party_schedule", "party_flags", "party_zone", "party_lat",
     "party_names", "party_ids", "party_ring_s", "party_languages", "party_capacity",
     "party_expires", "schedule_days", "pattern_offsets", "zone_offsets", "chains"],
)  # fmt: skip
def test_a_section_that_is_too_short(name: str) -> None:
    found = sections()
    refusal_of(pack({**found, name: found[name][: len(found[name]) // 16 * 8]}))


@pytest.mark.parametrize("name", ["party_ids", "party_names", "codes", "zips", "party_flags"])
def test_a_section_that_is_empty(name: str) -> None:
    refusal_of(pack({**sections(), name: b""}))


CONTRADICTIONS: list[Callable[[dict[str, Any]], object]] = [
    lambda meta: meta.clear(),
    lambda meta: meta.pop("aliases"),
    lambda meta: meta.update(lines=[]),
    lambda meta: meta.update(lines="main"),
    lambda meta: meta["lines"][0].update(national_backups=["nobody"]),
    lambda meta: meta["lines"][0].update(national_backups=[]),
    lambda meta: meta["lines"][0].update(colour="red"),
    lambda meta: meta["lines"][0].update(zip_policy="ask"),
    lambda meta: meta.update(rules={"depth": 3}),
    lambda meta: meta["rules"].update(max_local_legs="four"),
    lambda meta: meta.update(zones=[]),
    lambda meta: meta.update(states=[]),
    lambda meta: meta.update(state_backups=[]),
    lambda meta: meta.update(state_backups={"WL": 4000}),
    lambda meta: meta.update(languages=5),
    lambda meta: meta.update(centers=50),
    lambda meta: meta.update(first_day="2026-11-01"),
    lambda meta: meta.update(days=1_000_000),
]


@pytest.mark.parametrize("change", CONTRADICTIONS)
def test_a_head_that_contradicts_the_sections(change: Callable[[dict[str, Any]], object]) -> None:
    refusal_of(with_meta(change))


@pytest.mark.parametrize("meta", [b"", b"{", b"[]", b"null", b"\xff"])
def test_a_head_that_is_none(meta: bytes) -> None:
    refusal_of(pack({**sections(), "meta": meta}))


def test_no_national_backup_that_never_closes() -> None:
    sentence = refusal_of(with_meta(lambda m: m["lines"][0].update(national_backups=["night"])))
    assert sentence == "Line main has no national backup that is open 24/7."


# -- golden decisions -----------------------------------------------------------------------------


def with_golden(content: bytes) -> bytes:
    return pack({**sections(), "golden": content})


def test_a_decision_other_than_when_it_was_compiled() -> None:
    rows = json.loads(sections()["golden"])
    rows[77][-1] = rows[77][-1].replace("team", "aster")
    sentence = refusal_of(with_golden(json.dumps(rows).encode()))
    assert sentence == (
        f"The routing map decides {rows[77][0]} {rows[77][1]} otherwise than when it was compiled; "
        "compile it again with this version."
    )


@pytest.mark.parametrize(
    "content", [b"", b"{", b"5", b"null", b'["x"]', b"[[]]", b"[[1, 2]]", b"[]", b"{}", b"\xff"]
)
def test_golden_decisions_that_are_none(content: bytes) -> None:
    refusal_of(with_golden(content))


@pytest.mark.parametrize(
    "question",
    [
        ["prefix", "321555", "main", "en", 10**30],
        ["prefix", "321555", "main", "en", "noon"],
        ["prefix", 321555, "main", "en", 29_900_000],
        ["prefix", "321555", "nobody", "en", 29_900_000],
    ],
)
def test_golden_questions_that_cannot_be_asked(question: list[object]) -> None:
    refusal_of(with_golden(json.dumps([[*question, "none"]]).encode()))


def test_golden_decisions_are_of_many_kinds() -> None:
    rows = json.loads(sections()["golden"])
    assert {row[0] for row in rows} == {"prefix", "zip", "county"}
    assert {row[3] for row in rows} == {"en", "es"}
    answers = " ".join(row[-1] for row in rows)
    for reason in ("serves_zip", "serves_county", "serves_area_code", "next_closest"):
        assert reason in answers


# -- files ----------------------------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableMap, match=r"^There is no routing map at .*; compile one first\.$"):
        read_file(str(tmp_path / "none.map"))


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_what_is_no_file_or_empty(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "odd.map")
    with pytest.raises(UnusableMap, match=r"cannot be read, or is empty\.$"):
        read_file(str(tmp_path / "odd.map"))


def test_a_file_reads_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "good.map"
    path.write_bytes(good())
    read = golden.open_verified(str(path))
    assert (read.version, read.size) == (RoutingMap(memoryview(good())).version, len(good()))


# -- the format before ----------------------------------------------------------------------------


def of_format_1(found: dict[str, bytes]) -> bytes:
    """Packs sections as the version before did, which knew of no ids of destinations."""
    with pytest.MonkeyPatch.context() as before:
        before.setattr(map_format, "FORMAT", 1)
        known = {name: item for name, item in SECTIONS.items() if name != "destination_id"}
        before.setattr(map_format, "SECTIONS", known)
        return pack(found)


def test_a_map_of_format_1_decides_the_same_and_has_no_ids() -> None:
    older, newer = (RoutingMap(memoryview(one)) for one in (of_format_1(sections()), good()))
    assert golden.verify(older) == 200
    assert [one.id for one in newer.all_destinations(0)] == ["aster 1"]
    for party in range(len(newer.ids)):
        assert [one.id for one in older.all_destinations(party)] == [
            "" for _ in newer.all_destinations(party)
        ]
    at = small_world.moment("2026-11-23T15:00Z")
    assert older.destinations("aster", at, frozenset({"aster 1"}))


def test_the_map_of_the_demo_is_read_and_can_dial() -> None:
    assert golden.open_verified(demo_map_path()).can_dial


@pytest.mark.parametrize("cut", [1, 2])
def test_ids_of_other_destinations_than_there_are(cut: int) -> None:
    found = sections()
    ids = found["destination_id"].split(b"\n")[cut:]
    sentence = refusal_of(pack({**found, "destination_id": b"\n".join(ids)}))
    assert sentence == "The routing map's section destination_id has a wrong length."


def test_a_format_2_map_without_ids_is_refused() -> None:
    sentence = refusal_of(with_entry("destination_id", b"meta", 4096, 8))
    assert sentence == "The routing map lacks a section; compile it again."
