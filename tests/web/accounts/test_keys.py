"""Keys: 256 random bits, shown once, kept as a digest, good on the API alone until ended."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory

from harborline.core.errors import UnusableInput
from harborline.web.accounts.middleware import ScopeMiddleware
from harborline.web.accounts.models import Key
from harborline.web.accounts.permissions import Permission, Role
from harborline.web.accounts.scopes import EVERYWHERE, Scope
from harborline.web.accounts.services import end_key, make_key, scope_of_key
from harborline.web.audit.models import AuditEntry
from web_clients import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/console/access/keys"


def test_a_key_gives_its_role_until_it_is_ended() -> None:
    secret = make_key("boss@example.org", "county helpline", Role.INTEGRATOR)
    scope = scope_of_key(secret)
    assert scope
    assert scope.reach(Permission.API_READ) == EVERYWHERE
    assert not scope.may(Permission.CENTER_VIEW)
    assert scope_of_key(secret + "x") is None
    assert scope_of_key("") is None
    end_key("boss@example.org", Key.objects.get())
    assert scope_of_key(secret) is None
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["make key", "end key"]


def test_the_secret_is_kept_nowhere() -> None:
    secret = make_key("boss@example.org", "board", Role.WALL_BOARD)
    assert len(secret.removeprefix("hlk_")) == 43
    assert secret not in repr(list(Key.objects.values()))


@pytest.mark.parametrize("role", [Role.NATIONAL_ADMIN, Role.PUBLIC, Role.CENTER_STAFF])
def test_a_key_is_no_person(role: Role) -> None:
    with pytest.raises(UnusableInput):
        make_key("boss@example.org", "x", role)


@pytest.mark.parametrize("per_minute", [0, -1, 6001])
def test_a_rate_has_bounds(per_minute: int) -> None:
    with pytest.raises(UnusableInput):
        make_key("boss@example.org", "x", Role.INTEGRATOR, per_minute)


def scope_at(path: str, header: str) -> Scope:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    seen: list[Scope] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.scope_held)  # type: ignore[attr-defined]
        return HttpResponse()

    request = RequestFactory().get(path, headers={"Authorization": header})
    request.user = AnonymousUser()
    ScopeMiddleware(answer)(request)
    return seen[0]


def test_a_key_counts_on_the_api_alone() -> None:
    secret = make_key("boss@example.org", "x", Role.INTEGRATOR)
    assert scope_at("/api/hsds/", f"Bearer {secret}").may(Permission.API_READ)
    for path, header in (
        ("/console/", f"Bearer {secret}"),
        ("/api/hsds/", secret),
        ("/api/hsds/", f"Basic {secret}"),
        ("/api/hsds/", "Bearer "),
        ("/api/hsds/", "Bearer \xff"),
    ):
        assert not scope_at(path, header).grants


def test_the_page_shows_a_new_key_once_and_ends_it(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    given = {"name": "Board <hall>", "role": "wall_board", "per_minute": "30"}
    page = client.post(PAGE, given).content.decode()
    found = re.search(r"<code>(hlk_[\w-]{43})</code>", page)
    assert found
    assert scope_of_key(found[1])
    again = client.get(PAGE).content.decode()
    assert found[1] not in again
    assert "Board &lt;hall&gt;" in again
    key = Key.objects.get()
    assert client.post(f"{PAGE}/{key.pk}/end").status_code == 302
    assert scope_of_key(found[1]) is None
    assert client.post(f"{PAGE}/{key.pk}/end").status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"role": "auditor"}, {"per_minute": "0"}])
def test_a_wrong_form_makes_no_key(
    client: Client, signed_in: SignIn, wrong: dict[str, str]
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    given = {"name": "x", "role": "integrator", "per_minute": "30", **wrong}
    assert client.post(PAGE, given).status_code == 200
    assert not Key.objects.exists()
