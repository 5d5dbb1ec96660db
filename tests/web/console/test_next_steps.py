"""Each page of a center leads on: to what comes next, and to nobody's closed door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Center, OnCallPerson

pytestmark = pytest.mark.django_db
CLOSED: list[list[Any]] = [[] for _ in range(7)]


def page(client: Client, name: str) -> str:
    return client.get(reverse(name, args=["alder"])).content.decode()


def test_a_phone_without_hours_says_so(client: Client, signed_in: Any, alder: Center) -> None:
    signed_in(client, Role.CENTER_ADMIN, alder)
    assert "it never rings" not in page(client, "console:destinations")
    alder.destinations.update(weekly=CLOSED)
    assert "No hours yet: it never rings" in page(client, "console:destinations")


def test_those_who_may_not_edit_the_entry_are_not_led_there(
    client: Client, signed_in: Any, alder: Center
) -> None:
    entry = reverse("console:entry", args=["alder"])
    signed_in(client, Role.CENTER_STAFF, alder)
    said = page(client, "console:verify")
    assert entry not in said
    assert "tell an admin of the center" in said
    signed_in(client, Role.CENTER_ADMIN, alder)
    assert entry in page(client, "console:verify")


def test_a_number_is_shown_as_people_write_it_and_kept_as_it_was(
    client: Client, signed_in: Any, alder: Center
) -> None:
    signed_in(client, Role.CENTER_ADMIN, alder)
    path = reverse("console:numbers", args=["alder"])
    row = {"row0-kind": "voice", "row0-bill_safety": "shows", "rows": "1"}
    for typed in ("+12125550123", "212-555-0123"):
        alder.refresh_from_db()
        given = {**row, "row0-number": typed, "version": alder.version}
        assert client.post(path, given).status_code == 302
        assert alder.numbers.get().number == "+12125550123"
    assert 'value="212-555-0123"' in page(client, "console:numbers")
    alder.refresh_from_db()
    client.post(path, {**row, "row0-number": "741741", "version": alder.version})
    assert alder.numbers.get().number == "741741"


def test_what_is_missing_or_odd_is_told_in_words(
    client: Client, signed_in: Any, alder: Center
) -> None:
    signed_in(client, Role.CENTER_ADMIN, alder)
    path = reverse("console:entry", args=["alder"])
    said = client.post(path, {"web": "no address", "email": "nobody"}).content.decode()
    assert "Please fill this in." in said
    assert "Write a web address, such as https://example.org." in said
    assert "Write an e-mail address, such as name@example.org." in said
    assert "Enter a valid" not in said


def test_a_closed_day_does_not_hide_what_one_phone_says_of_it(
    client: Client, signed_in: Any, alder: Center
) -> None:
    """The narrowest counts: a volunteer who closes the center reads which phone still answers."""
    signed_in(client, Role.CENTER_STAFF, alder)
    path = reverse("console:add_day", args=["alder"])
    day = f"{timezone.now() + timedelta(days=40):%Y-%m-%d}"
    phone, said = alder.destinations.get(), ""
    for given in ({"destination": phone.pk, "day0-all": "on"}, {}):
        alder.refresh_from_db()
        answer = client.post(path, {"day": day, "version": alder.version, **given}, follow=True)
        said = answer.content.decode()
        assert said.count("hours of its own then") == (not given)
    assert ": closed" in said
    assert ": day and night" in said


def test_somebody_new_to_the_rota_comes_first_to_what_is_first(
    client: Client, signed_in: Any, alder: Center
) -> None:
    signed_in(client, Role.CENTER_STAFF, alder)
    alder.on_call.all().delete()
    assert 'href="#person"' in page(client, "console:rota")
    OnCallPerson.objects.create(center=alder, name="Bea", address="+12125550177")
    said = page(client, "console:rota")
    assert said.index('id="shift"') < said.index("The next two weeks")
