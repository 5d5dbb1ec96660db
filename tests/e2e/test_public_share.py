"""Sharing in a real browser: the page with scripts and without, and the card inside a page of another origin.

Every test fails if a page logs an error or asks anything of another origin. With HARBORLINE_SHOTS set to a
folder, each page is photographed there for a person to look at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from harborline.bootstrap import atlas
from harborline.core.routing_map import RoutingMap, read_file
from harborline.demo.real_hotline import NATIONAL_HOTLINE
from harborline.web.directory.models import Center, CenterCounty, PublicNumber
from harborline.web.site.ports import Hotline, SitePorts, install, site_ports

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEMO = Path(__file__).resolve().parents[2] / "src/harborline/demo/demo.map"
PATHS = {
    "center": "/en/share/center/alder",
    "county": "/es/share/county/37119",
    "line": "/en/share/line",
    "embed": "/embed/en/center/alder",
    "embed-line": "/embed/es/line/national",
}
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
    before = site_ports()
    hotline = Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial)
    install(SitePorts(current_map=demo_map, atlas=cache(atlas), hotline=hotline))
    row: Center = Center.unscoped.create(
        id="alder",
        name="Safe Harbor of Mecklenburg County",
        state="NC",
        zone="America/New_York",
        lat=35.2,
        lon=-80.8,
        languages=["en", "es"],
        verified_on=date(2026, 11, 1),
    )
    CenterCounty.unscoped.create(center=row, fips="37119")
    PublicNumber.unscoped.create(center=row, number="+17045550111", label="Hotline")
    yield row
    install(before)


@pytest.fixture
def open_page(browser: Browser, live_server: Any, center: Center) -> Iterator[OpenPage]:
    """Gives a function that opens a page; afterwards, nothing may have gone wrong."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(url: str, ours: tuple[str, ...]) -> None:
        if not url.startswith(ours):
            wrong.append(f"asked {url}")

    def opened(path: str, *, width: int = 1280, also: str = "", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, **options
        )
        contexts.append(context)
        ours = (f"{live_server.url}/", *([also] if also else []))
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url, ours))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        page.goto(path)
        return page

    yield opened
    assert [cookie for context in contexts for cookie in context.cookies()] == []
    for context in contexts:
        context.close()
    assert wrong == []


def violations(page: Page, *rules: str) -> list[str]:
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = Axe().run(page, options=only).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def text_shared(page: Page, name: str) -> str:
    """Gives the words in a network's link."""
    address = page.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
    return parse_qs(urlsplit(address).query)["text"][0]


def test_every_page_is_whole_by_day_on_a_phone_and_by_night_on_a_screen(
    open_page: OpenPage,
) -> None:
    page = open_page(PATHS["line"], width=320, reduced_motion="reduce")
    for name, path in PATHS.items():
        page.goto(path)
        photograph(page, f"{name}-phone")
        assert violations(page) == [], name
        assert not scrolls_sideways(page), name
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size({"width": 1280, "height": 900})
        photograph(page, f"{name}-screen")
        assert violations(page, "color-contrast") == [], name
        assert not scrolls_sideways(page), name
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": 320, "height": 900})


