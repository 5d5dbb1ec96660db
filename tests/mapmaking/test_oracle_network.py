"""Hold whole networks to the brute-force oracle: every kind of origin, many minutes.

The demo network first; then invented ones that have what a demo is too polite for: equal
distances, nights that end after midnight, national backups that go home. The quick tests take a
seeded sample. Those marked `exhaustive` take everything there is and some minutes: they run where
HARBORLINE_FULL_ORACLE=1 says so.
"""

import contextlib
import functools
import io
import json
import os
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import oracle
import oracle_questions as ask
from harborline.atlas import store
from harborline.atlas.tables import CODES, Zip
from harborline.bootstrap import current_map
from harborline.cli import main

# Minutes at which clocks and calendars do something, by their UTC time.
MOMENTS = [
    *("2026-11-01T03:59Z", "2026-11-01T04:00Z", "2026-11-01T05:30Z", "2026-11-01T06:30Z"),
    *("2026-11-01T08:59Z", "2026-11-01T09:00Z", "2026-11-01T10:30Z", "2026-11-01T13:59Z"),
    *("2027-03-14T06:59Z", "2027-03-14T07:00Z", "2027-03-14T09:59Z", "2027-03-14T10:00Z"),
    *("2027-03-14T12:00Z", "2027-11-07T05:59Z", "2027-11-07T06:00Z", "2028-03-12T10:00Z"),
    # Thanksgiving and the night after it, Christmas, New Year, the Fourth of July
    *("2026-11-26T15:00Z", "2026-11-27T04:30Z", "2026-11-27T09:00Z", "2026-12-24T23:00Z"),
    *("2026-12-25T05:00Z", "2026-12-25T18:00Z", "2027-01-01T04:59Z", "2027-01-01T17:00Z"),
    *("2027-07-04T20:00Z", "2027-07-05T15:00Z", "2027-05-31T14:00Z", "2028-12-26T16:00Z"),
    # leap day, its ends in several zones, and the day after
    *("2028-02-28T23:59Z", "2028-02-29T04:59Z", "2028-02-29T05:00Z", "2028-02-29T17:00Z"),
    *("2028-03-01T04:59Z", "2028-03-01T10:00Z"),
    # an ordinary week, round the clock
    *("2027-06-14T12:00Z", "2027-06-14T13:00Z", "2027-06-15T02:30Z", "2027-06-16T21:00Z"),
    *("2027-06-17T22:00Z", "2027-06-18T23:59Z", "2027-06-19T07:00Z", "2027-06-20T16:00Z"),
    # outside the days of the demo map: years before, its eve, its last and first day without, after
    *("2024-02-29T17:00Z", "2026-07-03T15:00Z", "2026-10-30T21:00Z", "2026-11-01T02:00Z"),
    *("2029-01-08T18:00Z", "2029-01-09T04:59Z", "2029-01-09T05:00Z", "2029-01-09T18:00Z"),
    *("2029-11-22T17:00Z", "2030-03-10T10:00Z", "2031-12-25T18:00Z"),
]
TIMES = [datetime.fromisoformat(moment) for moment in MOMENTS]
DAYS = [
    date.fromisoformat(day)
    for day in (
        *("2026-10-31", "2026-11-01", "2026-11-02", "2026-11-25", "2026-11-26", "2026-11-27"),
        *("2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01", "2027-03-13", "2027-03-14"),
        *("2027-07-04", "2027-07-05", "2027-09-06", "2027-11-07", "2028-02-28", "2028-02-29"),
        *("2028-03-01", "2029-01-08", "2029-01-09", "2029-01-10"),
    )
]
SAMPLE = 2000
WHOLE = pytest.mark.skipif(
    os.environ.get("HARBORLINE_FULL_ORACLE", "0") == "0",
    reason="takes minutes; HARBORLINE_FULL_ORACLE=1 runs it",
)


@functools.cache
def demo() -> ask.Sides:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(["network", "--json"]) == 0
    return ask.sides(json.loads(printed.getvalue()), current_map(), store.load())


# -- a sample of the demo network ----------------------------------------------------------------


