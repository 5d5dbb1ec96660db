"""`network`, `map` and `coverage` as people and programs use them, a round trip by way of JSON included."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import small_world
from commands import SENTENCE, Printed, Run
from harborline.core.directory import Center, Network
from harborline.core.golden import open_verified
from harborline.stores.map_files import demo_map_path


def network() -> Network:
    return small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en es | team"],
            ["centers", "id | where | state | serves | notes",
             "aster | 0.0, 10.1 | WL | county 10001 | hours Mo-Fr 09:00-17:00; languages en es",
             "birch | 0.0, 11.0 | WL | county 10003, ZIP 11101 | "],
            ["state backups", "id | state", "wl-team | WL"],
            ["national backups", "id", "team"],
        ]
    )  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.map"
    path.write_bytes(small_world.bytes_of(network()))
    return str(path)


@pytest.fixture
def other(tmp_path: Path) -> str:
    first, *others = network().centers
    without = network()._replace(centers=(first._replace(counties=()), *others))
    path = tmp_path / "other.map"
    path.write_bytes(small_world.bytes_of(without))
    return str(path)


@pytest.fixture
def in_bellwether(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands take the made-up country for the atlas."""
    monkeypatch.setattr("harborline.bootstrap.atlas", small_world.country)


# -- network ------------------------------------------------------------------------------------------


def test_the_network_of_a_map_as_json(run: Run, small: str) -> None:
    done = run("network", "--map", small, "--json")
    assert (done.code, done.err) == (0, "")
    document = done.json
    assert document["starts_on"] == "2026-11-01"
    assert [center["id"] for center in document["centers"]] == ["aster", "birch"]
    assert [center["hours"] for center in document["centers"]] == [
        "Mo,Tu,We,Th,Fr 09:00-17:00", "24/7"
    ]  # fmt: skip
    assert document["centers"][1]["zips"] == ["11101"]
    assert "sip:" not in done.out


def test_the_network_of_a_map_in_words(run: Run, small: str) -> None:
    done = run("network", "--map", small)
    assert done.out.splitlines() == [
        "line main: main, en, es",
        "aster: Aster, WL, 1 counties, 0 ZIPs, Mo,Tu,We,Th,Fr 09:00-17:00",
        "birch: Birch, WL, 1 counties, 1 ZIPs, 24/7",
        "wl-team: Wl-Team, 24/7",
        "team: Team, 24/7",
    ]


def test_the_demo_network_has_every_field_that_others_rely_on(run: Run) -> None:
    document = run("network", "--json").json
    fields: dict[str, Any] = {
        "id": str, "name": str, "state": str, "lat": float, "lon": float, "counties": list,
        "zips": list, "rank": int, "rollover": str, "hours": str, "zone": str,
        "capacity": (int, type(None)), "languages": list, "interpreter": bool, "paused": bool,
        "accepts_calls": bool, "expires_on": (str, type(None)), "ring_s": int,
        "confidential": bool, "destinations": list,
    }  # fmt: skip
    assert len(document["centers"]) == pytest.approx(1000, abs=100)
    for center in document["centers"]:
        for field, kind in fields.items():
            assert isinstance(center[field], kind), (field, center[field])
        assert center["rollover"] in {"none", "state", "any"}
        assert center["rank"] >= 1
        for destination in center["destinations"]:
            assert set(destination) >= {"kind", "hours", "acceptance"}
    assert len(document["state_backups"]) == 56
    assert len(document["national_backups"]) == 2


# -- map compile, info, diff --------------------------------------------------------------------------


def test_what_a_map_holds(run: Run, small: str) -> None:
    report = run("map", "info", small, "--json").json
    assert {key: report[key] for key in ("centers", "state_backups", "national_backups")} == {
        "centers": 2, "state_backups": 1, "national_backups": 1
    }  # fmt: skip
    assert (report["starts_on"], report["ends_on"]) == ("2026-11-01", "2026-12-30")
    assert (report["can_dial"], report["demo"], report["lines"]) == (True, False, ["main"])
    assert report["golden_decisions"] == 200
    assert report["bytes"] == Path(small).stat().st_size
    told = run("map", "info", small).out
    assert "on other days the weekly pattern applies" in told
    assert "2026-11-01 to 2026-12-30" in told


