"""The document of a decision: what it says of the place, of the ZIP question, and of each step."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import random_networks
import small_world
from harborline.app.explain import asks_zip, evidence_of_text, explain_document, trace_of
from harborline.core.directory import Line, ZipPolicy
from harborline.core.numbering import CallerPrefix
from harborline.core.occupancy import Occupancy, Surge
from harborline.core.places import Origin, Precision, Source
from harborline.core.reasons import LegKind
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap

AT = small_world.moment("2026-11-23T15:00Z")


@pytest.fixture(scope="module")
def routing_map() -> RoutingMap:
    return small_world.map_of(
        small_world.network_of(
            [
                ["lines", "id | languages | national backups", "main | en es | team far",
                 "otra | es | team"],
                ["centers", "id | where | state | serves | notes",
                 "aster | 0.0, 10.1 | WL | county 10001, ZIP 11102 | ",
                 "birch | 0.0, 10.2 | WL | county 10001 | languages en es",
                 "cedar | 0.0, 10.3 | WL | county 10001 | paused",
                 "daisy | 0.0, 10.4 | WL | county 10003 | ",
                 "edel | 0.0, 10.5 | WL | county 10003 | ",
                 "fern | 0.0, 13.0 | EL | county 20001 | rollover none"],
                ["state backups", "id | state | hours", "wl-team | WL | off"],
                ["national backups", "id | hours", "far | off", "team | 24/7"],
                ["rules", "max_local_legs 3"],
            ]
        )
    )  # fmt: skip


# -- what is kept of a text ---------------------------------------------------------------------------


def test_a_text_gives_a_prefix_or_nothing() -> None:
    assert evidence_of_text("+17045550123") == Evidence(prefix=CallerPrefix(704, 555, 0))
    assert evidence_of_text("anonymous") == Evidence()


@settings(max_examples=50)
@given(st.from_regex(r"\+1321[2-9]\d\d\d{4}", fullmatch=True))
def test_no_document_holds_the_digits(routing_map: RoutingMap, text: str) -> None:
    document = explain_document(routing_map, evidence_of_text(text), at=AT, trace=True)
    assert text[2:] not in json.dumps(document)
    assert text[5:] not in json.dumps(document)


# -- the document -------------------------------------------------------------------------------------


def test_the_line_gives_the_language(routing_map: RoutingMap) -> None:
    usual = explain_document(routing_map, Evidence(zip="11101"), at=AT)
    assert (usual["line"], usual["language"]) == ("main", "en")
    other = explain_document(routing_map, Evidence(zip="11101"), at=AT, line="otra")
    assert (other["line"], other["language"]) == ("otra", "es")
    with pytest.raises(KeyError):
        explain_document(routing_map, Evidence(), at=AT, line="nobody")


def test_the_same_moment_in_another_zone_is_the_same_document(routing_map: RoutingMap) -> None:
    there = AT.astimezone(timezone(timedelta(hours=-10)))
    here = explain_document(routing_map, Evidence(zip="11101"), at=AT)
    assert explain_document(routing_map, Evidence(zip="11101"), at=there) == here
    assert here["at"] == "2026-11-23T15:00Z"


def test_it_is_json_and_names_no_cell(routing_map: RoutingMap) -> None:
    document = explain_document(routing_map, Evidence(zip="11101"), at=AT)
    read = json.loads(json.dumps(document))
    assert read == document
    assert "cell" not in read["origin"]
    assert read["origin"] == {
        "zip": "11101", "county": "10001", "state": "WL", "lat": 0.0, "lon": 10.0,
        "precision": "zip", "source": "zip",
    }  # fmt: skip


# -- whether the line asks for a ZIP --------------------------------------------------------------------


def origin(precision: Precision, source: Source) -> Origin:
    return Origin(None, None, None, None, None, precision, source, 0)


SURE = {Precision.COUNTY, Precision.RATE_CENTER, Precision.CITY}
ASKS = [
    *((ZipPolicy.WHEN_UNCERTAIN, p, p not in {*SURE, Precision.ZIP}) for p in Precision),
    *((ZipPolicy.ALWAYS, p, p is not Precision.ZIP) for p in Precision),
    *((ZipPolicy.NEVER, p, False) for p in Precision),
]


@pytest.mark.parametrize(("policy", "precision", "asks"), ASKS)
def test_when_a_line_asks(policy: ZipPolicy, precision: Precision, *, asks: bool) -> None:
    line = Line("main", "Main", None, ("en",), ("team",), policy)
    assert asks_zip(line, origin(precision, Source.PREFIX)) is asks


# -- the trace ----------------------------------------------------------------------------------------


def test_each_step_is_named(routing_map: RoutingMap) -> None:
    busy = Occupancy(tripped=frozenset({"daisy"}), surge=Surge(("fern",)))
    document = explain_document(
        routing_map, Evidence(zip="11102"), at=AT, language="es", occupancy=busy, trace=True
    )
    rows = {row["center"]: dict(row) for row in document["trace"]}
    assert [row["center"] for row in document["trace"]][: len(document["chain"])] == [
        "birch", "aster", "cedar", "daisy", "edel"
    ]  # fmt: skip
    moved = "3 moved for the language"
    assert rows == {
        "birch": {"center": "birch", "placed": "1 serving: its service area names the county",
                  "language": moved, "then": "5 rings"},
        "aster": {"center": "aster", "placed": "1 serving: its service area names the ZIP",
                  "language": moved, "then": "5 rings"},
        "cedar": {"center": "cedar", "placed": "1 serving: its service area names the county",
                  "language": moved, "then": "4 skipped: paused"},
        "daisy": {"center": "daisy", "placed": "2 next closest", "then": "4 skipped: tripped"},
        "edel": {"center": "edel", "placed": "2 next closest", "then": "5 rings"},
        "fern": {"center": "fern", "placed": "5 mutual aid of the surge overlay", "then": "rings"},
        "wl-team": {"center": "wl-team", "placed": "6 or 7 backup", "then": "skipped: closed"},
        "far": {"center": "far", "placed": "6 or 7 backup", "then": "skipped: closed"},
        "team": {"center": "team", "placed": "7 national backup", "then": "rings"},
    }  # fmt: skip


def test_a_center_beyond_the_last_leg(routing_map: RoutingMap) -> None:
    document = explain_document(routing_map, Evidence(zip="11101"), at=AT, trace=True)
    assert document["dropped"] == [{"center": "edel", "reason": "leg_limit"}]
    (row,) = (row for row in document["trace"] if row["center"] == "edel")
    assert row["then"] == "5 dropped: leg_limit"


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(0, 10))
def test_the_trace_names_everybody(seed: int, size: int) -> None:
    rng = Random(seed)
    network = random_networks.network(seed, size)
    routing_map = small_world.map_of(network)
    for _ in range(20):
        found = locate(routing_map, random_networks.evidence(rng))
        now = random_networks.occupancy(rng, network)
        needs = Needs(None, rng.choice(("en", "es", "xx")))
        given_decision = decide(routing_map, found, needs, now, random_networks.moment(rng))
        rows = trace_of(given_decision, routing_map.chain(found.cell).ids)
        # A center of the chain that only the surge dials has a row for each of the two.
        aid = {leg.center for leg in given_decision.legs if leg.kind is LegKind.MUTUAL_AID}
        named = [row["center"] for row in rows]
        assert set(named) == everybody_of(given_decision)
        assert {name for name in named if named.count(name) > 1} == aid & set(given_decision.chain)


def everybody_of(given_decision: Decision) -> set[str]:
    skips = (*given_decision.skipped, *given_decision.dropped)
    return {leg.center for leg in given_decision.legs} | {skip.center for skip in skips}
