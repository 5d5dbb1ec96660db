"""Small promises of core's values: errors that say all, destinations by minute, what a map tells."""

from __future__ import annotations

from datetime import date
from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

import small_world
from harborline.core.directory import Acceptance, Destination, DestinationKind, always_open
from harborline.core.errors import HarborlineError, RefusedNetwork, UnusableInput
from harborline.core.hours import is_round_the_clock
from harborline.core.map_destinations import MOST_TOGETHER
from harborline.core.places import EARTH_RADIUS_KM, distance_km, distance_tenths
from harborline.core.routing_map import RoutingMap

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


# -- errors -----------------------------------------------------------------------------------------


def test_a_refused_network_carries_every_fault() -> None:
    refused = RefusedNetwork(["One.", "Two.", "Three."])
    assert isinstance(refused, UnusableInput)
    assert refused.faults == ("One.", "Two.", "Three.")
    assert str(refused) == "The network is refused: One. (and 2 more)"
    assert str(RefusedNetwork(["One."])) == "The network is refused: One."


def test_every_error_is_one_of_ours() -> None:
    with pytest.raises(HarborlineError):
        raise RefusedNetwork(["One."])


# -- distance ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "km"),
    [
        ((0.0, 0.0, 0.0, 0.0), 0.0),
        ((0.0, 0.0, 0.0, 180.0), pi * EARTH_RADIUS_KM),
        ((90.0, 0.0, -90.0, 77.0), pi * EARTH_RADIUS_KM),
        ((0.0, 179.5, 0.0, -179.5), pi * EARTH_RADIUS_KM / 180),
    ],
)
def test_known_distances(points: tuple[float, float, float, float], km: float) -> None:
    assert distance_km(*points) == pytest.approx(km, abs=1e-6)


@given(latitudes, longitudes, latitudes, longitudes)
def test_as_far_there_as_back(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    there = distance_km(lat_a, lon_a, lat_b, lon_b)
    assert there == pytest.approx(distance_km(lat_b, lon_b, lat_a, lon_a), abs=1e-6)
    assert 0 <= there <= pi * EARTH_RADIUS_KM + 1e-9
    assert abs(distance_tenths(lat_a, lon_a, lat_b, lon_b) - 10 * there) <= 0.5 + 1e-6


# -- what a map tells -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def routing_map() -> RoutingMap:
    return small_world.map_of(
        small_world.network_of(
            [
                ["lines", "id | languages | national backups", "main | en | team", "b | es | team"],
                [
                    "centers",
                    "id | where | state | serves | notes",
                    "aster | 0.0, 10.0 | WL | county 10001 | "
                    "hours Mo-Fr 09:00-17:00 + Mo-Fr 16:00-22:00 + Sa 10:00-12:00",
                ],
                ["national backups", "id", "team"],
            ]
        )
    )


def numbers(destinations: tuple[Destination, ...]) -> list[int]:
    return [destination.order for destination in destinations]


@pytest.mark.parametrize(
    ("at", "ringing"),
    [
        ("2026-11-23T14:00Z", [1]),
        ("2026-11-23T21:00Z", [1, 2]),
        ("2026-11-23T22:00Z", [2]),
        ("2026-11-24T03:00Z", []),
        ("2026-11-28T15:30Z", [3]),
    ],
)
def test_destinations_open_at_a_minute(
    routing_map: RoutingMap, at: str, ringing: list[int]
) -> None:
    assert numbers(routing_map.destinations("aster", small_world.moment(at))) == ringing


def test_destinations_as_they_were_given(routing_map: RoutingMap) -> None:
    network = small_world.network_of([["lines", "id"], ["national backups", "id", "team"]])
    assert routing_map.all_destinations(1) == network.national_backups[0].destinations
    assert [d.address for d in routing_map.all_destinations(0)] == [
        f"sip:{number}@aster.example" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("at", "paused", "ringing"),
    [
        ("2026-11-23T21:00Z", {"aster 1"}, [2]),
        ("2026-11-23T21:00Z", {"aster 1", "aster 2"}, []),
        ("2026-11-23T14:00Z", {"aster 2", "team 1"}, [1]),
    ],
)
def test_a_paused_destination_does_not_ring(
    routing_map: RoutingMap, at: str, paused: set[str], ringing: list[int]
) -> None:
    open_now = routing_map.destinations("aster", small_world.moment(at), frozenset(paused))
    assert numbers(open_now) == ringing


def test_the_national_team_rings_though_its_phone_is_paused(routing_map: RoutingMap) -> None:
    at = small_world.moment("2026-11-23T21:00Z")
    assert numbers(routing_map.destinations("team", at, frozenset({"team 1"}))) == [1]


def test_a_rota_of_hundreds_takes_up_no_more_than_a_few_trunks() -> None:
    network = small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en | team"],
            ["centers", "id | where | state | serves | notes", "aster | 0.0, 10.0 | WL | county 10001 |"],
            ["national backups", "id", "team"],
        ]
    )  # fmt: skip
    (aster,), (team,) = network.centers, network.national_backups
    desk = aster.destinations[0]._replace(order=1)
    people = tuple(desk._replace(order=2, id=f"p{number}") for number in range(300))
    seats = tuple(team.destinations[0]._replace(order=1) for _ in range(30))
    routing_map = small_world.map_of(
        network._replace(
            centers=(aster._replace(destinations=(desk, *people)),),
            national_backups=(team._replace(destinations=seats),),
        )
    )
    at = small_world.moment("2026-11-23T21:00Z")
    rings = routing_map.destinations("aster", at)
    assert numbers(rings) == [1, *[2] * MOST_TOGETHER]
    paused = frozenset(one.id for one in rings if one.id)
    others = routing_map.destinations("aster", at, paused)
    assert len(others) >= MOST_TOGETHER
    assert not paused & {one.id for one in others}
    assert len(routing_map.destinations("team", at)) == 30


def test_a_map_without_addresses_cannot_dial(routing_map: RoutingMap) -> None:
    assert routing_map.can_dial
    network = small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en | team"],
            ["national backups", "id", "team"],
        ]
    )
    (team,) = network.national_backups
    silent = team._replace(destinations=(team.destinations[0]._replace(address=None),))
    bare = small_world.map_of(network._replace(national_backups=(silent,)))
    assert not bare.can_dial
    assert bare.all_destinations(0)[0].address is None


def test_the_days_of_a_map(routing_map: RoutingMap) -> None:
    assert routing_map.starts_on == small_world.STARTS_ON
    assert routing_map.ends_on == small_world.ENDS_ON == date(2026, 12, 30)


def test_lines_by_id(routing_map: RoutingMap) -> None:
    assert routing_map.line().id == "main"
    assert routing_map.line("b").languages == ("es",)
    with pytest.raises(KeyError):
        routing_map.line("c")


def test_somebody_who_is_always_there() -> None:
    made = always_open(DestinationKind.SWITCHBOARD, "sip:team@example.org")
    assert is_round_the_clock(made.hours)
    assert (made.acceptance, made.order) == (Acceptance.AT_ONCE, 1)
