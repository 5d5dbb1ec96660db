"""Resources and the page of a center in a real browser: a choice leaves no trace, a card is saved, codes are drawn.

Every test fails if a page logs an error or asks anything of another origin. With HARBORLINE_SHOTS set to a
folder, pages are photographed there for a person to look at.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import vobject
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from harborline.bootstrap import atlas
from harborline.core.listings import BillSafety, ContactKind
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.accounts.middleware import SIGNED_IN_AT
from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Center, CenterCounty, PublicNumber
from harborline.web.public.listings.national import shipped
from harborline.web.public.listings.services import confirm
from harborline.web.site.ports import SitePorts, install, site_ports
from web_world import OFFICE_WEEK, make_center, make_destination

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEMO = Path(__file__).resolve().parents[2] / "src/harborline/demo/demo.map"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OpenPage = Callable[..., Page]


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


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
    """A center with numbers that are not fictitious; nobody dials them here."""
    before = site_ports()
    install(SitePorts(current_map=demo_map, atlas=cache(atlas)))
    row = make_center(
        "harbor",
        name="Harbor Rape Crisis Center",
        state="NC",
        description="We answer day and night, go with you to the hospital, and never push you.",
        accompaniment=True,
        rtt=True,
        confidential=True,
        web="https://harbor.example",
        expires_on=timezone.now().date() + timedelta(days=90),
    )
    make_destination(row, weekly=OFFICE_WEEK)
    for fips in ("37119", "37025", "37071"):
        CenterCounty.unscoped.create(center=row, fips=fips)
    for number, kind, bill in (
        ("+12022345678", ContactKind.VOICE, BillSafety.CARRIER_OMITS),
        ("+12022345679", ContactKind.TEXT, BillSafety.UNKNOWN),
    ):
        PublicNumber.unscoped.create(center=row, number=number, kind=kind, bill_safety=bill)
    yield row
    install(before)


@pytest.fixture
def open_page(browser: Browser, live_server: Any, center: Center) -> Iterator[OpenPage]:
    """Gives a function that opens a path; afterwards, nothing may have gone wrong and no cookie be there."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith(f"{live_server.url}/"):
            wrong.append(f"asked {url}")

    def opened(path: str, *, session: str = "", width: int = 360, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, **options
        )
        contexts.append(context)
        if session:
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": session, "domain": "localhost", "path": "/console/"}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_choice_is_answered_in_place_and_leaves_no_trace(
    open_page: OpenPage, *, scripts: bool
) -> None:
    for resource in shipped():
        confirm("boss@example.org", resource, "called them", 0)
    page = open_page("/en/resources", java_script_enabled=scripts)
    page.get_by_text("Show fewer").click()
    page.get_by_label("trans people").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("status")).to_have_text("1 line fits.")
    expect(page.get_by_role("heading", name="Trans Lifeline")).to_be_visible()
    expect(page.get_by_role("heading", name="Crisis Text Line")).to_have_count(0)
    assert page.url.endswith("/en/resources#found")
    assert page.context.cookies() == []
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("heading", name="Crisis Text Line")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(320, "light", "es"), (1280, "dark", "en")],
)
def test_a_center_is_whole_with_everything_open(
    open_page: OpenPage, width: int, scheme: str, language: str
) -> None:
    page = open_page(f"/{language}/center/harbor", width=width, color_scheme=scheme)
    for summary in page.locator("summary").all():
        summary.click()
    for code in page.locator("figure img").all():
        code.scroll_into_view_if_needed()
        expect(code).to_have_js_property("complete", value=True)
        assert code.evaluate("image => image.naturalWidth") > 0
    assert page.evaluate(SIDEWAYS) <= 0
    assert violations(page) == []
    page.evaluate("scrollTo(0, 0)")
    photograph(page, f"listings-center-{language}-{width}-{scheme}")


def test_a_card_is_saved_under_a_name_that_tells_nothing(open_page: OpenPage) -> None:
    page = open_page("/en/center/harbor")
    page.get_by_text("Save or pass on this number").click()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save as a contact").click()
    assert saving.value.suggested_filename == "contact.vcf"
    card = vobject.readOne(Path(saving.value.path()).read_text())
    assert card.fn.value == "HRCC"
    assert [one.value for one in card.tel_list] == ["+12022345678", "+12022345679"]


def session_of(role: Role) -> str:
    account = Account.objects.create(email="boss@example.org", name="Test")
    Membership.objects.create(account=account, role=role)
    client = Client()
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    return str(session.session_key)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark")])
def test_somebody_confirms_corrects_and_withdraws(
    open_page: OpenPage, width: int, scheme: str
) -> None:
    session = session_of(Role.NATIONAL_ADMIN)
    page = open_page("/console/resources", session=session, width=width, color_scheme=scheme)
    assert violations(page) == []
    photograph(page, f"listings-console-{width}-{scheme}")
    page.get_by_role("link", name="Look at it Trans Lifeline").click()
    page.get_by_role("button", name="Confirm and show it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say how it was confirmed")
    assert violations(page) == []
    page.get_by_label("How did you make sure?").fill("called them")
    page.get_by_role("button", name="Confirm and show it").click()
    expect(page.get_by_text("Confirmed: the public sees it now.")).to_be_visible()
    assert page.evaluate(SIDEWAYS) <= 0
    assert violations(page) == []
    photograph(page, f"listings-console-one-{width}-{scheme}")
    page.get_by_label("Why?").fill("hours changed")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("Withdrawn: the public no longer sees it.")).to_be_visible()
