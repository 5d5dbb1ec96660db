"""The network simulated: one replication from a scenario, a seed and a number, and what it shows.

A replication depends on nothing but these three, so it does not matter which process runs it, or in which
order. Calls of the warm-up walk through the network and are not counted. What is not simulated: a center that
opens or closes while a caller rings, a language other than the line's first, callers who come again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.core.occupancy import Surge
from harborline.core.routing_map import FREE
from harborline.planning import network_walk
from harborline.planning.compiled import compiled
from harborline.planning.network_calls import (
    Demand,
    Drawn,
    Manner,
    Mix,
    Shocks,
    check_mix,
    draw_calls,
)
from harborline.planning.network_land import NOWHERE, Land, land_of
from harborline.planning.network_rows import RowBook, Window, window_of
from harborline.planning.network_walk import Calls, Parties, Rows, State, Terms, World

if TYPE_CHECKING:
    import numpy as np

    from harborline.atlas.tables import Atlas
    from harborline.core.routing_map import RoutingMap
    from harborline.planning.network_land import Floats, Ints

LAST_LOCAL_S = 8.0
"""As `callflow.timers`: no local leg begins with less than this left before the national team rings."""
_MOST_SEATS = 10_000
_BLINK_S = 0.001
"""Whole seconds that add up to a bound lie within it, however their sum is rounded."""
_WIDEST = 10.0
_MOST = 24 * 20e6


class Team(NamedTuple):
    """Who answers. Seats: calls at once; `undeclared`: of a center that declares none.

    `state_seats`: of each state backup; `national_seats`: of the national team, which is one team whatever
    national backups a line lists. `takes`: share of the legs to an open center with a free seat that somebody
    takes; `pick_up_s`: seconds until they did, whisper and key included. Both are assumed.
    """

    national_seats: int
    state_seats: int = 2
    undeclared: int = 1
    takes: float = 0.85
    pick_up_s: float = 9.0


class Change(NamedTuple):
    """A difference to try: more seats by id of center or backup, and centers that give mutual aid."""

    seats: tuple[tuple[str, int], ...] = ()
    aid: tuple[str, ...] = ()


class Scenario(NamedTuple):
    """Everything that is simulated but the network. `warm_up_h`: hours at the beginning that do not count."""

    demand: Demand
    team: Team
    mix: Mix = Mix()
    manner: Manner = Manner()
    shocks: Shocks = Shocks()
    warm_up_h: int = 2
    change: Change = Change()


class Field(NamedTuple):
    """A map made ready: its land, the spans of its hours, the line, and who serves which county and ZIP."""

    routing_map: RoutingMap
    line: str
    land: Land
    window: Window
    serves_county: Ints
    serves_zip: Ints


class Figures(NamedTuple):
    """What one replication shows. Shares are of the calls offered after the warm-up, 0 to 1.

    `in_area`: answered by a center that serves the caller's county or names the ZIP; `other_center`,
    `state_backup`, `national`: answered by these; `lost`: hung up before a person was there; `held`: came
    into the hold queue. `right_county`: routed by the county they are in; `right_by_zip`, `right_by_digits`:
    the same if all keyed a ZIP, or nobody did. `mean_wait_s`, `p90_wait_s`: from the greeting to a person, of
    the answered; NaN where nobody was.
    """

    offered: float
    in_area: float
    other_center: float
    state_backup: float
    national: float
    lost: float
    held: float
    right_county: float
    right_by_zip: float
    right_by_digits: float
    mean_wait_s: float
    p90_wait_s: float

    @property
    def answered(self) -> float:
        """Answered by anybody / offered."""
        return 1 - self.lost


class Replication(NamedTuple):
    """Figures, and by party: talks begun, legs rung, seat seconds busy and seat seconds open."""

    figures: Figures
    taken: Ints
    rung: Ints
    busy_s: Floats
    open_s: Floats


def field_of(routing_map: RoutingMap, atlas: Atlas, line: str, demand: Demand) -> Field:
    """Makes a map ready for the window of a demand. Raises UnusableInput."""
    if not 0 < demand.calls_per_day < float("inf") or demand.hours < 1 or not demand.times:
        raise UnusableInput("A simulation needs calls, and at least one hour.")
    return Field(
        routing_map,
        line,
        land_of(routing_map, atlas),
        window_of(routing_map, demand.begins, demand.hours),
        _served(routing_map, "party_counties", "area_counties"),
        _served(routing_map, "party_zips", "area_zips"),
    )


def _served(routing_map: RoutingMap, bounds: str, areas: str) -> Ints:
    """Gives pairs of center and county, or center and ZIP, each as one number."""
    import numpy as np

    first = np.asarray(routing_map.sections[bounds], np.int64)
    values = np.asarray(routing_map.sections[areas], np.int64)
    party = np.repeat(np.arange(len(first) - 1), np.diff(first))
    return _pair(party, values)


def _pair(party: Ints, area: Ints) -> Ints:
    return party * 100_000 + area


def book_for(field: Field, scenario: Scenario) -> RowBook:
    """Gives the book of rows that replications of a scenario share. Raises UnusableInput."""
    check_mix(scenario.mix)
    _check_team(scenario)
    change = scenario.change
    known = field.routing_map.parties
    unknown = [name for name in (*change.aid, *dict(change.seats)) if name not in known]
    if unknown:
        raise UnusableInput(f"The map has no center or backup {unknown[0]}.")
    surge = Surge(mutual_aid=change.aid) if change.aid else None
    return RowBook(field.routing_map, field.line, surge)


def _check_team(scenario: Scenario) -> None:
    team, shocks = scenario.team, scenario.shocks
    if not all(0 <= seats <= _MOST_SEATS for seats in team[:3]):
        raise UnusableInput("Seats are 0 to 10,000.")
    if not 0 <= team.takes <= 1:
        raise UnusableInput("The share of legs that are taken is 0 to 1.")
    if not all(0 <= one <= _WIDEST for one in (shocks.calls, shocks.state_calls)):
        raise UnusableInput("A shock's standard deviation is 0 to 10 times its mean.")
    if scenario.demand.calls_per_day * scenario.demand.hours * max(scenario.demand.times) > _MOST:
        raise UnusableInput("These are more than 20 million calls; simulate fewer.")


def replicate(
    field: Field,
    book: RowBook,
    scenario: Scenario,
    seed: int,
    number: int,
    *,
    plain: bool = False,
) -> Replication:
    """Runs replication `number`. `plain`: without the compiler, with the same results."""
    import numpy as np

    drawn, world = world_of(field, book, scenario, seed, number)
    state = walked(*world, plain=plain)
    parties, _, _, terms = world
    return Replication(
        _figures(field, scenario, drawn, state),
        np.asarray(state.taken),
        np.asarray(state.rung),
        np.asarray(state.busy_s),
        open_seconds(field, terms) * np.asarray(parties.seats),
    )


def world_of(
    field: Field, book: RowBook, scenario: Scenario, seed: int, number: int
) -> tuple[Drawn, World]:
    """Draws a replication, and gives it as columns to walk."""
    import numpy as np

    people, staff = (
        np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, one)))
        for one in range(2)
    )
    demand = scenario.demand
    drawn = draw_calls(field.land, demand, scenario.mix, scenario.manner, scenario.shocks, people)
    minutes = np.array(field.window.minutes) - demand.begins
    spans = np.searchsorted(minutes, drawn.starts // 60, side="right") - 1
    calls = Calls(
        drawn.starts,
        drawn.gives_up,
        drawn.talk,
        book.numbers(drawn.cell, spans, field.window),
        drawn.chance,
    )
    parties = parties_of(field, scenario, staff)
    return drawn, (parties, book.table(), calls, _terms(field, scenario))


def parties_of(field: Field, scenario: Scenario, staff: np.random.Generator) -> Parties:
    """Gives everybody's seats on this day: declared, less those nobody sits at, and what a change adds."""
    import numpy as np

    routing_map, team, shocks = field.routing_map, scenario.team, scenario.shocks
    centers, count = routing_map.center_count, len(routing_map.ids)
    declared = np.asarray(routing_map.capacity_of, np.int64)[:centers]
    seats = np.full(count, team.state_seats, np.int64)
    seats[:centers] = np.where(declared < 0, team.undeclared, declared)
    nationals = list(routing_map.nationals[field.line])
    seats[nationals] = 0
    seats[nationals[0]] = team.national_seats
    away = _absent(shocks, staff)
    seats[:centers] -= staff.binomial(seats[:centers], away)
    for name, more in scenario.change.seats:
        seats[routing_map.parties[name]] += more
    if (seats < 0).any() or (seats > _MOST_SEATS).any():
        raise UnusableInput("Nobody can have fewer than 0 seats, or more than 10,000.")
    takes = np.full(count, team.takes)
    takes[nationals] = 1.0
    national = np.zeros(count, np.int64)
    national[nationals] = 1
    return Parties(seats, np.asarray(routing_map.ring_s_of, np.float64), takes, national)


