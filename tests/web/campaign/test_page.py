"""The campaign page: nobody owes a post, where to turn, and waits as they are known, or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from justhtml import JustHTML

from harborline.app.overlays import NoOverlayBook, SurgeOn
from harborline.app.waits_in_words import settled_block
from harborline.core.errors import HarborlineError
from harborline.core.occupancy import Surge
from harborline.web.campaign.waits import told
from harborline.web.site.ports import CallCount, SitePorts, install, site_ports
from reading_level import assert_plain
from web_world import small_ports

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)
"""Ten past four in the afternoon in New York; the block told then is one to three there."""

UNKNOWN = "We do not know how long the wait is right now."
BUSY = "Many people are calling right now. It may take longer than usual."


class SurgeBook(NoOverlayBook):
    """Has one surge on."""

    def __init__(self, *, wait_notice: bool) -> None:
        self._surge = Surge(mutual_aid=("alder",), wait_notice=wait_notice)

    def surge(self, at: datetime) -> SurgeOn:
        return SurgeOn(self._surge, at + timedelta(hours=1), "Ana")


class BrokenBook(NoOverlayBook):
    def surge(self, at: datetime) -> SurgeOn | None:
        raise HarborlineError("The store cannot be read.")


def ports(times: int, wait: str = "under_20", **others: object) -> SitePorts:
    def counts(since: datetime, until: datetime) -> tuple[CallCount, ...]:
        assert since < until
        return (CallCount(since, "answered", wait, times),)

    return small_ports(**{"call_counts": counts, **others})


@pytest.fixture
def with_ports() -> Iterator[None]:
    before = site_ports()
    yield
    install(before)


def test_a_figure_has_its_hours_and_how_many_it_is_of() -> None:
    said = told(ports(57), AT)
    assert said.words == "Most callers reached a person within a minute."
    assert said.of == "Counted from 1 p.m. to 3 p.m. Eastern, over at least 50 calls."


def test_spanish_says_the_same() -> None:
    with translation.override("es"):
        said = told(ports(57), AT)
    assert said.words == "La mayoría habló con una persona en menos de un minuto."
    assert said.of == "Contado de 1 p. m. a 3 p. m. (hora del este), en al menos 50 llamadas."


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ("under_120", "within two minutes."),
        ("under_300", "within five minutes."),
        ("under_600", "within ten minutes."),
        ("over", "waited more than ten minutes, or hung up first."),
    ],
)
def test_longer_waits_are_said_as_they_are(wait: str, words: str) -> None:
    assert told(ports(40, wait), AT).words.endswith(words)


def test_too_few_calls_say_nothing() -> None:
    assert told(ports(4), AT) == (UNKNOWN, "")
    assert told(ports(19), AT) == (UNKNOWN, "")


def test_nothing_known_is_said_so() -> None:
    assert told(SitePorts(), AT) == (UNKNOWN, "")


def test_totals_that_cannot_be_read_are_not_known() -> None:
    def broken(_since: datetime, _until: datetime) -> tuple[CallCount, ...]:
        raise HarborlineError("The totals cannot be read.")

    assert told(SitePorts(call_counts=broken), AT) == (UNKNOWN, "")


def test_the_notice_of_a_surge_stands_alone() -> None:
    assert told(ports(57, overlays=SurgeBook(wait_notice=True)), AT) == (BUSY, "")


def test_a_surge_without_its_notice_changes_nothing() -> None:
    assert told(ports(57, overlays=SurgeBook(wait_notice=False)), AT).of


def test_overlays_that_cannot_be_read_leave_the_figure() -> None:
    assert told(ports(57, overlays=BrokenBook()), AT).of


def test_only_the_settled_block_is_asked_for() -> None:
    asked = []

    def counts(since: datetime, until: datetime) -> tuple[CallCount, ...]:
        asked.append((since, until))
        return ()

    told(SitePorts(call_counts=counts), AT)
    assert asked == [tuple(settled_block(AT))]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.usefixtures("with_ports")
def test_the_page_is_plain_whole_and_valid(client: Client, language: str, known: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    install(ports(57 if known else 0))
    with translation.override(language):
        answer = client.get(reverse("campaign:page"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert_plain(page, language)
    assert JustHTML(page, collect_errors=True).errors == []
    assert ("50" in page[page.index("<main") :]) == known


@pytest.mark.usefixtures("with_ports")
def test_the_page_counts_nobody_and_fills_nothing_in(client: Client) -> None:
    install(small_ports())
    page = client.get(reverse("campaign:page")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "You owe nobody your story" in main
    assert "<form" not in main
    assert "<textarea" not in main
    assert re.findall(r"\d[\d,.]*\s*(?:posts|people|million|tweets|%)", main) == []
    for name in ("public:find:home", "public:care:log_off", "public:care:for_supporters"):
        assert f'href="{reverse(name)}"' in main
