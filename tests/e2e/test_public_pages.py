"""Every page of the public site in a real browser, found by itself in the table of paths.

Each is looked at on the wire, with scripts and without, from the narrowest phone to a wide screen, by day
and by night, by keyboard alone, and from right to left. A test fails if a page logs an error, asks anything
of another origin, leaves a cookie or anything else in the browser, or breaks a rule of axe. With
HARBORLINE_SHOTS set to a folder, pages are photographed there for a person to look at.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from django.utils.translation import override
from justhtml import JustHTML
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

import public_site
from public_site import Answered, Site
from reading_level import assert_plain

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
FIRST_BYTES, WHOLE_BYTES = 14_000, 50_000
"""Compressed: what the first answer may weigh, and a page with all that it shows."""
WIDTHS = (320, 360, 640, 768, 1280)
"""CSS pixels; 640 is a screen of 1280 at a zoom of 200 %."""
LEAD_AWAY = frozenset({"front", "leave"})
NOT_IN_A_DEMO = frozenset({"public:listings:contact", "public:listings:call_code"})
"""Files that would let somebody dial a made-up number."""
LANGUAGES = ("en", "es")
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_STOPS = 4
"""A date or a player of sound has several, each of which the key has to pass."""
PHONE = ViewportSize(width=320, height=640)
SHOTS = os.environ.get("HARBORLINE_SHOTS")


class Elsewhere(BaseHTTPRequestHandler):
    """Where whoever leaves is led."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(
            b"<!doctype html><title>Weather</title><link rel=icon href=data:,><h1>Sunny</h1>"
        )

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        thread = Thread(target=elsewhere.serve_forever)
        thread.start()
        exit_url = f"http://127.0.0.1:{elsewhere.server_address[1]}/weather"
        try:
            with public_site.running(tmp_path_factory.mktemp("public"), exit_url) as made:
                yield made
        finally:
            elsewhere.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser(system_part: Callable[[str], Path]) -> Iterator[Browser]:
    chromium = str(system_part("chromium"))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


def of_html(site: Site, language: str) -> list[public_site.Page]:
    """Gives the pages that a browser shows as pages."""
    found = public_site.pages(site, language)
    shown = [one for one in found if one.name not in LEAD_AWAY | NOT_IN_A_DEMO]
    return [one for one in shown if site.get(one.path).kind == "text/html"]


def each(site: Site) -> Iterator[tuple[public_site.Page, Answered]]:
    for language in LANGUAGES:
        for page in public_site.pages(site, language):
            yield page, site.get(page.path)


# -- on the wire -----------------------------------------------------------------------------------


def test_every_path_answers_and_leaves_nothing(site: Site) -> None:
    faults = []
    for page, answer in each(site):
        headers = answer.headers
        expected = {"front": 302, "leave": 303}.get(page.name, 200)
        if page.name in NOT_IN_A_DEMO:
            expected = 404
        framed = page.name == "share:embed"
        rules = headers.get("Content-Security-Policy", "")
        faults += [
            f"{page.path}: {what}"
            for what, wrong in (
                (f"status {answer.status}", answer.status != expected),
                ("a cookie", "Set-Cookie" in headers),
                ("varies by cookie", "cookie" in headers.get("Vary", "").lower()),
                ("may be kept", headers.get("Cache-Control") != "no-store"),
                (
                    "tells others",
                    headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"},
                ),
                ("unsafe", "unsafe" in rules or "default-src" not in rules),
                ("may be framed", "frame-ancestors 'none'" not in rules and not framed),
            )
            if wrong
        ]
    assert faults == []


def test_every_page_is_light_plain_and_is_html(site: Site) -> None:
    faults = []
    for language in LANGUAGES:
        for page in of_html(site, language):
            answer = site.get(page.path)
            text = answer.body.decode()
            faults += [
                f"{page.path}: {error}"
                for error in JustHTML(text, sanitize=False, collect_errors=True).errors
            ]
            whole = answer.size + sum(site.get(path).size for path in shown_by(text))
            if answer.size > FIRST_BYTES or whole > WHOLE_BYTES:
                faults.append(f"{page.path}: {answer.size} bytes, whole {whole}")
            if not text.startswith("<!doctype html>"):
                faults.append(f"{page.path}: no doctype")
            faults += [f"{page.path}: {hard}" for hard in too_hard(text, language)]
            if f'<html lang="{language}"' not in text or text.count("<h1") != 1:
                faults.append(f"{page.path}: its language, or its one heading")
    assert faults == []


