from datetime import UTC, datetime
from math import isnan
from typing import NamedTuple

import numpy as np
import pytest
from benchmarks.network_peer import Hotline

from harborline.atlas.store import load
from harborline.core.errors import UnusableInput
from harborline.core.occupancy import NOTHING_KNOWN, Surge
from harborline.core.reasons import LegKind
from harborline.core.routing import Needs, decide
from harborline.core.routing_map import FREE, RoutingMap, read_file
from harborline.planning.calendar_shape import flat, samaritans
from harborline.planning.network_calls import Demand, Drawn, Manner, Mix, Shocks, draw_calls
from harborline.planning.network_rows import RowBook, window_of
from harborline.planning.network_sim import (
    Change,
    Field,
    Replication,
    Scenario,
    Team,
    book_for,
    field_of,
    open_seconds,
    replicate,
    walked,
    world_of,
)
from harborline.planning.network_summary import (
    Interval,
    by_uptake,
    differences,
    figures_of,
    interval,
    loads,
)
from harborline.stores.map_files import demo_map_path

BEGINS = 29_934_000
"""Noon UTC on Monday, the thirtieth of November 2026, within the days of the demo map."""
DEMAND = Demand(BEGINS, 6, 4_000, samaritans())
USUAL = Scenario(DEMAND, Team(national_seats=12), warm_up_h=1)


class Demo(NamedTuple):
    routing_map: RoutingMap
    field: Field


@pytest.fixture(scope="module")
def demo() -> Demo:
    routing_map = read_file(demo_map_path())
    return Demo(routing_map, field_of(routing_map, load(), routing_map.lines[0].id, DEMAND))


def run(
    demo: Demo, scenario: Scenario = USUAL, count: int = 1, *, plain: bool = True
) -> list[Replication]:
    book = book_for(demo.field, scenario)
    return [
        replicate(demo.field, book, scenario, 6, number, plain=plain) for number in range(count)
    ]


def drawn_of(demo: Demo, **given: object) -> Drawn:
    scenario = USUAL._replace(**given)  # type: ignore[arg-type]
    return draw_calls(
        demo.field.land,
        scenario.demand,
        scenario.mix,
        scenario.manner,
        scenario.shocks,
        np.random.default_rng(1),
    )


# -- the hours and the chains ---------------------------------------------------------------------


def test_between_two_minutes_of_a_window_nobody_opens_or_closes(demo: Demo) -> None:
    routing_map = demo.routing_map
    window = window_of(routing_map, DEMAND.begins + 17, 3)
    assert window.minutes[0] == DEMAND.begins + 17
    for minute in range(DEMAND.begins + 17, DEMAND.begins + 17 + 180):
        moment = routing_map.moment(minute)
        for party in range(len(routing_map.ids)):
            routing_map.judge(party, moment)
        span = int(np.searchsorted(window.minutes, minute, side="right")) - 1
        assert window.standings[span] == moment.standings


def test_rows_are_what_the_decision_says(demo: Demo) -> None:
    routing_map, window, land = demo.routing_map, demo.field.window, demo.field.land
    aid = (routing_map.ids[3], routing_map.ids[400])
    line = routing_map.lines[0]
    book = RowBook(routing_map, line.id, Surge(mutual_aid=aid))
    rng = np.random.default_rng(5)
    cells = rng.choice(land.cell, 400)
    spans = rng.integers(0, len(window.minutes), 400)
    numbers = book.numbers(cells, spans, window)
    table = book.table()
    assert book.asked <= 400
    for cell, span, row in zip(cells.tolist(), spans.tolist(), numbers.tolist(), strict=True):
        at = _moment(window.minutes[span])
        needs = Needs(line.id, line.languages[0])
        surging = NOTHING_KNOWN._replace(surge=Surge(mutual_aid=aid))
        found = decide(routing_map, routing_map.place(cell), needs, NOTHING_KNOWN, at)
        helped = decide(routing_map, routing_map.place(cell), needs, surging, at)
        chain = [routing_map.ids[int(one)] for one in table.chain]
        cuts = [
            int(one)
            for one in (
                table.first[row],
                table.aid[row],
                table.state[row],
                table.national[row],
                table.first[row + 1],
            )
        ]
        open_ones = [
            name for name in found.chain if name not in {skip.center for skip in found.skipped}
        ]
        assert chain[cuts[0] : cuts[1]] == open_ones
        for part, kind in ((1, LegKind.MUTUAL_AID), (2, LegKind.STATE_BACKUP)):
            legs = [leg.center for leg in helped.legs if leg.kind is kind]
            assert chain[cuts[part] : cuts[part + 1]] == legs
        assert chain[cuts[3] : cuts[4]] == [line.national_backups[0]]


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


