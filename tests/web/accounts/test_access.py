"""Who has access: seen, invited and withdrawn by those who may, at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts_world import give_password, is_signed_in, make_account
from harborline.web.accounts.models import Account, Invitation, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services import invite
from harborline.web.audit.models import AuditEntry
from web_clients import SignIn
from web_world import make_network

pytestmark = pytest.mark.django_db
NATION, ALDER, BIRCH = (
    "/console/access",
    "/console/center/alder/access",
    "/console/center/birch/access",
)


@pytest.fixture(autouse=True)
def network() -> None:
    make_network()


def member(email: str, center: str, role: Role = Role.CENTER_STAFF) -> Membership:
    account = Account.objects.create(email=email, name=email.partition("@")[0].title())
    return Membership.objects.create(account=account, role=role, center_id=center)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_center_sees_its_people_and_who_else_sees_it(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.CENTER_ADMIN, center="alder")
    member("cleo@example.org", "alder")
    member("dora@example.org", "birch")
    make_account("eve@example.org", Role.AUDITOR)
    page = text(client.get(ALDER))
    assert "cleo@example.org" in page
    assert "Auditor" in page
    assert "eve@example.org" not in page
    assert "dora" not in page.lower()


def test_a_center_invites_for_itself_alone(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.CENTER_ADMIN, center="alder")
    given = {"email": "ben@example.org", "name": "", "role": "center_staff"}
    assert client.post(ALDER, given).status_code == 302
    assert Invitation.objects.get().grant() == Grant(Role.CENTER_STAFF, center="alder")
    assert len(mail.outbox) == 1
    assert "ben@example.org" in text(client.get(ALDER))
    for role in ("national_admin", "auditor", ""):
        assert client.post(ALDER, {**given, "role": role}).status_code == 200
    assert client.post(BIRCH, given).status_code == 404
    assert Invitation.objects.count() == 1


def test_an_admin_withdraws_at_once(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.CENTER_ADMIN, center="alder")
    other = Client()
    cleo = signed_in(other, Role.CENTER_STAFF, center="alder")
    assert is_signed_in(other)
    membership = cleo.memberships.get()
    assert client.post(f"{ALDER}/people/{membership.pk}/withdraw").status_code == 302
    assert other.get("/console/account").status_code == 403
    entry = AuditEntry.objects.get(verb="withdraw access")
    assert entry.payload.content["before"] == {"role": "center_staff", "center": "alder"}


def test_nobody_withdraws_people_of_another_center(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.CENTER_ADMIN, center="alder")
    kept = member("dora@example.org", "birch")
    assert client.post(f"{ALDER}/people/{kept.pk}/withdraw").status_code == 404
    assert client.post(f"{BIRCH}/people/{kept.pk}/withdraw").status_code == 404
    invite("boss@example.org", "x@example.org", Grant(Role.CENTER_STAFF, center="birch"))
    invitation = Invitation.objects.get().pk
    assert client.post(f"{ALDER}/invitations/{invitation}/end").status_code == 404
    assert Membership.objects.filter(pk=kept.pk).exists()
    assert Invitation.objects.exists()


def test_an_invitation_is_ended(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.CENTER_ADMIN, center="alder")
    link = invite("boss@example.org", "x@example.org", Grant(Role.CENTER_STAFF, center="alder"))
    client.post(f"{ALDER}/invitations/{Invitation.objects.get().pk}/end")
    assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 410


def test_the_nation_invites_to_the_nation_and_coalitions(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    given = {"email": "ben@example.org", "name": "Ben", "role": "auditor", "coalition": ""}
    assert client.post(NATION, given).status_code == 302
    coalition = {**given, "role": "coalition", "coalition": "wl-coalition"}
    assert client.post(NATION, coalition).status_code == 302
    grants = {one.grant() for one in Invitation.objects.all()}
    assert grants == {Grant(Role.AUDITOR), Grant(Role.COALITION, coalition="wl-coalition")}
    for wrong in (
        {"role": "coalition"},
        {"coalition": "wl-coalition"},
        {"role": "center_staff"},
        {"role": "integrator"},
        {"email": "ben"},
        {"coalition": "nowhere"},
    ):
        answer = client.post(NATION, {**given, **wrong})
        assert answer.status_code == 200, wrong
        assert 'value="Ben"' in text(answer)
    assert Invitation.objects.count() == 2


def test_a_mail_that_cannot_be_sent_is_told(
    client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("harborline.web.accounts.services.inviting.send_mail", refuse)
    signed_in(client, Role.NATIONAL_ADMIN)
    given = {"email": "ben@example.org", "name": "Ben", "role": "auditor", "coalition": ""}
    page = text(client.post(NATION, given))
    assert "nobody was invited" in page
    assert "ben@example.org" in page


def test_people_are_found_by_name_and_by_address(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    member("cleo@example.org", "alder")
    member("dora@example.org", "birch")
    for who in ("CLEO", "cleo@"):
        page = text(client.get(NATION, {"who": who}))
        assert "cleo@example.org" in page
        assert "dora@example.org" not in page
    for odd in ("x" * 5000, "%", "'", "\1"):
        assert client.get(NATION, {"who": odd, "page": odd}).status_code == 200


def test_the_last_national_admin_stays(client: Client, signed_in: SignIn) -> None:
    account = signed_in(client, Role.NATIONAL_ADMIN)
    own = account.memberships.get()
    client.post(f"{NATION}/people/{own.pk}/withdraw")
    client.post(f"{NATION}/accounts/{account.pk}/close")
    assert "last national admin" in text(client.get(NATION))
    make_account("other@example.org", Role.NATIONAL_ADMIN)
    client.post(f"{NATION}/people/{own.pk}/withdraw")
    assert not account.memberships.exists()


def test_closing_an_account_leaves_no_way_in_and_its_trail(
    client: Client, signed_in: SignIn
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    other = Client()
    ben = signed_in(other, Role.AUDITOR)
    give_password(ben)
    ben.passkeys.create(credential=b"x", public_key=b"y", name="key")
    client.post(f"{NATION}/accounts/{ben.pk}/close")
    ben.refresh_from_db()
    assert not ben.is_active
    assert not ben.has_a_way_in()
    assert not ben.memberships.exists()
    assert not is_signed_in(other)
    assert AuditEntry.objects.filter(subject=f"account:{ben.pk}", verb="close account").exists()
    assert client.post(f"{NATION}/accounts/{ben.pk}/close").status_code == 404


@pytest.mark.parametrize("people", [3, 60])
def test_a_page_asks_the_same_however_many_there_are(
    client: Client,
    signed_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    people: int,
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    for i in range(people):
        member(f"p{i}@example.org", "alder")
        invite("boss@example.org", f"i{i}@example.org", Grant(Role.AUDITOR))
    with django_assert_max_num_queries(14):
        client.get(NATION)
    with django_assert_max_num_queries(14):
        client.get(ALDER)


def test_who_may_not_gets_a_page_that_says_so(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.CENTER_STAFF, center="alder")
    refused = client.get(NATION)
    assert refused.status_code == 403
    assert "It is for people with another role" in text(refused)
    missing = client.get("/console/center/elm/")
    assert missing.status_code == 404
    assert "There is no such page" in text(missing)