def too_hard(text: str, language: str) -> Iterator[str]:
    """Says so where a page is harder to read than the eighth grade."""
    try:
        assert_plain(text, language)
    except AssertionError as fault:
        yield str(fault)


def shown_by(text: str) -> set[str]:
    """Gives what a page loads by itself."""
    found = re.findall(r'<(?:img|script|iframe)\b[^>]*?\bsrc="([^"]+)"', text)
    found += re.findall(r'<link\b(?=[^>]*rel="(?:stylesheet|icon)")[^>]*?href="([^"]+)"', text)
    return {one.replace("&amp;", "&") for one in found}


def test_links_lead_somewhere_and_tell_no_other_site(site: Site) -> None:
    faults: set[str] = set()
    asked: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for page in of_html(site, language):
            for tag in re.findall(r"<a\b[^>]*>", site.get(page.path).body.decode()):
                written = (re.search(r'href="([^"]*)"', tag) or ["", ""])[1]
                address = urljoin(site.host + page.path, written.replace("&amp;", "&"))
                if address.startswith(site.host):
                    path = address.removeprefix(site.host).partition("#")[0]
                    asked.setdefault(_route(path), {}).setdefault(path, page.path)
                elif address.startswith(("http:", "https:")):
                    if not {"noopener", "noreferrer"} <= set(_rel(tag)):
                        faults.add(f"{page.path}: {address} is told where people come from")
                elif not address.startswith(("tel:", "mailto:", "sms:")):
                    faults.add(f"{page.path}: {written!r} leads nowhere")
    for name, paths in asked.items():
        for path, seen_on in list(paths.items())[:3]:
            if name == "" or site.get(path).status not in {200, 302, 303}:
                faults.add(f"{seen_on}: {path} is not there")
    assert faults == set()


def _rel(tag: str) -> list[str]:
    return (re.search(r'rel="([^"]*)"', tag) or ["", ""])[1].split()


def _route(path: str) -> str:
    if path.startswith("/static/"):
        return "static"
    with override(path[1:3]), suppress(Resolver404):
        return resolve(urlsplit(path).path).view_name
    return ""


def test_what_is_cached_is_small_and_compressed(site: Site) -> None:
    sheet = site.get("/static/public/public.css")
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert sheet.size <= 5 * 1024
    assert gzip.compress(sheet.body) < sheet.body


# -- in the browser --------------------------------------------------------------------------------


