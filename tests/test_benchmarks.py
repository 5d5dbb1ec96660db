"""Each benchmark runs on a tiny size, and its peers answer the same question as we do."""

from collections.abc import Callable
from math import dist
from pathlib import Path

import pytest
from benchmarks import (
    attention,
    batch,
    canary,
    cards,
    compiling,
    context,
    decision,
    explaining,
    exposure,
    finding,
    forecasting,
    lookup,
    opening,
    pages,
    postgis,
    public_pages,
    publishing,
    queueing,
    report,
    simulating,
    staffing,
    swapping,
)
from benchmarks import cluster as postgresql
from benchmarks.networks import network_of
from benchmarks.page_visits import Visited
from benchmarks.questions import DEEP, TINY, callers, deep_origins, demo_map, this_minute
from benchmarks.table import Row, as_markdown, as_text
from benchmarks.timing import pair_of, paired

from harborline.atlas.city_search import CityIndex
from harborline.atlas.store import load
from harborline.core.map_format import CHECKSUM_BYTES
from harborline.core.routing import Evidence, locate
from harborline.core.routing_map import RoutingMap
from harborline.stores.map_files import demo_map_path


@pytest.fixture(scope="module")
def routing_map() -> RoutingMap:
    return demo_map()


@pytest.mark.parametrize(
    "part",
    [
        lookup,
        decision,
        batch,
        opening,
        explaining,
        canary,
        cards,
        staffing,
        queueing,
        simulating,
        exposure,
        attention,
        forecasting,
        context,
    ],
)
def test_each_part_runs_on_a_tiny_size(part: object) -> None:
    rows: list[Row] = part.measure(TINY)  # type: ignore[attr-defined]
    assert rows
    for row in rows:
        assert row.value is not None
        assert 0 < row.low <= row.value <= row.high


def test_the_dict_holds_the_chains_that_we_look_up(routing_map: RoutingMap) -> None:
    texts = callers(routing_map, 2_000)
    ours, peer = lookup.chain_of(routing_map), lookup.dict_lookup(routing_map)
    for text, code in zip(texts, lookup.codes_of(texts), strict=True):
        assert ours(text) == peer(code)


def test_decisions_are_asked_with_deep_chains(routing_map: RoutingMap) -> None:
    answer, now = decision.decider(routing_map, "en"), this_minute(routing_map)
    for origin in deep_origins(routing_map, 50):
        found = answer((origin, now))
        assert len(found.chain) >= DEEP
        skipped = {skip.center for skip in (*found.skipped, *found.dropped)}
        assert {*found.chain} <= {leg.center for leg in found.legs} | skipped


def test_the_bare_read_computes_the_checksum_of_the_map() -> None:
    path = demo_map_path()
    assert opening.bare_read(path) == Path(path).read_bytes()[-CHECKSUM_BYTES:]


def test_explain_imports_nothing_heavy(tmp_path: Path) -> None:
    found = explaining.imported(str(tmp_path))
    assert {"harborline", "sys"} & found
    assert not found & explaining.NEVER_IMPORTED


def test_sqlite_holds_the_same_chains(routing_map: RoutingMap) -> None:
    texts = callers(routing_map, 100)
    codes = lookup.codes_of(texts)
    peer = context.sqlite_lookup(context.table_of(routing_map, sorted(set(codes))))
    ours = lookup.chain_of(routing_map)
    for text, code in zip(texts, codes, strict=True):
        assert tuple(peer(code)) == ours(text).members


def test_networks_of_any_size_are_the_same_each_time() -> None:
    atlas = load()
    few, many = network_of(atlas, 1_000), network_of(atlas, 5_000)
    assert [len(few.centers), len(many.centers)] == [1_000, 5_000]
    assert few.centers == many.centers[:1_000]
    assert network_of(atlas, 5_000) == many
    assert len({center.id for center in many.centers}) == 5_000


@pytest.mark.exhaustive
def test_a_compile_is_timed_by_phase() -> None:
    assert set(compiling.PHASES) < set(compiling.once(10))


def test_postgis_finds_the_county_and_the_nearest(
    routing_map: RoutingMap, system_part: Callable[[str], Path]
) -> None:
    psycopg = pytest.importorskip("psycopg")
    with (
        postgresql.running(system_part("postgresql")) as where,
        psycopg.connect(where, autocommit=True) as connection,
    ):
        postgis.fill(connection, routing_map)
        ask = postgis.asker(connection)
        for county in list(load().counties.values())[::50]:
            origin = locate(routing_map, Evidence(county=county.fips))
            found, nearest = ask(origin)
            assert found == county.fips
            far = _degrees(routing_map, county.lon, county.lat)
            assert [far[name] for name in nearest] == sorted(far.values())[: postgis.NEAREST]


