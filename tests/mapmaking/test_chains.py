"""Steps 1 and 2 for every place at once, held to looking at every center for every place."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import random_networks
import small_world
from harborline.core.directory import Center, Rollover, Rules
from harborline.core.places import Precision, distance_tenths
from harborline.mapmaking.cells import Cell, cells_of
from harborline.mapmaking.chains import chains_of
from harborline.mapmaking.distances import chord_of, on_sphere, tenths

seeds = st.integers(0, 2**32)

# -- by brute force ---------------------------------------------------------------------------------


def tenths_to(cell: Cell, center: Center) -> int:
    if cell.lat is None or cell.lon is None:
        return 0
    return distance_tenths(cell.lat, cell.lon, center.lat, center.lon)


def serving_by_force(cell: Cell, centers: Sequence[Center]) -> tuple[list[str], list[str]]:
    """Gives those that name the ZIP, and the others that serve the place."""

    def by_rank(center: Center) -> tuple[int, int, str]:
        return center.rank, tenths_to(cell, center), center.id

    if cell.shares:
        shares = {c.id: sum(p for f, p in cell.shares if f in c.counties) for c in centers}
        some = [c for c in centers if set(c.counties) & {fips for fips, _ in cell.shares}]
        some.sort(key=lambda c: (-round(shares[c.id], 6), tenths_to(cell, c), c.id))
        return [], [c.id for c in some[:3]]
    naming = sorted((c for c in centers if cell.zip in c.zips), key=by_rank)
    county = sorted((c for c in centers if cell.county in c.counties), key=by_rank)
    return [c.id for c in naming], [c.id for c in county if c not in naming]


def following_by_force(
    cell: Cell, centers: Sequence[Center], rules: Rules, serving: Sequence[str]
) -> list[str]:
    if cell.lat is None or cell.precision in {Precision.STATE, Precision.NONE}:
        return []
    found = []
    for center in centers:
        crosses = center.state != cell.state
        agreed = center.rollover is Rollover.ANY or (
            center.rollover is Rollover.STATE and not crosses
        )
        figure = tenths_to(cell, center) + 10 * rules.state_line_km * crosses
        if agreed and center.id not in serving and figure <= 10 * rules.max_km:
            found.append((figure, center.id))
    return [name for _, name in sorted(found)[: rules.chain_depth]]


def assert_as_by_force(cells: Sequence[Cell], centers: Sequence[Center], rules: Rules) -> None:
    ordered = sorted(centers, key=lambda center: center.id)
    for cell, row in zip(cells, chains_of(cells, ordered, rules), strict=True):
        naming, county = serving_by_force(cell, ordered)
        serving = [*naming, *county]
        following = following_by_force(cell, ordered, rules, serving)
        assert (row.naming, row.serving) == (len(naming), len(serving)), cell
        assert [ordered[number].id for number in row.members] == [*serving, *following], cell


# -- networks by chance -----------------------------------------------------------------------------


@settings(max_examples=60)
@given(seeds, st.integers(0, 25))
def test_small_networks(seed: int, size: int) -> None:
    network = random_networks.network(seed, size)
    assert_as_by_force(cells_of(small_world.country()), network.centers, network.rules)


def crowd(rng: Random, size: int, step: float) -> list[Center]:
    """Gives many centers on a grid: the wider its step, the more of them share a point."""
    pattern = random_networks.network(1, 1).centers[0]
    return [
        pattern._replace(
            id=f"c{number:03d}",
            state=rng.choice(("WL", "EL")),
            lat=round(rng.randrange(3) * step, 4),
            lon=round(10 + rng.randrange(12) * step, 4),
            counties=tuple(rng.sample(("10001", "10003", "20001"), rng.choice((0, 0, 1)))),
            zips=("11102",) if rng.random() < 0.1 else (),
            rollover=rng.choice((Rollover.ANY, Rollover.ANY, Rollover.STATE, Rollover.NONE)),
            rank=rng.choice((1, 1, 2)),
        )
        for number in range(size)
    ]


@settings(max_examples=25)
@given(
    seeds,
    st.integers(41, 160),
    st.sampled_from([0.0001, 0.05, 0.5]),
    st.sampled_from([Rules(), Rules(chain_depth=3), Rules(0, 120, 5), Rules(30, 20_000, 40)]),
)
def test_more_neighbours_than_are_asked_for(
    seed: int, size: int, step: float, rules: Rules
) -> None:
    """Ties at the edge of what a tree gives, and points that many share."""
    rng = Random(seed)
    assert_as_by_force(cells_of(small_world.country()), crowd(rng, size, step), rules)


def test_everybody_at_one_point() -> None:
    everybody = [
        center._replace(lat=0.0, lon=10.3, counties=(), zips=(), rollover=Rollover.ANY, state="WL")
        for center in crowd(Random(5), 150, 0.5)
    ]
    cells = cells_of(small_world.country())
    assert_as_by_force(cells, everybody, Rules())
    (row,) = (r for c, r in zip(cells, chains_of(cells, everybody, Rules()), strict=True)
              if c.zip == "11101")  # fmt: skip
    assert row.members == tuple(range(24)), "of equals the first ids"


def test_nobody_at_all() -> None:
    assert_as_by_force(cells_of(small_world.country()), [], Rules())


@pytest.mark.parametrize("figure", ["chain_depth", "max_km"])
def test_no_next_closest_at_all(figure: str) -> None:
    centers = crowd(Random(2), 50, 0.05)
    assert_as_by_force(cells_of(small_world.country()), centers, Rules()._replace(**{figure: 0}))


def test_across_the_date_line_and_around_a_pole() -> None:
    (pattern,) = random_networks.network(1, 1).centers
    pattern = pattern._replace(counties=(), zips=(), rollover=Rollover.ANY, state="AK")
    places = [(51.9, -179.9), (51.9, 179.9), (51.9, 178.0), (89.9, 0.0), (89.9, 179.0), (-89.9, 5)]
    centers = [
        pattern._replace(id=f"c{i}", lat=lat, lon=lon) for i, (lat, lon) in enumerate(places)
    ]
    cells = [Cell(Precision.COUNTY, "AK", None, lat, lon) for lat, lon in places]
    assert_as_by_force(cells, centers, Rules())
    assert chains_of(cells, centers, Rules())[0].members[:3] == (0, 1, 2)


# -- distances --------------------------------------------------------------------------------------


def test_distances_by_the_million_are_those_of_the_decision() -> None:
    rng = np.random.default_rng(6371)
    lat = np.round(rng.uniform(-15, 72, (2, 4000)), 4)
    lon = np.round(rng.uniform(-180, 180, (2, 4000)), 4)
    # Half of them close together, where a center most likely is.
    lat[1, :2000] = np.round(lat[0, :2000] + rng.uniform(-0.5, 0.5, 2000), 4)
    lon[1, :2000] = np.round(lon[0, :2000] + rng.uniform(-0.5, 0.5, 2000), 4)
    found = tenths(lat[0], lon[0], lat[1], lon[1])
    points = zip(*(column.tolist() for column in (lat[0], lon[0], lat[1], lon[1])), strict=True)
    assert found.tolist() == [distance_tenths(*pair) for pair in points]


def test_figures_close_to_a_half_are_rounded_as_the_decision_rounds() -> None:
    """Points along the equator chosen so that tenths of a kilometre end just beside .5."""
    km_of_a_degree = 111.19507973436875
    lon = np.array([(n + 0.5) / 10 / km_of_a_degree + off for n in range(2000)
                    for off in (-1e-13, 0.0, 1e-13)])  # fmt: skip
    zero = np.zeros_like(lon)
    found = tenths(zero, zero, zero, lon)
    assert found.tolist() == [distance_tenths(0.0, 0.0, 0.0, one) for one in lon.tolist()]


def test_columns_and_rows_make_a_table() -> None:
    lat, lon = np.array([[0.0], [1.0]]), np.array([[10.0], [11.0]])
    table = tenths(lat, lon, np.array([0.0, 0.5, 1.0]), np.array([10.0, 10.5, 11.0]))
    assert table.shape == (2, 3)
    assert table[0, 0] == table[1, 2] == 0


@given(st.floats(0.1, 20_000), st.floats(-60, 60), st.floats(-180, 180))
def test_a_chord_spans_its_arc(km: float, lat: float, lon: float) -> None:
    """Two points so far apart have a straight line of just that length between them."""
    other = lat + np.degrees(km / 6371.0088)
    pair = on_sphere(np.array([lat, other]), np.array([lon, lon]))
    assert float(np.linalg.norm(pair[0] - pair[1])) == pytest.approx(chord_of(km), abs=1e-9)
