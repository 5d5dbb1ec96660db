"""The dial pad in a real browser, served by `harborline up`, on the shipped demo map.

Every test fails if the page logs an error or asks anything of another origin.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
STARTS_WITHIN_S = 60
OpenPage = Callable[..., Page]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("HARBORLINE_")},
        "HARBORLINE_VOICE_PORT": str(port),
        "HARBORLINE_SITE": "no",
        "HARBORLINE_DATA": str(tmp_path_factory.mktemp("data")),
    }
    command = [
        sys.executable,
        "-c",
        "import sys; from harborline.cli import main; sys.exit(main())",
    ]
    with subprocess.Popen([*command, "up"], env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310 -- our own loopback address
                answer.read()
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("harborline up did not answer")


@pytest.fixture(scope="module")
def browser(system_part: Callable[[str], Path]) -> Iterator[Browser]:
    chromium = str(system_part("chromium"))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Gives a function that opens the dial pad; afterwards, nothing may have gone wrong in it."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith(f"{address}/"):
            wrong.append(f"asked {url}")

    def opened(language: str = "en", *, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        page.goto(f"{address}/phone?lang={language}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def choose_a_monday_noon(page: Page) -> None:
    """Centers of Charlotte are open then, whatever the day of the test."""
    page.fill("#when", "2026-11-23T12:00")


def place_call(page: Page) -> None:
    choose_a_monday_noon(page)
    page.click("#call")
    expect(page.locator("#heard li").first).to_contain_text("English")


def key_zip(page: Page, language_key: str = "1") -> None:
    page.click(f"#pad [data-key='{language_key}']")
    expect(page.locator("#heard")).to_contain_text(re.compile(f"(pressed|marcó) {language_key}"))
    for digit in "28202":
        page.click(f"#pad [data-key='{digit}']")


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_a_call_is_keyed_answered_and_bridged(open_page: OpenPage) -> None:
    page = open_page()
    place_call(page)
    key_zip(page)
    card = page.locator("#centers .card").first
    expect(card).to_have_attribute("data-state", "ringing", timeout=20_000)
    expect(page.locator("#heard")).to_contain_text("The caller pressed 28202")
    expect(page.locator("#origin")).to_contain_text(
        "The ZIP 28202: in the county of Mecklenburg, NC."
    )
    expect(page.locator("#legs li").first).to_contain_text("serves this")
    card.get_by_role("button", name="Pick up").click()
    expect(card.locator(".whisper")).to_contain_text("Press 1 to take it")
    card.get_by_role("button", name="1 · Take it").click()
    expect(page.locator("#state")).to_have_text("Connected", timeout=20_000)
    expect(card).to_have_attribute("data-state", "bridged")
    page.click("#hang-up")
    expect(page.locator("#state")).to_have_text("The call has ended", timeout=20_000)
    expect(page.locator("#result")).to_contain_text("A person was there after")


def test_a_center_that_passes_hands_on_to_the_next(open_page: OpenPage) -> None:
    page = open_page()
    place_call(page)
    key_zip(page)
    page.get_by_role("button", name="Decline").click(timeout=20_000)
    second = page.locator("#centers .card[data-leg='2']")
    expect(second).to_have_attribute("data-state", "ringing", timeout=20_000)
    expect(page.locator("#legs li").first).to_contain_text("Passed")


def test_the_keyboard_alone_is_enough(open_page: OpenPage) -> None:
    page = open_page()
    choose_a_monday_noon(page)
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Enter")
    expect(page.locator("#pad")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.type("28202")
    expect(page.locator("#jump a")).to_be_visible(timeout=20_000)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#jump a")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("[data-act=pick_up]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-act=press_1]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("Connected", timeout=20_000)
    page.keyboard.press("Escape")
    expect(page.locator("#state")).to_have_text("The call has ended", timeout=20_000)


def test_digits_typed_into_a_field_stay_there(open_page: OpenPage) -> None:
    page = open_page()
    place_call(page)
    page.click("#new-call")
    page.fill("#from", "")
    page.locator("#from").press_sequentially("303-555-0110")
    expect(page.locator("#from")).to_have_value("303-555-0110")
    page.locator("#calls li button").first.click()
    expect(page.locator("#heard")).not_to_contain_text("The caller pressed")


def test_several_callers_at_once(open_page: OpenPage) -> None:
    page = open_page()
    place_call(page)
    page.click("#new-call")
    page.get_by_role("button", name="Withheld").click()
    with page.expect_request("**/phone/calls") as second:
        page.click("#call")
    assert "room" in json.loads(second.value.post_data or "{}")
    expect(page.locator("#calls li")).to_have_count(2)
    expect(page.locator("#who")).to_have_text("anonymous")
    page.locator("#calls li button").first.click()
    expect(page.locator("#who")).to_have_text("704-555-0134")


def test_more_callers_than_a_browser_has_connections(open_page: OpenPage) -> None:
    page = open_page()
    choose_a_monday_noon(page)
    for count in range(1, 8):
        page.click("#call")
        expect(page.locator("#calls li")).to_have_count(count)
        page.click("#new-call")
    page.locator("#calls li button").last.click()
    page.click("#hang-up")
    expect(page.locator("#state")).to_have_text("The call has ended", timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_stands_in_the_way_of_assistive_technology(
    open_page: OpenPage, language: str, scheme: str
) -> None:
    page = open_page(language, color_scheme=scheme)
    assert violations(page) == []
    place_call(page)
    key_zip(page, {"en": "1", "es": "2"}[language])
    page.locator("[data-act=pick_up]").click(timeout=20_000)
    expect(page.locator("[data-act=press_1]")).to_be_visible()
    assert violations(page) == []
    page.locator("[data-act=press_1]").click()
    expect(page.locator(".card[data-state=bridged]")).to_be_visible(timeout=20_000)
    page.locator("#skipped-box summary").click()
    assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_narrow_screen_never_scrolls_sideways(open_page: OpenPage, language: str) -> None:
    page = open_page(language, width=320)
    assert not scrolls_sideways(page)
    place_call(page)
    key_zip(page)
    expect(page.locator("[data-act=pick_up]")).to_be_visible(timeout=20_000)
    page.locator("#skipped-box summary").click()
    assert not scrolls_sideways(page)


def test_spanish_is_spanish_from_head_to_foot(open_page: OpenPage) -> None:
    page = open_page("es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    place_call(page)
    key_zip(page, "2")
    expect(page.get_by_role("button", name="Descolgar")).to_be_visible(timeout=20_000)
    expect(page.locator("#heard li p[lang=es]").nth(2)).to_be_visible()
    expect(page.locator("#legs li").first).to_contain_text("atiende")
    english = page.locator("main").get_by_text(
        re.compile(r"\b(the|caller|center)\b", re.IGNORECASE)
    )
    names = english.evaluate_all("nodes => nodes.map(n => n.closest('[lang]').lang + n.tagName)")
    assert {name for name in names if name not in {"enP", "esSTRONG", "esH3"}} == set()


NOTE_SOUNDS = """
window.played = [];
window.stopped = 0;
const [play, pause] = [HTMLMediaElement.prototype.play, HTMLMediaElement.prototype.pause];
HTMLMediaElement.prototype.play = function () {
  window.played.push(new URL(this.src).pathname.replace("/phone/sounds/", ""));
  return play.call(this);
};
HTMLMediaElement.prototype.pause = function () { window.stopped++; return pause.call(this); };
"""


def sounds_played(page: Page) -> list[str]:
    return [str(name) for name in page.evaluate("window.played")]


def wait_for_sound(page: Page, name: str) -> None:
    """Asks from here: the page's policy lets nobody evaluate text in it."""
    until = time.monotonic() + 20
    while not any(one.startswith(name) for one in sounds_played(page)):
        assert time.monotonic() < until, f"{name} is not played"
        page.wait_for_timeout(100)


