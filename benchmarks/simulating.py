"""The whole network simulated, beside the same model in SimPy on the same drawn calls; and a surge day's seconds."""

from __future__ import annotations

from time import process_time

from benchmarks.network_peer import Hotline
from benchmarks.questions import SEED, TINY, Size, demo_map
from benchmarks.table import Row
from benchmarks.timing import paired
from harborline.atlas.store import load
from harborline.core.map_format import EPOCH_ORDINAL
from harborline.planning.calendar_shape import samaritans
from harborline.planning.network_calls import Demand
from harborline.planning.network_sim import (
    Field,
    Scenario,
    Team,
    book_for,
    field_of,
    replicate,
    walked,
    world_of,
)
from harborline.planning.network_walk import Calls, Parties, Rows

PEER = "SimPy, the same rules event by event, on the same drawn calls"
_ROUNDS = 5


def measure(size: Size) -> list[Row]:
    """Gives the rows."""
    calls = 300 if size == TINY else 10_000
    # A Monday from noon UTC on, after the first four weeks of the demo's days.
    begins = (demo_map().first_day - EPOCH_ORDINAL + 29) * 1440 + 720
    demand = Demand(begins, 26, calls, samaritans())
    field = field_of(demo_map(), load(), demo_map().lines[0].id, demand)
    surge = demand._replace(calls_per_day=300 if size == TINY else 50_000)
    return [
        *_beside_simpy(field, Scenario(demand, Team(calls // 100)), min(size.rounds, _ROUNDS)),
        *_surge_day(field, Scenario(surge, Team(int(surge.calls_per_day // 100)))),
    ]


def _beside_simpy(field: Field, scenario: Scenario, rounds: int) -> list[Row]:
    """Gives the row of the compiled walk, and for context that of its plain twin."""
    book = book_for(field, scenario)
    worlds = [world_of(field, book, scenario, SEED, number)[1] for number in range(rounds + 1)]

    def peer(number: int) -> int:
        parties, rows, calls, terms = worlds[number]
        hotline = Hotline(*_listed(parties, rows, calls), terms)
        hotline.run()
        return len(calls.starts)

    made = []
    what = f"calls through {field.routing_map.center_count:,} centers with overflow"
    for part, way, plain, goal in (("16e", "compiled", False, 10.0), ("", "plain", True, None)):

        def ours(number: int, *, plain: bool = plain) -> int:
            walked(*worlds[number], plain=plain)
            return len(worlds[number][2].starts)

        ours(0)
        pair = paired(peer, ours, rounds=rounds)
        note = (
            f"{pair.peer_ns / 1000:,.2f} us a call against {pair.ours_ns / 1000:,.0f} us in SimPy"
        )
        told = f"{what}, {way}: times faster"
        made.append(
            Row(part, told, PEER, pair.ratio, pair.low, pair.high, at_least=goal, note=note)
        )
    return made


def _listed(parties: Parties, rows: Rows, calls: Calls) -> tuple[Parties, Rows, Calls]:
    """Gives the columns as lists, which Python reads faster."""
    return (
        Parties(*(column.tolist() for column in parties)),
        Rows(*(column.tolist() for column in rows)),
        Calls(*(column.tolist() for column in calls)),
    )


def _surge_day(field: Field, scenario: Scenario) -> list[Row]:
    """Gives the seconds of a replication drawn, routed and walked; the first one asks for most chains."""
    book = book_for(field, scenario)
    found = replicate(field, book, scenario, SEED, 0)
    asked, others = book.asked, []
    for number in range(1, 4):
        began = process_time()
        replicate(field, book, scenario, SEED, number)
        others.append(process_time() - began)
    fresh = book_for(field, scenario)
    began = process_time()
    replicate(field, fresh, scenario, SEED, 0)
    first = process_time() - began
    what = f"a surge day of {found.figures.offered:,.0f} calls, a replication"
    note = f"{asked:,} decisions asked; the first replication, which asks for most, {first:.2f} s"
    worst = max(others)
    return [Row("16f", what, "seconds of CPU", worst, min(others), worst, 2, None, "s", note)]
