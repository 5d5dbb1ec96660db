"""A character that no person types is refused, wherever it stands, and nothing of it is a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


def test_nul_in_an_address_is_refused(client: Client) -> None:
    for path in ("/console/sign-in?next=%00", "/console/invitation/%00", "/%00"):
        assert client.get(path).status_code == 400, path


def test_nul_in_a_form_or_a_document_is_refused(client: Client) -> None:
    for content, kind in (("email=a%00b", FORM), ('{"a": "\\u0000"}', "application/json")):
        answer = client.post("/console/sign-in", content, content_type=kind)
        assert answer.status_code == 400, kind


def test_nul_in_a_cookie_is_refused(client: Client) -> None:
    client.cookies.load('sessionid="\\000"')
    assert client.get("/console/").status_code == 400


def test_programs_are_told_as_programs(client: Client) -> None:
    answer = client.get("/api/hsds/services?search=%00")
    assert answer.status_code == 400
    assert "NUL" in answer.json()["error"]


def test_other_odd_text_is_let_through(client: Client) -> None:
    answer = client.post("/console/sign-in", "email=%01%FF%25", content_type=FORM)
    assert answer.status_code in {200, 403, 422}
    assert client.get("/console/sign-in?next=%2500").status_code == 200
