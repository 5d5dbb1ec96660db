"""Hold the oracle to answers a person worked out by hand, from tables in tests/data/oracle.

The tables are read here and nowhere else: a few lines of network, then cases. What a table leaves
out is the usual thing (always open, rank 1, rollover any, English, New York time).
"""

from __future__ import annotations

import ast
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import oracle

DATA = Path(__file__).parent / "data" / "oracle"
SECTIONS = (
    "lines",
    "centers",
    "state backups",
    "national backups",
    "people",
    "shares",
)
CASE_KEYS = ("caller", "when", "now", "legs", "skipped", "dropped", "chain")
CALLER = re.compile(
    r"(?:nowhere|(?:zip (?P<zip>\d{5}))?(?: in )?(?:county (?P<county>\d{5}))?"
    r"(?:area code (?P<npa>\d{3}))?(?: of |state )?(?P<state>[A-Z]{2})?)"
    r"(?:, at (?:no point|(?P<lat>[-\d.]+), (?P<lon>[-\d.]+)))?"
)


class Case(NamedTuple):
    """One hand-made question with its answer; `said` maps a key of the table to its lines."""

    title: str
    network: dict[str, Any]
    shares: dict[str, dict[str, float]]
    said: dict[str, list[str]]


# -- reading the tables -------------------------------------------------------------------------


def read_lines(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.rstrip() for line in text.splitlines() if not line.startswith("#")]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def rows(lines: list[str]) -> list[dict[str, str]]:
    """Read a table whose first line names its columns."""
    head = cells(lines[0])
    return [dict(zip(head, cells(line), strict=False)) for line in lines[1:]]


def paragraphs(lines: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]


def notes(row: dict[str, str]) -> dict[str, str]:
    """Read `rank 2; languages en es` as pairs; a word alone stands for itself."""
    words = [note.strip().partition(" ") for note in row.get("notes", "").split(";")]
    return {head: tail for head, _, tail in words if head}


def entry(row: dict[str, str]) -> dict[str, Any]:
    """Read what a center and a backup have in common."""
    more = notes(row)
    return {
        "id": row["id"],
        "name": row["id"].title(),
        "state": row.get("state"),
        "hours": row.get("hours") or more.get("hours", "24/7"),
        "zone": row.get("zone") or more.get("zone", "America/New_York"),
        "languages": more.get("languages", "en").split(),
        "paused": "paused" in more,
        "expires_on": more.get("expires"),
        "ring_s": int(more.get("ring", "20")),
    }


def center(row: dict[str, str]) -> dict[str, Any]:
    more = notes(row)
    lat, lon = (float(part) for part in row["where"].split(","))
    return {
        **entry(row),
        "lat": lat,
        "lon": lon,
        "counties": re.findall(r"county (\d+)", row["serves"]),
        "zips": re.findall(r"zip (\d+)", row["serves"]),
        "rank": int(more.get("rank", "1")),
        "rollover": more.get("rollover", "any"),
        "capacity": int(more["capacity"]) if "capacity" in more else None,
        "interpreter": "interpreter" in more,
        "accepts_calls": "no" not in more,
    }


def people(lines: list[str]) -> dict[str, dict[str, float]]:
    """Read `AA | 10001 700, 10003 300`: a place, its counties, and how many live there."""
    found = {}
    for place, counties in map(cells, lines):
        pairs = [pair.split() for pair in counties.split(",")]
        found[place] = {county: float(share) for county, share in pairs}
    return found


def read_cases(name: str) -> list[Case]:
    blocks = paragraphs(read_lines(name))
    tables = {block[0]: block[1:] for block in blocks if block[0] in SECTIONS}
    network: dict[str, Any] = {
        "lines": [
            {"id": row["id"], "languages": row["languages"].split()}
            for row in rows(tables["lines"])
        ],
        "centers": [center(row) for row in rows(tables["centers"])],
        "state_backups": [entry(row) for row in rows(tables["state backups"])],
        "national_backups": [entry(row) for row in rows(tables["national backups"])],
    }
    for block in blocks:
        if block[0].startswith("days "):
            network["starts_on"], network["days"] = block[0].split()[1], int(block[0].split()[2])
    shares = people(tables.get("people", [])) | people(tables.get("shares", []))
    told = [block for block in blocks if block[0].startswith("case ")]
    return [Case(block[0][5:], network, shares, read_case(block[1:])) for block in told]


def read_case(lines: list[str]) -> dict[str, list[str]]:
    """Gather the lines of a case under its keys; an indented line belongs to the key above."""
    said: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if not line.startswith(" "):
            key = line.split()[0]
        said.setdefault(key, []).append(line.removeprefix(key).strip())
    unknown = sorted(set(said) - set(CASE_KEYS))
    assert not unknown, f"these are no keys of a case: {unknown}"
    return said


def caller(case: Case) -> tuple[dict[str, Any], str | None]:
    """Read the caller's line as an origin and, if one is given, the area code."""
    match = CALLER.fullmatch(case.said["caller"][0])
    assert match, case.said["caller"]
    found = match.groupdict()
    kinds = {"zip": "zip", "county": "county", "npa": "area_code", "state": "state"}
    precision = next((kind for key, kind in kinds.items() if found[key]), "none")
    origin = {key: found[key] for key in ("zip", "county", "state")}
    point = {axis: float(found[axis]) if found[axis] else None for axis in ("lat", "lon")}
    return {**origin, **point, "precision": precision, "source": "table"}, found["npa"]


