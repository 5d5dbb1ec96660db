"""Gaps and overlaps in the console: what each list says, who sees which places, how often it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from harborline.core.routing_map import RoutingMap
from harborline.web.accounts.permissions import Role
from harborline.web.console.gaps import from_monday, strip
from harborline.web.site.ports import install, site_ports
from small_world import map_of, network_of
from web_clients import SignIn
from web_world import make_center, make_coalition, small_ports

CENTERS = (
    "alder | 0.0, 10.0 | WL | county 10001 | hours Mo-Fr 09:00-17:00",
    "birch | 0.0, 11.0 | WL | county 10003, ZIP 11102 | expires 2026-11-01",
    "cedar | 0.0, 12.0 | WL | county 10005, ZIP 11102 |",
    "cypress | 0.0, 12.1 | WL | county 10005 |",
    "elm | 0.0, 13.0 | EL | county 20001, county 10007 |",
)
LISTS = ("unserved", "closed", "ending", "from_afar", "overlaps", "zips")


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


@pytest.fixture
def places(db: None) -> Iterator[None]:
    before, routing_map = site_ports(), map_with(*CENTERS)
    install(small_ports(current_map=lambda: routing_map))
    westland = make_coalition()
    for line in CENTERS[:4]:
        name = line.split(" ")[0]
        make_center(name, coalition=westland)
    make_center("elm", state="EL", coalition=make_coalition("el-coalition", state="EL"))
    yield
    install(before)


@pytest.fixture
def asked(client: Client, places: None) -> Callable[..., str]:
    def ask(**given: str) -> str:
        answer = client.get(reverse("console:gaps"), given)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return ask


def test_the_nation_reads_every_list_in_words(
    client: Client, asked: Callable[..., str], signed_in: SignIn
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = asked(show="unserved")
    assert "Fir, EL" in page
    assert "next closest, dialed first" in page
    page = asked(show="closed")
    assert "Alder, WL" in page
    assert "128 of the 168 hours of the week have no open center." in page
    assert "Tuesday to Thursday: 17:00–9:00 the next morning" in page
    assert "Saturday and Sunday: day and night" in page
    assert "No center of its own is open in the whole week." in page
    assert page.count('<svg class="strip"') == 2
    assert "its listing expired on Nov. 1, 2026" in asked(show="ending")
    page = asked(show="from_afar")
    assert "Dogwood, WL" in page
    assert "EL, names this county" in page
    page = asked(show="overlaps")
    assert "The first rings before the others because it is closest." in page
    assert page.index("Center Cedar") < page.index("Center Cypress")
    page = asked(show="zips")
    assert "11102" in page
    assert "rank 1, 41.4 miles from the middle" in page
    for name in LISTS:
        assert f"?show={name}&amp;" in page
    assert "style=" not in page
    assert "<script" not in page


def test_a_coalition_sees_its_state_and_names_its_centers_alone(
    client: Client, asked: Callable[..., str], signed_in: SignIn
) -> None:
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    page = asked(show="unserved")
    assert "Fir, EL" not in page
    assert "Nothing here." in page
    page = asked(show="from_afar")
    assert "Dogwood, WL" in page
    assert "a center of another coalition" in page
    assert "elm" not in page.lower()
    assert client.get(reverse("console:gaps"), {"state": "EL"}).status_code == 404
    assert client.get(reverse("console:gaps"), {"state": "WL"}).status_code == 200


def test_places_are_put_in_order_by_links(
    client: Client, asked: Callable[..., str], signed_in: SignIn
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    by_people, by_place = asked(show="unserved"), asked(show="unserved", order="place")
    assert by_people.index("Fir, EL") < by_people.index("Gorse, HL") < by_people.index("Heath, IL")
    assert by_place.index("Fir, EL") < by_place.index("Gorse, HL")
    by_hours = asked(show="closed", order="hours")
    assert by_hours.index("Birch, WL") < by_hours.index("Alder, WL")
    assert asked(show="nothing", order="x", page="99", state="")
    assert "Gorse, HL" not in asked(show="unserved", state="EL")


def test_an_auditor_is_led_to_no_page_that_is_closed_to_them(
    client: Client, asked: Callable[..., str], signed_in: SignIn
) -> None:
    signed_in(client, Role.AUDITOR)
    assert reverse("console:callers", args=["alder"]) not in asked(show="closed")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gaps", ("Huecos y coincidencias", "horas de la semana", "hora del este")),
        ("changes", ("Cambios por aprobar", "Nada espera.")),
        ("states", ("Por estado", "centros")),
    ],
)
def test_it_is_said_in_spanish(
    client: Client, places: None, signed_in: SignIn, name: str, words: tuple[str, ...]
) -> None:
    account = signed_in(client, Role.NATIONAL_SUPERVISOR)
    account.language = "es"
    account.save()
    given = {"show": "closed"} if name == "gaps" else {}
    page = client.get(reverse(f"console:{name}"), given).content.decode()
    for word in words:
        assert word in page


def test_without_a_map_it_says_so(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = client.get(reverse("console:gaps")).content.decode()
    assert "There is no routing map to look at yet." in page
    assert "Gaps and overlaps</h1>" in page


def test_how_often_it_asks_does_not_grow(
    client: Client,
    places: None,
    signed_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    client.get(reverse("console:gaps"))
    with django_assert_num_queries(8):
        client.get(reverse("console:gaps"), {"show": "overlaps"})
    for number in range(150):
        make_center(f"more-{number}", coalition_id="wl-coalition")
    with django_assert_num_queries(8):
        client.get(reverse("console:gaps"), {"show": "overlaps"})


def test_a_week_begins_on_monday_whatever_the_day() -> None:
    thursday = date(2026, 11, 26)
    days = tuple(((number, number + 1),) for number in range(7))
    assert from_monday(days, thursday) == (*days[4:], *days[:4])
    assert from_monday(days, date(2026, 11, 23)) == days


def test_a_strip_has_an_hour_to_the_unit() -> None:
    drawn = strip((((0, 90),), (), (), (), (), (), ((1380, 1440),)))
    assert 'viewBox="0 0 168 12"' in drawn
    assert '<rect class="gone" x="0.00" y="0" width="1.50" height="12"/>' in drawn
    assert '<rect class="gone" x="167.00" y="0" width="1.00" height="12"/>' in drawn
    assert drawn.count('class="gone"') == 2
