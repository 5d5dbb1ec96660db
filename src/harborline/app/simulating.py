"""A simulation from end to end: replications spread over cores, what each change buys, and the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from math import isnan
from typing import Any, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap
from harborline.planning.network_sim import (
    Change,
    Field,
    Replication,
    Scenario,
    book_for,
    replicate,
)
from harborline.planning.network_summary import (
    Interval,
    Load,
    by_uptake,
    differences,
    figures_of,
    loads,
)

Progress = Callable[[str, int, int], None]
_DIGITS = 4
_MOST_REPLICATIONS = 10_000
_WORTH_COMPILING = 500_000
"""Calls from which on the walk is compiled first, which takes seconds; it gives the same either way."""


class Plan(NamedTuple):
    """How often, from which seed, and over how many threads; the last changes nothing but the time."""

    replications: int
    seed: int
    workers: int


class Simulated(NamedTuple):
    """All replications of a scenario, and of each change beside it, by name."""

    scenario: Scenario
    plan: Plan
    usual: list[Replication]
    changed: dict[str, list[Replication]]


def simulate(
    field: Field,
    scenario: Scenario,
    changes: dict[str, Change],
    plan: Plan,
    progress: Progress | None = None,
) -> Simulated:
    """Runs a scenario, and again with each change added to it. Raises UnusableInput."""
    if not 1 <= plan.replications <= _MOST_REPLICATIONS or plan.workers < 1:
        raise UnusableInput("A simulation takes 1 to 10,000 replications.")
    scenarios = [scenario, *(_with(scenario, change) for change in changes.values())]
    books = [book_for(field, one) for one in scenarios]
    total = len(scenarios) * plan.replications
    plain = _expected(scenario) * total < _WORTH_COMPILING
    runs: list[list[Replication | None]] = [[None] * plan.replications for _ in scenarios]
    # The walk lets go of the interpreter, so threads use all cores and compile it once.
    with ThreadPoolExecutor(plan.workers) as pool:
        asked = {
            pool.submit(replicate, field, books[row], one, plan.seed, number, plain=plain): (
                row,
                number,
            )
            for row, one in enumerate(scenarios)
            for number in range(plan.replications)
        }
        try:
            for done, future in enumerate(as_completed(asked), 1):
                row, number = asked[future]
                runs[row][number] = future.result()
                if progress:
                    progress("simulating", done, total)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    usual, *others = ([one for one in row if one is not None] for row in runs)
    return Simulated(scenario, plan, usual, dict(zip(changes, others, strict=True)))


def _expected(scenario: Scenario) -> float:
    demand = scenario.demand
    return demand.calls_per_day * demand.hours / 24 * max(demand.times)


def _with(scenario: Scenario, change: Change) -> Scenario:
    usual = scenario.change
    both = Change((*usual.seats, *change.seats), (*usual.aid, *change.aid))
    return scenario._replace(change=both)


def change_of(text: str, routing_map: RoutingMap) -> Change:
    """Reads `advocate:ID`, `advocate:ID:N` or `pact:ID,ID`. Raises UnusableInput."""
    kind, _, rest = text.partition(":")
    if kind == "pact" and rest:
        names = tuple(name.strip() for name in rest.split(","))
        centers = set(routing_map.ids[: routing_map.center_count])
        for name in names:
            if name not in centers:
                raise UnusableInput(f"The map has no center {name} that could give mutual aid.")
        return Change(aid=names)
    name, _, more = rest.partition(":")
    digits = more.removeprefix("-")
    if kind != "advocate" or not name or not (digits.isascii() and (digits or "1").isdigit()):
        raise UnusableInput("Write a change as advocate:ID, advocate:ID:N or pact:ID,ID.")
    if name not in routing_map.parties:
        raise UnusableInput(f"The map has no center or backup {name}.")
    return Change(seats=((name, int(more or "1")),))


def document_of(field: Field, simulated: Simulated) -> dict[str, Any]:
    """Gives everything as JSON-able values; rates 0 to 1, of the calls offered."""
    demand, plan = simulated.scenario.demand, simulated.plan
    return {
        "map": field.routing_map.version,
        "line": field.line,
        "begins": datetime.fromtimestamp(demand.begins * 60, UTC).isoformat(),
        "hours": demand.hours,
        "warm_up_hours": simulated.scenario.warm_up_h,
        "shape": demand.shape.label,
        "replications": plan.replications,
        "seed": plan.seed,
        "zip_uptake": simulated.scenario.mix.zip_uptake,
        "figures": _intervals(figures_of(simulated.usual)),
        "right_county_by_zip_uptake": [
            {"zip_uptake": uptake, **_interval(found)}
            for uptake, found in by_uptake(simulated.usual)
        ],
        "load": [{"id": name, **_load(load)} for name, load in loads_by_id(field, simulated.usual)],
        "changes": [
            {"change": name, "difference": _intervals(differences(runs, simulated.usual))}
            for name, runs in simulated.changed.items()
        ],
    }


def loads_by_id(field: Field, replications: Sequence[Replication]) -> list[tuple[str, Load]]:
    """Gives the load of whoever was rung or had a seat, in the order of the map."""
    listed = zip(field.routing_map.ids, loads(replications), strict=True)
    return [(name, load) for name, load in listed if load.legs or load.busy is not None]


def _intervals(found: dict[str, Interval]) -> dict[str, Any]:
    return {name: _interval(one) for name, one in found.items()}


def _interval(found: Interval) -> dict[str, float | None]:
    return {name: _rounded(value) for name, value in found._asdict().items()}


def _load(load: Load) -> dict[str, float | None]:
    return {name: _rounded(value) for name, value in load._asdict().items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None or isnan(value) else round(value, _DIGITS)
