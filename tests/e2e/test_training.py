"""Asking for a training in a real browser: from the finder to the day agreed on, with scripts and without.

Every test fails if a page logs an error, asks anything of another origin, keeps a cookie on the public site,
scrolls sideways or breaks a rule of axe. With HARBORLINE_SHOTS set to a folder, each page is photographed there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from harborline.app.training import Act, Deed, Outcome, Slot
from harborline.bootstrap import atlas
from harborline.core.routing import Evidence, locate
from harborline.core.routing_map import RoutingMap, read_file
from harborline.demo.real_hotline import NATIONAL_HOTLINE
from harborline.web.accounts.middleware import SIGNED_IN_AT
from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Center, CenterCounty, Coalition, TrainingOffer
from harborline.web.site.ports import Hotline, SitePorts, install, site_ports
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import lives
from training_pages import link_in_mail

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEMO = Path(__file__).resolve().parents[2] / "src/harborline/demo/demo.map"
NEW_YORK = ZoneInfo("America/New_York")
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
    """Writes a center of Charlotte under the id that the demo's map gives the first one there."""
    before = site_ports()
    hotline = Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial)
    install(SitePorts(current_map=demo_map, atlas=cache(atlas), hotline=hotline))
    routing_map = demo_map()
    first = routing_map.chain(locate(routing_map, Evidence(zip="28202")).cell).members[0]
    coalition = Coalition.objects.create(
        id="nc", name="Coalition of North Carolina", state="NC", web="https://nc.example.org"
    )
    row: Center = Center.unscoped.create(
        id=routing_map.ids[first],
        name=routing_map.names[first],
        state="NC",
        zone="America/New_York",
        lat=35.2,
        lon=-80.8,
        coalition=coalition,
        web="https://center.example.org",
        email="talks@center.example.org",
    )
    CenterCounty.objects.create(center=row, fips="37119")
    for topic, audience in (("consent", "school"), ("bystander", "workplace")):
        TrainingOffer.objects.create(
            center=row, topic=topic, audience=audience, online=True, fee_usd=50, lead_days=14
        )
    yield row
    install(before)


@pytest.fixture
def open_page(browser: Browser, live_server: Any, center: Center) -> Iterator[OpenPage]:
    """Gives a function that opens a public page; afterwards, nothing may have gone wrong."""
    del center
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith(f"{live_server.url}/"):
            wrong.append(f"asked {url}")

    def opened(path: str, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text)
                # A status that says no is told to the console by the browser itself.
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert wrong == []


def staff(browser: Browser, live_server: Any, center: Center) -> Page:
    """Opens the requests of a center for somebody new who works there."""
    account = Account.objects.create(email="staff@example.org", name="Staff")
    Membership.objects.create(account=account, role=Role.CENTER_ADMIN, center=center)
    client = Client()
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    context = browser.new_context(base_url=live_server.url)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "domain": "localhost", "path": "/console/"}
    context.add_cookies([{**cookie, "value": str(session.session_key)}])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.goto(reverse("console:center_training", args=[center.pk]))
    return page


def look(page: Page, name: str, *, scripts: bool = True) -> None:
    """Photographs a page, and finds it whole on a phone and on a screen, by day and by night."""
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=Path(folder) / f"training-{name}.png", full_page=True)
    wide = "document.documentElement.scrollWidth > innerWidth"
    if not scripts:  # axe waits for timers, which do not run without scripts
        return
    assert not page.evaluate(wide), name
    assert_no_barrier(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not page.evaluate(wide), name
    assert_no_barrier(page, "color-contrast")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 900})


def assert_no_barrier(page: Page, *rules: str) -> None:
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = Axe().run(page, options=only).response["violations"]
    assert [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found] == []