def test_a_sample_of_all_places_agrees() -> None:
    rng = Random(20261101)
    places = rng.sample(ask.everywhere(demo().atlas), SAMPLE)
    ask.assert_agreed(demo(), ask.questions(demo(), places, TIMES, rng))


def test_a_sample_of_six_digit_codes_agrees() -> None:
    rng = Random(212867)
    places = [ask.by_code(demo().atlas, rng.randrange(CODES)) for _ in range(300)]
    ask.assert_agreed(demo(), ask.questions(demo(), places, TIMES, rng))


def test_every_area_code_and_every_state_agrees() -> None:
    atlas = demo().atlas
    places = [ask.by_code(atlas, index) for index in ask.codes_of_every_area(atlas)]
    ask.assert_agreed(demo(), ask.questions(demo(), places, TIMES, Random(50)))


def test_faults_calls_pauses_and_surges_agree() -> None:
    rng = Random(988)
    asked = ask.questions(demo(), rng.sample(ask.everywhere(demo().atlas), 400), TIMES, rng)
    ask.assert_agreed(demo(), ask.troubled(demo(), asked, rng))


def test_unknown_and_unlikely_zips_agree() -> None:
    codes = ["00000", "99999", "09012", "34001", "96201", *(f"{n:05}" for n in range(500, 600))]
    ask.assert_agreed(demo(), ask.questions(demo(), map(ask.by_zip, codes), TIMES, Random(0)))


def opening_questions(
    both: ask.Sides, counties: Iterable[str], days: list[date]
) -> Iterator[ask.Question]:
    """Ask at the minutes at which a center of the county opens or closes, and just before."""
    line = both.document["lines"][0]["id"]
    serving: dict[str, list[dict[str, Any]]] = {}
    for center in both.document["centers"]:
        for county in center["counties"]:
            serving.setdefault(county, []).append(center)
    for county in counties:
        evidence, _ = ask.by_county(county)
        times = {t for c in serving.get(county, []) for t in changes(both.oracle, c, days)}
        for at in sorted(times):
            yield ask.Question(evidence, at, "en", line)
            yield ask.Question(evidence, at - timedelta(minutes=1), "en", line)


def changes(asked: oracle.Oracle, center: dict[str, Any], days: list[date]) -> Iterator[datetime]:
    zone = ZoneInfo(center["zone"])
    for day in days:
        minutes, _ = asked.hours.changes(center["hours"], day)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for minute in minutes:
            yield (midnight + timedelta(minutes=minute)).astimezone(UTC)


def test_openings_and_closings_agree_on_special_days() -> None:
    rng = Random(1440)
    counties = rng.sample(sorted(demo().atlas.counties), 25)
    ask.assert_agreed(demo(), opening_questions(demo(), counties, rng.sample(DAYS, 8)))


# -- what the documents promise ------------------------------------------------------------------


def test_a_centers_hours_are_those_of_its_destinations_together() -> None:
    hours = demo().oracle.hours
    wrong = [
        (center["id"], at.isoformat())
        for center in demo().document["centers"]
        for at in TIMES
        if hours.open_at(center["hours"], center["zone"], at)
        != any(
            hours.open_at(destination["hours"], center["zone"], at)
            for destination in center["destinations"]
        )
    ]
    assert not wrong, wrong[: ask.SHOWN]


def origin_of(place: ask.Place) -> tuple[Any, ...]:
    line = demo().document["lines"][0]["id"]
    said = ask.explained(demo(), ask.Question(place[0], TIMES[0], "en", line))["origin"]
    return tuple(said[key] for key in ("county", "state", "lat", "lon", "precision"))


def test_origins_say_what_the_atlas_says() -> None:
    atlas, rng = demo().atlas, Random(3)
    for code in rng.sample(sorted(atlas.zips), 300):
        entry = atlas.zips[code]
        expected = (entry.county, entry.state, entry.lat, entry.lon, "zip")
        assert origin_of(ask.by_zip(code)) == expected, code
    for fips in rng.sample(sorted(atlas.counties), 100):
        county = atlas.counties[fips]
        expected = (fips, county.state, county.lat, county.lon, "county")
        assert origin_of(ask.by_county(fips)) == expected, fips


