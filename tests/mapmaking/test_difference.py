"""What changes for callers between two maps: each kind of change, and nothing where nothing does."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from datetime import date

import pytest

import small_world
from harborline.atlas.tables import Atlas, code_index
from harborline.core.directory import Center, Network, Rollover
from harborline.core.hours import ALL_DAY, CLOSED, NEVER, Hours, hours_of_days
from harborline.mapmaking.difference import Change, CountyChange, Difference, difference

PEOPLE = {"10001": 500, "10003": 300, "10005": 150, "10007": 50}


def network() -> Network:
    return small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en es | team night"],
            ["centers", "id | where | state | serves | notes",
             "aster | 0.0, 10.1 | WL | county 10001, ZIP 11102 |",
             "birch | 0.0, 11.0 | WL | county 10003 |",
             "cedar | 0.0, 13.0 | EL | county 20001 | rollover none"],
            ["state backups", "id | state", "wl-team | WL"],
            ["national backups", "id | hours", "team | 24/7", "night | Mo-Su 20:00-08:00"],
        ]
    )  # fmt: skip


def between(before: Network, after: Network, atlas: Atlas | None = None) -> Difference:
    country = small_world.country()
    old = small_world.map_of(before, country)
    return difference(old, small_world.map_of(after, atlas or country), country.counties)


def center(**fields: object) -> Network:
    one, *others = network().centers
    return network()._replace(centers=(Center(**{**one._asdict(), **fields}), *others))


def opened(hours: Hours) -> Network:
    (destination,) = network().centers[0].destinations
    return center(destinations=(destination._replace(hours=hours),))


# -- nothing ------------------------------------------------------------------------------------------


def test_a_map_and_itself() -> None:
    found = between(network(), network())
    assert found.decides_the_same
    assert found == Difference(found.before, found.before, (), (), 0, 0, 0, 0)


def test_people_of_a_changed_entry_are_counted() -> None:
    found = between(network(), center(paused=True))
    assert (found.people, found.entries_people) == (0, PEOPLE["10001"])


def test_addresses_are_counted_and_never_shown() -> None:
    (destination,) = network().centers[0].destinations
    found = between(network(), center(destinations=(destination._replace(address="sip:new@x"),)))
    assert found.decides_the_same
    assert found.addresses == 1
    assert "sip:" not in str(found)


def test_when_a_listing_was_verified_decides_nothing() -> None:
    assert between(network(), center(verified_on=date(2026, 1, 1))).decides_the_same


def test_the_order_of_languages_and_centers_decides_nothing() -> None:
    assert between(center(languages=("en", "es")), center(languages=("es", "en"))).decides_the_same
    turned = network()._replace(centers=network().centers[::-1])
    assert between(network(), turned).decides_the_same


# -- each field ---------------------------------------------------------------------------------------

OFF_AT_CHRISTMAS = Hours((ALL_DAY,) * 7, ((date(2026, 12, 25).toordinal(), CLOSED),))
FIELDS: list[tuple[Network, Change]] = [
    (center(name="Aster House"), Change("aster", "name", "Aster", "Aster House")),
    (center(rank=2), Change("aster", "rank", "1", "2")),
    (center(rollover=Rollover.STATE), Change("aster", "rollover", "any", "state")),
    (center(zone="America/Chicago"), Change("aster", "zone", "America/New_York", "America/Chicago")),
    (center(capacity=2), Change("aster", "capacity", "None", "2")),
    (center(languages=("en", "es")), Change("aster", "languages", "en", "en,es")),
    (center(interpreter=True), Change("aster", "interpreter", "False", "True")),
    (center(paused=True), Change("aster", "paused", "False", "True")),
    (center(accepts_calls=False), Change("aster", "accepts_calls", "True", "False")),
    (center(expires_on=date(2026, 12, 1)), Change("aster", "expires_on", "None", "2026-12-01")),
    (center(ring_s=9), Change("aster", "ring_s", "20", "9")),
    (center(confidential=True), Change("aster", "confidential", "False", "True")),
    (center(state="HL"), Change("aster", "state", "WL", "HL")),
    (center(lat=0.0001), Change("aster", "lat", "0.0", "0.0001")),
    (center(lon=10.2), Change("aster", "lon", "10.1", "10.2")),
    (center(counties=("10001", "10005")), Change("aster", "counties", "10001", "10001,10005")),
    (center(zips=()), Change("aster", "zips", "11102", "")),
    (opened(NEVER), Change("aster", "hours 1", "24/7", "off")),
    (opened(OFF_AT_CHRISTMAS), Change("aster", "hours 1", "24/7",
        "Mo,Tu,We,Th,Fr,Sa,Su 00:00-24:00; 2026 Dec 25 off")),
    (network()._replace(rules=network().rules._replace(max_local_legs=3)),
        Change("network", "rules", "(100, 400, 24, 4)", "(100, 400, 24, 3)")),
    (network()._replace(demo=True), Change("network", "demo", "False", "True")),
    (network()._replace(days=61), Change("network", "days", "60", "61")),
    (network()._replace(starts_on=date(2026, 11, 2)),
        Change("network", "starts_on", "2026-11-01", "2026-11-02")),
    (network()._replace(lines=(network().lines[0]._replace(national_backups=("night", "team")),)),
        Change("main", "national_backups", "team,night", "night,team")),
    (network()._replace(lines=(network().lines[0]._replace(stagger_s=8),)),
        Change("main", "stagger_s", "None", "8")),
    (network()._replace(state_backups=(network().state_backups[0]._replace(paused=True),)),
        Change("wl-team", "paused", "False", "True")),
]  # fmt: skip


@pytest.mark.parametrize(("after", "change"), FIELDS, ids=lambda value: str(value)[:60])
def test_a_field_that_changes(after: Network, change: Change) -> None:
    found = between(network(), after)
    assert not found.decides_the_same
    assert change in found.changes
    assert len(found.changes) == 1


def test_backwards_it_is_the_other_way_round() -> None:
    after, change = FIELDS[1]
    turned = between(after, network())
    assert turned.changes == (change._replace(before=change.after, after=change.before),)


def test_whoever_comes_or_goes_is_named() -> None:
    fewer = network()._replace(centers=network().centers[1:])
    gone = between(network(), fewer)
    assert ("aster", "name", "Aster", "nothing") in gone.changes
    assert {change.what for change in gone.changes} == {"aster"}
    assert gone.addresses == 1
    come = between(fewer, network())
    assert ("aster", "name", "nothing", "Aster") in come.changes


# -- places -------------------------------------------------------------------------------------------


def test_counties_and_people_whose_first_center_changes() -> None:
    found = between(network(), center(counties=("10005",)))
    first = CountyChange("10001", "Alder", "WL", 500, "aster", None)
    assert found.counties[0] == first
    assert CountyChange("10005", "Cedar", "WL", 150, None, "aster") in found.counties
    assert found.people == 650
    assert [row.people for row in found.counties] == sorted(
        (row.people for row in found.counties), reverse=True
    )


def test_a_change_behind_the_first_center_moves_no_people() -> None:
    found = between(network(), center(rollover=Rollover.NONE))
    assert found.counties
    assert {row.before == row.after for row in found.counties} == {True}
    assert found.people == 0


def test_zips_and_codes_that_lead_elsewhere() -> None:
    found = between(network(), center(zips=()))
    assert (found.zips, found.codes, found.counties) == (1, 0, ())
    moved = between(network(), center(counties=(), rollover=Rollover.NONE))
    # 11102 still has aster, which names it; 22201, 33301 and 09012 never had.
    assert moved.zips == 3
    # Area codes 321 and 432 whole; 321-555 counts once, although its blocks moved too.
    assert moved.codes == 2 * 800


# -- another atlas ------------------------------------------------------------------------------------


def atlas_with(change: Callable[[Atlas], Atlas]) -> Atlas:
    country = small_world.country()
    return change(country._replace(codes=array("H", country.codes), blocks=dict(country.blocks)))


def test_a_code_that_moved() -> None:
    def moved(atlas: Atlas) -> Atlas:
        atlas.codes[code_index(321_555)] = atlas.codes[code_index(654_555)]
        return atlas

    found = between(network(), network(), atlas_with(moved))
    assert (found.codes, found.zips, found.changes) == (1, 0, ())
    assert not found.decides_the_same


def test_a_block_that_moved() -> None:
    def moved(atlas: Atlas) -> Atlas:
        atlas.blocks[3215551] = atlas.codes[code_index(654_555)]
        return atlas

    assert between(network(), network(), atlas_with(moved)).codes == 1


def test_a_zip_that_is_new() -> None:
    def added(atlas: Atlas) -> Atlas:
        fresh = atlas.zips["11101"]._replace(zip="11199")
        return atlas._replace(zips={**atlas.zips, "11199": fresh})

    assert between(network(), network(), atlas_with(added)).zips == 1


def test_places_numbered_otherwise_are_the_same_places() -> None:
    def turned(atlas: Atlas) -> Atlas:
        none, *others = atlas.places
        number = {old: new for new, old in enumerate([0, *range(len(others), 0, -1)])}
        codes = array("H", (number[place] for place in atlas.codes))
        blocks = {key: number[place] for key, place in atlas.blocks.items()}
        return atlas._replace(places=(none, *others[::-1]), codes=codes, blocks=blocks)

    assert between(network(), network(), atlas_with(turned)).decides_the_same


def test_a_map_of_a_later_day_differs_in_its_days_alone() -> None:
    holiday = Hours((ALL_DAY,) * 7, ((date(2026, 11, 2).toordinal(), CLOSED),))
    later = opened(holiday)._replace(starts_on=date(2026, 11, 5))
    found = between(opened(holiday), later)
    assert [change[:2] for change in found.changes] == [("network", "starts_on")]
    assert found.entries_people == 0


def test_every_other_week_is_the_same_whenever_the_map_begins() -> None:
    """The commonest week of a map is one or the other, by the day on which its days begin."""
    days = [CLOSED if day // 7 % 2 else ALL_DAY for day in range(80)]
    first = date(2026, 11, 1)
    before = opened(hours_of_days(first.toordinal(), days[:60]))
    after = opened(hours_of_days(first.toordinal() + 9, days[9:69]))
    later = after._replace(starts_on=date(2026, 11, 10))
    assert (
        before.centers[0].destinations[0].hours.weekly
        != after.centers[0].destinations[0].hours.weekly
    )
    assert [change[:2] for change in between(before, later).changes] == [("network", "starts_on")]