def fill(page: Page, first: str, last: str) -> None:
    """Fills in the form of asking, but for the place."""
    page.get_by_label("A school").check()
    page.get_by_label("How many people, about?").fill("25")
    page.get_by_label("What consent means").check()
    page.get_by_label("On site, where the group is").check()
    page.locator("[name=first1]").fill(first)
    page.locator("[name=last1]").fill(last)
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_label("Your e-mail").fill("ana@example.org")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_finder_to_the_day_agreed_on(
    open_page: OpenPage,
    browser: Browser,
    live_server: Any,
    center: Center,
    scripts: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    day = timezone.now().astimezone(NEW_YORK).replace(hour=10, minute=0) + timedelta(days=40)
    page = open_page(reverse("training:near"), width=320, java_script_enabled=scripts)
    find_and_ask(page, day)
    look(page, "sent", scripts=scripts)
    assert mail.outbox == []

    page.goto(link_in_mail())
    assert len(mail.outbox) == 1
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    look(page, "confirm", scripts=scripts)
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We are asking for you")
    look(page, "asking", scripts=scripts)

    take_it_on(staff(browser, live_server, center), day)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is agreed")
    expect(page.locator("main")).to_contain_text("10 a.m. to 11 a.m. Eastern")
    expect(page.locator("main")).to_contain_text("talks@center.example.org")
    look(page, "agreed", scripts=scripts)
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Add it to your calendar").click()
    event = vobject.readOne(downloaded.value.path().read_text("utf-8")).vevent
    assert event.dtstart.value == day.replace(second=0, microsecond=0)


def find_and_ask(page: Page, day: datetime) -> None:
    """Finds a center, asks for a training there, changes something, and sends it."""
    page.get_by_label("Near which place?").fill("28202")
    page.get_by_role("button", name="Show who offers it").click()
    expect(page.get_by_role("heading", name="Near Mecklenburg County")).to_be_visible()
    assert "28202" not in page.url
    page.get_by_role("button", name="Ask for a training here").click()
    expect(page.get_by_label("Where?")).to_have_value("28202")
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    fill(page, day.date().isoformat(), (day + timedelta(days=2)).date().isoformat())
    page.get_by_role("button", name="Look it over").click()
    expect(page.locator("main")).to_contain_text("Mecklenburg County, North Carolina")
    page.get_by_role("button", name="Change something").click()
    page.get_by_label("How many people, about?").fill("30")
    page.get_by_role("button", name="Look it over").click()
    page.wait_for_timeout(2100)  # nobody reads it more quickly
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("look into your mail")


def take_it_on(page: Page, day: datetime) -> None:
    """Answers the request in the console."""
    expect(page.locator("main")).to_contain_text("A school")
    page.get_by_role("link", name="A school").click()
    expect(page.locator("main")).not_to_contain_text("Ana Ruiz")
    page.locator("[name=accept-starts0]").fill(day.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Take it on").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.context.close()


def test_every_page_and_state_is_whole(open_page: OpenPage) -> None:
    """In Spanish, whose words are longer; the story above is told in English."""
    name = language = "es"
    page = open_page(f"/{language}/training", width=320, reduced_motion="reduce")
    look(page, f"near-{name}")
    page.locator("#id_place").fill("Charlotte, NC")
    page.locator("form button").first.click()
    look(page, f"found-{name}")
    page.locator("#id_place").fill("Springfield")
    page.locator("form button").first.click()
    look(page, f"choices-{name}")
    page.goto(f"/{language}/training/ask")
    look(page, f"ask-{name}")
    page.locator("[name=act]").click()
    look(page, f"faults-{name}")
    page.locator("[name=audience]").first.check()
    page.locator("[name=size]").fill("25")
    page.locator("[name=goals]").first.check()
    page.locator("[name=way]").first.check()
    page.locator("#id_place").fill("28202")
    page.locator("[name=name]").fill("Ana Ruiz")
    page.locator("[name=email]").fill("ana@example.org")
    page.locator("[name=act]").click()
    look(page, f"check-{name}")
    page.wait_for_timeout(2100)
    page.locator("[value=send]").click()
    look(page, f"sent-{name}")
    look_at_the_states(page, name)


def look_at_the_states(page: Page, name: str) -> None:
    """Moves one request through its life, and looks at the organiser's page in each phase."""
    slot = Slot(datetime(2027, 1, 14, 10, tzinfo=NEW_YORK), 90)
    own = link_in_mail()
    page.goto(f"{own}x")
    look(page, f"nowhere-{name}")
    page.goto(own)
    look(page, f"unconfirmed-{name}")
    for phase, deed in (
        ("offered", Deed(Act.CONFIRM)),
        ("proposed", Deed(Act.PROPOSE, slots=(slot, slot._replace(minutes=60)))),
        ("agreed", Deed(Act.TAKE)),
        ("done", Deed(Act.REPORT, outcome=Outcome.HELD)),
        ("closed", Deed(Act.RATE)),
    ):
        lives.act(TrainingRequest.unscoped.get(), deed, timezone.now())
        page.goto(own)
        look(page, f"{phase}-{name}")
    page.locator("summary").last.click()
    page.locator("[value=erase]").click()
    look(page, f"erased-{name}")
