"""Centers are found by any part of a name, within reach; the audit trail tells whether it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from harborline.web.accounts.permissions import Role
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import record
from web_clients import SignIn
from web_world import make_center, make_network

pytestmark = pytest.mark.django_db


def page_of(client: Client, name: str, **asked: str) -> str:
    return client.get(reverse(f"console:{name}"), asked).content.decode()


def test_a_center_is_found_by_a_letter_and_by_words_in_any_order(
    client: Client, signed_in: SignIn
) -> None:
    make_network()
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    assert "Center Elm" in page_of(client, "centers", q="elm EL")
    assert "Center Alder" not in page_of(client, "centers", q="elm")
    part = client.get(reverse("console:centers"), {"q": "b"}, headers={"HX-Request": "true"})
    assert "Center Birch" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_a_coalition_finds_its_centers_alone(client: Client, signed_in: SignIn) -> None:
    make_network()
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    page = page_of(client, "centers")
    assert "Center Alder" in page
    assert "Center Elm" not in page
    assert "EL (" not in page


def test_what_expires_soon_is_a_list_of_its_own(client: Client, signed_in: SignIn) -> None:
    today = timezone.now().date()
    make_center("soon", expires_on=today + timedelta(days=9))
    make_center("late", expires_on=today + timedelta(days=90))
    make_center("gone", expires_on=today - timedelta(days=1))
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    for shown, there in (("soon", "Soon"), ("expired", "Gone")):
        page = page_of(client, "centers", show=shown)
        assert page.count('<th scope="row">') == 1
        assert f"Center {there}" in page


def test_a_page_asks_as_often_for_many_centers_as_for_few(
    client: Client, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    for first in (0, 3):
        for number in range(first, first * 40 + 3):
            make_center(f"c{number}")
        with django_assert_max_num_queries(10):
            page_of(client, "centers", page="2", q="center")


def test_the_trail_is_filtered_and_checked(client: Client, signed_in: SignIn) -> None:
    with transaction.atomic():
        record("ana@example.org", "pause center", "center:a", after={"x": 1}, why="storm")
        record("bo@example.org", "set pin", "person:1", after={"y": 2}, personal=True)
    signed_in(client, Role.AUDITOR)
    page = page_of(client, "audit", actor="ana")
    assert "storm" in page
    assert "person:1" not in page
    assert ">x</dt>" in page_of(client, "audit")
    assert ">y</dt>" not in page_of(client, "audit")
    assert "The chain holds" in client.post(reverse("console:audit")).content.decode()
    AuditEntry.objects.filter(number=1).update(why="calm")
    assert "does not hold" in client.post(reverse("console:audit")).content.decode()


def test_the_trail_shows_what_differs_and_leads_to_the_center(
    client: Client, signed_in: SignIn
) -> None:
    with transaction.atomic():
        before = {"name": "Alder", "city": "Old Town", "rank": 1}
        record(
            *("ana@example.org", "edit center", "center:alder"),
            before=before,
            after=before | {"rank": 2},
        )
        record("ana@example.org", "set area", "center:", after={"zips": ["10001"]})
        record("ana@example.org", "set pin", "person:1", personal=True, after={"pin": True})
    signed_in(client, Role.NATIONAL_ADMIN)
    page = page_of(client, "audit")
    assert reverse("console:center", args=["alder"]) in page
    assert "<code>1</code> → <code>2</code>" in page
    assert "Old Town" not in page
    assert "[&quot;10001&quot;]" in page
    assert ">pin</dt>" not in page
