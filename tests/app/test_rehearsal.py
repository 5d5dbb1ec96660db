"""A practice call rings what the map holds, and whatever else is asked is refused unrepeated."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harborline.app.rehearsal import place_of_center, place_of_number
from harborline.bootstrap import current_map
from harborline.core.errors import UnusableInput
from small_world import map_of, network_of

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
TABLES = """
lines
id   | languages | national backups
main | es en     | team

centers
id    | state | where     | serves
near  | WL    | 0.0, 10.1 | county 10001

national backups
id   | state
team |
"""
WORLD = map_of(network_of(block.splitlines() for block in TABLES.strip().split("\n\n")))


def address(center: str) -> str:
    return WORLD.all_destinations(WORLD.parties[center])[0].address or ""


@pytest.mark.parametrize("center", ["near", "team"])
def test_a_center_is_rung_where_it_would_ring_first(center: str) -> None:
    place = place_of_center(WORLD, center, AT)
    assert (place.center, place.address) == (center, address(center))
    assert (place.line, place.language, place.shows) == ("main", "es", WORLD.line().number)


def test_a_number_is_found_in_any_form() -> None:
    written = address("near").replace("sip:", "SIPS:") + ":5060;transport=udp"
    assert place_of_number(WORLD, written) == place_of_center(WORLD, "near", AT)


@pytest.mark.parametrize("number", ["+17045550123", "", "911", "sip:desk@elsewhere.example"])
def test_no_other_number_is_rung_or_repeated(number: str) -> None:
    with pytest.raises(UnusableInput, match="rings no other") as refused:
        place_of_number(WORLD, number)
    assert "555" not in str(refused.value)


def test_an_unknown_center_is_refused() -> None:
    with pytest.raises(UnusableInput, match="no such center"):
        place_of_center(WORLD, "nowhere", AT)


def test_nobody_of_the_demo_is_rung() -> None:
    demo = current_map()
    with pytest.raises(UnusableInput, match="demo"):
        place_of_number(demo, "1")
    with pytest.raises(UnusableInput, match="demo"):
        place_of_center(demo, demo.ids[0], AT)


def test_a_map_without_addresses_rings_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = WORLD.answering
    monkeypatch.setitem(everyone.__dict__, "addresses", [""] * len(everyone.addresses))
    with pytest.raises(UnusableInput, match="no address"):
        place_of_center(WORLD, "near", AT)


def test_a_place_shows_nothing_of_itself() -> None:
    assert str(place_of_center(WORLD, "near", AT)) == "<Place>"