def test_an_area_is_among_its_people() -> None:
    """The point is weighted by people, so it lies within reach of a ZIP of the area's counties."""
    atlas = demo().atlas
    lived_in: dict[str, list[Zip]] = {}
    for entry in atlas.zips.values():
        if entry.county is not None and entry.lat is not None:
            lived_in.setdefault(entry.county, []).append(entry)
    for index in ask.codes_of_every_area(atlas):
        place = atlas.places[atlas.codes[index]]
        known = [entry for fips, _ in place.shares for entry in lived_in.get(fips, [])]
        assert within(place.lat, [entry.lat for entry in known]), place
        assert within(place.lon, [entry.lon for entry in known]), place


def within(degrees: float | None, known: Iterable[float | None]) -> bool:
    found = sorted(one for one in known if one is not None)
    return degrees is not None and found[0] <= degrees <= found[-1]


# -- invented networks ---------------------------------------------------------------------------

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Phoenix", "America/Anchorage", "America/Adak", "Pacific/Honolulu"),
    *("America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago", "America/Indiana/Knox"),
)
HOURS = (
    *("24/7", "Mo-Fr 09:00-17:00", "Mo-Su 22:00-06:00", "Mo-Su 01:30-02:30", "Mo-Su 00:00-24:00"),
    "Mo-Fr 20:00-02:00; Sa 10:00-12:00",
    "Mo-Sa 18:00-08:00; Su 00:00-24:00",
    "We-Su 00:00-02:59,03:30-24:00",
    "Mo-Su 22:00-06:00; We off",
    "Mo-Fr 08:00-12:00,13:00-24:00; 2027 Mar 14 off; 2027 Jul 05 off",
    "24/7; 2027 Nov 25 off; 2028 Feb 29 off; 2031 Dec 25 off",
    "Mo-Fr 09:00-17:00; 2027 Dec 25 10:00-14:00; 2027 Dec 31-2028 Jan 02 off",
    "Mo-Su 22:00-06:00; 2027 Mar 13 20:00-24:00; 2027 Nov 06 off",
    "Mo-Fr 22:00-06:00; 2027 Jun 15 22:00-10:00",
)
# The last day without and the first day with the map of an invented network, and the other way.
ENDS = [date(2027, 3, 13), date(2027, 3, 14), date(2029, 1, 8), date(2029, 1, 9)]
OFFICE = "Mo-Fr 08:00-20:00; 2027 Jul 05 off"


def invented(seed: int) -> dict[str, Any]:
    """Take some of the demo's centers and give them other people's hours, places and manners."""
    rng = Random(seed)
    document: dict[str, Any] = deepcopy(demo().document)
    document["centers"] = rng.sample(document["centers"], 300)
    document["starts_on"], document["days"] = "2027-03-14", 667
    document["rules"] = {
        "state_line_km": rng.choice([0, 25, 250]),
        "max_km": rng.choice([150, 800]),
        "chain_depth": rng.choice([2, 9]),
        "max_local_legs": rng.choice([1, 3, 6]),
    }
    for center in document["centers"]:
        center.update(other_manners(center, rng))
    for entry in [*document["centers"], *document["state_backups"]]:
        entry.update(other_hours(rng))
    document["state_backups"] = rng.sample(document["state_backups"], 40)
    send_home(document, rng)
    return document


def other_manners(center: dict[str, Any], rng: Random) -> dict[str, Any]:
    counties = demo().atlas.counties
    near = list(center["counties"])
    near += [other for fips in near[:] for other in counties[fips].neighbours]
    zips = zips_by_state()[center["state"]]
    return {
        "lat": round(2 * center["lat"]) / 2,  # half degrees: many centers are equally far
        "lon": round(2 * center["lon"]) / 2,
        "counties": sorted(set(rng.sample(near, min(len(near), rng.randint(1, 5))))),
        "zips": sorted(rng.sample(zips, min(len(zips), rng.choice([0, 0, 3, 30])))),
        "rank": rng.randint(1, 3),
        "rollover": rng.choice(["any", "any", "state", "none"]),
        "capacity": rng.choice([None, 1, 2, 6]),
        "languages": rng.choice([["en"], ["es"], ["en", "es"], ["en", "vi"]]),
        "interpreter": rng.random() < 0.3,
        "accepts_calls": rng.random() < 0.9,
    }


