"""The console's home leads everybody to their place, and its menu holds what they may do alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harborline.web.accounts.models import Membership
from harborline.web.accounts.permissions import Role

HOME = "/console/"


def links(client: Client, path: str) -> set[str]:
    text = client.get(path).content.decode()
    return set(re.findall(r'href="(/console/[^"]*)"', text))


@pytest.mark.parametrize("role", [Role.CENTER_STAFF, Role.CENTER_ADMIN])
def test_who_works_for_one_center_is_led_to_it(
    client: Client, signed_in: Any, alder: Any, role: Role
) -> None:
    signed_in(client, role, alder)
    answer = client.get(HOME)
    assert answer.headers["Location"] == reverse("console:center", args=["alder"])


def test_who_works_for_two_centers_chooses(client: Client, signed_in: Any, alder: Any) -> None:
    account = signed_in(client, Role.CENTER_STAFF, alder)
    Membership.objects.create(account=account, role=Role.CENTER_STAFF, center_id="elm")
    found = links(client, HOME)
    assert reverse("console:center", args=["alder"]) in found
    assert reverse("console:center", args=["elm"]) in found
    assert reverse("console:center", args=["birch"]) not in found


@pytest.mark.parametrize(
    "role", [Role.NATIONAL_ADMIN, Role.NATIONAL_SUPERVISOR, Role.AUDITOR, Role.COALITION]
)
def test_every_link_that_is_shown_opens(
    client: Client, signed_in: Any, alder: Any, role: Role
) -> None:
    signed_in(client, role, coalition="wl-coalition" if role is Role.COALITION else None)
    for link in {*links(client, HOME), *links(client, reverse("console:center", args=["alder"]))}:
        assert client.get(link).status_code in {200, 302}, link


@pytest.mark.parametrize("role", [Role.COALITION, Role.AUDITOR, Role.NATIONAL_SUPERVISOR])
def test_destinations_are_the_center_s_own_secret(
    client: Client, signed_in: Any, alder: Any, role: Role
) -> None:
    signed_in(client, role, coalition="wl-coalition" if role is Role.COALITION else None)
    for page in ("console:destinations", "console:rota"):
        assert client.get(reverse(page, args=["alder"])).status_code == 403
    text = client.get(reverse("console:center", args=["alder"])).content.decode()
    assert "Bea" not in text


def test_nobody_is_sent_to_sign_in(client: Client, alder: Any) -> None:
    answer = client.get(reverse("console:hours", args=["alder"]))
    assert answer.headers["Location"].startswith(reverse("accounts:sign_in"))
