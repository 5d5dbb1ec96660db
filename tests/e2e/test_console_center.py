"""The pages of a center in a real browser: the admin's main path, with scripts and without.

Every test fails if a page logs an error, asks anything of another origin, or breaks a rule of axe. With
HARBORLINE_SHOTS set to a folder, each page is photographed there for a person to look at.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from harborline.app.overlays import Pause
from harborline.app.training import HolderKind
from harborline.bootstrap import atlas
from harborline.core.directory import DestinationKind
from harborline.core.listings import BillSafety, TrainingAudience, TrainingTopic
from harborline.core.routing import Evidence, locate
from harborline.core.routing_map import RoutingMap, read_file
from harborline.demo.real_hotline import NATIONAL_HOTLINE
from harborline.web.accounts.middleware import SIGNED_IN_AT
from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.console.navigation import CENTER_PAGES
from harborline.web.directory.models import (
    Center,
    CenterCounty,
    Destination,
    OnCallPerson,
    PublicNumber,
    Shift,
    TrainingOffer,
)
from harborline.web.site.ports import Hotline, LegCount, SitePorts, install, site_ports
from roles_world import make_request

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEMO = Path(__file__).resolve().parents[2] / "src/harborline/demo/demo.map"
NIGHTS = [[[0, 360], [1320, 1440]] for _ in range(7)]
DAYTIME = [[[540, 1020]] for _ in range(5)] + [[], []]
OpenPage = Callable[..., Page]


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


class Overlays:
    """Keeps pauses in memory, for the one process that the test is."""

    def __init__(self) -> None:
        self.kept: dict[str, Pause] = {}

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        return tuple(pause for pause in self.kept.values() if pause.until > at)

    def surge(self, at: datetime) -> None:
        return None

    def pause(self, pause: Pause) -> None:
        self.kept[pause.center + pause.destination] = pause

    def resume(self, center: str, destination: str = "") -> None:
        self.kept.pop(center + destination, None)

    def switch_surge(self, surge: object) -> None:
        del surge


def leg_counts(_center: str) -> tuple[LegCount, ...]:
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    return tuple(
        LegCount(monday - timedelta(weeks=ago), "serves_county", outcome, times)
        for ago in range(6)
        for outcome, times in (("accepted", 31 - 4 * ago), ("no_answer", 3 + ago), ("busy", ago))
    )


@pytest.fixture(scope="module")
def browser(system_part: Callable[[str], Path]) -> Iterator[Browser]:
    chromium = str(system_part("chromium"))
    # Django refuses its database where an event loop runs, and Playwright runs one in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def center(transactional_db: None) -> Iterator[Center]:
    """Writes a center of Charlotte under the id that the demo's map gives the first one there."""
    before = site_ports()
    hotline = Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial)
    install(
        SitePorts(
            current_map=demo_map,
            atlas=cache(atlas),
            overlays=Overlays(),
            leg_counts=leg_counts,
            hotline=hotline,
        )
    )
    routing_map = demo_map()
    first = routing_map.chain(locate(routing_map, Evidence(zip="28202")).cell).members[0]
    row: Center = Center.unscoped.create(
        id=routing_map.ids[first],
        name=routing_map.names[first],
        state="NC",
        zone="America/New_York",
        lat=35.2,
        lon=-80.8,
        description="We answer day and night, go with you to the hospital, and never push you.",
        accessibility="A ramp at the side door. Large print on request.",
        languages=["en", "es"],
        accompaniment=True,
        street="100 Example Street",
        city="Charlotte",
        address_zip="28202",
        web="https://center.example.org",
        verified_on=date(2026, 3, 2),
        verified_by="Ana",
        expires_on=date(2027, 3, 2),
    )
    fill(row)
    yield row
    install(before)


