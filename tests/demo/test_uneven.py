"""The demo has in it whatever a real network has, often enough to be met."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from harborline.atlas.tables import Atlas
from harborline.core.directory import Acceptance, Center, DestinationKind, Network, Rollover
from harborline.core.hours import Hours, is_round_the_clock, union
from harborline.demo.land import STATES

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu", "America/Phoenix", "America/Puerto_Rico"),
    *("America/St_Thomas", "Pacific/Guam", "Pacific/Saipan", "Pacific/Pago_Pago"),
    *("America/Indiana/Indianapolis", "America/Indiana/Knox", "America/Detroit", "America/Boise"),
)


def together(center: Center) -> Hours:
    return union(destination.hours for destination in center.destinations)


def keeps_office_hours(center: Center) -> bool:
    return any(not is_round_the_clock(d.hours) for d in center.destinations)


def test_about_a_thousand_centers_in_every_state(demo: Network) -> None:
    assert 950 <= len(demo.centers) <= 1050
    per_state = Counter(center.state for center in demo.centers)
    assert set(per_state) == set(STATES)
    assert min(per_state.values()) >= 2


def test_counties_without_a_center_are_many_but_empty(atlas: Atlas, demo: Network) -> None:
    served = {fips for center in demo.centers for fips in center.counties}
    unserved = [county for county in atlas.counties.values() if county.fips not in served]
    people = sum(county.population for county in atlas.counties.values())
    assert 0.08 <= len(unserved) / len(atlas.counties) <= 0.25
    assert sum(county.population for county in unserved) <= 0.03 * people


def test_service_areas_are_known_places(atlas: Atlas, demo: Network) -> None:
    for center in demo.centers:
        assert center.counties or center.zips
        assert set(center.counties) <= atlas.counties.keys()
        assert set(center.zips) <= atlas.zips.keys()
        assert len(set(center.counties)) == len(center.counties)


def test_counties_of_one_center_hang_together(atlas: Atlas, demo: Network) -> None:
    for center in demo.centers:
        reached, left = set(center.counties[:1]), set(center.counties[1:])
        while near := {f for f in left if reached & set(atlas.counties[f].neighbours)}:
            reached |= near
            left -= near
        assert not left, center.id


def test_areas_by_county_by_zip_and_across_states(atlas: Atlas, demo: Network) -> None:
    assert sum(len(center.counties) > 3 for center in demo.centers) >= 100
    assert sum(not center.counties for center in demo.centers) >= 100
    assert sum(bool(center.counties and center.zips) for center in demo.centers) >= 50
    across = [
        center
        for center in demo.centers
        if any(atlas.counties[fips].state != center.state for fips in center.counties)
    ]
    assert len(across) >= 5


def test_some_counties_have_centers_of_several_ranks(demo: Network) -> None:
    ranks: dict[str, set[int]] = defaultdict(set)
    for center in demo.centers:
        for fips in center.counties:
            ranks[fips].add(center.rank)
    assert {center.rank for center in demo.centers} == {1, 2, 3}
    assert sum(len(several) > 1 for several in ranks.values()) >= 60
    assert sum(several == {1, 2, 3} for several in ranks.values()) >= 10


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_has_nights_and_office_hours(demo: Network, zone: str) -> None:
    here = [center for center in demo.centers if center.zone == zone]
    assert any(is_round_the_clock(together(center)) for center in here)
    assert any(keeps_office_hours(center) for center in here)


def test_hours_are_distinct_enough_and_few_enough_to_compile(demo: Network) -> None:
    hours = {d.hours for center in demo.centers for d in center.destinations}
    assert 100 <= len(hours) <= 200
    always = sum(is_round_the_clock(together(center)) for center in demo.centers)
    assert 300 <= always <= 700


def test_nights_lunches_rotas_and_special_days(demo: Network) -> None:
    kinds = Counter(d.kind for center in demo.centers for d in center.destinations)
    assert min(kinds[kind] for kind in DestinationKind) >= 50
    weeks = [d.hours for center in demo.centers for d in center.destinations]
    assert sum(any(len(s) > 1 for s in hours.weekly) for hours in weeks) >= 100, "lunch or night"
    assert sum(len(hours.exceptions) > 300 for hours in weeks) >= 20, "week about"
    overnight = [
        h
        for h in weeks
        if not is_round_the_clock(h)
        and h.weekly[1][-1:]
        and h.weekly[1][-1][1] == 1440
        and h.weekly[2][:1]
        and h.weekly[2][0][0] == 0
    ]
    assert len(overnight) >= 100


def test_offices_close_on_holidays(demo: Network) -> None:
    thanksgiving = date(2026, 11, 26).toordinal()
    closed = sum((thanksgiving, ()) in together(center).exceptions for center in demo.centers)
    assert closed >= 200


def test_an_answering_service_is_there_when_the_office_is_not(demo: Network) -> None:
    for center in demo.centers:
        kinds = [destination.kind for destination in center.destinations]
        if DestinationKind.ANSWERING_SERVICE in kinds:
            assert len(kinds) > 1
            assert is_round_the_clock(together(center))


def test_what_centers_agreed_to(demo: Network) -> None:
    assert {center.capacity for center in demo.centers} == {1, 2, 3, 4, 5, 6, None}
    rollovers = Counter(center.rollover for center in demo.centers)
    assert min(rollovers[rollover] for rollover in Rollover) >= 150
    assert {center.ring_s for center in demo.centers} == set(range(8, 26))
    at_once = [
        d for c in demo.centers for d in c.destinations if d.acceptance is Acceptance.AT_ONCE
    ]
    assert 10 <= len(at_once) <= 100
    assert any(d.order == 2 for center in demo.centers for d in center.destinations)


def test_languages(demo: Network) -> None:
    spoken = Counter(language for center in demo.centers for language in center.languages)
    assert spoken["es"] >= 200
    assert {"zh", "vi", "ht", "ar", "ko", "tl", "fr", "pt", "nv"} <= set(spoken)
    assert sum(center.interpreter for center in demo.centers) >= 200
    assert all(center.languages for center in demo.centers)


def test_some_take_no_calls(demo: Network) -> None:
    assert sum(center.paused for center in demo.centers) == 14
    assert sum(not center.accepts_calls for center in demo.centers) == 14


def test_listings_end_long_before_or_after_the_days(demo: Network) -> None:
    last = demo.starts_on + timedelta(days=demo.days)
    ends = [center.expires_on for center in demo.centers if center.expires_on]
    assert sum(end < demo.starts_on - timedelta(days=100) for end in ends) == 18
    assert not [end for end in ends if demo.starts_on <= end <= last]
    assert sum(end > last for end in ends) >= 100


def test_everybody_was_verified_shortly_before(demo: Network) -> None:
    for center in demo.centers:
        assert center.verified_on is not None
        assert date(2026, 8, 1) <= center.verified_on < demo.starts_on


def test_confidential_centers_show_their_county_alone(atlas: Atlas, demo: Network) -> None:
    confidential = [center for center in demo.centers if center.confidential]
    assert len(confidential) == 70
    for center in confidential:
        county = atlas.counties[center.counties[0]]
        assert (center.lat, center.lon) == (county.lat, county.lon)