# -- the callers ----------------------------------------------------------------------------------


def test_calls_come_as_often_and_from_where_people_are(demo: Demo) -> None:
    demand = Demand(DEMAND.begins, 24, 60_000, flat())
    drawn, land = drawn_of(demo, demand=demand), demo.field.land
    assert len(drawn.starts) == pytest.approx(60_000, abs=5 * 60_000**0.5)
    state = np.bincount(land.state, land.people)
    called = np.bincount(land.state[drawn.place], minlength=len(state))
    share = state / state.sum()
    spread = np.sqrt(len(drawn.place) * share * (1 - share))
    assert (np.abs(called - len(drawn.place) * share) <= 5 * spread + 1).all()
    assert (np.diff(drawn.starts) >= 0).all()
    assert (drawn.starts >= drawn.arrives + Manner().menu_s).all()


def test_a_surge_multiplies_the_half_hours_it_names(demo: Demo) -> None:
    demand = Demand(DEMAND.begins, 4, 60_000, flat(), (1.0, 0.0, 3.0))
    halves = np.bincount((drawn_of(demo, demand=demand).arrives // 1800).astype(int), minlength=8)
    assert halves[1] == 0
    assert halves[2:] / 1250 == pytest.approx([3] * 6, rel=0.1)
    assert halves[0] / 1250 == pytest.approx(1, rel=0.15)


def test_evidence_has_the_shares_it_was_given(demo: Demo) -> None:
    demand = Demand(DEMAND.begins, 24, 40_000, flat())
    nowhere = drawn_of(demo, demand=demand, mix=Mix(0.25, 0, 0, 0, 0))
    assert (nowhere.digits_cell == 0).all()
    assert (nowhere.cell == nowhere.zip_cell).mean() == pytest.approx(0.25, abs=0.02)
    land = demo.field.land
    home = drawn_of(demo, demand=demand, mix=Mix(0, 1, 0, 0, 0))
    county, routed = land.county[home.place], land.county_of[home.digits_cell]
    assert (routed == county)[np.isin(county, land.county_of[land.codes.all.cells])].all()
    near = drawn_of(demo, demand=demand, mix=Mix(0, 0, 1, 0, 0))
    assert (land.state_of[near.digits_cell] == land.state[near.place]).mean() > 0.97


def test_common_shocks_move_all_calls_of_a_day_together(demo: Demo) -> None:
    demand = Demand(DEMAND.begins, 6, 4_000, flat())
    counts = {}
    for name, shocks in (("calm", Shocks()), ("shaken", Shocks(calls=0.5))):
        rngs = [np.random.default_rng(seed) for seed in range(60)]
        counts[name] = np.array(
            [
                len(draw_calls(demo.field.land, demand, Mix(), Manner(), shocks, rng).starts)
                for rng in rngs
            ]
        )
    assert counts["calm"].std() < 3 * 1000**0.5
    assert 300 < counts["shaken"].std() < 800
    assert counts["shaken"].mean() == pytest.approx(1000, rel=0.25)


# -- replications ---------------------------------------------------------------------------------


def test_a_replication_depends_on_its_seed_and_number_alone(demo: Demo) -> None:
    book, fresh = book_for(demo.field, USUAL), book_for(demo.field, USUAL)
    later = replicate(demo.field, book, USUAL, 6, 1)
    first = replicate(demo.field, book, USUAL, 6, 0)
    again = replicate(demo.field, fresh, USUAL, 6, 0)
    plain = replicate(demo.field, fresh, USUAL, 6, 0, plain=True)
    assert first.figures == again.figures == plain.figures
    assert (first.taken == plain.taken).all()
    assert (first.busy_s == plain.busy_s).all()
    assert later.figures != first.figures
    assert replicate(demo.field, fresh, USUAL, 7, 0).figures != first.figures


def test_every_call_is_answered_or_lost(demo: Demo) -> None:
    (one,) = run(demo)
    found = one.figures
    parts = found.in_area + found.other_center + found.state_backup + found.national + found.lost
    assert parts == pytest.approx(1)
    assert found.answered == pytest.approx(1 - found.lost)
    assert min(found[:-2]) >= 0
    assert found.mean_wait_s < found.p90_wait_s
    assert (one.busy_s <= one.open_s + 1e-6)[: demo.routing_map.center_count].sum() > 900


def test_the_whole_network_tells_the_same_event_by_event(demo: Demo) -> None:
    scenario = USUAL._replace(team=Team(national_seats=3, takes=0.6))
    _, world = world_of(demo.field, book_for(demo.field, scenario), scenario, 11, 0)
    state = walked(*world, plain=False)
    hotline = Hotline(*world)
    hotline.run()
    at = np.asarray(state.answered_at)
    assert set(hotline.answered) == set(np.flatnonzero(at >= 0).tolist())
    assert all(int(state.party[call]) == party for call, (party, _) in hotline.answered.items())
    assert 0 < len(hotline.held) < len(at)


def test_zips_route_callers_to_the_county_they_are_in(demo: Demo) -> None:
    curve = dict(by_uptake(run(demo, count=3)))
    assert curve[1.0].mean > 0.95
    assert curve[0.0].mean == pytest.approx(Mix().at_home, abs=0.08)
    assert curve[0.5].mean == pytest.approx((curve[0.0].mean + curve[1.0].mean) / 2)
    everybody = run(demo, USUAL._replace(mix=Mix(zip_uptake=1.0)), count=3)
    assert [one.figures.right_county for one in everybody] == [
        one.figures.right_by_zip for one in everybody
    ]
    nobody = run(demo, USUAL._replace(mix=Mix(zip_uptake=0.0)), count=3)
    more = differences(everybody, nobody)["in_area"]
    assert more.low > 0


def test_advocates_and_pacts_buy_something_on_the_same_callers(demo: Demo) -> None:
    busy = USUAL._replace(demand=DEMAND._replace(calls_per_day=120_000.0, hours=3))
    usual = run(demo, busy, count=3, plain=False)
    national = demo.routing_map.ids[demo.routing_map.nationals[demo.field.line][0]]
    more = run(demo, busy._replace(change=Change(seats=((national, 20),))), count=3, plain=False)
    assert [one.figures.offered for one in more] == [one.figures.offered for one in usual]
    bought = differences(more, usual)
    assert bought["lost"].high < 0
    assert bought["right_county"] == Interval(0.0, 0.0, 0.0)
    idle = [
        demo.routing_map.ids[party]
        for party, load in enumerate(loads(usual)[: demo.routing_map.center_count])
        if load.busy is not None and load.busy < 0.2
    ][:6]
    helped = differences(
        run(demo, busy._replace(change=Change(aid=tuple(idle))), count=3, plain=False), usual
    )
    assert helped["other_center"].low > 0


def test_empty_seats_cost_answers(demo: Demo) -> None:
    busy = USUAL._replace(demand=DEMAND._replace(calls_per_day=120_000.0, hours=3))
    fewer = busy._replace(shocks=Shocks(absent=0.6, absent_spread=0.02))
    assert (
        differences(run(demo, fewer, count=3, plain=False), run(demo, busy, count=3, plain=False))[
            "lost"
        ].low
        > 0
    )


def test_seats_are_open_as_long_as_the_hours_say(demo: Demo) -> None:
    _, (_, _, _, terms) = world_of(demo.field, book_for(demo.field, USUAL), USUAL, 1, 0)
    opened = open_seconds(demo.field, terms)
    routing_map = demo.routing_map
    for party in range(0, len(routing_map.ids), 97):
        minutes = 0
        for minute in range(DEMAND.begins + 60, DEMAND.begins + 360):
            minutes += routing_map.judge(party, routing_map.moment(minute)) == FREE
        assert opened[party] == 60 * minutes


def test_loads_and_intervals_are_means_over_replications(demo: Demo) -> None:
    replications = run(demo, count=3)
    figures = figures_of(replications)
    assert figures["lost"].mean == pytest.approx(sum(one.figures.lost for one in replications) / 3)
    talks = sum(load.talks for load in loads(replications))
    assert talks == pytest.approx(sum(int(one.taken.sum()) for one in replications) / 3)
    assert interval([1.0, 2.0, 3.0]) == pytest.approx((2, 2 - 2.4841, 2 + 2.4841), abs=1e-3)
    assert interval([5.0])[0] == 5
    assert isnan(interval([5.0]).low)
    assert isnan(interval([]).mean)
    assert isinstance(interval([float("nan"), 4.0]), Interval)


@pytest.mark.parametrize(
    "scenario",
    [
        USUAL._replace(mix=Mix(zip_uptake=1.2)),
        USUAL._replace(mix=Mix(at_home=0.9, in_state=0.3)),
        USUAL._replace(shocks=Shocks(absent=1.0)),
        USUAL._replace(shocks=Shocks(absent=0.1, absent_spread=0.4)),
        USUAL._replace(change=Change(aid=("nobody",))),
        USUAL._replace(change=Change(seats=(("demo-national-1", -99),))),
    ],
)
def test_what_cannot_be_simulated_is_refused(demo: Demo, scenario: Scenario) -> None:
    with pytest.raises(UnusableInput):
        run(demo, scenario)


def test_a_window_without_calls_is_refused(demo: Demo) -> None:
    with pytest.raises(UnusableInput):
        field_of(demo.routing_map, load(), "demo", DEMAND._replace(calls_per_day=0.0))
