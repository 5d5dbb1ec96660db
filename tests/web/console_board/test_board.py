"""What stands on the board, what never does, and that it keeps nobody signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from harborline.app.overlays import NoOverlayBook, Pause, SurgeOn
from harborline.atlas.store import load
from harborline.core.errors import HarborlineError, UnusableMap
from harborline.core.occupancy import Surge
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.accounts.permissions import Role
from harborline.web.site.ports import CallCount, Serving, SitePorts, install, site_ports
from web_clients import SignIn

DEMO = Path(__file__).resolve().parents[3] / "src/harborline/demo/demo.map"
NOW = datetime(2026, 11, 23, 22, 10, tzinfo=UTC)
"""17:10 in New York."""
BOARD = "/console/board"


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


class Book(NoOverlayBook):
    paused: tuple[Pause, ...] = ()
    on: SurgeOn | None = None

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        return tuple(pause for pause in self.paused if pause.until > at)

    def surge(self, at: datetime) -> SurgeOn | None:
        return self.on if self.on is not None and self.on.until > at else None


def counts(since: datetime, _until: datetime) -> tuple[CallCount, ...]:
    """Gives a morning: ten half hours of 20 that a center took, and three that gave up in all."""
    taken = [
        CallCount(since + timedelta(minutes=30 * place), "answered", wait, times)
        for place in range(18, 28)
        for wait, times in (("under_20", 14), ("under_120", 6))
    ]
    return (*taken, CallCount(since + timedelta(hours=9), "abandoned", "under_40", 3))


def ports(**others: Any) -> SitePorts:
    serving = (Serving(1, demo_map().version, 0.4),)
    usual: dict[str, Any] = {
        "current_map": demo_map,
        "atlas": cache(load),
        "serving": lambda: serving,
    }
    return SitePorts(**(usual | {"call_counts": counts} | others))


@pytest.fixture
def board(client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    before = site_ports()
    install(ports())
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    yield client
    install(before)


def text(client: Client) -> str:
    answer = client.get(BOARD)
    assert answer.status_code == 200
    without_tags = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", without_tags)


def test_it_shows_the_network_and_loads_itself_anew(board: Client) -> None:
    answer = board.get(BOARD)
    assert answer.headers["Refresh"] == "30"
    page = answer.content.decode()
    assert (page.count("<h1"), page.count("<script")) == (1, 0)
    shown = text(board)
    assert "17:10" in shown
    assert re.search(r"Centers open \d+ of \d+", shown)
    assert "No surge" in shown
    assert "200 with a center" in shown
    assert "Answered within 60 seconds 70 %" in shown
    assert "Voice 1: map" in shown
    assert "needs a look" in shown
    assert "Back to the console" in shown


def test_small_counts_are_under_five_and_cannot_be_told(board: Client) -> None:
    shown = text(board)
    assert "under 5 with a backup" in shown
    assert "under 5 ended before a person answered" in shown
    assert " 3 " not in shown.partition("Calls today as a table")[2]


def test_the_half_hour_that_is_not_over_is_not_counted(board: Client) -> None:
    def late(since: datetime, until: datetime) -> tuple[CallCount, ...]:
        assert until == datetime(2026, 11, 23, 22, tzinfo=UTC)
        return (CallCount(until, "answered", "under_20", 50),)

    install(ports(call_counts=late))
    assert "under 5 with a center" in text(board)


def test_pauses_and_surge_are_told_with_their_ends(board: Client) -> None:
    book = Book()
    ids, names = demo_map().ids, demo_map().names
    book.paused = (
        Pause(ids[0], NOW + timedelta(minutes=50), "ana@example.org"),
        Pause(ids[1], NOW + timedelta(minutes=50), "ana@example.org", "one-destination"),
        Pause("gone", NOW + timedelta(minutes=50), "ana@example.org"),
    )
    book.on = SurgeOn(Surge((ids[2],)), NOW + timedelta(minutes=90), "ana@example.org")
    before = text(board)
    install(ports(overlays=book))
    shown = text(board)
    assert f"{names[0]} until 18:00".replace("&", "&amp;") in shown
    assert "Surge on until 18:40, 90 minutes left" in shown
    assert "ana@example.org" not in shown.replace("Test national_supervisor", "")
    open_now = re.compile(r"Centers open (\d+)")
    found_before, found = open_now.search(before), open_now.search(shown)
    assert found_before is not None
    assert found is not None
    assert int(found[1]) in {int(found_before[1]), int(found_before[1]) - 1}


def test_it_says_in_words_what_needs_a_look(board: Client) -> None:
    silent = (Serving(1, demo_map().version, 44.0), Serving(2, "f" * 16, 0.2, "It is damaged."))
    install(ports(serving=lambda: silent))
    shown = text(board)
    assert "Voice process 1 has said nothing for 44 seconds." in shown
    assert "Voice process 2 does not serve the map in use." in shown
    install(ports(serving=tuple))
    assert "No voice process says that it serves." in text(board)


def test_what_cannot_be_read_is_said_and_fails_nothing(board: Client) -> None:
    def away(*_: object) -> Any:
        raise HarborlineError("The store is away.")

    def no_map() -> RoutingMap:
        raise UnusableMap("There is no routing map here.")

    install(ports(call_counts=away))
    assert "The counts cannot be read at the moment" in text(board)
    install(ports(current_map=no_map))
    shown = text(board)
    assert "There is no routing map here." in shown
    assert "200 with a center" in shown


def test_nothing_by_county_or_center_and_nobody_who_acts(board: Client) -> None:
    page = board.get(BOARD).content.decode()
    assert "county" not in page.lower()
    assert "@example.org" not in page


def test_a_board_that_nobody_looks_at_lets_the_session_end(
    board: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ends = Session.objects.get().expire_date
    with django_assert_max_num_queries(4):
        answer = board.get(BOARD)
    assert "sessionid" not in answer.cookies
    assert Session.objects.get().expire_date == ends
    assert "sessionid" in board.get(reverse("console:home")).cookies
