"""Finding help in a real browser: each kind of answer, with scripts and without, on a phone and a wide screen.

A test fails if a page logs an error, asks anything of another origin, leaves a cookie, scrolls sideways or
breaks a rule of axe. With HARBORLINE_SHOTS set to a folder, answers are photographed there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import public_site
from public_site import Site

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
TYPED = {
    "place": "Charlotte, NC",
    "split": "02467",
    "choices": "Springfield",
    "state": "Delaware",
    "corrected": "Charlote, NC",
    "military": "APO AE 09001",
    "abroad": "Toronto, Canada",
    "unknown": "qqqqqqq",
    "unknown-zip": "99999",
    "cut-zip": "2134",
    "empty": " ",
}
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("finding")
    with public_site.running(folder, "http://127.0.0.1:9/") as made:
        yield made


@pytest.fixture(scope="module")
def browser(system_part: Callable[[str], Path]) -> Iterator[Browser]:
    chromium = str(system_part("chromium"))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[OpenPage]:
    """Gives a function that opens the finder; afterwards, nothing may have gone wrong or be left."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(language: str = "en", *, width: int = 320, **options: bool | str) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            base_url=site.host,
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(site.host) else wrong.append(asked.url),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type == "error" else None,
        )
        page.goto(f"/{language}/")
        return page

    yield opened
    for context in contexts:
        wrong += [str(cookie) for cookie in context.cookies()]
        context.close()
    assert wrong == []


def ask(page: Page, text: str) -> None:
    page.locator("#q").fill(text)
    page.locator("form.ask button").click()


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    told = [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
    if page.evaluate(SIDEWAYS):
        told.append("scrolls sideways")
    return told


@pytest.mark.parametrize(
    ("language", "schemes"), [("en", ("light", "dark")), ("es", ("dark", "light"))]
)
def test_every_kind_of_answer_is_whole(
    open_page: OpenPage, language: str, schemes: tuple[Literal["light", "dark"], ...]
) -> None:
    page = open_page(language)
    for scheme, (name, text) in zip(cycle(schemes), TYPED.items()):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(f"/{language}/")
        ask(page, text)
        if folder := os.environ.get("HARBORLINE_SHOTS"):
            shot = Path(folder) / f"find-{name}-{language}-{scheme}.png"
            page.screenshot(path=shot, full_page=True)
        assert faults(page) == [], name
        for width in (768, 1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not page.evaluate(SIDEWAYS), (name, width)
        # In place, and in no address.
        assert page.url.endswith(f"/{language}/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_name_that_several_places_have_to_a_page_to_pass_on(
    open_page: OpenPage,
    scripts: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    page = open_page(java_script_enabled=scripts)
    ask(page, "Springfield")
    page.get_by_role("button", name="Springfield, Massachusetts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Help near Springfield, Massachusetts"
    )
    page.get_by_role("link", name="Help in Hampden County").click()
    expect(page).to_have_url(re.compile(r"/en/county/25013-hampden-ma$"))
    page.get_by_role("link", name="Pass this page on").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page(width=1280)
    page.locator("#q").focus()
    page.keyboard.type("28202")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Charlotte, North Carolina 28202")
    page.get_by_text("Not your county? The ones around it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Cabarrus County")).to_be_visible()


def test_without_typing_from_the_states_to_a_county(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Pick your state from a list").click()
    page.get_by_role("link", name="Delaware").click()
    page.get_by_role("link", name="Sussex", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help in Sussex County, Delaware")


def test_what_one_will_hear_can_be_played(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/en/what-you-will-hear")
    assert faults(page) == []
    seconds = page.locator("audio").first.evaluate(
        """sound => new Promise((done, failed) => {
            sound.onloadedmetadata = () => done(sound.duration);
            sound.onerror = () => failed(sound.error.message);
            sound.load();
        })"""
    )
    assert seconds > 5
