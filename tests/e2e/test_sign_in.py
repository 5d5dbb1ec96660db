"""Coming in, in a real browser: by invitation and passkey, and by password without any script.

Every test fails if a page logs an error, asks anything of another origin, breaks a rule of axe or scrolls
sideways. With HARBORLINE_SHOTS set to a folder, each page is photographed there for a person to look at.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts_world import PASSWORD, code_now, give_password, make_account
from harborline.web.accounts.models import Account, Passkey
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services import first_link, invite
from harborline.web.audit.services import fault
from web_world import make_network

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
OpenPage = Callable[..., Page]


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
def address(live_server: LiveServer, settings: Any) -> str:
    """The site's address by name, for passkeys take no number."""
    settings.SITE_URL = live_server.url.replace("127.0.0.1", "localhost")
    return str(settings.SITE_URL)


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(path: str, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(f"{address}/")
                else wrong.append(f"asked {request.url}")
            ),
        )
        page.goto(path if path.startswith("http") else f"{address}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def look(page: Page, name: str) -> None:
    """Lets axe judge the page in light and dark, wide and narrow, and photographs it where asked."""
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 360)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if shots := os.environ.get("HARBORLINE_SHOTS"):
            page.screenshot(path=f"{shots}/{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def authenticator_of(page: Page) -> tuple[CDPSession, str]:
    """Gives the browser a device of its own that keeps passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def test_from_the_first_link_to_a_passkey_that_signs_in(open_page: OpenPage) -> None:
    page = open_page(first_link())
    session, device = authenticator_of(page)
    look(page, "invitation")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("You cannot sign in again yet")).to_be_visible()
    look(page, "account-new")
    page.get_by_label("Name of the device").fill("my phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey works from now on")).to_be_visible()
    look(page, "account")
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"])
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    look(page, "sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/console/")
    assert Passkey.objects.get().sign_count > 0
    assert fault() is None


def test_a_passkey_that_is_not_there_is_told_on_the_page(open_page: OpenPage) -> None:
    page = open_page("/console/sign-in")
    session, device = authenticator_of(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_the_whole_password_way_without_scripts(open_page: OpenPage) -> None:
    make_network()
    link = invite("boss@example.org", "ben@example.org", Grant(Role.CENTER_ADMIN, center="alder"))
    page = open_page(link, java_script_enabled=False)
    page.get_by_label("Your name").fill("Ben")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    expect(page.get_by_text("Passkeys need scripts")).to_be_visible()
    page.get_by_role("link", name="Set a password").click()
    key = (page.locator("code").text_content() or "").replace(" ", "")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".errors")).to_contain_text("The app shows another code")
    assert (page.locator("code").text_content() or "").replace(" ", "") == key
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Code from the app").fill(code_now(_secret(key)))
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_now(_secret(key), steps=1))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/console/**")
    page.goto(page.url.split("/console/")[0] + "/console/center/alder/access")
    page.get_by_label("E-mail address").fill("cleo@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Invited. The link in the mail")).to_be_visible()
    expect(page.get_by_text("cleo@example.org").first).to_be_visible()


def _secret(key: str) -> bytes:
    return base64.b32decode(key)


def come_in(page: Page, account: Account) -> None:
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code", exact=True).fill(code_now(account))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/console/**")


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_stands_in_the_way_of_assistive_technology(
    open_page: OpenPage, address: str, language: str
) -> None:
    make_network()
    account = make_account("ana@example.org", Role.NATIONAL_ADMIN)
    give_password(account)
    for i in range(3):
        invite("boss@example.org", f"guest{i}@example.org", Grant(Role.AUDITOR))
    page = open_page("/console/sign-in")
    come_in(page, account)
    Account.objects.update(language=language)
    paths = {
        "password": "account/password",
        "recovery-codes": "account/recovery-codes",
        "access": "access",
        "center-access": "center/alder/access",
        "keys": "access/keys",
        "gone": "sign-in/recovery-code",
    }
    for name, path in paths.items():
        page.goto(f"{address}/console/{path}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        look(page, f"{name}-{language}")


def test_recovery_codes_are_made_and_one_comes_in(open_page: OpenPage, address: str) -> None:
    account = make_account("ana@example.org", Role.AUDITOR)
    give_password(account)
    page = open_page("/console/sign-in")
    come_in(page, account)
    page.goto(f"{address}/console/account/recovery-codes")
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator("main li")).to_have_count(10)
    look(page, "recovery-codes-made")
    code = page.locator("main li").nth(4).text_content() or ""
    other = open_page("/console/sign-in/recovery-code", java_script_enabled=False)
    other.get_by_label("E-mail address").fill(account.email)
    other.get_by_label("Recovery code").fill(code)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Your account")
    page.goto(f"{address}/console/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
