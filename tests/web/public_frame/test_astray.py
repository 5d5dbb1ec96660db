"""Who goes astray on the public site finds the line and the finder, in the language of the path."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, path

from harborline.web.site import ports, urls
from harborline.web.site.faults import FaultLine

pytestmark = pytest.mark.django_db

HOTLINE = ports.Hotline("Some hotline", "800-656-4673", "+18006564673")


def breaks(_request: HttpRequest) -> NoReturn:
    raise ValueError("28202 zoe@example.org")


def shuts(_request: HttpRequest) -> NoReturn:
    raise PermissionDenied


def takes(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


urlpatterns: list[URLPattern | URLResolver] = [
    path("es/breaks", breaks),
    path("es/shuts", shuts),
    path("es/takes", takes),
    *urls.urlpatterns,
]
handler403, handler404, handler500 = (
    "harborline.web.site.error_pages.refused",
    "harborline.web.site.error_pages.missing",
    "harborline.web.site.error_pages.sorry",
)


@pytest.fixture(autouse=True)
def demo() -> Iterator[None]:
    kept = ports.site_ports()
    ports.install(ports.SitePorts(lambda: SimpleNamespace(demo=True), hotline=HOTLINE))  # type: ignore[arg-type,return-value]
    yield
    ports.install(kept)


def helps(answer: Any, language: str) -> bool:
    """Tells whether a page has the line to tap, the finder, and the way out, in a language."""
    text = answer.content.decode()
    wanted = ('class="call" href="tel:+18006564673"', f'action="/{language}/"', "data-leave")
    return f'<html lang="{language}"' in text and all(one in text for one in wanted)


def test_a_page_that_is_not_there_has_all_that_helps(client: Client) -> None:
    for language in ("en", "es"):
        answer = client.get(f"/{language}/nonsense")
        assert answer.status_code == 404
        assert helps(answer, language)
        assert "/console/" not in answer.content.decode().partition("<footer>")[0]


def test_outside_a_language_the_browser_is_asked(client: Client) -> None:
    assert helps(client.get("/nonsense", headers={"accept-language": "es-MX"}), "es")
    assert helps(client.get("/nonsense", headers={"accept-language": "fr"}), "en")


def test_a_way_to_the_other_language_is_no_second_error(client: Client) -> None:
    assert '<a href="/es/" lang="es"' in client.get("/en/nonsense").content.decode()


def test_nothing_of_an_address_is_repeated(client: Client) -> None:
    page = client.get("/en/28202-%3Cscript%3E?q=28203").content.decode()
    assert "2820" not in page


@pytest.mark.parametrize(
    ("address", "headers"),
    [("/es/?a=%00", {}), ("/es/", {"host": "evil.example"}), ("/es/x%00", {})],
)
def test_what_cannot_be_read_is_told_in_the_language_of_its_path(
    client: Client, address: str, headers: dict[str, str]
) -> None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 400
    assert helps(answer, "es")
    assert "No pudimos leer esto" in answer.content.decode()


def test_more_than_any_form_of_ours_is_not_even_read(client: Client) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = client.post("/en/", b"q=" + b"a" * (1 << 20), content_type=kind)
        assert answer.status_code == 400, kind
        assert helps(answer, "en")


@override_settings(ROOT_URLCONF="web.public_frame.test_astray")
def test_what_may_not_be_or_comes_without_a_token_is_told_kindly() -> None:
    strict = Client(enforce_csrf_checks=True)
    for answer in (strict.get("/es/shuts"), strict.post("/es/takes", {"x": "1"})):
        assert answer.status_code == 403
        assert helps(answer, "es")


@override_settings(ROOT_URLCONF="web.public_frame.test_astray")
def test_a_fault_of_ours_is_told_and_written_without_a_word_of_it(
    written: Callable[[], str],
) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/es/breaks?zip=28202", {"q": "28202"})
    assert answer.status_code == 500
    assert helps(answer, "es")
    assert "El error es nuestro" in answer.content.decode()
    assert "ValueError" in written()
    assert "28202" not in written() + answer.content.decode()


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """Gives what the site wrote so far."""
    out = io.StringIO()
    handlers = [
        one for one in logging.getLogger("django.request").handlers if isinstance(one, FaultLine)
    ]
    assert handlers
    streams = [one.setStream(out) for one in handlers]
    yield out.getvalue
    for handler, stream in zip(handlers, streams, strict=True):
        if stream is not None:
            handler.setStream(stream)
