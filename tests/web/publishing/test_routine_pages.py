"""The list of maps with routine ones folded, what is said of refused hours, and the pages of hours and rota."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone, translation

from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Center, Destination, OnCallPerson
from harborline.web.directory.services import answering, rota
from harborline.web.publishing import services
from harborline.web.publishing.history import WHAT
from harborline.web.publishing.models import How, MapInUse, RoutineLook
from publishing_house import House
from web_world import make_network

pytestmark = pytest.mark.django_db
ANA, BEN, DEE = "ana@example.org", "ben@example.org", "dee@example.org"
LIST = "/console/maps/"
SignedIn = Callable[..., Any]


@pytest.fixture(autouse=True)
def network(house: House) -> dict[str, Center]:
    return make_network()


@pytest.fixture
def admin(client: Client, signed_in: SignedIn) -> Client:
    signed_in(client, Role.NATIONAL_ADMIN)
    return client


def publish() -> int:
    number = services.propose(ANA).number
    services.approve(BEN, number)
    services.publish(BEN, number)
    return number


def open_until(hour: int, center: str = "elm") -> MapInUse | None:
    week = [[[0, hour * 60]] if hour else []] * 7
    answering.set_week(DEE, Destination.unscoped.get(center=center), week)
    return services.publish_routine(timezone.now())


def refuse_birch(network: dict[str, Center]) -> None:
    person = rota.add_person(DEE, network["birch"], "Robin", "+13135550133")
    now = timezone.now()
    rota.set_shift(DEE, person, now, now + timedelta(hours=2))
    OnCallPerson.unscoped.update(address="+18005550199")
    assert services.publish_routine(now) is None


def page(client: Client, path: str = LIST) -> str:
    response = client.get(path)
    assert response.status_code == 200
    text = response.content.decode()
    assert text.count("<h1") == 1
    assert "2125550" not in text
    assert "3135550" not in text
    return text


def test_routine_maps_are_folded_in_words(admin: Client) -> None:
    assert "Once a map of this directory is published" in page(admin)
    number = publish()
    assert "go to callers by themselves, within a few minutes" in page(admin)
    for hour in (9, 10, 11):
        assert open_until(hour) is not None
    text = page(admin)
    assert "Hours and rota, 3 times today" in text
    assert text.count("Center Elm: hours") == 3
    assert "system:routine" not in text
    assert "The audit trail has each of them" not in text
    assert f"by {BEN}" in text
    assert f'href="{LIST}proposals/{number}"' in text
    assert "in use" in page(admin, f"{LIST}proposals/{number}")
    latest = MapInUse.objects.first()
    assert latest is not None
    latest.carried = latest.carried * 100  # as an import brings them
    latest.save()
    text = page(admin)
    assert text.count("Center Elm: hours") == 40
    assert "The audit trail has each of them" in text
    MapInUse.objects.filter(how=How.ROUTINE).update(at=timezone.now() - timedelta(days=3))
    assert "Hours and rota, 3 times on " in page(admin)


def test_who_closed_for_weeks_and_whose_hours_are_refused(
    admin: Client, network: dict[str, Center]
) -> None:
    publish()
    open_until(0)
    assert "Closed for four weeks by their own hours" in page(admin)
    open_until(8)
    assert "Closed for four weeks" not in page(admin)
    refuse_birch(network)
    text = page(admin)
    assert "The hours of one center are refused" in text
    assert "Center Birch: birch would ring one of our own lines" in text
    RoutineLook.objects.update(fault="The routing map lacks a section; compile it again.")
    assert "Hours cannot go to callers by themselves just now" in page(admin)


def test_no_english_sentence_on_a_spanish_page(admin: Client, network: dict[str, Center]) -> None:
    publish()
    open_until(0)
    refuse_birch(network)
    Center.unscoped.filter(pk="alder").update(verified_on=None)
    RoutineLook.objects.update(fault="The routing map lacks a section; compile it again.")
    refused = services.propose(ANA)
    assert refused.faults
    Account.objects.update(language="es")
    for path in (LIST, f"{LIST}proposals/{refused.number}", f"{LIST}roll-back"):
        text = page(admin, path)
        assert 'lang="es"' in text
        for english in ("refused", "Hours", "would ring", "lacks", "has no date", "four weeks"):
            assert english not in text
    assert "no tiene fecha de verificación" in page(admin, f"{LIST}proposals/{refused.number}")


def test_an_approved_proposal_offers_to_be_published_while_hours_go_by(
    admin: Client, house: House, network: dict[str, Center]
) -> None:
    publish()
    Center.unscoped.filter(pk="birch").update(rank=3)
    number = services.propose(ANA).number
    services.approve(BEN, number)
    open_until(9)
    url = f"{LIST}proposals/{number}"
    assert f"{url}/publish" in page(admin, url)
    assert admin.post(f"{url}/publish").status_code == 302
    assert house.current_map().version == services.propose(ANA).compared_with
    before = services.before()
    assert before is not None
    assert before.how == How.ROUTINE
    assert before.version[:12] in page(admin, f"{LIST}roll-back")


def test_the_list_asks_as_many_questions_however_often_hours_went(
    admin: Client, django_assert_num_queries: Any
) -> None:
    publish()
    row = open_until(9)
    assert row is not None
    counted: set[int] = set()
    for _ in range(2):
        with django_assert_num_queries(17) as captured:
            page(admin)
        counted.add(len(captured))
        MapInUse.objects.bulk_create(
            MapInUse(version="f" * 16, how=How.ROUTINE, by=row.by, at=row.at, carried=row.carried)
            for _ in range(80)
        )
        MapInUse.objects.filter(pk=row.pk).delete()
        row.pk = None
        row.save()
    assert len(counted) == 1


# -- pages of a center --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hours", "rota"])
def test_a_center_is_told_when_callers_meet_it(
    client: Client, signed_in: SignedIn, network: dict[str, Center], name: str
) -> None:
    signed_in(client, Role.CENTER_STAFF, center="birch")
    url = f"/console/center/birch/{name}"
    assert "once the national team has published a first map" in client.get(url).content.decode()
    publish()
    text = client.get(url).content.decode()
    assert "Callers meet this within a few minutes." in text
    assert "not with callers yet" not in text
    RoutineLook.objects.update_or_create(defaults={"at": timezone.now(), "fault": "No space left."})
    assert "Callers meet this later than usual" in client.get(url).content.decode()
    with override_settings(ROUTINE_PUBLISHING=False):
        text = client.get(url).content.decode()
        assert "Callers meet this with the next published map." in text
    refuse_birch(network)
    text = client.get(url).content.decode()
    assert "Your latest hours are not with callers yet" in text
    assert "would ring one of our own lines" in text


def test_what_was_brought_is_named_in_spanish() -> None:
    with translation.override("es"):
        words = [str(text) for text in WHAT.values()]
    assert words[:2] == ["horario", "guardias"]
