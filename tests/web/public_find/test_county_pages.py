"""Pages that can be passed on: counties, states, the small map beside them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from justhtml import JustHTML

from harborline.atlas.tables import Atlas
from harborline.core.errors import UnusableAtlas
from harborline.web.directory.counties import county_in_words
from harborline.web.public.find.pins import Pin, county_map
from harborline.web.site.ports import SitePorts, install
from public_find_world import atlas, chain_of
from reading_level import assert_plain
from web_world import make_center

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ports")]


def opened(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert JustHTML(page, collect_errors=True).errors == []
    return page


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "path",
    ["", "states", "states/tx", "states/pr", "county/37119", "county/02013", "county/78030-x"],
)
def test_every_page_is_whole_and_plain(client: Client, path: str, language: str) -> None:
    page = opened(client, f"/{language}/{path}")
    assert_plain(page, language)
    assert 'href="tel:+18006564673"' in page


def test_a_county_has_one_address_and_answers_at_its_bare_code(client: Client) -> None:
    for path in ("37119", "37119-mecklenburg-nc", "37119-something-else"):
        page = opened(client, f"/en/county/{path}")
        assert '<link rel="canonical" href="/en/county/37119-mecklenburg-nc">' in page
        assert "<h1>Help in Mecklenburg County, North Carolina</h1>" in page
        assert 'href="/en/share/county/37119"' in page


def test_a_code_of_another_vintage_leads_to_the_county_of_today(client: Client) -> None:
    old, new = next(iter(atlas().aliases.items()))
    name = county_in_words(atlas().counties[new])
    assert name in opened(client, f"/en/county/{old}")


@pytest.mark.parametrize(
    "path", ["county/99999", "county/x", "county/3711", "states/zz", "states/q1"]
)
def test_what_there_is_not_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


def test_every_county_can_be_reached_by_clicking_alone(client: Client) -> None:
    seen = set()
    states = re.findall(r'href="(/en/states/\w+)"', opened(client, "/en/states"))
    assert len(states) == 56
    for state in states:
        seen |= set(re.findall(r'href="/en/county/(\d{5})-', client.get(state).content.decode()))
    assert seen == set(atlas().counties)


@pytest.mark.parametrize(
    ("fips", "name"),
    [
        ("37119", "Mecklenburg County"),
        ("22071", "Orleans Parish"),
        ("02020", "Anchorage"),
        ("72001", "the municipality of Adjuntas"),
        ("51760", "the city of Richmond"),
        ("51159", "Richmond County"),
        ("24510", "the city of Baltimore"),
        ("32510", "Carson City"),
        ("11001", "District of Columbia"),
    ],
)
def test_counties_are_named_as_people_there_do(fips: str, name: str) -> None:
    assert county_in_words(atlas().counties[fips]) == name


def test_a_county_that_nobody_serves_says_so_and_shows_who_helps(client: Client) -> None:
    bare = next(fips for fips in atlas().counties if not chain_of(county=fips).serving)
    page = opened(client, f"/en/county/{bare}")
    assert "No local center serves this place yet." in page
    assert "Next closest" in page or "For all of" in page


# -- the map -----------------------------------------------------------------------------------


def test_the_map_of_every_county_is_light() -> None:
    sizes = {}
    for fips, county in atlas().counties.items():
        near = [atlas().counties[one] for one in county.neighbours]
        pins = [Pin(n, "Center", county.lat, county.lon, is_open=True) for n in range(1, 9)]
        drawn = county_map(county, near, pins)
        sizes[fips] = len(drawn)
        assert len(drawn) < 10_000
        if drawn:
            # The point of the Northern Islands lies north of what is drawn of them.
            assert drawn.count("<circle") == 8 or fips == "69085"
            assert 'aria-hidden="true"' in drawn
    assert sum(map(bool, sizes.values())) > 3200


def test_what_lies_beyond_the_map_is_not_on_it_and_names_are_escaped() -> None:
    county = atlas().counties["37119"]
    far = Pin(1, "Far", 47.6, -122.3, is_open=True)
    odd = Pin(2, "<b>&", county.lat, county.lon, is_open=False)
    drawn = county_map(county, [], [far, odd])
    assert drawn.count("<circle") == 1
    assert "&lt;b&gt;&amp;" in drawn


def test_without_outlines_the_page_says_that_there_is_no_map(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise UnusableAtlas("damaged")

    monkeypatch.setattr("harborline.web.public.find.pins._land", damaged)
    page = opened(client, "/en/county/37119")
    assert "There is no map here. The list says all of it." in page
    assert "<svg" not in page[page.index("<main") :]


def test_a_confidential_center_is_on_no_map(client: Client) -> None:
    first = chain_of(county="37119").ids[0]
    row = make_center(first, state="NC", lat=35.24, lon=-80.83)
    assert 'class="pin' in opened(client, "/en/county/37119")
    row.confidential = True
    row.save()
    page = opened(client, "/en/county/37119")
    assert 'class="pin' not in page
    assert "35.24" not in page


def test_without_an_atlas_a_county_page_still_names_the_number(
    client: Client, ports: SitePorts
) -> None:
    def none() -> Atlas:
        raise UnusableAtlas("none")

    install(ports._replace(atlas=none))
    for path in ("county/37119", "states/nc"):
        assert "We cannot look up places right now" in opened(client, f"/en/{path}")
