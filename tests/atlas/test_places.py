"""What holds of every row of the shipped tables."""

import csv
import gzip
import hashlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from shutil import copytree
from zoneinfo import available_timezones

import pytest

from harborline.atlas import store
from harborline.atlas.store import SHIPPED, load
from harborline.atlas.tables import CODES, Atlas, code_index
from harborline.core.errors import UnusableAtlas
from harborline.core.places import Precision


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


def test_sizes(atlas: Atlas) -> None:
    assert len(atlas.zips) > 42_900
    assert len(atlas.counties) == 3232
    assert len(atlas.states) == 56
    assert len(atlas.codes) == CODES
    assert len(atlas.places) < 65_536 - 21_000


def test_the_tables_stay_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.glob("*.gz")) < 2_000_000


def test_every_zip_is_whole(atlas: Atlas) -> None:
    kinds = Counter(row.kind for row in atlas.zips.values())
    assert set(kinds) == {"standard", "po_box", "unique", "military"}
    zones = available_timezones()
    for text, row in atlas.zips.items():
        assert re.fullmatch(r"\d{5}", text)
        assert row.zip == text
        assert row.county is None or row.county in atlas.counties
        assert row.zone is None or row.zone in zones
        assert (row.lat is None) == (row.lon is None)
        assert row.county is None or row.lat is not None
        assert row.lat is None or row.lat == round(row.lat, 4)
        assert row.population >= 0


def test_nearly_every_zip_has_a_county(atlas: Atlas) -> None:
    plain = [row for row in atlas.zips.values() if row.kind != "military" and row.active]
    with_county = sum(1 for row in plain if row.county)
    assert with_county / len(plain) > 0.995


def test_connecticut_and_alaska_are_of_our_vintage(atlas: Atlas) -> None:
    connecticut = [fips for fips in atlas.counties if fips.startswith("09")]
    assert connecticut == [f"09{number:03d}" for number in range(1, 16, 2)]
    assert {"02063", "02066"} <= set(atlas.counties)
    assert "02261" not in atlas.counties


def test_people_of_a_county_are_those_of_its_zips(atlas: Atlas) -> None:
    people: Counter[str] = Counter()
    for row in atlas.zips.values():
        people[row.county or ""] += row.population
    assert all(county.population == people[fips] for fips, county in atlas.counties.items())


def test_neighbours_know_each_other(atlas: Atlas) -> None:
    for fips, county in atlas.counties.items():
        assert county.fips == fips
        assert fips not in county.neighbours
        assert all(fips in atlas.counties[other].neighbours for other in county.neighbours)
    alone = [county for county in atlas.counties.values() if not county.neighbours]
    assert len(alone) < 40
    assert {"25019", "66010"} <= {county.fips for county in alone}


def test_no_two_counties_of_a_state_share_a_name(atlas: Atlas) -> None:
    names = Counter((county.state, county.name) for county in atlas.counties.values())
    assert max(names.values()) == 1


@pytest.mark.parametrize(
    ("older", "ours"),
    [
        ("09110", "09003"),
        ("09190", "09001"),
        ("02261", "02063"),
        ("02270", "02158"),
        ("46113", "46102"),
        ("12025", "12086"),
        ("51515", "51019"),
        ("51560", "51005"),
    ],
)
def test_codes_of_other_years_are_known(atlas: Atlas, older: str, ours: str) -> None:
    assert atlas.aliases[older] == ours


def test_aliases_lead_to_counties_and_hide_none(atlas: Atlas) -> None:
    assert set(atlas.aliases.values()) <= set(atlas.counties)
    assert not set(atlas.aliases) & set(atlas.counties)


def test_every_place_is_whole(atlas: Atlas) -> None:
    assert atlas.places[0].precision is Precision.NONE
    for place in atlas.places[1:]:
        assert place.state in atlas.states
        assert place.lat is not None
        assert (place.lat, place.lon) == (round(place.lat, 4), round(place.lon or 0.0, 4))
        if place.precision is Precision.CITY:
            assert place.county in atlas.counties
            assert not place.shares
        else:
            assert place.precision in (Precision.AREA_CODE, Precision.STATE)
            assert place.county is None
            shares = [share for _, share in place.shares]
            assert shares == sorted(shares, reverse=True)
            assert sum(shares) == pytest.approx(1, abs=1e-3)
            assert all(fips in atlas.counties for fips, _ in place.shares)


def test_no_place_is_listed_twice(atlas: Atlas) -> None:
    assert len(set(atlas.places)) == len(atlas.places)


def test_states_are_places(atlas: Atlas) -> None:
    for state, place in atlas.states.items():
        assert place in atlas.places
        assert (place.precision, place.state) == (Precision.STATE, state)
        assert {fips[:2] for fips, _ in place.shares} == {place.shares[0][0][:2]}


def test_an_area_code_lies_in_one_country(atlas: Atlas) -> None:
    for npa in range(200, 1000):
        first = code_index(npa * 1000 + 200)
        known = {bool(place) for place in atlas.codes[first : first + 800]}
        assert len(known) == 1, npa


def test_sources_tell_the_truth() -> None:
    text = (SHIPPED / "SOURCES.md").read_text(encoding="utf-8")
    told = {
        cells[1].strip(): (int(cells[2]), cells[5].strip())
        for cells in (line.split("|") for line in text.splitlines())
        if len(cells) == 7 and cells[1].strip().endswith(".gz")
    }
    assert set(told) == {path.name for path in SHIPPED.glob("*.gz")}
    for name, (rows, digest) in told.items():
        raw = (SHIPPED / name).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == digest
        assert len(list(csv.reader(gzip.decompress(raw).decode().splitlines()))) == rows + 1


def test_what_must_not_be_shipped_is_not() -> None:
    lines = gzip.decompress((SHIPPED / "places.tsv.gz").read_bytes()).decode().splitlines()
    assert not any(line.startswith("rate_center") for line in lines)
    assert {path.name for path in SHIPPED.iterdir()} == {
        "SOURCES.md",
        "cities.tsv.gz",
        "codes.tsv.gz",
        "counties.tsv.gz",
        "places.tsv.gz",
        "shapes.tsv.gz",
        "splits.tsv.gz",
        "zips.tsv.gz",
    }


def test_loading_takes_the_standard_library_alone() -> None:
    check = (
        "import sys; from harborline.atlas.store import load; load(); "
        "print(*({'numpy', 'holidays', 'opening_hours', 'phonenumbers', 'pyarrow', 'zipcodes'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert not done.stdout.strip()


def test_each_caller_may_change_its_own_codes() -> None:
    one, other = load(), load()
    one.codes[0] = 1
    assert other.codes[0] == 0


@pytest.mark.parametrize("damage", ["missing", "cut", "other columns"])
def test_damaged_tables_are_named(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    copytree(SHIPPED, folder)
    table = folder / "counties.tsv.gz"
    if damage == "missing":
        table.unlink()
    elif damage == "cut":
        table.write_bytes(table.read_bytes()[:-2000])
    else:
        table.write_bytes(gzip.compress(b"a\tb\n"))
    monkeypatch.setattr(store, "SHIPPED", folder)
    store._shipped.cache_clear()
    try:
        with pytest.raises(UnusableAtlas, match="damaged"):
            load()
    finally:
        store._shipped.cache_clear()


@pytest.mark.parametrize("text", ["00000", "99999", "20051234"])
def test_unknown_zips_are_not_there(text: str, atlas: Atlas) -> None:
    assert text not in atlas.zips
