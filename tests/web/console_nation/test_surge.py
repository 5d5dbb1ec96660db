"""A surge is previewed, switched on for a day at most, written down, and switched off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harborline.app.overlays import NoOverlayBook, SurgeOn
from harborline.atlas.store import load
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.accounts.permissions import Role
from harborline.web.audit.models import AuditEntry
from harborline.web.site.ports import SitePorts, install, site_ports
from web_clients import SignIn

DEMO = Path(__file__).resolve().parents[3] / "src/harborline/demo/demo.map"


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


class Book(NoOverlayBook):
    def __init__(self) -> None:
        self.on: SurgeOn | None = None

    def surge(self, at: datetime) -> SurgeOn | None:
        return self.on

    def now(self) -> SurgeOn | None:
        return self.on

    def switch_surge(self, surge: SurgeOn | None) -> None:
        self.on = surge


@pytest.fixture
def book(db: None) -> Iterator[Book]:
    before, book = site_ports(), Book()
    install(SitePorts(current_map=demo_map, atlas=cache(load), overlays=book))
    yield book
    install(before)


def post(client: Client, act: str, **fields: object) -> str:
    answer = client.post(reverse("console:surge"), {"act": act, **fields}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_previewed_switched_on_and_off(client: Client, book: Book, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    helper = demo_map().ids[7]
    fields = {"centers": helper, "hours": 4, "why": "a storm"}
    seen = post(client, "see", **fields)
    assert "Los Angeles, CA" in seen
    assert book.now() is None
    assert "The surge is on." in post(client, "on", **fields)
    on = book.now()
    assert on is not None
    assert on.surge.mutual_aid == (helper,)
    assert timedelta(hours=3.9) < on.until - timezone.now() <= timedelta(hours=4)
    post(client, "off")
    assert book.now() is None
    verbs = list(AuditEntry.objects.values_list("verb", "why"))
    assert verbs == [("switch surge on", "a storm"), ("switch surge off", "")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"centers": "nowhere", "hours": 4, "why": "x"}, "is called nowhere"),
        ({"centers": "nowhere", "hours": 25, "why": "x"}, "24"),
        ({"centers": "", "hours": "x", "why": "kept"}, 'value="kept"'),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    client: Client, book: Book, signed_in: SignIn, fields: dict[str, object], said: str
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    assert said in post(client, "on", **fields)
    assert book.on is None