@pytest.mark.usefixtures("in_bellwether")
def test_there_and_back_by_way_of_the_document(
    run: Run, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = run("network", "--map", small, "--json").out
    monkeypatch.setattr("sys.stdin", io.StringIO(document))
    copy = str(tmp_path / "copy.map")
    done = run("map", "compile", "--network", "-", "--out", copy, "--json")
    assert (done.code, done.err) == (0, "")
    assert (done.json["written"], done.json["can_dial"]) == ([copy], False)
    diff = run("map", "diff", small, copy, "--json")
    assert (diff.code, diff.json["decides_the_same"]) == (0, True)
    assert diff.json["addresses"] == 4
    assert (diff.json["changes"], diff.json["counties"]) == ([], [])
    told = run("map", "diff", small, copy)
    assert told.out.splitlines()[1:] == [
        "every decision is the same",
        "4 addresses of destinations differ (never shown)",
    ]
    assert "it holds no addresses and cannot dial" in run("map", "info", copy).out
    assert run("network", "--map", copy, "--json").out == document


@pytest.mark.usefixtures("in_bellwether")
def test_what_changes_for_callers(run: Run, small: str, other: str) -> None:
    done = run("map", "diff", small, other)
    assert done.code == 1
    assert "aster: counties: 10001 -> " in done.out
    assert "Alder, WL (10001, 500 people): aster -> nobody" in done.out
    assert "500 people get another first center" in done.out
    found = run("map", "diff", small, other, "--json")
    assert found.code == 1
    assert found.json["people"] == 500
    assert not found.json["decides_the_same"]
    assert set(found.json) == {
        "before", "after", "changes", "counties", "codes", "zips", "addresses", "people",
        "decides_the_same", "entries_people",
    }  # fmt: skip


@pytest.mark.usefixtures("in_bellwether")
def test_more_changes_than_are_shown(run: Run, small: str, tmp_path: Path) -> None:
    (first, _) = network().centers
    many = tuple(Center(**{**first._asdict(), "id": f"c{i:02d}"}) for i in range(5))
    path = tmp_path / "many.map"
    path.write_bytes(small_world.bytes_of(network()._replace(centers=many)))
    assert re.search(r"^… and \d+ more$", run("map", "diff", small, str(path)).out, re.MULTILINE)


@pytest.mark.usefixtures("in_bellwether")
def test_publishing_makes_it_the_map_in_use_and_tells_the_way_back(
    run: Run, small: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maps = tmp_path / "var" / "maps"
    publish = compiled(monkeypatch, run, small)
    done = publish("--publish")
    assert done.code == 0
    assert done.out.splitlines()[-1] == f"written to {maps / 'current.map'}"
    assert run("map", "info", "--json").json["lines"] == ["main"]
    assert run("explain", "704555", "--json").json["line"] == "main"
    publish = compiled(monkeypatch, run, other)
    told = publish("--publish").out.splitlines()
    former, current = maps / "previous.map", maps / "current.map"
    assert told[-2:] == [
        f"written to {current}",
        f"to go back: cp {former} {former}.copy && mv {former}.copy {current}",
    ]
    assert former.read_bytes() == Path(small).read_bytes()
    assert publish("--publish", "--json").json["former"] == str(former)


def compiled(monkeypatch: pytest.MonkeyPatch, run: Run, path: str) -> Callable[..., Printed]:
    """Gives `map compile`, which then comes to this map."""
    monkeypatch.setattr(
        "harborline.app.publishing.make_demo_map", lambda _atlas: Path(path).read_bytes()
    )
    return lambda *options: run("map", "compile", *options)


@pytest.fixture
def silent(tmp_path: Path) -> str:
    """A map as it comes of the public document: without addresses."""
    path = tmp_path / "silent.map"
    path.write_bytes(small_world.bytes_of(small_world.without_addresses(network())))
    return str(path)


@pytest.mark.usefixtures("in_bellwether")
def test_a_map_that_cannot_dial_is_not_published(
    run: Run, silent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = compiled(monkeypatch, run, silent)("--publish", "--out", str(tmp_path / "new.map"))
    assert (done.code, done.out) == (2, "")
    assert SENTENCE.fullmatch(done.err), done.err
    assert "decides but cannot dial" in done.err
    assert not (tmp_path / "var").exists()
    assert not (tmp_path / "new.map").exists()
    assert compiled(monkeypatch, run, silent)("--out", str(tmp_path / "new.map")).code == 0


@pytest.mark.usefixtures("in_bellwether")
def test_a_map_that_cannot_dial_is_not_served(
    run: Run, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARBORLINE_MAP", silent)
    monkeypatch.setenv("HARBORLINE_NATIONAL_BACKUP", "+18005550199")
    done = run("up")
    assert (done.code, done.out) == (2, "")
    assert SENTENCE.fullmatch(done.err), done.err
    assert "decides but cannot dial" in done.err


def test_where_people_call_the_demo_is_neither_served_nor_published(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HARBORLINE_NATIONAL_BACKUP", "+18005550199")
    monkeypatch.setattr("harborline.bootstrap.atlas", small_world.country)
    for done in (run("up"), compiled(monkeypatch, run, demo_map_path())("--publish")):
        assert (done.code, done.out) == (2, "")
        assert SENTENCE.fullmatch(done.err), done.err
        assert "nobody answers in the demo network" in done.err
    assert not (tmp_path / "var").exists()


BROKEN = [
    ("", "is not JSON"),
    ("{", "is not JSON"),
    ("[" * 100_000, "is not JSON"),
    ("\ud800", "is not JSON"),
    ("[]", "give an object with named fields"),
]


@pytest.mark.parametrize(("text", "why"), BROKEN, ids=lambda value: ascii(value)[:20])
def test_a_document_that_is_none(run: Run, tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "network.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    done = run("map", "compile", "--network", str(path), "--out", str(tmp_path / "new.map"))
    assert (done.code, done.out) == (2, "")
    assert SENTENCE.fullmatch(done.err), done.err
    assert why in done.err
    assert not (tmp_path / "new.map").exists()


@pytest.mark.usefixtures("in_bellwether")
def test_every_fault_of_a_network_is_a_line(run: Run, small: str, tmp_path: Path) -> None:
    document = run("network", "--map", small, "--json").json
    document["centers"][0].update(counties=["99999"], state="XX")
    path = tmp_path / "network.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    done = run("map", "compile", "--network", str(path), "--out", str(tmp_path / "new.map"))
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "Center aster names county '99999', which does not exist.",
        "Center aster is in state 'XX', which does not exist.",
    ]


@pytest.mark.parametrize(
    "options",
    [["--network", "/no/such/network.json", "--out", "x.map"], ["--network", "/", "--out", "x.map"],
     ["--out"]],
    ids=" ".join,
)  # fmt: skip
def test_a_compilation_that_cannot_begin(run: Run, options: list[str]) -> None:
    done = run("map", "compile", *options)
    assert (done.code, done.out) == (2, "")
    assert SENTENCE.fullmatch(done.err), done.err


@pytest.mark.usefixtures("in_bellwether")
def test_a_map_that_cannot_be_written(run: Run, small: str, tmp_path: Path) -> None:
    document = tmp_path / "network.json"
    document.write_text(run("network", "--map", small, "--json").out, encoding="utf-8")
    nowhere = str(document / "new.map")
    done = run("map", "compile", "--network", str(document), "--out", nowhere)
    assert (done.code, done.out) == (2, "")
    assert SENTENCE.fullmatch(done.err)
    assert nowhere in done.err


# -- coverage -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_bellwether")
def test_coverage_lists_gaps_by_people(run: Run, small: str) -> None:
    done = run("coverage", "--days", "3", "--map", small, "--json")
    assert (done.code, done.err) == (0, "")
    proof = done.json
    assert (proof["codes"], proof["zips"], proof["counties"]) == (640_000, 100_000, 8)
    assert (proof["minutes"], proof["dead_ends"], proof["faults"]) == (3 * 1440, 0, [])
    assert proof["counties_unserved"] == 6
    assert proof["people_unserved"] == 150 + 50 + 600 + 400 + 100 + 10
    gap = next(gap for gap in proof["gaps"] if gap["county"] == "10001")
    assert gap == {
        "county": "10001", "name": "Alder", "state": "WL", "people": 500, "unserved": False,
        "minutes": 3 * 1440 - 2 * 480,
    }  # fmt: skip


@pytest.mark.usefixtures("in_bellwether")
def test_coverage_in_words(run: Run, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harborline.mapmaking.coverage._Prover.codes", lambda _self: 640_000)
    lines = run("coverage", "--days", "3", "--map", small).out.splitlines()
    assert lines[0].endswith("640,000 codes, 100,000 ZIP strings, 8 counties at 4,320 minutes")
    assert "dead ends: 0, faults: 0" in lines[1]
    assert "(1,310 people)" in lines[2]
    assert lines[3] == "   Elm, EL (20001): 600 people"
    assert lines[-1] == "   Alder, WL (10001): 500 people, 56 hours"


@pytest.mark.usefixtures("in_bellwether")
def test_a_fault_is_exit_code_one(run: Run, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harborline.mapmaking.coverage._Prover.codes", lambda _self: 640_000)
    monkeypatch.setattr(
        "harborline.mapmaking.coverage._Prover._faults", lambda *_: ["a planted fault"]
    )
    done = run("coverage", "--days", "3", "--map", small)
    assert done.code == 1
    assert "a planted fault" in done.out


# -- the demo map -------------------------------------------------------------------------------------


def test_the_shipped_map_is_small_and_covers_its_days() -> None:
    shipped = open_verified(demo_map_path())
    assert Path(demo_map_path()).stat().st_size <= 8 * 1024 * 1024
    assert shipped.starts_on == date(2026, 11, 1)
    assert shipped.days == 800
    assert shipped.demo
    assert shipped.can_dial


def test_compiling_the_demo_anew_gives_the_shipped_bytes(run: Run, tmp_path: Path) -> None:
    for package in ("numpy", "scipy", "opening_hours", "holidays"):
        pytest.importorskip(package, reason=f"compiling needs {package} (the extra `compile`)")
    path = tmp_path / "demo.map"
    assert run("map", "compile", "--out", str(path)).code == 0
    assert path.read_bytes() == Path(demo_map_path()).read_bytes()


def test_the_demo_there_and_back(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a stranger does it: print the network, compile what was printed, compare."""
    monkeypatch.setattr("sys.stdin", io.StringIO(run("network", "--json").out))
    copy = str(tmp_path / "copy.map")
    assert run("map", "compile", "--network", "-", "--out", copy).code == 0
    diff = run("map", "diff", demo_map_path(), copy, "--json")
    assert (diff.code, diff.json["decides_the_same"]) == (0, True)
    assert diff.json["addresses"] > 1000


def test_a_map_that_is_told_no_place_lies_in_the_data_folder(run: Run, tmp_path: Path) -> None:
    written = tmp_path / "network.json"
    written.write_text(run("network", "--json").out, encoding="utf-8")
    done = run("map", "compile", "--network", str(written), "--json")
    assert done.code == 0
    (path,) = done.json["written"]
    assert path.endswith("maps/compiled.map")
    assert run("map", "diff", path).code == 0
