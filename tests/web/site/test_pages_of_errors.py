"""What somebody reads when a page is not there, not theirs, not readable, or fails."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override
from django.views.defaults import server_error

from harborline.web.accounts.permissions import Role
from web_clients import SignIn

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_leads_back(client: Client) -> None:
    answer = client.get("/console/nowhere")
    assert answer.status_code == 404
    assert 'href="/console/"' in answer.content.decode()


def test_a_page_of_others_leads_back(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.AUDITOR)
    answer = client.get("/console/access")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You cannot open this page" in page
    assert page.count('href="/console/"') > 1


def test_what_cannot_be_read_is_told_in_a_page_of_ours(client: Client) -> None:
    answer = client.get("/console/sign-in?next=%00")
    assert answer.status_code == 400
    assert "We could not read this" in answer.content.decode()


def test_a_failure_of_ours_is_told_without_asking_anything_that_may_fail_too() -> None:
    with override("es"):
        page = server_error(RequestFactory().get("/")).content.decode()
    assert "Aquí algo salió mal" in page
    assert '<html lang="es">' in page
    assert "<script" not in page
