"""Every page of a center opens for whoever may, in both languages, with few queries, and not for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from harborline.web.accounts.permissions import Role
from harborline.web.console.navigation import CENTER_PAGES
from harborline.web.directory.models import OnCallPerson, Shift
from web_world import make_center, make_destination

PAGES = (
    *(page.name for page in CENTER_PAGES if page.name.startswith("console:")),
    *("console:numbers", "console:training", "console:add_destination"),
)
MOST_QUERIES = 40
STAFF_ONLY_ADMIN = {
    *("console:entry", "console:numbers", "console:training"),
    *("console:destinations", "console:add_destination"),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_opens_for_the_center_s_admin(
    client: Client, signed_in: Any, alder: Any, page: str, language: str
) -> None:
    signed_in(client, Role.CENTER_ADMIN, alder)
    answer = client.get(reverse(page, args=[alder.pk]), headers={"accept-language": language})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count("<h1") == 1
    assert f'<html lang="{language}"' in text
    assert ("Menú" in text) == (language == "es")
    assert " style=" not in text
    assert "onclick" not in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_another_center_does_not_exist(
    client: Client, signed_in: Any, alder: Any, page: str
) -> None:
    signed_in(client, Role.CENTER_ADMIN, alder)
    assert client.get(reverse(page, args=["birch"])).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_staff_do_not_see_what_is_the_admin_s(
    client: Client, signed_in: Any, alder: Any, page: str
) -> None:
    signed_in(client, Role.CENTER_STAFF, alder)
    answer = client.get(reverse(page, args=[alder.pk]))
    assert answer.status_code == (403 if page in STAFF_ONLY_ADMIN else 200)


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_what_there_is(
    client: Client, signed_in: Any, alder: Any, page: str
) -> None:
    signed_in(client, Role.CENTER_ADMIN, alder)
    path = reverse(page, args=[alder.pk])
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _ in range(12):
        make_destination(alder)
    people = [
        OnCallPerson.objects.create(center=alder, name=f"P{i}", address=f"+1212555015{i}")
        for i in range(9)
    ]
    for person in people:
        begins = timezone.now() + timedelta(days=1)
        Shift.objects.create(person=person, starts_at=begins, ends_at=begins + timedelta(hours=8))
    for i in range(20):
        make_center(f"other{i}", counties=["10001"], destinations=2)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Go on call by phone"), ("es", "Ponerse de turno por teléfono")]
)
def test_the_rota_s_page_tells_the_center_s_code_and_how_to_go_on_call_by_phone(
    client: Client, signed_in: Any, alder: Any, language: str, word: str
) -> None:
    signed_in(client, Role.CENTER_STAFF, alder)
    page = reverse("console:rota", args=[alder.pk])
    text = client.get(page, headers={"accept-language": language}).content.decode()
    assert word in text
    assert f"<strong>{alder.rota_code}</strong>" in text
