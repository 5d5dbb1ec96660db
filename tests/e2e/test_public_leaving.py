"""The quick exit in a real browser: at once, from deep within, and Back shows nothing of us."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEEP = ("learn", "take-care", "take-care/breathe", "safety")
"""Pages that lie behind each other's menus, four of them."""
TOO_LATE_MS = 5_100


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: people come from its /start, and /weather is where leaving leads."""

    told: list[str | None]

    def do_GET(self) -> None:
        if self.path != "/favicon.ico":
            type(self).told.append(self.headers.get("Referer"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Weather</title><h1>Sunny</h1>")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[str]:
    Elsewhere.told = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        settings.EXIT_URL = f"{address}/weather"
        yield address
        server.shutdown()
        thread.join()


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
def host(live_server: Any) -> str:
    return str(live_server.url)


def arrived(browser: Browser, host: str, elsewhere: str, *, scripts: bool = True) -> Page:
    """Comes from another site and goes four pages deep."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(f"{elsewhere}/start")
    page.goto(f"{host}/en/")
    for path in DEEP:
        page.locator(f'a[href="/en/{path}"]').first.click()
        page.wait_for_url(f"{host}/en/{path}")
    return page


def remembered(page: Page) -> list[str]:
    """Gives the addresses of the tab's history, as the browser itself tells them."""
    session = page.context.new_cdp_session(page)
    entries = session.send("Page.getNavigationHistory")["entries"]
    return [entry["url"] for entry in entries]


def ended(context: BrowserContext) -> None:
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("way", ["button", "skip link", "keys"])
def test_from_four_pages_deep_nothing_of_us_is_left_behind(
    browser: Browser, host: str, elsewhere: str, way: str
) -> None:
    page = arrived(browser, host, elsewhere)
    assert [one for one in remembered(page) if one.startswith(host)] == [f"{host}/en/{DEEP[-1]}"]
    Elsewhere.told.clear()
    if way == "button":
        page.click("a.leave")
    elif way == "skip link":
        page.locator("a.skip[data-leave]").focus()
        page.keyboard.press("Enter")
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(f"{elsewhere}/weather")
    assert [one for one in remembered(page) if one.startswith(host)] == []
    assert set(Elsewhere.told) == {None}
    page.go_back()
    expect(page).to_have_url(f"{elsewhere}/start")
    ended(page.context)


PRESS = """(times) => {
  const press = () => dispatchEvent(new KeyboardEvent("keydown", {key: "Shift"}));
  for (let time = 0; time < times; time++) press();
  return [document.body.checkVisibility(), document.title];
}"""


def test_the_page_is_blank_within_the_same_stroke(
    browser: Browser, host: str, elsewhere: str
) -> None:
    page = arrived(browser, host, elsewhere)
    assert page.evaluate(PRESS, 2) == [True, page.title()]
    assert page.evaluate(PRESS, 1) == [False, "…"]
    page.wait_for_url(f"{elsewhere}/weather")
    ended(page.context)


def test_keys_pressed_slowly_or_between_others_leave_nothing(
    browser: Browser, host: str, elsewhere: str
) -> None:
    page = arrived(browser, host, elsewhere)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_timeout(TOO_LATE_MS)
    page.keyboard.press("Shift")
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift+D"):
        page.keyboard.press(key)
    expect(page.locator("h1")).to_be_visible()
    assert page.url.startswith(host)
    ended(page.context)


def test_a_page_that_back_restores_leaves_again_and_who_comes_anew_stays(
    browser: Browser, host: str, elsewhere: str
) -> None:
    page = arrived(browser, host, elsewhere)
    page.evaluate("location.hash = 'main'")  # an entry of ours below the one that is left
    page.locator("a.leave").click()
    page.wait_for_url(f"{elsewhere}/weather")
    assert f"{host}/en/{DEEP[-1]}" in remembered(page)
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function("location.pathname === '/weather' && document.readyState === 'complete'")
    expect(page).to_have_url(f"{elsewhere}/weather")
    page.goto(f"{host}/en/")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).concat(Object.keys(localStorage))") == []
    ended(page.context)


def test_without_scripts_the_link_leads_away_and_the_safety_page_says_what_back_does(
    browser: Browser, host: str, elsewhere: str
) -> None:
    page = arrived(browser, host, elsewhere, scripts=False)
    expect(page.locator("[data-leave-hint]")).to_be_hidden()
    told = page.locator("main").inner_text()
    assert "Back" in told
    Elsewhere.told.clear()
    page.click("a.leave")
    page.wait_for_url(f"{elsewhere}/weather")
    assert set(Elsewhere.told) == {None}
    ended(page.context)


def test_what_a_form_answers_is_left_like_any_page(
    browser: Browser, host: str, elsewhere: str
) -> None:
    page = arrived(browser, host, elsewhere)
    page.goto(f"{host}/en/")
    page.fill("input[name=q]", "28202")
    page.locator("input[name=q]").press("Enter")
    page.wait_for_load_state()
    page.click("a.leave")
    page.wait_for_url(f"{elsewhere}/weather")
    for _ in range(3):  # whatever entries of ours there are, each leads away again
        page.evaluate("setTimeout(() => history.back())")
        page.wait_for_timeout(300)
        page.wait_for_load_state()
        assert not page.url.startswith(host) or page.locator("h1").is_hidden()
    assert not any("28202" in one for one in remembered(page))
    ended(page.context)
