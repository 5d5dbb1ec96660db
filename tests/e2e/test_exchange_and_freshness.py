"""Spreadsheets and freshness in a real browser: each main path with and without scripts, axe, no strangers.

With HARBORLINE_SHOTS set to a folder, each page is photographed there for a person to look at.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from harborline.core.listings import Listings
from harborline.hsds.files import Form, export
from harborline.web.accounts.middleware import SIGNED_IN_AT
from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.to_core import listings
from harborline.web.freshness import links
from harborline.web.freshness.services import checking, testing
from harborline.web.site.ports import TestCallResult, install, site_ports
from web_world import make_center, make_destination, small_ports

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
TODAY = datetime.now(UTC).date()
OpenPage = Callable[..., Page]
CSV = (
    "Center ID,Agency,FIPS,Phone,Zip\n"
    "alder,Alder House,10001,704-555-0123,11101\n"
    "oak,Oak Center,,704-555-0124,1.0E+04\n"
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
def alder(transactional_db: None) -> Iterator[Center]:
    """Writes a center that needs somebody, with all that its page of freshness may show."""
    before = site_ports()
    install(small_ports(place_test_call=lambda _order: TestCallResult.PERSON))
    center = make_center(
        "alder",
        counties=["10001"],
        expires_on=TODAY + timedelta(days=6),
        web="https://center.example.org",
    )
    make_center("birch", counties=["10003"], expires_on=date(2026, 1, 1))
    destination = make_destination(center, label="Front desk")
    make_destination(center, order=2)
    tuesday = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    testing.agree("ana@example.org", destination, 1, 600, 720, tuesday.date())
    for key in testing.plan_test_calls(tuesday):
        testing.place_test_call(key, tuesday)
    for day in range(3):
        checking.check_address("alder", tuesday + timedelta(days=day), lambda _: "status 404")
    yield center
    install(before)


def session_of(role: Role, center: Center | None, language: str) -> str:
    account = Account.objects.create(email=f"{role}@example.org", name="Test", language=language)
    Membership.objects.create(account=account, role=role, center=center)
    client = Client()
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    return str(session.session_key)


@pytest.fixture
def open_page(browser: Browser, live_server: Any, alder: Center) -> Iterator[OpenPage]:
    """Gives a function that opens a page, signed in with a role; nothing may go wrong on the way."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note(url: str) -> None:
        if not url.startswith(f"{live_server.url}/"):
            wrong.append(f"asked {url}")

    def opened(path: str, role: Role | None, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, **options
        )
        contexts.append(context)
        if role is not None:
            own = alder if role is Role.CENTER_ADMIN else None
            value = session_of(role, own, "en")
            cookie = {"name": settings.SESSION_COOKIE_NAME, "domain": "localhost"}
            context.add_cookies([{**cookie, "path": "/console/", "value": value}])  # type: ignore[typeddict-item]
        page = context.new_page()
        page.on("request", lambda request: note(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def look(page: Page, name: str) -> None:
    """Asks axe, and whether anything hangs over the side."""
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {[n['target'] for n in one['nodes']]}" for one in found] == [], name
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


def csv_file(text: str) -> Any:
    return {"name": "centers.csv", "mimeType": "text/csv", "buffer": text.encode()}


def hsds_file(name: str, *, and_nowhere: bool = False) -> Any:
    """Gives a file that renames alder; with a center, if wanted, that serves nothing we know."""
    entries = listings(EVERYWHERE).centers
    alder = next(center for center in entries if center.id == "alder")
    nowhere = alder._replace(id="nowhere", counties=(), zips=("99999",))
    centers = (alder._replace(name=name), *((nowhere,) if and_nowhere else ()))
    content = export(Listings((), centers), Form.JSON)
    return {"name": "partner.json", "mimeType": "application/json", "buffer": content}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_whole(open_page: OpenPage, alder: Center, width: int, scheme: Any) -> None:
    page = open_page("/console/freshness", Role.NATIONAL_ADMIN, width=width, color_scheme=scheme)
    destination = alder.destinations.all()[0]
    paths = {
        "list": "/console/freshness",
        "center": "/console/center/alder/freshness",
        "consent": f"/console/center/alder/test-calls/{destination.pk}",
        "confirm": "/confirm/" + links.link_of(alder).partition("/confirm/")[2],
        "confirm-gone": "/confirm/nothing",
        "csv-upload": "/console/import/csv",
    }
    for name, path in paths.items():
        page.goto(path)
        look(page, f"{name}-{width}-{scheme}")
    page.goto(paths["csv-upload"])
    page.get_by_label("CSV file").set_input_files(csv_file(CSV))
    page.get_by_role("button", name="Next: the columns").click()
    look(page, f"csv-columns-{width}-{scheme}")
    page.get_by_role("button", name="Next: see what would change").click()
    look(page, f"csv-check-{width}-{scheme}")
    page.goto("/console/import/hsds")
    look(page, f"hsds-upload-{width}-{scheme}")
    page.get_by_label("HSDS file").set_input_files(hsds_file("Alder House", and_nowhere=True))
    page.get_by_role("button", name="Next: see what would change").click()
    look(page, f"hsds-check-{width}-{scheme}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_spreadsheet_is_corrected_and_imported(open_page: OpenPage, scripts: object) -> None:
    page = open_page("/console/", Role.NATIONAL_ADMIN, java_script_enabled=bool(scripts))
    page.locator("nav.side").get_by_role("link", name="Spreadsheets").click()
    page.get_by_label("CSV file").set_input_files(csv_file(CSV))
    page.get_by_role("button", name="Next: the columns").click()
    expect(page.get_by_label("Counties served (FIPS)")).to_have_value("2")
    page.get_by_role("button", name="Next: see what would change").click()
    expect(page.get_by_text("Format the column as text and type it anew.")).to_be_visible()
    expect(page.get_by_role("button", name="Import all of it")).to_have_count(0)
    page.get_by_role("link", name="Choose another file").click()
    page.get_by_label("CSV file").set_input_files(csv_file(CSV.partition("oak")[0]))
    page.get_by_role("button", name="Next: the columns").click()
    page.get_by_role("button", name="Next: see what would change").click()
    expect(page.get_by_text("Center Alder → Alder House")).to_be_visible()
    page.get_by_role("button", name="Import all of it").click()
    expect(page.get_by_role("status")).to_contain_text("1 changed")
    assert Center.objects.within(EVERYWHERE).get(pk="alder").name == "Alder House"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_hsds_file_is_corrected_and_imported(open_page: OpenPage, scripts: object) -> None:
    page = open_page("/console/import/csv", Role.NATIONAL_ADMIN, java_script_enabled=bool(scripts))
    page.get_by_role("link", name="From or to an HSDS file instead").click()
    page.get_by_label("HSDS file").set_input_files(hsds_file("Alder House", and_nowhere=True))
    page.get_by_role("button", name="Next: see what would change").click()
    expect(page.get_by_text("It serves no county or ZIP that is known here.")).to_be_visible()
    expect(page.get_by_role("button", name="Import all of it")).to_have_count(0)
    page.get_by_role("link", name="Choose another file").click()
    page.get_by_label("HSDS file").set_input_files(hsds_file("Alder House"))
    page.get_by_role("button", name="Next: see what would change").click()
    expect(page.get_by_text("Center Alder → Alder House")).to_be_visible()
    page.get_by_role("button", name="Import all of it").click()
    expect(page.get_by_role("status")).to_contain_text("1 changed")
    assert Center.objects.within(EVERYWHERE).get(pk="alder").name == "Alder House"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_admin_agrees_to_test_calls(open_page: OpenPage, scripts: object) -> None:
    page = open_page(
        "/console/center/alder/freshness", Role.CENTER_ADMIN, java_script_enabled=bool(scripts)
    )
    page.get_by_role("link", name="Agree to test calls").click()
    page.get_by_label("Day of the week").select_option("Thursday")
    page.get_by_label("From").fill("14:00")
    page.get_by_label("To", exact=True).fill("13:00")
    page.get_by_role("button", name="Agree to test calls").click()
    expect(page.get_by_role("alert")).to_contain_text("The end must be after the beginning")
    page.get_by_label("To", exact=True).fill("16:00")
    page.get_by_role("button", name="Agree to test calls").click()
    expect(page.get_by_role("status")).to_contain_text("once a month at most")
    expect(page.get_by_text("Thursday from 14:00 to 16:00")).to_be_visible()
    numbers = [row.address[-4:] for row in Destination.unscoped.all()]
    assert not any(number in page.content() for number in numbers)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_mailed_link_confirms_without_an_account(
    open_page: OpenPage, alder: Center, scripts: object
) -> None:
    path = "/confirm/" + links.link_of(alder).partition("/confirm/")[2]
    page = open_page(path, None, java_script_enabled=bool(scripts))
    expect(page.get_by_role("heading", name="Center Alder")).to_be_visible()
    page.get_by_role("button", name="Yes, all of this is right").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.context.cookies() == []
    page.goto(path)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
