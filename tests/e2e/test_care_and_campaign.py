"""Pages of care and the campaign page in a real browser: what moves, what is copied, printed and saved.

Every test fails if a page logs an error, asks anything of another origin, keeps a cookie, scrolls sideways or
breaks a rule of axe. With HARBORLINE_SHOTS set to a folder, each page is photographed there for a person to
look at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from harborline.core.routing_map import RoutingMap, read_file
from harborline.demo.real_hotline import NATIONAL_HOTLINE
from harborline.web.public.care.views import PAGES
from harborline.web.site.ports import CallCount, Hotline, SitePorts, install, site_ports

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEMO = Path(__file__).resolve().parents[2] / "src/harborline/demo/demo.map"
EVERY = (*(f"public:care:{name}" for name in PAGES.values()), "public:care:plan", "campaign:page")
OpenPage = Callable[..., Page]


class Look(NamedTuple):
    """How a page is looked at."""

    language: str
    width: int
    scheme: Literal["light", "dark"]


LOOKS = (
    *(Look("en", 320, "light"), Look("es", 320, "dark")),
    *(Look("en", 1280, "dark"), Look("es", 1280, "light")),
)


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


def call_counts(since: datetime, until: datetime) -> tuple[CallCount, ...]:
    del until
    return (CallCount(since, "answered", "under_20", 57),)


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
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Gives a function that opens a page; afterwards, nothing may have gone wrong."""
    before = site_ports()
    hotline = Hotline(NATIONAL_HOTLINE.name, NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.dial)
    install(SitePorts(current_map=demo_map, hotline=hotline, call_counts=call_counts))
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith((f"{live_server.url}/", "blob:")):
            wrong.append(f"asked {url}")

    def opened(name: str, look: Look = LOOKS[0], **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": look.width, "height": 900},
            base_url=live_server.url,
            color_scheme=look.scheme,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        with translation.override(look.language):
            page.goto(reverse(name))
        return page

    yield opened
    for context in contexts:
        wrong += [f"cookie {cookie['name']}" for cookie in context.cookies()]
        context.close()
    install(before)
    assert wrong == []


def assert_good(page: Page, name: str, look: Look) -> None:
    """Photographs a page, and looks at it as axe and a narrow screen do."""
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        shot = f"{name.rpartition(':')[2]}-{look.language}-{look.width}-{look.scheme}.png"
        page.screenshot(path=str(Path(folder) / shot), full_page=True)
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_page_is_sound_with_all_that_folds_open(open_page: OpenPage) -> None:
    """Each in one look; in all of them, and folded, tests/e2e/test_public_pages.py meets it."""
    page = open_page(EVERY[0])
    for name, look in zip(EVERY, cycle(LOOKS)):
        page.set_viewport_size({"width": look.width, "height": 900})
        page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
        with translation.override(look.language):
            page.goto(reverse(name))
        page.locator("main details").evaluate_all(
            "all => { for (const one of all) one.open = true }"
        )
        assert_good(page, name, look)


def test_the_circle_moves_only_when_asked_and_without_scripts(open_page: OpenPage) -> None:
    page = open_page("public:care:breathe", java_script_enabled=False)
    ring = page.locator(".ring")
    still = ring.bounding_box()
    page.wait_for_timeout(700)
    assert ring.bounding_box() == still
    page.get_by_label("Move the circle").check()
    page.wait_for_timeout(1500)
    moved = ring.bounding_box()
    assert still is not None
    assert moved is not None
    assert moved["width"] > still["width"]
    page.get_by_label("Move the circle").uncheck()
    assert ring.bounding_box() == still


def test_who_wants_no_motion_counts(open_page: OpenPage) -> None:
    page = open_page("public:care:breathe", reduced_motion="reduce")
    expect(page.locator(".ring")).to_be_hidden()
    expect(page.get_by_text("Breathe out through your mouth: 1, 2, 3, 4, 5, 6.")).to_be_visible()
    assert_good(page, "still", LOOKS[0])


def test_words_are_changed_and_copied(open_page: OpenPage) -> None:
    page = open_page(
        "public:care:reach_a_friend", permissions=["clipboard-read", "clipboard-write"]
    )
    field = page.get_by_label("When you want company")
    field.fill("Tea at six?")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("status").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Tea at six?"
    assert_good(page, "copied", LOOKS[0])


def test_without_scripts_the_words_are_there_to_take(open_page: OpenPage) -> None:
    page = open_page("public:care:reach_a_friend", java_script_enabled=False)
    expect(page.get_by_label("When you want a call")).to_have_value(re.compile("ten quiet minutes"))
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS[:2], ids=lambda look: "-".join(map(str, look)))
def test_a_plan_is_shown_as_it_prints(open_page: OpenPage, look: Look) -> None:
    page = open_page("public:care:plan", look)
    page.locator("#id_people").fill("Zoë\nSam, who makes me laugh")
    page.locator("#id_number").check()
    before = page.url
    page.locator("button[value=page]").click()
    expect(page.locator(".plan")).to_contain_text("Sam, who makes me laugh")
    assert page.url == before
    assert_good(page, "plan-ready", look)
    page.emulate_media(media="print")
    expect(page.locator("main form")).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()
    expect(page.locator(".plan")).to_contain_text(NATIONAL_HOTLINE.number)
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"plan-print-{look.language}-{look.width}.png"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_plan_is_saved_under_a_name_that_tells_nothing(
    open_page: OpenPage, tmp_path: Path, *, scripts: bool
) -> None:
    page = open_page("public:care:plan", java_script_enabled=scripts, accept_downloads=True)
    page.get_by_label("Places where I feel safe").fill("The library <on> 5th")
    for button, name in (("Save as text", "notes.txt"), ("Save as a page", "notes.html")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=button).click()
        assert saved.value.suggested_filename == name
        saved.value.save_as(tmp_path / name)
    assert "The library <on> 5th" in (tmp_path / "notes.txt").read_text("utf-8")
    assert "The library &lt;on&gt; 5th" in (tmp_path / "notes.html").read_text("utf-8")
    expect(page.get_by_label("Places where I feel safe")).to_have_value("The library <on> 5th")


def test_what_is_too_long_is_said_beside_the_field(open_page: OpenPage) -> None:
    page = open_page("public:care:plan")
    page.locator("#id_body").evaluate("element => element.removeAttribute('maxlength')")
    page.locator("#id_body").fill("water " * 500)
    page.locator("button[value=page]").click()
    expect(page.locator("#id_body_error")).to_contain_text("longer than a page")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#id_body")).to_be_focused()
    assert_good(page, "plan-too-long", LOOKS[0])
