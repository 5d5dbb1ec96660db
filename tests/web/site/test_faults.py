"""A fault of ours leaves one line that tells nothing of who met it, and a page that sends them on."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, path

from harborline.web.site import ports, urls
from harborline.web.site.error_pages import sorry
from harborline.web.site.faults import FaultLine

pytestmark = pytest.mark.django_db

SECRETS = ("28202", "zoe@example.org", "+17045550134", "pine street", "203.0.113.9", "Lynx/9")
HOTLINE = ports.Hotline("National line", "1-800-555-0100", "+18005550100")


def fails(_request: HttpRequest, place: str) -> NoReturn:
    raise ValueError(f"nobody serves {place} for zoe@example.org")


urlpatterns: list[URLPattern | URLResolver] = [
    path("console/breaks/<str:place>", fails),
    *urls.urlpatterns,
]
handler500 = "harborline.web.site.error_pages.sorry"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Gives what the handlers of the site write."""
    out = io.StringIO()
    found = [
        handler
        for name in ("django.request", None)
        for handler in logging.getLogger(name).handlers
        if isinstance(handler, FaultLine)
    ]
    assert found
    streams = [handler.setStream(out) for handler in found]
    yield out
    for handler, stream in zip(found, streams, strict=True):
        if stream is not None:
            handler.setStream(stream)


@pytest.fixture
def demo() -> Iterator[None]:
    kept = ports.site_ports()
    ports.install(ports.SitePorts(lambda: SimpleNamespace(demo=True), hotline=HOTLINE))  # type: ignore[arg-type,return-value]
    yield
    ports.install(kept)


@override_settings(ROOT_URLCONF="web.site.test_faults")
def test_a_fault_is_one_line_of_kind_and_place_alone(written: io.StringIO) -> None:
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.9")
    answer = client.post(
        "/console/breaks/28202?number=%2B17045550134",
        {"why": "pine street"},
        headers={"user-agent": "Lynx/9"},
    )
    assert answer.status_code == 500
    lines = written.getvalue().splitlines()
    assert len(lines) == 1
    assert "ValueError at " in lines[0]
    assert "test_faults.py:" in lines[0]
    assert " fails" in lines[0]
    assert not [secret for secret in SECRETS if secret in lines[0] + answer.content.decode()]


def test_the_place_is_the_innermost_of_our_own_lines() -> None:
    """A fault deep in a library is looked for where we called it."""
    handler, line = FaultLine(), ""
    try:
        ports.SitePorts(current_map=lambda: int("28202")).is_demo()  # type: ignore[arg-type,return-value]
    except (ValueError, AttributeError) as fault:
        record = logging.LogRecord(
            "any", logging.ERROR, "", 0, "%s", ("28202",), (type(fault), fault, fault.__traceback__)
        )
        line = handler.format(record)
    assert "web/site/ports.py:" in line
    assert line.endswith(" is_demo")
    assert "28202" not in line


def test_what_was_asked_wrongly_is_not_written(client: Client, written: io.StringIO) -> None:
    assert client.get("/console/nowhere/28202").status_code == 404
    assert client.get("/console/sign-in?next=%00").status_code == 400
    assert client.get("/console/sign-in", headers={"host": "evil.example"}).status_code == 400
    assert written.getvalue() == ""


@override_settings(ROOT_URLCONF="web.site.test_faults")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Something went wrong here"), ("es", "Aquí algo salió mal")]
)
def test_who_met_it_reads_where_to_turn(
    language: str, said: str, demo: None, written: io.StringIO
) -> None:
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    page = client.get("/console/breaks/here").content.decode()
    assert said in page
    assert f'lang="{language}"' in page
    assert 'href="tel:+18005550100"' in page
    assert 'href="tel:911"' in page


def test_programs_are_told_as_programs(client: Client) -> None:
    answer = client.get("/api/hsds/services", headers={"host": "evil.example"})
    assert (answer.status_code, set(answer.json())) == (400, {"error"})
    assert "evil" not in answer.content.decode()
    request = HttpRequest()
    request.path = "/api/hsds/services"
    assert (sorry(request).status_code, sorry(request).headers["Content-Type"]) == (
        500,
        "application/json",
    )


def test_the_page_needs_no_map_no_database_and_no_template(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, demo: None
) -> None:
    def broken(*_: object) -> NoReturn:
        raise OSError("28202")

    with django_assert_num_queries(0):
        assert HOTLINE.number in sorry(HttpRequest()).content.decode()
        ports.install(ports.SitePorts(broken, hotline=HOTLINE))
        assert "Something went wrong here" in sorry(HttpRequest()).content.decode()
    monkeypatch.setattr("harborline.web.public.astray.render_to_string", broken)
    bare = sorry(HttpRequest())
    assert bare.status_code == 500
    assert "Something failed here" in bare.content.decode()
