"""The host name alone leads to help in a language of the browser's; odd languages lead to one of ours."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wanted", "to"),
    [
        (None, "/en/"),
        ("es", "/es/"),
        ("es-MX,es;q=0.9,en;q=0.8", "/es/"),
        ("ES-419", "/es/"),
        ("fr-FR,fr;q=0.9", "/en/"),
        ("fr,es;q=0.5", "/es/"),
        ("en;q=0.2,es;q=0.9", "/es/"),
        ("es;q=0,en", "/en/"),
        ("*", "/en/"),
        (",,;q=,es", "/en/"),
        ("x" * 5000, "/en/"),
        ("\u202e<script>", "/en/"),
    ],
)
def test_the_host_name_alone_leads_to_help(client: Client, wanted: str | None, to: str) -> None:
    headers = {} if wanted is None else {"accept-language": wanted}
    answer = client.get("/", headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, to)
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Cookie" not in answer.headers["Vary"]


def test_every_method_of_the_front_leads_on(client: Client) -> None:
    for method in ("HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PROPFIND"):
        answer = client.generic(method, "/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/en/"), method


@pytest.mark.parametrize(
    ("path", "to"),
    [("/EN/", "/en/"), ("/es-MX/", "/es/"), ("/en-us/", "/en/"), ("/en", "/en/"), ("/es", "/es/")],
)
def test_a_language_in_other_letters_leads_to_ours(client: Client, path: str, to: str) -> None:
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == to
    assert answer.status_code == 200


def test_the_language_of_the_path_wins(client: Client) -> None:
    client.cookies.load({"django_language": "en"})
    answer = client.get("/es/", headers={"accept-language": "en"})
    assert 'lang="es"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "es"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    "path", ["/fr/", "/zz/nowhere", "/en/nonsense", "/e%6E/x", "/%F0%9F%98%80"]
)
def test_what_is_nowhere_shows_the_finder(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'action="/en/"' in answer.content.decode()