@functools.cache
def zips_by_state() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, entry in demo().atlas.zips.items():
        if entry.active:
            found.setdefault(entry.state, []).append(code)
    return found


def other_hours(rng: Random) -> dict[str, Any]:
    text = rng.choice(HOURS)
    destination = {"kind": "advocate_line", "hours": text, "acceptance": "press_1", "order": 1}
    return {
        "hours": text,
        "zone": rng.choice(ZONES),
        "paused": rng.random() < 0.1,
        "expires_on": rng.choice([None, None, None, "2027-03-13", "2028-02-28", "2029-01-08"]),
        "ring_s": rng.randint(8, 25),
        "destinations": [destination],
    }


def send_home(document: dict[str, Any], rng: Random) -> None:
    """Add two national backups that go home at night, and mix all four anew for each line."""
    for backup in deepcopy(document["national_backups"]):
        backup.update(other_hours(rng), id=f"{backup['id']}-day", hours=OFFICE)
        backup["destinations"][0].update(hours=OFFICE, acceptance="at_once")
        document["national_backups"].append(backup)
    names = [backup["id"] for backup in document["national_backups"]]
    for line in document["lines"]:
        line["national_backups"] = rng.sample(names, 4)
        line["military"] = rng.choice(names)


def compiled(document: dict[str, Any], folder: Path) -> ask.Sides:
    (folder / "network.json").write_text(json.dumps(document), encoding="utf-8")
    told = [f"--network={folder / 'network.json'}", f"--out={folder / 'network.map'}"]
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["map", "compile", *told]) == 0
    return ask.sides(document, current_map(str(folder / "network.map")), demo().atlas)


def assert_network_agrees(both: ask.Sides, rng: Random, asked: int) -> None:
    named = {kind: everything_named(both, kind) for kind in ("zips", "counties")}
    places = [
        *rng.sample(ask.everywhere(both.atlas), asked),
        *map(ask.by_zip, rng.sample([*named["zips"], "09012", "34001", "96201"], asked // 2)),
    ]
    ask.assert_agreed(both, ask.questions(both, places, TIMES, rng))
    rng.shuffle(places)
    busy = ask.questions(both, places[: asked // 2], TIMES, rng)
    ask.assert_agreed(both, ask.troubled(both, busy, rng))
    counties = rng.sample(named["counties"], asked // 50)
    days = [*ENDS, *rng.sample(DAYS, 3)]
    ask.assert_agreed(both, opening_questions(both, counties, days))


def everything_named(both: ask.Sides, kind: str) -> list[str]:
    return sorted({place for center in both.document["centers"] for place in center[kind]})


def test_an_invented_network_agrees(tmp_path: Path) -> None:
    assert_network_agrees(compiled(invented(7), tmp_path), Random(7), 250)


# -- everything there is -------------------------------------------------------------------------


@WHOLE
@pytest.mark.exhaustive
def test_every_place_agrees() -> None:
    places = ask.everywhere(demo().atlas)
    ask.assert_agreed(demo(), ask.questions(demo(), places, TIMES, Random(43000)))


@WHOLE
@pytest.mark.exhaustive
def test_every_place_of_a_code_agrees() -> None:
    atlas = demo().atlas
    places = [ask.by_code(atlas, index) for index in ask.codes_of_every_place(atlas)]
    ask.assert_agreed(demo(), ask.questions(demo(), places, TIMES, Random(2)))


@WHOLE
@pytest.mark.exhaustive
def test_faults_agree_in_every_county() -> None:
    rng = Random(3)
    places = map(ask.by_county, sorted(demo().atlas.counties))
    asked = ask.questions(demo(), places, TIMES, rng)
    ask.assert_agreed(demo(), ask.troubled(demo(), asked, rng))


@WHOLE
@pytest.mark.exhaustive
def test_every_county_agrees_when_something_opens_or_closes() -> None:
    counties = sorted(demo().atlas.counties)
    ask.assert_agreed(demo(), opening_questions(demo(), counties, DAYS[2:6]))


@WHOLE
@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(8))
def test_more_invented_networks_agree(seed: int, tmp_path: Path) -> None:
    assert_network_agrees(compiled(invented(seed), tmp_path), Random(seed), 2000)