def _absent(shocks: Shocks, staff: np.random.Generator) -> float:
    """Draws the share of seats that nobody sits at: a Beta share of the mean and spread, the same for all."""
    mean, spread = shocks.absent, shocks.absent_spread
    if not 0 <= mean < 1 or spread < 0 or (spread > 0 and spread * spread >= mean * (1 - mean)):
        raise UnusableInput("The share of absent advocates and its spread fit no distribution.")
    if spread == 0:
        return mean
    both = mean * (1 - mean) / (spread * spread) - 1
    return float(staff.beta(mean * both, (1 - mean) * both))


def _terms(field: Field, scenario: Scenario) -> Terms:
    line, rules = field.routing_map.line(field.line), field.routing_map.rules
    return Terms(
        rules.max_local_legs,
        line.max_local_wait_s - LAST_LOCAL_S + _BLINK_S,
        float(line.max_local_wait_s),
        scenario.team.pick_up_s,
        scenario.warm_up_h * 3600.0,
        scenario.demand.hours * 3600.0,
    )


def open_seconds(field: Field, terms: Terms) -> Floats:
    """Gives for how many of the counted seconds the map lets each party be dialed."""
    import numpy as np

    begins = field.window.minutes[0]
    edges = [60.0 * (minute - begins) for minute in field.window.minutes] + [terms.ends]
    inside = np.diff(np.clip(edges, terms.begins, terms.ends))
    table = np.frombuffer(b"".join(field.window.standings), np.uint8).reshape(len(inside), -1)
    return np.asarray(inside @ (table == FREE), np.float64)


