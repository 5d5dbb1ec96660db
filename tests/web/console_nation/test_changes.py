"""Changes to approve: what waits, in words, for whom, and without any number of a destination."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Backup, Center, Line
from harborline.web.directory.services.answering import (
    add_destination,
    edit_destination,
    remove_destination,
    set_exception,
    set_week,
)
from harborline.web.directory.services.areas import set_area
from harborline.web.directory.services.centers import create_center, edit_center, remove_center
from harborline.web.directory.services.networks import edit_backup, edit_line
from harborline.web.publishing.models import RoutineLook
from harborline.web.publishing.services import approve, propose, publish, publish_routine
from publishing_house import House, opened
from web_clients import SignIn
from web_world import OFFICE_WEEK, make_center, make_network

pytestmark = pytest.mark.django_db
BY = "ana@example.org"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def centers(house: House) -> dict[str, Center]:
    return make_network()


def asked(client: Client, **given: str) -> str:
    answer = client.get(reverse("console:changes"), given)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_nation_reads_each_field_who_changed_it_and_why(
    client: Client, centers: dict[str, Center], signed_in: SignIn
) -> None:
    edit_center(BY, centers["alder"], {"languages": ["en", "es"], "rollover": "state"}, "agreed")
    set_area(BY, centers["birch"], ["10003", "10005"], [])
    remove_center(BY, centers["elm"], "closed for good")
    edit_line(BY, Line.objects.get(), {"max_local_wait_s": 45})
    edit_backup(BY, Backup.objects.get(pk="wl-backup"), {"ring_s": 15})
    signed_in(client, Role.NATIONAL_ADMIN)
    page = asked(client)
    assert "<del>English</del>" in page
    assert "<ins>English, Spanish</ins>" in page
    assert "<ins>from the same state</ins>" in page
    assert "ana@example.org: agreed" in page
    assert "1 added: Cedar" in page
    assert "Center Elm" in page
    assert "Taken out of the directory" in page
    assert "Line main" in page
    assert "<del>60</del>" in page
    assert "Backup wl-backup" in page
    assert reverse("publishing:new") in page
    assert reverse("console:center", args=["alder"]) in page
    assert reverse("console:center", args=["elm"]) not in page
    assert "style=" not in page


def test_a_coalition_sees_its_own_and_nothing_of_the_nation(
    client: Client, centers: dict[str, Center], signed_in: SignIn
) -> None:
    for center in centers.values():
        edit_center(BY, center, {"ring_s": 15})
    edit_line(BY, Line.objects.get(), {"max_local_wait_s": 45})
    edit_backup(BY, Backup.objects.get(pk="wl-backup"), {"ring_s": 15})
    edit_backup(BY, Backup.objects.get(pk="national"), {"ring_s": 15})
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    page = asked(client)
    for name in ("Center Alder", "Center Birch", "Backup wl-backup"):
        assert name in page
    for name in ("Center Elm", "Line main", "Backup national", reverse("publishing:new")):
        assert name not in page
    assert client.get(reverse("console:changes"), {"state": "EL"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "coalition"),
    [
        (Role.COALITION, "wl-coalition"),
        (Role.NATIONAL_SUPERVISOR, None),
        (Role.AUDITOR, None),
        (Role.NATIONAL_ADMIN, None),
    ],
)
def test_numbers_are_told_to_whom_they_belong_alone(
    client: Client,
    centers: dict[str, Center],
    signed_in: SignIn,
    role: Role,
    coalition: str | None,
) -> None:
    phone = centers["alder"].destinations.get()
    edit_destination(BY, phone, {"address": "+17045550142"})
    added = add_destination(BY, centers["alder"], {"kind": "switchboard", "address": "7045550143"})
    remove_destination(BY, added)
    signed_in(client, role, coalition=coalition)
    page = asked(client)
    assert "New telephone: Switchboard" in page
    assert "Telephone taken out: Switchboard" in page
    assert ("…42" in page) == (role is Role.NATIONAL_ADMIN)
    assert ("…43" in page) == (role is Role.NATIONAL_ADMIN)
    assert ("another one" in page) == (role is not Role.NATIONAL_ADMIN)
    assert "555014" not in page


def test_a_dated_day_is_told_with_its_hours(
    client: Client, centers: dict[str, Center], signed_in: SignIn
) -> None:
    alder, phone = centers["alder"], centers["alder"].destinations.get()
    set_exception(BY, alder, date(2026, 12, 24), [[540, 720], [780, 1020]], reason="Holiday")
    set_exception(BY, alder, date(2026, 12, 25), [], destination=phone)
    signed_in(client, Role.NATIONAL_ADMIN)
    page = asked(client)
    assert "Hours on Dec. 24, 2026:</span> <del>as every week</del>" in page
    assert "<ins>9:00–12:00, 13:00–17:00</ins>" in page
    assert "Hours of one telephone on Dec. 25, 2026:" in page
    assert "<ins>closed</ins>" in page


def test_a_place_is_not_told(client: Client, centers: dict[str, Center], signed_in: SignIn) -> None:
    edit_center(BY, centers["alder"], {"lat": 0.123, "street": "1 Main Street"})
    signed_in(client, Role.NATIONAL_ADMIN)
    page = asked(client)
    assert "Its place changed" in page
    assert "Main Street" not in page
    assert "0.123" not in page


def test_maps_that_wait_are_listed_and_tell_what_they_hold(
    client: Client, centers: dict[str, Center], signed_in: SignIn
) -> None:
    edit_center(BY, centers["alder"], {"ring_s": 15})
    made = propose(BY, "Winter hours")
    edit_center(BY, centers["birch"], {"ring_s": 15})
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = asked(client)
    assert reverse("publishing:proposal", args=[made.pk]) in page
    assert "waits for approval" in page
    assert "Winter hours" in page
    assert page.count(f"in proposal {made.pk}") == 1
    assert page.index("Center Birch") < page.index(f"in proposal {made.pk}")
    assert reverse("publishing:new") not in page
    approve("ben@example.org", made.pk)
    assert "approved, to be published" in asked(client)
    client.logout()
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    page = asked(client)
    assert f"Proposal {made.pk}" in page
    assert reverse("publishing:proposal", args=[made.pk]) not in page


def test_a_state_is_picked(client: Client, centers: dict[str, Center], signed_in: SignIn) -> None:
    edit_center(BY, centers["alder"], {"ring_s": 15})
    edit_center(BY, centers["elm"], {"ring_s": 15})
    create_center(
        BY,
        "fir",
        {"name": "Fir", "state": "EL", "zone": "America/New_York", "lat": 0.0, "lon": 14.0},
    )
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = asked(client, state="EL")
    assert "Center Elm" in page
    assert "New in the directory" in page
    assert "Center Alder" not in page
    assert client.get(reverse("console:changes"), {"state": "XX"}).status_code == 404


def test_nothing_waits(client: Client, centers: dict[str, Center], signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    page = asked(client)
    assert "Nothing waits." in page
    assert reverse("publishing:new") not in page


def test_hours_that_go_by_themselves_say_so_and_leave(
    client: Client, centers: dict[str, Center], signed_in: SignIn
) -> None:
    made = propose(BY)
    approve("ben@example.org", made.pk)
    publish("ben@example.org", made.pk)
    set_week(BY, centers["alder"].destinations.get(), OFFICE_WEEK)
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    page = asked(client)
    assert "Of a telephone: hours:" in page
    assert "<ins>Monday to Friday: 9:00–17:00; Saturday and Sunday: closed</ins>" in page
    assert "hours and dates go by themselves" in page
    publish_routine(timezone.now())
    page = asked(client)
    assert "Nothing waits." in page
    assert "by themselves, within a few minutes" in page


def test_hours_that_are_held_back_say_why(
    client: Client, centers: dict[str, Center], signed_in: SignIn
) -> None:
    made = propose(BY)
    approve("ben@example.org", made.pk)
    used = publish("ben@example.org", made.pk)
    set_week(BY, centers["alder"].destinations.get(), OFFICE_WEEK)
    RoutineLook.objects.create(
        at=timezone.now(),
        version=used.version,
        directory_at=10_000,
        held=[{"center": "alder", "faults": ["The hours of alder cannot be read."]}],
    )
    signed_in(client, Role.NATIONAL_ADMIN)
    page = asked(client)
    assert "Its hours are held back:" in page
    assert "The hours of alder cannot be read." in page
    assert "hours and dates go by themselves" not in page


def test_how_often_it_asks_does_not_grow(
    client: Client,
    centers: dict[str, Center],
    signed_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    edit_center(BY, centers["alder"], {"ring_s": 15})
    asked(client)
    with django_assert_num_queries(16):
        asked(client)
    for number in range(60):
        edit_center(BY, make_center(f"more-{number}"), {"ring_s": 15})
    asked(client)
    with django_assert_num_queries(16):
        page = asked(client)
    assert "1 / 4" in page
