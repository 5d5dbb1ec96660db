"""All of it by state: the list, one page for each, and who sees which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from harborline.app.overlays import NoOverlayBook, Pause
from harborline.core.errors import HarborlineError
from harborline.web.accounts.permissions import Role
from harborline.web.console.standing import Standing, Standings
from harborline.web.site.ports import install, site_ports
from small_world import map_of, network_of
from web_clients import SignIn
from web_world import make_backup, make_center, make_coalition, small_ports

CENTERS = (
    "alder | 0.0, 10.0 | WL | county 10001 | hours Mo-Fr 09:00-17:00",
    "birch | 0.0, 11.0 | WL | county 10003 | expires 2026-11-01",
    "cedar | 0.0, 12.0 | WL | county 10005 |",
    "cypress | 0.0, 12.1 | WL | county 10005 | no calls",
    "dogwood | 0.0, 12.5 | WL | county 10007 | paused",
    "elm | 0.0, 13.0 | EL | county 20001 |",
)
MONDAY_NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""Noon in New York."""

ROUTING_MAP = map_of(
    network_of(
        [
            ["lines", "id | languages | national backups", "main | en | team"],
            ["centers", "id | where | state | serves | notes", *CENTERS],
            ["state backups", "id | state", "wl-backup | WL"],
            ["national backups", "id", "team"],
        ]
    )
)


class Paused(NoOverlayBook):
    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        return (Pause("cedar", at + timedelta(hours=2), "ana@example.org"),)


class Away(NoOverlayBook):
    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        raise HarborlineError("The overlays cannot be read.")


@pytest.fixture
def network(db: None) -> Iterator[None]:
    before = site_ports()
    install(small_ports(current_map=lambda: ROUTING_MAP, overlays=Paused()))
    westland = make_coalition(email="desk@wl.example.org", web="https://wl.example.org")
    eastland = make_coalition("el-coalition", state="EL", email="desk@el.example.org")
    for line in CENTERS[:5]:
        make_center(line.split(" ")[0], coalition=westland, expires_on=date(2099, 1, 1))
    make_center("new-one", coalition=westland, verified_on=None)
    make_center("elm", state="EL", coalition=eastland)
    make_backup("wl-backup", state="WL", coalition=westland)
    yield
    install(before)


def page_of(client: Client, name: str, *given: str) -> str:
    answer = client.get(reverse(name, args=given))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("center", "standing", "words"),
    [
        ("alder", Standing.OPEN, "Open now, closes at 17:00 Eastern"),
        ("birch", Standing.EXPIRED, "Takes no calls: its listing has expired"),
        ("cedar", Standing.PAUSED, "Paused, calls come again at 14:00 Eastern"),
        ("cypress", Standing.NOT_ACCEPTING, "Takes no calls"),
        ("dogwood", Standing.PAUSED, "Paused until somebody ends it"),
        ("elm", Standing.OPEN, "Open day and night"),
        ("new-one", Standing.OFF_MAP, "On no map yet"),
    ],
)
def test_a_center_stands_as_callers_meet_it(center: str, standing: Standing, words: str) -> None:
    standings = Standings(ROUTING_MAP, Paused().pauses(MONDAY_NOON), MONDAY_NOON)
    assert standings.of(center) is standing
    assert standings.in_words(center) == words


def test_at_night_a_center_says_when_it_opens() -> None:
    night = MONDAY_NOON.replace(hour=23)
    standings = Standings(ROUTING_MAP, (), night)
    assert standings.of("alder") is Standing.CLOSED
    assert standings.in_words("alder") == "Closed, opens Tuesday at 9:00 Eastern"


def test_a_pause_of_one_telephone_pauses_no_center() -> None:
    ends = MONDAY_NOON + timedelta(hours=1)
    pause = Pause("cedar", ends, "ana@example.org", "d1")
    assert Standings(ROUTING_MAP, (pause,), MONDAY_NOON).of("cedar") is Standing.OPEN