def walked(parties: Parties, rows: Rows, calls: Calls, terms: Terms, *, plain: bool) -> State:
    """Lets the calls walk, and gives where each ended."""
    import numpy as np

    count, size = len(calls.starts), len(parties.seats)
    ints = [np.zeros(count, np.int64) for _ in range(7)]
    state = State(
        ints[0], ints[1], np.full(count, -1.0), ints[2], ints[3], ints[4], np.zeros(count),
        np.zeros(max(count * terms.limit, 1), np.int64), np.zeros(size, np.int64), np.zeros(size),
        np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(count + 1),
        np.zeros(count + 1, np.int64), ints[5], ints[6], np.zeros(3, np.int64),
    )  # fmt: skip
    world = (parties, rows, calls, terms)
    if not plain:
        compiled(*network_walk.COMPILED)(world, state)
        return state
    plain_world = (
        Parties(*_lists(parties)),
        Rows(*_lists(rows)),
        Calls(*_lists(calls)),
        terms,
    )
    state = State(*_lists(state))
    network_walk.walk(plain_world, state)
    return state


def _lists(columns: tuple[Any, ...]) -> list[list[Any]]:
    return [column.tolist() for column in columns]


def _figures(field: Field, scenario: Scenario, drawn: Drawn, state: State) -> Figures:
    import numpy as np

    counted = drawn.arrives >= scenario.warm_up_h * 3600.0
    offered = int(counted.sum())
    if not offered:
        return Figures(0.0, *[float("nan")] * 11)
    land, routing_map = field.land, field.routing_map
    at = np.asarray(state.answered_at)[counted]
    party, place = np.asarray(state.party)[counted], drawn.place[counted]
    answered = at >= 0
    center = answered & (party < routing_map.center_count)
    serves = np.isin(_pair(party, land.county[place]), field.serves_county)
    serves |= np.isin(_pair(party, land.zip[place]), field.serves_zip)
    national = answered & np.isin(party, routing_map.nationals[field.line])
    wait = (at - drawn.arrives[counted])[answered]
    county = land.county[place]

    def right(cells: Ints) -> float:
        routed = land.county_of[cells[counted]]
        return float(((routed == county) & (routed != NOWHERE)).mean())

    return Figures(
        float(offered),
        float((center & serves).mean()),
        float((center & ~serves).mean()),
        float((answered & ~center & ~national).mean()),
        float(national.mean()),
        float((~answered).mean()),
        float(np.asarray(state.held)[counted].mean()),
        right(drawn.cell),
        right(drawn.zip_cell),
        right(drawn.digits_cell),
        float(wait.mean()) if len(wait) else float("nan"),
        float(np.quantile(wait, 0.9)) if len(wait) else float("nan"),
    )
