"""The coverage map: what each view says, who sees which states, how large it is, how often it asks."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from harborline.atlas.store import load
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.accounts.permissions import Role
from harborline.web.console.coverage_map import COLOURS, colouring, coverage
from harborline.web.site.ports import SitePorts, install, site_ports
from web_clients import SignIn
from web_world import make_center, make_coalition

DEMO = Path(__file__).resolve().parents[3] / "src/harborline/demo/demo.map"
VIEWS = ("serving", "open", "chain", "freshness")


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


@pytest.fixture
def nation(db: None) -> Iterator[None]:
    before = site_ports()
    install(SitePorts(current_map=demo_map, atlas=cache(load)))
    yield
    install(before)


@pytest.mark.parametrize("view", VIEWS)
def test_the_whole_nation_fits_in_90_kb(
    client: Client, nation: None, signed_in: SignIn, view: str
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    answer = client.get(
        reverse("console:coverage"), {"view": view}, headers={"Accept-Encoding": "gzip"}
    )
    assert len(answer.content) <= 90_000
    page = gzip.decompress(answer.content).decode()
    assert page.count("<title>") == 1 + len(load().counties)
    assert "Mecklenburg, NC: " in page
    assert "style=" not in page
    assert "<script" not in page


def test_what_was_drawn_for_one_is_no_answer_to_another(
    client: Client, nation: None, signed_in: SignIn
) -> None:
    account = signed_in(client, Role.NATIONAL_SUPERVISOR)

    def page(**asked: str) -> str:
        return client.get(reverse("console:coverage"), asked).content.decode()

    english = [page(view=view) for view in VIEWS]
    assert [page(view=view).count("<title>") for view in VIEWS] == [
        seen.count("<title>") for seen in english
    ]
    assert "Mecklenburg, NC: one center serves it" in english[0]
    assert "Mecklenburg, NC: expired, or never verified" not in english[3]
    coalition = make_coalition("nc", state="NC")
    ours = demo_map().chain(demo_map().cell_of_county("37119")).ids[0]
    make_center(ours, state="NC", coalition=coalition, verified_on=None)
    assert "Mecklenburg, NC: expired, or never verified" in page(view="freshness")
    account.language = "es"
    account.save()
    assert "one center serves it" not in page(view="serving")
    other = Client()
    signed_in(other, Role.COALITION, coalition=coalition)
    theirs = other.get(reverse("console:coverage")).content.decode()
    assert "Mecklenburg, NC: " in theirs
    assert "Coverage of North Carolina" in theirs
    assert ", VA: " not in theirs


def test_a_state_says_who_serves_each_county(
    client: Client, nation: None, signed_in: SignIn
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = client.get(reverse("console:coverage"), {"state": "NC"}).content.decode()
    first = demo_map().chain(demo_map().cell_of_county("37119")).members[0]
    assert demo_map().names[first] in page
    assert page.count('<th scope="row">') == 100
    assert client.get(reverse("console:coverage"), {"state": "XX"}).status_code == 404


def test_a_coalition_sees_its_state_and_names_its_centers_alone(
    client: Client, nation: None, signed_in: SignIn
) -> None:
    ours = demo_map().chain(demo_map().cell_of_county("37119")).ids[0]
    theirs = demo_map().chain(demo_map().cell_of_county("37183")).ids[0]
    coalition = make_coalition("nc", state="NC")
    make_center(ours, state="NC", coalition=coalition)
    signed_in(client, Role.COALITION, coalition=coalition)
    page = client.get(reverse("console:coverage")).content.decode()
    names = dict(zip(demo_map().ids, demo_map().names, strict=True))
    assert names[ours] in page
    assert names[theirs] not in page
    assert "a center of another coalition" in page
    assert client.get(reverse("console:coverage"), {"state": "VA"}).status_code == 404


def test_how_often_it_asks_does_not_grow(
    client: Client,
    nation: None,
    signed_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    for ids in (demo_map().ids[:3], demo_map().ids[3:200]):
        for center in ids:
            make_center(center)
        with django_assert_max_num_queries(8):
            client.get(reverse("console:coverage"), {"view": "freshness"})


def test_it_is_said_in_spanish_and_without_a_map(client: Client, signed_in: SignIn) -> None:
    account = signed_in(client, Role.NATIONAL_SUPERVISOR)
    account.language = "es"
    account.save()
    assert "Cobertura" in client.get(reverse("console:coverage")).content.decode()


def test_neighbouring_areas_differ() -> None:
    counties = load().counties
    covered = coverage(demo_map(), load())
    first = {fips: one.serving[0] for fips, one in covered.items() if one.serving}
    colours = colouring(first, counties)
    assert set(colours.values()) <= set(range(1, COLOURS + 1))
    alike = [
        (fips, other)
        for fips, center in first.items()
        for other in counties[fips].neighbours
        if first.get(other, center) != center and colours[first[other]] == colours[center]
    ]
    assert alike == []
