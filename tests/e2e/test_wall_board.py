"""The wall board in a real browser: opened by its key on a television, calm, large, and whole on a telephone.

With HARBORLINE_SHOTS set to a folder, each size is photographed there for a person to look at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from harborline.app.counting import ANSWERED_BY_BACKUP
from harborline.app.overlays import NoOverlayBook, Pause, SurgeOn
from harborline.atlas.store import load
from harborline.core.occupancy import Surge
from harborline.core.routing_map import RoutingMap, read_file
from harborline.web.accounts.models import Key
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services.keys import end_key, make_key
from harborline.web.console.board.calls import HALF_HOUR
from harborline.web.site.ports import CallCount, Serving, SitePorts, install, site_ports

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
DEMO = Path(__file__).resolve().parents[2] / "src/harborline/demo/demo.map"
SIZES = ((1280, 720, "light"), (1280, 720, "dark"), (1920, 1080, "dark"), (360, 800, "light"))


@cache
def demo_map() -> RoutingMap:
    return read_file(str(DEMO))


class Book(NoOverlayBook):
    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        return tuple(
            Pause(demo_map().ids[party], at + timedelta(minutes=20 * party + 10), "ana")
            for party in range(3)
        )

    def surge(self, at: datetime) -> SurgeOn | None:
        return SurgeOn(Surge((demo_map().ids[0],)), at + timedelta(minutes=95), "ana")


def counts(since: datetime, until: datetime) -> tuple[CallCount, ...]:
    """Gives a day with a quiet night and a busy evening."""
    chance, found = Random(3), []
    for place in range(int((until - since) / HALF_HOUR)):
        busy = 4 + 1.6 * place
        for outcome, wait, share in (
            ("answered", "under_20", 0.62),
            ("answered", "under_120", 0.12),
            (ANSWERED_BY_BACKUP, "under_120", 0.18),
            ("abandoned", "under_40", 0.08),
        ):
            times = round(busy * share * chance.uniform(0.7, 1.3))
            found.append(CallCount(since + HALF_HOUR * place, outcome, wait, times))
    return tuple(found)


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
def room(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Gives the secret of a key, on a day that is nearly over in the room."""
    before = site_ports()
    serving = (Serving(1, demo_map().version, 0.3), Serving(2, "0" * 16, 0.4))
    install(
        SitePorts(
            current_map=demo_map,
            atlas=cache(load),
            overlays=Book(),
            call_counts=counts,
            serving=lambda: serving,
        )
    )
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: datetime(2026, 11, 24, 1, 42, tzinfo=UTC)
    )
    yield make_key("test", "National room", Role.WALL_BOARD)
    install(before)


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("HARBORLINE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def watch(page: Page, ours: str, wrong: list[str]) -> None:
    """Notes every request to another origin and every error."""
    page.on("request", lambda one: None if one.url.startswith(ours) else wrong.append(one.url))
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_television_opens_the_board_with_its_key(
    browser: Browser, live_server: Any, room: str, *, scripts: bool
) -> None:
    wrong: list[str] = []
    for width, height, scheme in SIZES if scripts else SIZES[:1]:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        watch(page, live_server.url, wrong)
        page.goto(f"{live_server.url}/console/board")
        photograph(page, f"door-{width}-{height}-{scheme}")
        if scripts:
            wrong += [one["id"] for one in Axe().run(page).response["violations"]]
        page.get_by_label("Key of the wall board").fill(room)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("The network now")
        photograph(page, f"board-{width}-{height}-{scheme}")
        if scripts:
            wrong += [one["id"] for one in Axe().run(page).response["violations"]]
            size = "[document.documentElement.scrollWidth <= innerWidth, document.querySelector('.strip').getBoundingClientRect().bottom <= innerHeight]"
            fits_across, fits_down = page.evaluate(size)
            assert fits_across
            assert fits_down or width < 1000
        context.close()
    assert wrong == []


def test_an_ended_key_is_out_at_the_next_load(
    browser: Browser, live_server: Any, room: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/console/board")
    page.get_by_label("Key of the wall board").fill(room)
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("The network now")
    end_key("test", Key.objects.get())
    page.reload()
    expect(page.locator("h1")).to_have_text("Open the wall board")
    context.close()