def test_the_voice_is_heard_when_asked_for_and_a_key_cuts_it_short(open_page: OpenPage) -> None:
    page = open_page()
    answers: list[tuple[str, int]] = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    page.add_init_script(NOTE_SOUNDS)
    page.reload()
    button = page.get_by_role("button", name="Play the voice")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    place_call(page)
    wait_for_sound(page, "shipped/es/language_key.2")
    assert sounds_played(page)[:2] == [
        "shipped/en/language_key.1.wav", "shipped/es/language_key.2.wav"
    ]  # fmt: skip
    stopped = page.evaluate("window.stopped")
    page.click("#pad [data-key='2']")
    wait_for_sound(page, "shipped/es/danger")
    assert page.evaluate("window.stopped") > stopped
    heard = [status for url, status in answers if "/phone/sounds/" in url]
    assert heard
    assert set(heard) <= {200, 206}


def test_without_asking_no_sound_is_fetched(open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(NOTE_SOUNDS)
    page.reload()
    place_call(page)
    expect(page.locator("#heard li")).to_have_count(2, timeout=20_000)
    assert sounds_played(page) == []


def test_without_motion_nothing_moves(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    place_call(page)
    key_zip(page)
    state = page.locator(".card[data-state=ringing] .card-state")
    expect(state).to_be_visible(timeout=20_000)
    assert state.evaluate("n => getComputedStyle(n, '::before').animationName") == "none"


def test_where_streams_do_not_come_through_the_page_asks_again(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.route("**/events*", lambda route: route.fulfill(status=503, body=""))
    page.goto(f"{address}/phone?lang=en")
    place_call(page)
    page.click("#hang-up")
    expect(page.locator("#state")).to_have_text("The call has ended", timeout=20_000)
    page.close()


def test_without_scripts_the_whole_call_is_read(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.get_by_text("Without scripts")).to_be_visible()
    expect(page.locator("#pad")).to_be_hidden()
    choose_a_monday_noon(page)
    page.get_by_role("button", name="Run the call").click()
    expect(page.locator("#heard")).to_contain_text("The caller pressed 28202")
    expect(page.locator("#centers")).to_contain_text("Took the call")
    expect(page.locator("#legs li").first).to_contain_text("serves this")
    expect(page.locator("#result")).to_contain_text("A person was there after")
