"""The library in a real browser: every page by axe, a search without scripts, a source and back, on paper.

Every test fails if a page logs an error, asks anything of another origin or leaves a cookie. With
HARBORLINE_SHOTS set to a folder, pages are photographed there for a person to look at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

import public_site
from harborline.web.public.learn.library import OURS
from public_site import Site

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
SLUGS = sorted(path.stem for path in (OURS / "en").iterdir())
LANGUAGES = ("en", "es")
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOTS = os.environ.get("HARBORLINE_SHOTS")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with public_site.running(tmp_path_factory.mktemp("learn"), "http://localhost:9/") as made:
        yield made


@pytest.fixture(scope="module")
def browser(system_part: Callable[[str], Path]) -> Iterator[Browser]:
    chromium = str(system_part("chromium"))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@contextmanager
def tab(browser: Browser, site: Site, width: int = 360, **options: Any) -> Iterator[Page]:
    """Opens a page that must stay silent, ask only the site, and keep no cookie."""
    context = browser.new_context(
        base_url=site.host, viewport={"width": width, "height": 780}, **options
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "request",
        lambda asked: (
            faults.append(asked.url)
            if urlsplit(asked.url).netloc != urlsplit(site.host).netloc
            else None
        ),
    )
    try:
        yield page
        assert faults == []
        assert context.cookies() == []
    finally:
        context.close()


def photograph(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def assert_no_barrier(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(SIDEWAYS) <= 0, page.url


def test_no_page_has_a_barrier(browser: Browser, site: Site) -> None:
    """None scrolls sideways in either language; axe reads each once, in either language and light in turn."""
    lights: tuple[Literal["light", "dark"], ...] = ("light", "dark", "dark", "light")
    with tab(browser, site, 320, reduced_motion="reduce") as page:
        for number, (slug, language) in enumerate(product(("", *SLUGS), LANGUAGES)):
            page.emulate_media(color_scheme=lights[number % 4])
            page.goto(f"/{language}/learn/{slug}".rstrip("/"))
            assert page.evaluate(SIDEWAYS) <= 0, page.url
            photograph(page, f"learn-{slug}-{language}")
            if number // 2 % 2 == number % 2:
                assert_no_barrier(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_leads_to_a_page_its_source_and_back(
    browser: Browser, site: Site, *, scripts: bool
) -> None:
    with tab(browser, site, java_script_enabled=scripts) as page:
        page.goto("/es/")
        page.get_by_role("link", name="Aprende").click()
        page.get_by_label("Busca una palabra").fill("común")
        page.get_by_role("button", name="Buscar").click()
        assert urlsplit(page.url)[2:4] == ("/es/learn", "")
        expect(page.get_by_label("Busca una palabra")).to_have_value("común")
        page.locator("#found").get_by_role("link", name="Qué tan común es").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Qué tan común es")
        page.locator(".text .mark a").first.click()
        assert urlsplit(page.url).fragment.startswith("source-")
        source = page.locator(f"#{urlsplit(page.url).fragment}")
        expect(source).to_be_in_viewport()
        expect(source.get_by_role("link")).to_have_attribute("rel", "noopener noreferrer")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How common it is")
        photograph(page, f"learn-search-scripts-{scripts}")


def test_a_search_in_place_has_no_barrier(browser: Browser, site: Site) -> None:
    with tab(browser, site, 320) as page:
        for asked in ("consent", "xyzzyqq", ""):
            page.goto("/en/learn")
            page.get_by_label("Look for a word").fill(asked)
            page.keyboard.press("Enter")
            expect(page.locator("#found")).to_be_visible()
            assert_no_barrier(page)
            photograph(page, f"learn-found-{asked or 'nothing'}")


def test_on_paper_stand_the_words_the_bars_and_the_sources(browser: Browser, site: Site) -> None:
    with tab(browser, site, 800) as page:
        page.goto("/en/learn/how-common")
        page.emulate_media(media="print")
        expect(page.locator(".bars svg").first).to_be_visible()
        expect(page.locator(".sources")).to_be_visible()
        for unprinted in (".contents", ".menu", ".leave"):
            expect(page.locator(unprinted)).to_be_hidden()
        after = "link => getComputedStyle(link, '::after').content"
        shown = page.locator(".sources a").first.evaluate(after)
        assert re.search(r"https://", shown)
        photograph(page, "learn-on-paper")
