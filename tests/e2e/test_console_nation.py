"""The pages of coalitions and the nation in a real browser, with scripts and without.

Every test fails if a page logs an error, asks anything of another origin, or breaks a rule of axe. With
HARBORLINE_SHOTS set to a folder, each page is photographed there for a person to look at.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from harborline.app.overlays import NoOverlayBook, SurgeOn
from harborline.app.training import HolderKind
from harborline.atlas.store import load
from harborline.core.occupancy import Surge
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.accounts.middleware import SIGNED_IN_AT
from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.directory.services.areas import set_area
from harborline.web.directory.services.centers import edit_center
from harborline.web.site.ports import SitePorts, install, site_ports
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services.reporting import whole_months
from roles_world import make_request
from web_world import make_center, make_coalition

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEMO = Path(__file__).resolve().parents[2] / "src/harborline/demo/demo.map"
PAGES = (
    *("coverage", "coverage?view=open", "coverage?view=chain&state=NC", "centers"),
    *("training-requests", "training-demand"),
    *("gaps?show=closed", "gaps?show=overlaps&state=NC", "changes", "states", "states/NC"),
)
FILE = str.maketrans("?/", "--")


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


def last_month() -> date:
    return whole_months(datetime.now(UTC).date())[-1]


@pytest.fixture
def nation(transactional_db: None) -> Iterator[None]:
    before = site_ports()
    install(SitePorts(current_map=demo_map, atlas=cache(load)))
    coalition = make_coalition("nc", state="NC")
    for _ in range(6):
        make_request(HolderKind.COALITION, coalition=coalition)
    TrainingRequest.unscoped.update(state="NC", county="37119", month=last_month())
    for party in range(60):
        mine = demo_map().states_of[party] == "NC"
        make_center(
            demo_map().ids[party],
            name=demo_map().names[party],
            state=demo_map().states_of[party] or "NC",
            coalition=coalition if mine else None,
        )
    own = make_center("charlotte-own", name="Charlotte Harbor", state="NC", coalition=coalition)
    edit_center("ana@example.org", own, {"ring_s": 15, "languages": ["en", "es"]}, "agreed")
    set_area("ana@example.org", own, ["37119", "37179"], [])
    yield
    install(before)


def cookie_of(role: Role) -> str:
    account = Account.objects.create(email=f"{role}@example.org", name="Test")
    coalition = "nc" if role is Role.COALITION else None
    Membership.objects.create(account=account, role=role, coalition_id=coalition)
    client = Client()
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def watch(page: Page, ours: str, wrong: list[str]) -> None:
    """Notes every request to another origin and every error."""
    page.on("request", lambda one: None if one.url.startswith(ours) else wrong.append(one.url))
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("role", [Role.COALITION, Role.NATIONAL_SUPERVISOR])
def test_the_pages_are_whole(
    browser: Browser, live_server: Any, nation: None, role: Role, *, scripts: bool
) -> None:
    wrong: list[str] = []
    looks = [(360, "light"), (1280, "dark")] if scripts else [(1280, "light"), (360, "dark")]
    cookie = cookie_of(role)
    surge = ("surge",) if role is Role.NATIONAL_SUPERVISOR else ()
    for width, scheme in looks:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": cookie,
                    "url": f"{live_server.url}/console/",
                }
            ]
        )
        page = context.new_page()
        watch(page, live_server.url, wrong)
        for name in (*PAGES, *surge):
            page.goto(f"{live_server.url}/console/{name}")
            expect(page.locator("h1")).to_have_count(1)
            photograph(page, f"{role}-{name.translate(FILE)}-{width}-{scheme}")
            if scripts:
                found = Axe().run(page).response["violations"]
                wrong += [f"{name} {one['id']}: {one['nodes'][0]['target']}" for one in found]
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        context.close()
    assert wrong == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_center_is_found_at_a_keystroke_or_at_enter(
    browser: Browser, live_server: Any, nation: None, *, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie_of(Role.COALITION),
                "url": f"{live_server.url}/console/",
            }
        ]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('console:centers')}")
    page.get_by_label("Name, city or state").press_sequentially("harlotte h")
    if not scripts:
        page.keyboard.press("Enter")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    expect(page.locator("#found tbody")).to_contain_text("Charlotte Harbor")
    context.close()


class SurgeInMemory(NoOverlayBook):
    """Keeps a surge for the one process that the test is."""

    def __init__(self) -> None:
        self.on: SurgeOn | None = None

    def surge(self, at: datetime) -> SurgeOn | None:
        return self.on

    def switch_surge(self, surge: SurgeOn | None) -> None:
        self.on = surge


@pytest.mark.parametrize("scripts", [True, False])
def test_a_surge_is_picked_previewed_switched_on_and_off_by_keyboard(
    browser: Browser, live_server: Any, nation: None, *, scripts: bool
) -> None:
    book, wrong = SurgeInMemory(), list[str]()
    install(site_ports()._replace(overlays=book))
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": 360, "height": 900}
    )
    cookie = cookie_of(Role.NATIONAL_SUPERVISOR)
    url = f"{live_server.url}/console/"
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
    page = context.new_page()
    watch(page, live_server.url, wrong)
    page.goto(f"{url}surge")
    page.get_by_label("Why").fill("a storm")
    for number in (11, 12):
        page.get_by_label("Find a center").fill(demo_map().names[number])
        page.keyboard.press("Enter")
        page.get_by_role("button", name=f"Add {demo_map().names[number]}").first.press("Enter")
    page.get_by_role("button", name=f"Earlier: {demo_map().names[12]}").press("Enter")
    page.get_by_label("Seconds until the national team").fill("20")
    page.get_by_label("Tell callers").check()
    page.get_by_role("button", name="See the effect").press("Enter")
    expect(page.locator("#effect")).to_be_in_viewport()
    expect(page.get_by_text("people, would have another center")).to_be_visible()
    photograph(page, f"surge-effect-{scripts}")
    if scripts:
        wrong += [one["id"] for one in Axe().run(page).response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Switch on").press("Enter")
    expect(page.get_by_text("The surge is on.")).to_be_visible()
    assert book.on is not None
    helpers = (demo_map().ids[12], demo_map().ids[11])
    assert book.on.surge == Surge(helpers, None, 20, wait_notice=True)
    photograph(page, f"surge-on-{scripts}")
    page.get_by_role("button", name="Switch off now").press("Enter")
    expect(page.get_by_text("The surge is off.")).to_be_visible()
    assert book.surge(datetime.now(UTC)) is None
    context.close()
    assert wrong == []


@pytest.mark.parametrize("scripts", [True, False])
def test_an_auditor_follows_the_trail_to_a_center(
    browser: Browser, live_server: Any, nation: None, *, scripts: bool
) -> None:
    wrong: list[str] = []
    page = signed_in_page(browser, live_server.url, Role.AUDITOR, wrong, scripts=scripts)
    page.locator("main").get_by_role("link", name="Audit trail").click()
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_role("status")).to_contain_text("The chain holds")
    page.get_by_label("What was done").fill("edit center")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main .list > li")).to_have_count(1)
    page.get_by_text("Before and after").click()
    expect(page.locator("main details")).to_contain_text("15")
    if scripts:
        found = Axe().run(page).response["violations"]
        wrong += [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]
    page.get_by_role("link", name="center:charlotte-own").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Charlotte Harbor")
    expect(page.locator("main form")).to_have_count(0)  # an auditor reads
    page.context.close()
    assert wrong == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_coalition_comes_from_the_map_to_a_center(
    browser: Browser, live_server: Any, nation: None, *, scripts: bool
) -> None:
    wrong: list[str] = []
    serving = demo_map().chain(demo_map().cell_of_county("37119")).members[0]
    name = demo_map().names[serving]
    make_center(demo_map().ids[serving], name=name, state="NC", coalition_id="nc")
    page = signed_in_page(browser, live_server.url, Role.COALITION, wrong, scripts=scripts)
    page.locator("main").get_by_role("link", name="Coverage", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Coverage of North Carolina")
    page.get_by_role("link", name="How fresh").click()
    expect(page.locator(".legend")).to_contain_text("nobody serves it")
    page.get_by_role("link", name="Who serves").click()
    page.locator("main .table tbody").get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("button", name="Our listing is right").click()
    expect(page.get_by_role("status")).to_contain_text("confirmed")
    page.context.close()
    assert wrong == []


def signed_in_page(
    browser: Browser, url: str, role: Role, wrong: list[str], *, scripts: bool
) -> Page:
    """Opens the first page that somebody of a role sees on a telephone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=scripts
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": f"{url}/console/"}
    context.add_cookies([{**cookie, "value": cookie_of(role)}])  # type: ignore[typeddict-item]
    page = context.new_page()
    watch(page, url, wrong)
    page.goto(f"{url}/console/")
    return page
