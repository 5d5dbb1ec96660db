"""Who is signed in has their scope on each request, for two hours at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Permission, Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.accounts.services.sessions import SIGNED_IN_AT

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Account]


def scope_of(client: Client) -> Any:
    return client.get("/console/sign-in").wsgi_request.scope_held  # type: ignore[attr-defined]


def test_who_is_signed_in_has_a_scope(client: Client, signed_in: SignIn) -> None:
    assert scope_of(client).grants == ()
    account = signed_in(client, Role.AUDITOR)
    held = scope_of(client)
    assert held.actor == account.email
    assert held.reach(Permission.AUDIT_VIEW) == EVERYWHERE
    assert not held.may(Permission.CENTER_EDIT)


def test_after_two_hours_nobody_is_signed_in(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.AUDITOR)
    session = client.session
    session[SIGNED_IN_AT] -= 2 * 3600 + 1
    session.save()
    assert scope_of(client).grants == ()
    assert "_auth_user_id" not in client.session
