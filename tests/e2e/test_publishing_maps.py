"""From the directory to callers in a real browser: two admins, with scripts and without, no strangers.

With HARBORLINE_SHOTS set to a folder, each page is photographed there for a person to look at.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from harborline.web.accounts.middleware import SIGNED_IN_AT
from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Center
from harborline.web.publishing.models import Proposal, State
from harborline.web.site.ports import Serving
from publishing_house import House, opened
from web_world import make_network

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
MAPS = "/console/maps/"
SignIn = Callable[..., Page]


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
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    make_network()
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def sign_in(browser: Browser, live_server: Any, house: House) -> Iterator[SignIn]:
    """Gives a function that opens the list of maps for a new admin; afterwards, nothing went wrong."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note(url: str) -> None:
        if not url.startswith(f"{live_server.url}/"):
            wrong.append(f"asked {url}")

    def signed_in(email: str, *, width: int = 1280, language: str = "en", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, **options
        )
        contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "domain": "localhost", "path": "/console/"}
        context.add_cookies([{**cookie, "value": session_of(email, language)}])  # type: ignore[typeddict-item]
        page = context.new_page()
        page.on("request", lambda request: note(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(MAPS)
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert wrong == []


def session_of(email: str, language: str) -> str:
    account = Account.objects.create(email=email, name="Test", language=language)
    Membership.objects.create(account=account, role=Role.NATIONAL_ADMIN)
    client = Client()
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    return str(session.session_key)


def looked_at(page: Page, name: str) -> None:
    """Holds a page to axe and to its width, and photographs it where somebody asks for it."""
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found] == []
    assert not page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    folder = os.environ.get("HARBORLINE_SHOTS")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{folder}/publishing-{name}-{width}.png", full_page=True)


@pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False}], ids=["with scripts", "without"]
)
def test_two_people_bring_a_map_to_callers_and_back(
    sign_in: SignIn, house: House, options: dict[str, Any]
) -> None:
    before = house.path.read_bytes()
    ana = sign_in("ana@example.org", **options)
    ana.get_by_role("link", name="Propose the directory").click()
    ana.get_by_label("What is this map for?").fill("winter hours")
    ana.get_by_role("button", name="Check and propose").click()
    expect(ana.get_by_text("A second person reads it and approves it.")).to_be_visible()
    expect(ana.get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    ben = sign_in("ben@example.org", **options)
    ben.get_by_role("link", name=re.compile(r"^Proposal \d+$")).first.click()
    for act in ("Approve", "Publish"):
        ben.get_by_role("link", name=act, exact=True).click()
        ben.get_by_role("button", name=act, exact=True).click()
    expect(ben.get_by_text("Published. Below you see")).to_be_visible()
    assert Proposal.objects.get().state == State.PUBLISHED
    assert house.current_map().version == Proposal.objects.get().version
    ben.get_by_role("link", name="Roll back").click()
    ben.get_by_role("button", name="Roll back").click()
    expect(ben.get_by_role("alert")).to_contain_text("Say in a few words why.")
    ben.get_by_label("Why?").fill("wrong county")
    ben.get_by_role("button", name="Roll back").click()
    expect(ben.get_by_text("Rolled back.")).to_be_visible()
    assert house.path.read_bytes() == before


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_can_be_read_on_a_telephone_and_by_everybody(
    sign_in: SignIn, house: House, width: int
) -> None:
    house.serving = (
        Serving(1, house.current_map().version, 0.4),
        Serving(2, "f" * 16, 0.9, "The newest map is damaged; the former one is served."),
    )
    page = sign_in("ana@example.org", width=width)
    page.goto(f"{MAPS}new")
    looked_at(page, "new")
    page.get_by_role("button", name="Check and propose").click()
    Center.unscoped.filter(pk="birch").update(verified_on=None)
    for summary in page.locator("main summary").all():
        summary.click()
    looked_at(page, "proposal")
    number = Proposal.objects.get().number
    for path in ("", "roll-back", f"proposals/{number}/withdraw", f"proposals/{number}/compare"):
        page.goto(f"{MAPS}{path}")
        looked_at(page, path.rpartition("/")[2] or "list")
    page.goto(f"{MAPS}new")
    page.get_by_role("button", name="Check and propose").click()
    expect(page.get_by_text("Center birch has no date of verification")).to_be_visible()
    looked_at(page, "refused")


def test_in_spanish(sign_in: SignIn, house: House) -> None:
    page = sign_in("ana@example.org", language="es", locale="es-US")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mapas de llamadas")
    page.goto(f"{MAPS}new")
    page.get_by_role("button", name="Comprobar y proponer").click()
    expect(page.get_by_text("Lo que notaría quien llama")).to_be_visible()
    looked_at(page, "es")
