"""The callers of one replication, drawn: when they call, where they are, what they say of it, how long they talk.

All chance comes from one Generator, and before anybody is dialed: two networks meet the very same callers.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.planning.calendar_shape import HALF_HOURS, Shape, factors
from harborline.planning.network_land import pick
from harborline.planning.queue_sim import exponential

if TYPE_CHECKING:
    import numpy as np

    from harborline.planning.network_land import Floats, Ints, Land
    from harborline.planning.queue_sim import Sampler

_HALF_HOUR_S = 1800.0
_LEAST_CHANCES = 1 << 16


class Mix(NamedTuple):
    """What tells where callers are. `zip_uptake`: share of all that key their ZIP; the rest are shares of the others.

    `at_home`: their six digits name a place in the county they are in; `in_state`: a place elsewhere in the
    state; `elsewhere`: any place of the country; `area_code`: the area code alone; whoever is left is placed
    by nothing. Usual: 58 % of cell callers are in the county of their digits and 93 % in the state (BRFSS 2016;
    C. Pierannunzi and others, Survey Practice 12(1), 2019), 80 % of callers use a cell (FCC DOC-397325, 2023)
    and the others are where their digits are; the last 4 + 2 of 100 are assumed.
    """

    zip_uptake: float = 0.4
    at_home: float = 0.62
    in_state: float = 0.267
    elsewhere: float = 0.053
    area_code: float = 0.04


class Demand(NamedTuple):
    """Calls of a window. `begins`: minute UTC since 1970, `hours`: its length with the warm-up.

    `calls_per_day`: of a usual day in the mean of the week; `times`: multiplier of each half hour, the last
    one holds on; `shape`: of the day and week by the callers' own clocks.
    """

    begins: int
    hours: int
    calls_per_day: float
    shape: Shape
    times: tuple[float, ...] = (1.0,)


class Manner(NamedTuple):
    """How callers are. `menu_s`: greeting and menus; `zip_s`: more of it for those who key a ZIP.

    Patience counts from the greeting on, until a person is there; no distribution measured at a crisis line
    is known, so it is a parameter.
    """

    talk: Sampler = exponential(600.0)
    patience: Sampler = exponential(300.0)
    menu_s: float = 10.0
    zip_s: float = 12.0


class Shocks(NamedTuple):
    """What hits all at once, one draw in a replication: standard deviation / mean of gamma factors.

    `calls`: on all calls; `state_calls`: on those of each state. `absent`: mean share of the centers' seats
    that nobody sits at, `absent_spread`: its standard deviation over replications, as of a Beta share.
    """

    calls: float = 0.0
    state_calls: float = 0.0
    absent: float = 0.0
    absent_spread: float = 0.0


class Drawn(NamedTuple):
    """Callers in the order in which they begin to be connected; seconds from the beginning of the window.

    `place`: number of the ZIP in the land; `zip_cell`, `digits_cell`: what both ways would say; `cell`: what
    this caller says; `chance`: for legs.
    """

    arrives: Floats
    starts: Floats
    gives_up: Floats
    talk: Floats
    place: Ints
    zip_cell: Ints
    digits_cell: Ints
    cell: Ints
    chance: Floats


def check_mix(mix: Mix) -> None:
    """Raises UnusableInput with one sentence."""
    shares = mix[1:]
    if not all(0 <= share <= 1 for share in mix) or sum(shares) > 1 + 1e-9:
        raise UnusableInput("The shares of evidence must be 0 to 1, and together at most 1.")


def draw_calls(
    land: Land,
    demand: Demand,
    mix: Mix,
    manner: Manner,
    shocks: Shocks,
    rng: np.random.Generator,
) -> Drawn:
    """Draws the callers of one replication."""
    import numpy as np

    people = land.people * _gamma(rng, shocks.state_calls, int(land.state.max()) + 2)[land.state]
    at, place = _arrivals(land, people, demand, _gamma(rng, shocks.calls, 1)[0], rng)
    count = len(at)
    zips = rng.random(count) < mix.zip_uptake
    digits = _digits(land, land.county[place], land.state[place], mix, rng)
    talk, patience = manner.talk(rng, count), manner.patience(rng, count)
    starts = at + manner.menu_s + np.where(zips, manner.zip_s, 0.0)
    chance = rng.random(max(_LEAST_CHANCES, 4 * count))
    order = np.argsort(starts, kind="stable")
    place, cell = place[order], np.where(zips, land.cell[place], digits)[order]
    return Drawn(
        at[order],
        starts[order],
        (at + patience)[order],
        talk[order],
        place,
        land.cell[place],
        digits[order],
        cell,
        chance,
    )


def _gamma(rng: np.random.Generator, variation: float, count: int) -> Floats:
    """Gives factors of mean 1; drawn also where they do not vary, so that the rest stays as it is."""
    import numpy as np

    shape = 1 / variation**2 if variation > 0 else 1.0
    drawn = rng.gamma(shape, 1 / shape, count)
    return drawn if variation > 0 else np.ones(count)


def _arrivals(
    land: Land, people: Floats, demand: Demand, shock: float, rng: np.random.Generator
) -> tuple[Floats, Ints]:
    """Draws seconds and ZIPs: a Poisson number for each zone and half hour, evenly spread within it."""
    import numpy as np

    halves = 2 * demand.hours
    times = np.array([*demand.times[:halves], *[demand.times[-1]] * (halves - len(demand.times))])
    begins = datetime.fromtimestamp(demand.begins * 60, UTC)
    summed = np.concatenate([np.zeros(1), np.cumsum(people)])
    ends = summed[land.bounds]
    usual = demand.calls_per_day / HALF_HOURS * shock * times / land.people.sum()
    rates = np.array([factors(demand.shape, begins, halves, zone) for zone in land.zones])
    rates *= usual * np.diff(ends)[:, None]
    counts = rng.poisson(rates)
    zone, half = (
        np.repeat(np.indices(counts.shape)[axis].ravel(), counts.ravel()) for axis in range(2)
    )
    at = (half + rng.random(len(half))) * _HALF_HOUR_S
    where = ends[zone] + rng.random(len(half)) * np.diff(ends)[zone]
    place = np.searchsorted(summed, where, side="right") - 1
    return at, np.clip(place, land.bounds[zone], land.bounds[zone + 1] - 1)


def _digits(land: Land, county: Ints, state: Ints, mix: Mix, rng: np.random.Generator) -> Ints:
    """Draws what the six digits of each caller say, whether it is needed or not."""
    import numpy as np

    count = len(county)
    kind = np.searchsorted(np.cumsum(mix[1:]), rng.random(count), side="right")
    chance = rng.random(count)
    codes = land.codes
    broad = pick(codes.broad_by_state, state, chance)
    home = pick(codes.by_county, county, chance)
    return np.select(
        [kind == 0, kind == 1, kind == 2, kind == 3],
        [
            np.where(home > 0, home, broad),
            pick(codes.by_state, state, chance),
            pick(codes.all, np.zeros(count, np.int64), chance),
            broad,
        ],
        0,
    )
