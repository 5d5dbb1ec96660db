"""Decisions a hotline worker can read: tests/data/routing/*.txt, one network and its cases a file.

A case says what is known of the caller, the minute, and what must come of it. `place`, `speaks`,
`line`, `now`, `skipped` and `dropped` may be left out: then nothing of the kind is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import small_world
from harborline.core.numbering import NoPrefix, parse
from harborline.core.occupancy import Occupancy, Surge
from harborline.core.reasons import LegReason, SkipReason
from harborline.core.routing import Decision, Evidence, Leg, Needs, Skip, decide, locate
from harborline.core.routing_map import RoutingMap

FOLDER = small_world.DATA / "routing"
KEYS = ("caller", "at", "place", "speaks", "line", "now", "expect", "skipped", "dropped")
TABLES = ("lines", "centers", "state backups", "national backups", "rules")


class Case(NamedTuple):
    """One question with its answer, as lines under their keys."""

    file: str
    title: str
    said: dict[str, list[str]]

    def text(self, key: str) -> str:
        return " ".join(self.said.get(key, ()))


def files() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.txt") if path.name != "country.txt")


@cache
def cases() -> tuple[Case, ...]:
    return tuple(_read_cases())


def _read_cases() -> Iterator[Case]:
    for path in files():
        for block in small_world.paragraphs(path):
            if block[0].startswith("case "):
                yield Case(path.name, block[0].removeprefix("case "), _keyed(block[1:]))
            else:
                assert block[0] in TABLES, f"{path.name}: {block[0]!r} begins no table and no case"


def _keyed(lines: list[str]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if not line.startswith(" "):
            key = line.split()[0]
            assert key in KEYS, f"{key!r} is no key of a case"
        said.setdefault(key, []).append(line.removeprefix(key).strip())
    return said


@cache
def map_of(file: str) -> RoutingMap:
    blocks = small_world.paragraphs(FOLDER / file)
    return small_world.map_of(small_world.network_of(b for b in blocks if b[0] in TABLES))


# -- what is asked -------------------------------------------------------------------------------


def evidence_of(text: str) -> Evidence:
    """Reads `keyed ZIP 11101; county 10001 from the carrier; calls from 321-555`."""
    found = Evidence()
    for part in text.split("; "):
        if match := re.fullmatch(r"keyed ZIP (\S+)", part):
            found = found._replace(zip=match[1])
        elif match := re.fullmatch(r"county (\S+) from the carrier", part):
            found = found._replace(county=match[1])
        elif match := re.fullmatch(r"calls from ([\d-]+)", part):
            prefix = parse(match[1])
            assert not isinstance(prefix, NoPrefix), f"{match[1]} gives no prefix"
            found = found._replace(prefix=prefix)
        else:
            assert part == "anonymous", f"{part!r} says nothing of a caller"
    return found


def occupancy_of(text: str) -> Occupancy:
    """Reads `on a call gold 2; tripped aster; looping birch; paused cedar; surge fern, gold`.

    `phones paused ivy 1, ivy 2`: the first and the second destination of ivy.
    """
    said: dict[str, list[str]] = {}
    for part in filter(None, text.split("; ")):
        match = re.fullmatch(
            r"(on a call|paused|phones paused|tripped|looping|surge)(?: (.+))?", part
        )
        assert match, f"{part!r} says nothing of this minute"
        said[match[1]] = (match[2] or "").split(", ") if match[2] else []
    busy = [entry.split() for entry in said.get("on a call", ())]
    return Occupancy(
        {name: int(count) for name, count in busy},
        frozenset(said.get("paused", ())),
        frozenset(said.get("tripped", ())),
        frozenset(said.get("looping", ())),
        Surge(tuple(said["surge"])) if "surge" in said else None,
        frozenset(said.get("phones paused", ())),
    )


def decision_of(case: Case) -> Decision:
    routing_map = map_of(case.file)
    origin = locate(routing_map, evidence_of(case.text("caller")))
    needs = Needs(case.text("line") or None, case.text("speaks") or "en")
    now = occupancy_of(case.text("now"))
    return decide(routing_map, origin, needs, now, datetime.fromisoformat(case.text("at")))


# -- what comes of it, in the words of the table ---------------------------------------------------


def told_leg(leg: Leg) -> str:
    km = "" if leg.km is None else f" | {leg.km} km"
    return f"{leg.center} | {leg.reason}{km}{' | other state' if leg.crosses_state else ''}"


def told_skips(skips: tuple[Skip, ...]) -> str:
    return ", ".join(f"{skip.center} {skip.reason}" for skip in skips)


def told_place(decision: Decision) -> str:
    origin = decision.origin
    county = f"county {origin.county}" if origin.county else "no county"
    where = f"{county} of {origin.state}" if origin.state else "nowhere"
    return f"{where}, precision {origin.precision}"


def tidy(line: str) -> str:
    return " | ".join(cell.strip() for cell in line.split("|"))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.title}")
def test_case(case: Case) -> None:
    decision = decision_of(case)
    assert list(map(told_leg, decision.legs)) == list(map(tidy, case.said["expect"]))
    assert told_skips(decision.skipped) == case.text("skipped")
    assert told_skips(decision.dropped) == case.text("dropped")
    if "place" in case.said:
        assert told_place(decision) == case.text("place")


# -- that the tables leave nothing out ---------------------------------------------------------------


def test_every_file_has_cases_and_every_case_its_own_title() -> None:
    listed = cases()
    assert {case.file for case in listed} == {path.name for path in files()}
    assert len({(case.file, case.title) for case in listed}) == len(listed)


def test_every_reason_is_shown() -> None:
    decisions = list(map(decision_of, cases()))
    assert {leg.reason for d in decisions for leg in d.legs} == set(LegReason)
    skips = {skip.reason for d in decisions for skip in (*d.skipped, *d.dropped)}
    assert skips == set(SkipReason)


def test_the_ring_is_the_centers_own() -> None:
    surge = next(case for case in cases() if case.text("now") == "surge gold, fern")
    rings = {leg.center: leg.ring_s for leg in decision_of(surge).legs}
    assert rings["gold"] == 25
    assert rings["fern"] == 20