def now(case: Case) -> oracle.Occupancy:
    """Read `on a call able 2, deft 5; tripped calm; mutual aid eager, frank`."""
    said = {}
    for part in case.said.get("now", [""])[0].split(";"):
        for key in ("on a call", "tripped", "looping", "paused", "mutual aid"):
            if part.strip().startswith(key):
                said[key] = [name.strip() for name in part.strip().removeprefix(key).split(",")]
    live = dict(name.split() for name in said.get("on a call", []))
    return oracle.Occupancy(
        live={name: int(calls) for name, calls in live.items()},
        tripped=frozenset(said.get("tripped", [])),
        looping=frozenset(said.get("looping", [])),
        paused=frozenset(said.get("paused", [])),
        mutual_aid=said.get("mutual aid", []),
    )


# -- writing decisions as the tables do ---------------------------------------------------------


def leg_cells(leg: dict[str, Any]) -> list[str]:
    km = "" if leg["km"] is None else f"{leg['km']:.1f} km"
    return [leg["center"], leg["reason"], km + (", other state" if leg["crosses_state"] else "")]


def pairs_text(entries: list[dict[str, str]]) -> str:
    return ", ".join(f"{entry['center']} {entry['reason']}" for entry in entries)


def decide(case: Case) -> dict[str, Any]:
    origin, npa = caller(case)
    when, _, language = case.said["when"][0].partition(", in ")
    at = datetime.fromisoformat(when)
    asked = oracle.Oracle(case.network, case.shares)
    return asked.decide(origin, at, language or "en", "main", now(case), npa)


ALL_CASES = [
    pytest.param(case, id=f"{name.removesuffix('.txt')}: {case.title}")
    for name in ("places.txt", "minutes.txt", "busy.txt")
    for case in read_cases(name)
]


@pytest.mark.parametrize("case", ALL_CASES)
def test_a_decision_worked_out_by_hand(case: Case) -> None:
    decision = decide(case)
    expected = [cells(line) for line in case.said["legs"]]
    assert [leg_cells(leg) for leg in decision["legs"]] == expected
    assert " ".join(decision["chain"]) == case.said["chain"][0].replace("nobody", "")
    assert pairs_text(decision["skipped"]) == case.said.get("skipped", [""])[0]
    assert pairs_text(decision["dropped"]) == case.said.get("dropped", [""])[0]


@pytest.mark.parametrize("row", rows([line for line in read_lines("clock.txt") if line]), ids=str)
def test_open_or_not_by_the_centers_own_clock(row: dict[str, str]) -> None:
    hours = oracle.Hours(datetime.fromisoformat("2026-11-01").date(), 800)
    at = datetime.fromisoformat(row["at"])
    assert hours.open_at(row["hours"], row["zone"], at) is (row["open"] == "yes")


def test_legs_say_their_name_kind_and_seconds() -> None:
    first = next(case for case in read_cases("busy.txt") if case.title.startswith("every reason"))
    legs = decide(first)["legs"]
    assert [(leg["name"], leg["kind"], leg["ring_s"]) for leg in legs[:3]] == [
        ("Deft", "center", 20),
        ("Glad", "center", 20),
        ("Aa-Backup", "state_backup", 20),
    ]


def test_a_chain_has_at_most_its_depth_and_the_rules_can_change() -> None:
    case = read_cases("places.txt")[3]
    network = {**case.network, "rules": {"chain_depth": 2, "state_line_km": 0, "max_km": 100}}
    origin, _ = caller(case)
    chain = oracle.Oracle(network).chain(origin, "en", "main")
    assert [one.center["id"] for one in chain] == ["grove", "fern", "cedar", "dahlia"]


def test_the_order_of_the_document_changes_nothing() -> None:
    for case in read_cases("busy.txt") + read_cases("places.txt"):
        turned = {**case.network, "centers": case.network["centers"][::-1]}
        assert decide(case._replace(network=turned)) == decide(case)


def test_the_line_names_its_national_backups_in_its_own_order() -> None:
    case = read_cases("busy.txt")[0]
    line = {"id": "main", "languages": ["en"], "national_backups": ["last", "second"]}
    legs = decide(case._replace(network={**case.network, "lines": [line]}))["legs"]
    assert [leg["center"] for leg in legs[-2:]] == ["last", "second"]


def test_the_lines_military_backup_comes_first_for_a_military_zip() -> None:
    case = read_cases("busy.txt")[0]
    line = {**case.network["lines"][0], "national_backups": ["first", "last"], "military": "second"}
    asked = oracle.Oracle({**case.network, "lines": [line]})
    origin = {"zip": "09012", "county": None, "state": "AE", "lat": None, "lon": None}
    at = datetime.fromisoformat("2026-11-23T15:00Z")
    legs = asked.decide({**origin, "precision": "zip", "source": "zip"}, at, "en", "main")["legs"]
    assert [leg["center"] for leg in legs] == ["second", "first", "last"]


def test_a_rule_that_begins_with_a_year_is_no_part_of_the_week() -> None:
    text = "Mo-Fr 09:00-17:00; 2026 Nov 26 off; Sa 10:00-12:00; 2026 Dec 24-2027 Jan 02 off"
    assert oracle.weekly_pattern(text) == "Mo-Fr 09:00-17:00; Sa 10:00-12:00"


def test_the_oracle_reads_nothing_of_ours() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").split(".")[0])
    assert modules - sys.stdlib_module_names == {"opening_hours"}