def fill(row: Center) -> None:
    for fips in ("37119", "37025", "37071"):
        CenterCounty.objects.create(center=row, fips=fips)
    PublicNumber.objects.create(
        center=row, number="+17045550111", label="Hotline", bill_safety=BillSafety.TOLL_FREE
    )
    TrainingOffer.objects.create(
        center=row, topic=TrainingTopic.CONSENT, audience=TrainingAudience.SCHOOL
    )
    Destination.objects.create(
        center=row,
        kind=DestinationKind.SWITCHBOARD,
        label="Front desk",
        address="+17045550142",
        weekly=DAYTIME,
        closed_on_holidays=True,
    )
    Destination.objects.create(
        center=row,
        kind=DestinationKind.ADVOCATE_LINE,
        label="Night team",
        address="+17045550143",
        order=2,
        weekly=NIGHTS,
    )
    bea = OnCallPerson.objects.create(center=row, name="Bea", address="+17045550177")
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    # Tomorrow at noon there: what the form offers by itself, the night to come, is free at any hour.
    noon = (now.astimezone(ZoneInfo("America/New_York")) + timedelta(days=1)).replace(hour=12)
    Shift.objects.create(person=bea, starts_at=noon, ends_at=noon + timedelta(hours=3))


def session_of(center: Center, role: Role, language: str) -> str:
    """Signs somebody new in, and gives the key of the session."""
    account = Account.objects.create(
        email=f"{role.value}@example.org", name="Test", language=language
    )
    Membership.objects.create(account=account, role=role, center=center)
    client = Client()
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    return str(session.session_key)


