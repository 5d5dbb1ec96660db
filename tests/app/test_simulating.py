import json

import pytest

from harborline.app.simulating import Plan, Simulated, change_of, document_of, simulate
from harborline.atlas.store import load
from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap, read_file
from harborline.planning.calendar_shape import samaritans
from harborline.planning.network_calls import Demand
from harborline.planning.network_sim import Change, Field, Figures, Scenario, Team, field_of
from harborline.stores.map_files import demo_map_path

NATIONAL = "demo-national-1"
SCENARIO = Scenario(
    Demand(29_934_000, 3, 3_000, samaritans()), Team(national_seats=1, takes=0.3), warm_up_h=1
)
CHANGES = {"more": Change(seats=((NATIONAL, 8),))}


@pytest.fixture(scope="module")
def routing_map() -> RoutingMap:
    return read_file(demo_map_path())


@pytest.fixture(scope="module")
def field(routing_map: RoutingMap) -> Field:
    return field_of(routing_map, load(), "demo", SCENARIO.demand)


def simulated(field: Field, workers: int, count: int = 4) -> Simulated:
    return simulate(field, SCENARIO, CHANGES, Plan(count, 3, workers))


def test_it_does_not_matter_how_many_work_on_it(field: Field) -> None:
    alone, several = simulated(field, 1), simulated(field, 3)
    assert document_of(field, alone) == document_of(field, several)
    assert [one.figures for one in alone.usual] == [one.figures for one in several.usual]


def test_the_document_tells_figures_load_and_what_a_change_buys(field: Field) -> None:
    seen: list[tuple[int, int]] = []
    found = simulate(
        field,
        SCENARIO,
        CHANGES,
        Plan(4, 3, 2),
        lambda _what, done, total: seen.append((done, total)),
    )
    assert seen == [(done, 8) for done in range(1, 9)]
    document = json.loads(json.dumps(document_of(field, found)))
    assert list(document["figures"]) == list(Figures._fields)
    assert document["begins"] == "2026-11-30T12:00:00+00:00"
    assert [row["zip_uptake"] for row in document["right_county_by_zip_uptake"]] == [
        tenth / 10 for tenth in range(11)
    ]
    lost = document["figures"]["lost"]
    assert lost["low"] < lost["mean"] < lost["high"]
    (change,) = document["changes"]
    assert change["change"] == "more"
    assert change["difference"]["lost"]["high"] < 0
    load_of = {row["id"]: row for row in document["load"]}
    assert load_of[NATIONAL]["talks"] > 1
    assert 0 < load_of[NATIONAL]["busy"] <= 1


def test_one_replication_has_no_interval(field: Field) -> None:
    document = document_of(field, simulated(field, 1, count=1))
    assert document["figures"]["lost"]["low"] is None


def test_changes_are_read_as_written(routing_map: RoutingMap) -> None:
    first, second = routing_map.ids[:2]
    assert change_of(f"advocate:{first}", routing_map) == Change(seats=((first, 1),))
    assert change_of(f"advocate:{NATIONAL}:-2", routing_map) == Change(seats=((NATIONAL, -2),))
    assert change_of(f"pact:{first},{second}", routing_map) == Change(aid=(first, second))


@pytest.mark.parametrize(
    "text",
    ["", "advocate", "advocate:", "advocate:nobody", f"advocate:{NATIONAL}:x", "pact:",
     f"pact:{NATIONAL}", "pact:nobody", f"seat:{NATIONAL}", f"advocate:{NATIONAL}:²"],
)  # fmt: skip
def test_other_changes_are_refused_in_a_sentence(text: str, routing_map: RoutingMap) -> None:
    with pytest.raises(UnusableInput, match=r"^[A-Z].*\.$"):
        change_of(text, routing_map)


@pytest.mark.parametrize("plan", [Plan(0, 1, 1), Plan(10_001, 1, 1), Plan(1, 1, 0)])
def test_a_plan_has_bounds(field: Field, plan: Plan) -> None:
    with pytest.raises(UnusableInput):
        simulate(field, SCENARIO, {}, plan)
