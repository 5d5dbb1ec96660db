"""Gaps and overlaps of a small map: each kind once, with whoever has to do with it."""

from __future__ import annotations

from datetime import date

from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.gaps import Ends, Gaps, find_gaps
from small_world import country, map_of, network_of

TODAY = date(2026, 11, 23)


def found_in(*centers: str) -> Gaps:
    return find_gaps(map_with(*centers), country(), TODAY)


def map_with(*centers: str) -> RoutingMap:
    return map_of(
        network_of(
            [
                ["lines", "id | languages | national backups", "main | en | team"],
                ["centers", "id | where | state | serves | notes", *centers],
                ["national backups", "id", "team"],
            ]
        )
    )


def test_counties_that_nobody_names_say_who_is_dialed_instead() -> None:
    gaps = found_in("alder | 0.0, 10.0 | WL | county 10001 |")
    told = {gap.county.fips: gap.instead for gap in gaps.unserved}
    assert list(told) == ["20001", "20003", "10003", "10005", "30001", "10007", "40001"]
    assert told["10003"] == "alder"
    assert told["40001"] is None
    assert not any((gaps.closed, gaps.ending, gaps.overlaps, gaps.zips))


def test_hours_without_a_center_are_those_of_all_that_serve() -> None:
    gaps = found_in(
        "alder | 0.0, 10.0 | WL | county 10001, county 10003 | hours Mo-Su 08:00-20:00",
        "birch | 0.0, 11.0 | WL | county 10003 | hours Mo-Su 20:00-23:00; rank 2",
    )
    told = {gap.county.fips: (gap.serving, gap.unanswered.minutes) for gap in gaps.closed}
    assert told == {"10001": (("alder",), 7 * 720), "10003": (("alder", "birch"), 7 * 540)}


def test_a_chain_that_begins_elsewhere_says_whether_that_center_serves() -> None:
    gaps = found_in("alder | 0.0, 12.0 | WL | county 10001, county 20003 |")
    told = {gap.county.fips: (gap.center, gap.state, gap.serves) for gap in gaps.from_afar}
    assert told["20003"] == ("alder", "WL", True)
    assert told["20001"] == ("alder", "WL", False)
    assert "10003" not in told


def test_centers_of_one_rank_overlap_and_the_closest_comes_first() -> None:
    gaps = found_in(
        "birch | 0.0, 11.0 | WL | county 10001 |",
        "alder | 0.0, 10.4 | WL | county 10001 |",
        "cedar | 0.0, 10.0 | WL | county 10001 | rank 2",
    )
    (overlap,) = gaps.overlaps
    assert [(one.center, one.rank, one.km) for one in overlap.rivals] == [
        ("alder", 1, 44.5),
        ("birch", 1, 111.2),
    ]


def test_a_zip_that_two_centers_name_lists_both_in_order() -> None:
    gaps = found_in(
        "birch | 0.0, 11.0 | WL | county 10003, ZIP 11102 |",
        "alder | 0.0, 10.0 | WL | county 10001, ZIP 11102 | rank 2",
        "cedar | 0.0, 12.0 | WL | county 10005, ZIP 11101 |",
    )
    (shared,) = gaps.zips
    assert shared.zip.zip == "11102"
    assert shared.county is not None
    assert shared.county.name == "Alder"
    assert [one.center for one in shared.rivals] == ["birch", "alder"]


def test_a_county_loses_its_only_center() -> None:
    gaps = found_in(
        "alder | 0.0, 10.0 | WL | county 10001 | expires 2026-12-23",
        "birch | 0.0, 11.0 | WL | county 10003 | expires 2026-11-22",
        "cedar | 0.0, 12.0 | WL | county 10005 | no calls",
        "dogwood | 0.0, 12.5 | WL | county 10007 | paused",
        "elm | 0.0, 13.0 | EL | county 20001 | expires 2026-12-24",
        "fir | 0.0, 14.0 | EL | county 20003 | paused",
        "fir-two | 0.0, 14.0 | EL | county 20003 |",
    )
    assert [(gap.county.fips, gap.center, gap.why, gap.on) for gap in gaps.ending] == [
        ("10001", "alder", Ends.EXPIRES, date(2026, 12, 23)),
        ("10003", "birch", Ends.EXPIRED, date(2026, 11, 22)),
        ("10005", "cedar", Ends.NOT_ACCEPTING, None),
        ("10007", "dogwood", Ends.PAUSED, None),
    ]