@pytest.fixture
def open_page(browser: Browser, live_server: Any, center: Center) -> Iterator[OpenPage]:
    """Gives a function that opens the console, signed in; afterwards, nothing may have gone wrong."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith(f"{live_server.url}/"):
            wrong.append(f"asked {url}")

    def opened(
        name: str = "console:center",
        *,
        role: Role = Role.CENTER_ADMIN,
        language: str = "",
        width: int = 1280,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, **options
        )
        contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "domain": "localhost", "path": "/console/"}
        context.add_cookies([{**cookie, "value": session_of(center, role, language)}])  # type: ignore[typeddict-item]
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        page.goto(reverse(name, args=[center.pk]))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


PAGES = [
    *(page.name for page in CENTER_PAGES if page.name.startswith("console:")),
    *("console:numbers", "console:training", "console:add_destination"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_whole_in_both_lights_at_both_widths(
    open_page: OpenPage, center: Center, width: int, scheme: str
) -> None:
    page = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    week = reverse("console:week", args=[center.pk, center.destinations.all()[1].pk])
    asked = make_request(HolderKind.CENTER, center=center)
    request = reverse("console:center_training_request", args=[center.pk, asked.pk])
    for name, path in [(name, reverse(name, args=[center.pk])) for name in PAGES] + [
        ("console:week", week),
        ("console:center_training_request", request),
    ]:
        page.goto(path)
        photograph(page, f"{name.removeprefix('console:')}-{width}-{scheme}")
        assert violations(page) == [], name
        assert not scrolls_sideways(page), name


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_admin_s_evening(open_page: OpenPage, center: Center, scripts: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    page = open_page(java_script_enabled=scripts)
    keep_hours(page, scripts=scripts)
    put_somebody_on_call(page)
    pause_and_resume(page)
    ask_who_answers(page)
    if scripts:  # axe waits for timers, which do not run without scripts
        assert violations(page) == []
    confirm_the_listing(page)
    center.refresh_from_db()
    assert center.verified_on is not None
    assert center.verified_on > date(2026, 11, 1)


def go(page: Page, name: str) -> None:
    """Follows a link of the menu that stands beside the page."""
    page.locator("nav.side").get_by_role("link", name=name, exact=True).click()


def keep_hours(page: Page, *, scripts: bool) -> None:
    go(page, "Hours")
    page.get_by_role("link", name="Change the week of Front desk").click()
    page.wait_for_load_state()  # a script that comes late would miss the change
    page.fill("[name=day5-from0]", "22:00")
    page.fill("[name=day5-to0]", "06:00")
    if scripts:
        page.locator("[name=day5-to0]").blur()
        expect(page.locator("#words")).to_contain_text(
            "Saturday: 22:00–6:00 the next morning", timeout=15_000
        )
    page.fill("[name=day6-from0]", "09:00")
    page.get_by_role("button", name="Save these hours").click()
    expect(page.get_by_role("alert")).to_contain_text("when it opens and when it closes")
    expect(page.locator("[name=day6-from0]")).to_have_value("09:00")
    page.fill("[name=day6-from0]", "")
    page.get_by_role("button", name="Say it back to me first").click()
    expect(page.locator("#words")).to_contain_text("Monday to Friday: 9:00–17:00")
    page.get_by_role("button", name="Save these hours").click()
    expect(page.get_by_role("status")).to_contain_text("Saturday: 22:00–6:00 the next morning")


def put_somebody_on_call(page: Page) -> None:
    go(page, "Who answers tonight")
    page.get_by_label("Name", exact=True).fill("Cleo")
    page.get_by_label("Phone", exact=True).fill("704-555-0188")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("status")).to_contain_text("Cleo is on the list")
    page.get_by_label("Who", exact=True).select_option("Cleo")
    page.get_by_role("button", name="Put on call").click()
    expect(page.get_by_role("status")).to_contain_text("Cleo is on call: 18:00–6:00")


def pause_and_resume(page: Page) -> None:
    go(page, "Pause")
    page.get_by_label("for one hour").check()
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("heading", name="You are paused")).to_be_visible()
    page.get_by_role("button", name="Resume now").click()
    expect(page.get_by_role("status")).to_contain_text("Calls come again from now on")


def ask_who_answers(page: Page) -> None:
    go(page, "What callers meet")
    page.get_by_label("ZIP, or the first six digits").fill("28202")
    page.get_by_role("button", name="Show who answers").click()
    expect(page.locator("#answer")).to_contain_text("Mecklenburg")
    expect(page.locator("#answer")).to_contain_text("the national team, always there")
    expect(page.locator("#answer")).to_contain_text("miles away")
    assert "28202" not in page.url
    photograph(page, "callers-answer")


def confirm_the_listing(page: Page) -> None:
    go(page, "Overview")
    page.get_by_role("button", name="Our listing is right").click()
    expect(page.get_by_role("status")).to_contain_text("Your listing is confirmed")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_volunteer_has_five_minutes(open_page: OpenPage, center: Center, scripts: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    page = open_page(role=Role.CENTER_STAFF, width=360, java_script_enabled=scripts)
    page.get_by_role("link", name="Who answers tonight").first.click()
    page.get_by_label("Who", exact=True).select_option("Bea")
    page.get_by_role("button", name="Put on call").click()
    expect(page.get_by_role("status")).to_contain_text("Bea is on call: 18:00–6:00")
    photograph(page, "volunteer-rota")
    page.locator("details.menu summary").click()
    page.locator("details.menu").get_by_role("link", name="Hours", exact=True).click()
    page.get_by_label("Day", exact=True).fill(f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}")
    page.get_by_label("Why").fill("Thanksgiving")
    page.get_by_role("button", name="Add this day").click()
    expect(page.get_by_role("status")).to_contain_text(": closed")
    expect(page.get_by_text("Thanksgiving")).to_be_visible()
    page.locator("details.menu summary").click()
    page.locator("details.menu").get_by_role("link", name="Verify our listing").click()
    expect(page.get_by_role("link", name="Change something first")).to_have_count(0)
    page.get_by_role("button", name="Everything below is right").click()
    expect(page.get_by_role("status")).to_contain_text("Your listing is confirmed")
    assert not scrolls_sideways(page)
    if scripts:
        assert violations(page) == []


def test_the_week_is_reached_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("console:hours", width=360)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Change the week of Front desk")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hours: Front desk")


def test_staff_read_the_console_in_spanish(open_page: OpenPage) -> None:
    page = open_page("console:pause", role=Role.CENTER_STAFF, language="es", width=360)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    photograph(page, "pause-es-360")
    assert violations(page) == []
    assert not scrolls_sideways(page)