def test_links_follow_the_words_without_scripts(open_page: OpenPage) -> None:
    page = open_page(PATHS["center"], java_script_enabled=False)
    assert text_shared(page, "X").startswith("Demo, made up: Support after sexual violence")
    expect(page.get_by_role("button", name="Share with an app on this device")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    page.get_by_label("Your words").fill("For Ana & Bo 😀")
    page.get_by_role("button", name="Put my words into the links").click()
    expect(page.get_by_label("Your words")).to_have_value("For Ana & Bo 😀")
    assert text_shared(page, "X") == "For Ana & Bo 😀"
    assert "For" not in page.url
    page.get_by_label("Your words").fill("a" * 290)
    page.get_by_role("button", name="Put my words into the links").click()
    assert page.locator("#count-x").inner_text() == "314 / 280 too long"
    assert page.locator("#count-threads").inner_text() == "290 / 500"


def test_links_follow_the_words_at_once_with_scripts(open_page: OpenPage) -> None:
    page = open_page(PATHS["center"])
    expect(page.get_by_role("button", name="Put my words into the links")).to_be_hidden()
    for words in (
        "For Ana & Bo 😀",
        "👩‍👩‍👧 你好 https://example.org/a/long/path é",
        "a" * 290,
        "",
    ):
        page.get_by_label("Your words").fill(words)
        counted = {name: page.locator(f"#count-{name}").inner_text() for name in COUNTED}
        made = page.get_by_role("link", name="Threads", exact=True).get_attribute("href")
        plain = open_page(PATHS["center"], java_script_enabled=False)
        plain.get_by_label("Your words").fill(words)
        plain.get_by_role("button", name="Put my words into the links").click()
        assert counted == {name: plain.locator(f"#count-{name}").inner_text() for name in COUNTED}
        again = plain.get_by_role("link", name="Threads", exact=True).get_attribute("href")
        assert parse_qs(urlsplit(made or "").query) == parse_qs(urlsplit(again or "").query)


COUNTED = ("x", "threads", "bluesky", "reddit", "mastodon")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_mastodon_is_reached_through_one_s_own_server(open_page: OpenPage, scripts: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    page = open_page(
        PATHS["center"], java_script_enabled=scripts, also="https://mastodon.example/share?text="
    )
    asked: list[dict[str, str]] = []

    def answer(route: Any) -> None:
        asked.append({"url": route.request.url, **route.request.headers})
        route.fulfill(body="<!doctype html><title>A server</title>", content_type="text/html")

    page.context.route("https://mastodon.example/**", answer)
    page.get_by_label("Your words").fill("Call them")
    page.get_by_label("Name of your server").fill("not a server")
    page.get_by_role("button", name="Share on Mastodon").click()
    expect(page.locator("#server-error")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("Call them")
    page.get_by_label("Name of your server").fill("@ana@mastodon.example")
    page.get_by_role("button", name="Share on Mastodon").click()
    page.wait_for_url("https://mastodon.example/**")
    assert parse_qs(urlsplit(asked[0]["url"]).query)["text"][0].startswith("Call them\n")
    assert "referer" not in asked[0]


def test_with_scripts_the_device_shares_and_the_link_is_copied(open_page: OpenPage) -> None:
    page = open_page("/en/share/line", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.share = (told) => { window.told = told; return Promise.resolve(); }")
    page.add_init_script(
        "navigator.share = (told) => { window.told = told; return Promise.resolve(); }"
    )
    page.goto(PATHS["center"])
    page.get_by_role("button", name="Share with an app on this device").click()
    told = page.evaluate("window.told")
    assert told["url"].endswith("/en/center/alder")
    assert told["text"] == page.get_by_label("Your words").input_value()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == told["url"]


@pytest.fixture
def school(tmp_path: Path, live_server: Any) -> Iterator[str]:
    """Serves a school's page with the card in it, from a port of its own."""
    inside = (
        f'<iframe src="{live_server.url}/embed/en/center/alder" width="480" height="320" title="Help"></iframe>'
        f'<iframe src="{live_server.url}/en/share/line" width="480" height="320" title="No"></iframe>'
    )
    (tmp_path / "index.html").write_text(
        f'<!doctype html><html lang="en"><title>A school</title><h1>A school</h1>{inside}', "utf-8"
    )
    (tmp_path / "favicon.ico").write_bytes(b"")
    handler = partial(Quiet, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its parent's name
        """Says nothing of requests."""


def test_a_school_shows_the_card_and_no_other_page(
    browser: Browser, live_server: Any, center: Center, school: str
) -> None:
    context = browser.new_context(
        viewport={"width": 1000, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    page.goto(school)
    card = page.frame_locator("iframe[title=Help]")
    expect(card.get_by_role("heading")).to_have_text("Safe Harbor of Mecklenburg County")
    expect(card.get_by_text("704-555-0111")).to_be_visible()
    expect(card.get_by_text("this center is made up")).to_be_visible()
    assert page.frames[1].locator("script").count() == 0
    assert page.frames[2].url.startswith("chrome-error:"), "no other page may be framed"
    assert context.cookies() == []
    assert any("frame-ancestors" in one or "X-Frame-Options" in one for one in refused), refused
    assert all("share/line" in one or "frame" in one.lower() for one in refused), refused
    photograph(page, "school")
    context.close()