class Watched:
    """A page that goes from path to path, and what it did on each that it should not."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.page = context.new_page()
        self._found: list[str] = []
        self._site = site
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self._found.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def open(self, path: str) -> list[str]:
        """Goes to a path; gives the list that grows with what is found wrong there."""
        self._found = []
        self.page.goto(self._site.host + path)
        return self._found

    def _told(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self._found.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self._site.host, self._site.exit)):
            self._found.append(f"asks {request.url}")


def test_every_page_with_scripts(site: Site, browser: Browser) -> None:
    """Each page once, in either language in turn; widths, night and right-to-left without loading anew."""
    faults = []
    # Colors that are still changing would be read half way.
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    watched = Watched(context, site)
    page = watched.page
    for number, (english, spanish) in enumerate(both(site)):
        path = (english, spanish)[number % 2].path
        found = watched.open(path)
        shot(page, path, "phone-day")
        found += [*by_axe(page), *by_keyboard(page), *left_behind(page), *right_to_left(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if over := page.evaluate(SIDEWAYS):
                found.append(f"scrolls sideways at {width} by {over}")
        page.emulate_media(color_scheme="dark")
        found += [f"at night {one}" for one in by_axe(page, "color-contrast")]
        shot(page, path, "screen-night")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        faults += [f"{path}: {one}" for one in found]
    assert context.cookies() == []
    context.close()
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_is_not_there(site: Site, browser: Browser, scheme: Any) -> None:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", color_scheme=scheme)
    watched = Watched(context, site)
    page = watched.page
    found = watched.open("/es/nonsense")
    assert [one for one in found if "404" not in one] == []
    shot(page, "/es/nonsense", scheme)
    assert [*by_axe(page), *by_keyboard(page), *left_behind(page), *right_to_left(page)] == []
    assert page.evaluate(SIDEWAYS) == 0
    page.get_by_role("textbox").fill("Charlotte, NC")
    page.get_by_role("textbox").press("Enter")
    page.wait_for_url(f"{site.host}/es/")
    assert "Mecklenburg" in page.locator("main").inner_text()
    context.close()


def both(site: Site) -> list[tuple[public_site.Page, public_site.Page]]:
    return list(zip(of_html(site, "en"), of_html(site, "es"), strict=True))


def by_axe(page: Page, *rules: str) -> list[str]:
    options = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
    return [
        f"axe {one['id']} {node['target']}" for one in found["violations"] for node in one["nodes"]
    ]


RECORD = """() => {
  window.met = new Map();
  document.activeElement.blur();
  document.addEventListener("focusin", ({target}) => {
    const {outlineStyle, outlineWidth} = getComputedStyle(target);
    const box = target.getBoundingClientRect();
    const bar = document.querySelector(".leave");
    const covered = bar && target !== bar && box.height < 200
      && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === bar;
    window.met.set(target, outlineStyle !== "none" && parseFloat(outlineWidth) > 0
      && box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && !covered);
  });
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, audio[controls], [tabindex='0']";
  window.wanted = [...document.querySelectorAll(all)].filter(
    (one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled);
  return window.wanted.length;
}"""
TOLD = """() => {
  const name = (one) => one.outerHTML.slice(0, 90);
  const radios = new Set();
  for (const one of window.met.keys()) if (one.type === "radio") radios.add(one.name);
  return [
    ...window.wanted.filter((one) => !window.met.has(one) && !radios.has(one.name))
      .map((one) => "not reached by keyboard: " + name(one)),
    ...[...window.met].filter(([, seen]) => !seen).map(([one]) => "focus not seen: " + name(one)),
  ];
}"""


def by_keyboard(page: Page) -> list[str]:
    """Tabs through a page; gives what the key does not reach, and where it cannot be seen to be."""
    found: list[str] = []
    for _ in range(MOST_STOPS):
        for _ in range(page.evaluate(RECORD if not found else "window.wanted.length") + 1):
            page.keyboard.press("Tab")
        found = page.evaluate(TOLD)
        if not found:
            break
    return found


def left_behind(page: Page) -> list[str]:
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await caches.keys()).length, (await indexedDB.databases()).length]"
    )
    return [] if kept == [0, 0, "", 0, 0] else [f"leaves something in the browser: {kept}"]


def right_to_left(page: Page) -> list[str]:
    page.evaluate("document.documentElement.dir = 'rtl'")
    over: int = page.evaluate(SIDEWAYS)
    page.evaluate("document.documentElement.dir = 'ltr'")
    return [f"scrolls sideways from right to left by {over}"] if over else []


def test_every_page_without_scripts(site: Site, browser: Browser) -> None:
    faults = []
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark")
    watched = Watched(context, site)
    page = watched.page
    for number, (english, spanish) in enumerate(both(site)):
        path = (spanish, english)[number % 2].path
        found = watched.open(path)
        heading = page.locator("h1").bounding_box()
        if heading is None or heading["x"] < 0 or heading["x"] + heading["width"] > PHONE["width"]:
            found.append("its heading is not on the screen")
        framed = "/embed/" in path
        if not framed and not within_reach(page.locator("a.leave").bounding_box()):
            found.append("the way out is not within reach")
        if over := page.locator("main").evaluate(SIDEWAYS):
            found.append(f"scrolls sideways by {over}")
        faults += [f"{path}: {one}" for one in found]
    assert context.cookies() == []
    context.close()
    assert faults == []


def within_reach(box: Any) -> bool:
    """Tells whether a thumb finds it: in the lower third of a small phone, and large enough."""
    return bool(box) and box["y"] > 427 and box["y"] + box["height"] <= 640 and box["height"] >= 44


def shot(page: Page, path: str, how: str) -> None:
    if SHOTS:
        name = re.sub(r"\W+", "-", path).strip("-")
        page.screenshot(path=Path(SHOTS) / f"{name}-{how}.png", full_page=True)