def _degrees(routing_map: RoutingMap, lon: float, lat: float) -> dict[str, float]:
    """How far each center is in degrees, as PostGIS is asked; our own order is by kilometres."""
    return {name: dist((x, y), (lon, lat)) for name, x, y in postgis.points_of(routing_map)}


def test_a_missing_postgis_is_said_and_counts_as_not_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "programs", lambda: None)
    (row,) = postgis.measure(TINY)
    assert row.met is False
    assert "NOT MEASURED" in as_text([row])
    assert "scripts/system-parts" in row.note
    monkeypatch.setenv("CI", "true")
    assert postgresql.required()


def test_rounds_alternate_and_ratios_are_paired() -> None:
    order: list[str] = []

    def ours(_: int) -> int:
        order.append("ours")
        return 1

    def peer(_: int) -> int:
        order.append("peer")
        return 1

    ticks = iter(range(100))
    pair = paired(ours, peer, rounds=2, clock=lambda: float(next(ticks)))
    assert order == ["peer", "ours", "ours", "peer", "peer", "ours"]
    assert (pair.ratio, pair.low, pair.high) == (1, 1, 1)
    assert pair_of([2, 6, 4], [1, 2, 4])[2:] == (2, 1, 3)


def test_the_table_says_what_is_met() -> None:
    rows = [
        Row("1", "one", "peer", 1.5, 1.0, 2.5, at_most=2),
        Row("2", "two", "peer", 9, 8, 11, at_least=10),
        Row("", "three", "peer", 1234.5, 1000, 2000),
    ]
    assert [row.met for row in rows] == [True, False, None]
    assert "| 1 | one | peer | <= 2.00 x | 1.50 x | 1.00..2.50 | yes |" in as_markdown(rows)
    text = report.document(rows, 1.0)
    assert as_markdown(rows) in text
    assert "# Performance" in text


def test_publishing_is_judged_by_the_seconds_of_all_its_phases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = {"centers": 1016.0, "propose": 7.0, "publish": 1.5, "wall": 9.0}
    monkeypatch.setattr(publishing, "_in_a_process", lambda: run)
    (row,) = publishing.measure(TINY)
    assert (row.value, row.met) == (8.5, False)
    assert "1,016 centers" in row.what


def test_pages_are_judged_by_the_slowest_and_the_largest() -> None:
    seen = [
        Visited("console:home", "auditor", 9.0, 12.0, 13.0, 5, 900),
        Visited("console:coverage?view=open", "coalition", 151.0, 160.0, 200.0, 7, 90_500),
    ]
    asked = {"pages": [*map(list, seen)], "files": ["csv"], "unmade": [], "megabytes": 200.0}
    slowest, queries, bytes_, memory = pages.rows_of(5_000, asked)
    assert (slowest.value, slowest.met) == (151.0, False)
    assert "console:coverage?view=open 151 ms (wall 160, p95 200)" in slowest.note
    assert "files: csv" in slowest.note
    assert (queries.value, memory.value) == (7, 200.0)
    assert (bytes_.value, bytes_.met) == (90.5, False)


def test_public_pages_are_judged_by_the_middle_and_the_slowest() -> None:
    asked = [public_pages.Asked(f"/en/{name}", 100.0 * name, 20.0 / name) for name in (5, 1, 4)]
    middle, slowest, anew = public_pages.rows_of(asked, public_pages.Asked("/x", 301.0, 3.0))
    assert (anew.value, anew.met) == (301.0, True)
    assert (middle.value, middle.low, middle.high, middle.met) == (400.0, 100.0, 500.0, True)
    assert (slowest.value, slowest.met, slowest.note) == (100.0, False, "/en/1")
    assert "median 5.0 ms" in middle.note
    assert "/en/1 100/s (20.0 ms)" in middle.note


def test_searches_are_asked_with_one_wrong_letter() -> None:
    atlas = load()
    names = sorted({(row.city, row.state) for row in atlas.zips.values() if row.county})[:500]
    texts = finding.mistyped(names, 40)
    assert finding.mistyped(names, 40) == texts
    taken = finding.searches(CityIndex(atlas), texts)
    assert len(taken) == 40
    assert all(0 < one < 5_000 for one in taken)


def test_a_swap_is_judged_by_whoever_waits_meanwhile() -> None:
    answers = [
        swapping.Answer(at, at + (0.5 if at == 4.0 else 0.01), "new" if at > 4 else "old")
        for at in map(float, range(10))
    ]
    served, longest = swapping.rows_of([swapping.Swap(3.5, "new")], answers)
    assert served.value == pytest.approx(1.51)
    assert served.met
    assert longest.value == pytest.approx(500)
    assert longest.met is False
    assert "10 answers" in longest.note