def test_a_center_is_paused_when_each_phone_that_would_ring_is() -> None:
    pause = Pause("cedar", MONDAY_NOON + timedelta(hours=1), "ana@example.org", "cedar 1")
    standings = Standings(ROUTING_MAP, (pause,), MONDAY_NOON)
    assert standings.of("cedar") is Standing.PAUSED
    assert standings.in_words("cedar") == "Each phone that would ring now is paused"


def test_the_nation_sees_all_states_in_figures(
    client: Client, network: None, signed_in: SignIn
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = page_of(client, "console:states")
    for state in ("WL", "EL", "HL", "IL"):
        assert reverse("console:state", args=[state]) in page
    assert "of 7 centers would be dialed right now." in page
    assert "3 counties have no center of their own (510 people)." in page


def test_a_state_page_leads_everywhere(client: Client, network: None, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = page_of(client, "console:state", "WL")
    assert "Centers open now:" in page
    assert "of 6</p>" in page
    assert "2 centers are paused" in page
    assert "On no map yet" in page
    assert "never verified" in page
    assert "Every county has a center." in page
    assert "mailto:desk@wl.example.org" in page
    assert "Backup wl-backup" in page
    assert "Open day and night" in page
    for name in ("coverage", "gaps", "changes", "centers"):
        assert f'{reverse(f"console:{name}")}?state=WL"' in page
    assert f'{reverse("freshness:list")}?state=WL"' in page
    assert "style=" not in page
    page = page_of(client, "console:state", "HL")
    assert "No center is entered for this state yet." in page
    assert "No coalition is entered for this state." in page
    assert "One county has no center (100 people)" in page
    assert "At every hour of the week" not in page


def test_a_coalition_is_led_to_its_own_state_and_sees_no_other(
    client: Client, network: None, signed_in: SignIn
) -> None:
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    answer = client.get(reverse("console:states"))
    assert answer.headers["Location"] == reverse("console:state", args=["WL"])
    page = page_of(client, "console:state", "WL")
    assert "Center Alder" in page
    assert "el.example.org" not in page
    for state in ("EL", "HL", "XX", "wl"):
        assert client.get(reverse("console:state", args=[state])).status_code == 404


def test_a_coalition_does_not_see_centers_of_another_in_its_state(
    client: Client, network: None, signed_in: SignIn
) -> None:
    make_coalition("wl-tribal", name="Tribal coalition", email="desk@tribal.example.org")
    make_center("yew", coalition_id="wl-tribal")
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    page = page_of(client, "console:state", "WL")
    assert "Center Yew" not in page
    assert "tribal.example.org" not in page


def test_pages_go_on_without_overlays_and_say_when_there_is_no_map(
    client: Client, network: None, signed_in: SignIn
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    install(site_ports()._replace(overlays=Away()))
    assert "One center is paused" in page_of(client, "console:state", "WL")
    install(small_ports())
    for page in (page_of(client, "console:states"), page_of(client, "console:state", "WL")):
        assert "There is no routing map to look at yet." in page


def test_listings_about_to_expire_are_asked_by_state(
    client: Client, network: None, signed_in: SignIn
) -> None:
    soon = timezone.now().date() + timedelta(days=3)
    make_center("yew", expires_on=soon)
    make_center("fir", state="EL", expires_on=soon)
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = client.get(reverse("freshness:list"), {"state": "EL"}).content.decode()
    assert "Center Fir" in page
    assert "Center Yew" not in page
    assert "Entries in EL that need somebody" in page


@pytest.mark.parametrize(("name", "given", "queries"), [("states", (), 7), ("state", ("WL",), 9)])
def test_how_often_it_asks_does_not_grow(
    client: Client,
    network: None,
    signed_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    given: tuple[str, ...],
    queries: int,
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page_of(client, f"console:{name}", *given)
    with django_assert_num_queries(queries):
        page_of(client, f"console:{name}", *given)
    for number in range(120):
        make_center(f"more-{number}")
    with django_assert_num_queries(queries):
        page_of(client, f"console:{name}", *given)
