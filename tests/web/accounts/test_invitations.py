"""Invitations: a link by mail, good once and for seven days, that gives exactly one role."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts_world import give_password, is_signed_in, make_account
from harborline.core.errors import UnusableInput
from harborline.web.accounts.models import Account, Invitation, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services import first_link, invite
from harborline.web.accounts.services.inviting import NotMailed, invite_by_mail
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.audit.services import fault
from web_clients import SignIn
from web_world import make_network

pytestmark = pytest.mark.django_db
ADMIN = "boss@example.org"
STAFF = Grant(Role.CENTER_STAFF, center="alder")


@pytest.fixture(autouse=True)
def network() -> None:
    make_network()


def take(client: Client, link: str, **given: str) -> Any:
    return client.post(link.removeprefix("http://localhost:8000"), {"name": "Ben", **given})


def grants(email: str) -> set[Grant]:
    return {one.grant() for one in Membership.objects.filter(account__email=email)}


def test_the_link_makes_an_account_with_the_role_and_signs_in(client: Client) -> None:
    link = invite(ADMIN, "Ben@Example.org", STAFF)
    answer = take(client, link)
    assert answer.headers["Location"] == "/console/account"
    assert is_signed_in(client)
    assert grants("ben@example.org") == {STAFF}
    verbs = list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["invite", "open account", "give access", "sign in"]
    assert fault() is None


def test_only_a_digest_of_the_link_is_kept(client: Client) -> None:
    secret = invite(ADMIN, "ben@example.org", STAFF).rpartition("/")[2]
    assert len(secret) == 43
    kept = repr(list(Invitation.objects.values()) + list(AuditPayload.objects.values()))
    assert secret not in kept


def test_opening_the_link_changes_nothing(client: Client) -> None:
    link = invite(ADMIN, "ben@example.org", STAFF)
    page = client.get(link.removeprefix("http://localhost:8000"))
    assert page.status_code == 200
    assert "Center Alder" in page.content.decode()
    assert not Account.objects.exists()


def test_a_link_is_taken_once(client: Client) -> None:
    link = invite(ADMIN, "ben@example.org", STAFF)
    take(client, link)
    assert take(Client(), link).status_code == 410


def test_a_link_is_good_for_seven_days(client: Client) -> None:
    link = invite(ADMIN, "ben@example.org", STAFF)
    left = Invitation.objects.get().expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    Invitation.objects.update(expires_at=timezone.now())
    assert take(client, link).status_code == 410
    assert not Account.objects.exists()


@pytest.mark.parametrize("secret", ["x", "%01", "é", "a" * 3000])
def test_a_made_up_link_is_gone(client: Client, secret: str) -> None:
    assert client.get(f"/console/invitation/{secret}").status_code in {404, 410}


def test_without_a_name_nothing_is_taken(client: Client) -> None:
    link = invite(ADMIN, "ben@example.org", STAFF)
    assert take(client, link, name=" ").status_code == 200
    assert not Account.objects.exists()


def test_a_link_never_signs_into_an_account_that_has_a_way_in(client: Client) -> None:
    account = make_account("ben@example.org", Role.NATIONAL_ADMIN)
    give_password(account)
    link = invite(ADMIN, "ben@example.org", STAFF)
    answer = take(client, link)
    assert "Sign in to accept" in answer.content.decode()
    assert not is_signed_in(client)
    assert STAFF not in grants("ben@example.org")
    client.force_login(account)
    session = client.session
    session["signed_in_at"] = timezone.now().timestamp()
    session.save()
    assert take(client, link).status_code == 302
    assert STAFF in grants("ben@example.org")


def test_somebody_else_who_is_signed_in_does_not_take_it(client: Client, signed_in: SignIn) -> None:
    give_password(make_account("ben@example.org"))
    other = signed_in(client, Role.AUDITOR)
    link = invite(ADMIN, "ben@example.org", STAFF)
    assert "Sign in to accept" in take(client, link).content.decode()
    assert grants(other.email) == {Grant(Role.AUDITOR)}


def test_whoever_lost_every_way_in_comes_back_by_a_link(client: Client) -> None:
    account = make_account("ben@example.org")
    take(client, invite(ADMIN, "ben@example.org", STAFF))
    assert Account.objects.get() == account
    assert is_signed_in(client)


def test_a_closed_account_is_opened_again(client: Client) -> None:
    account = make_account("ben@example.org")
    Account.objects.update(is_active=False)
    take(client, invite(ADMIN, "ben@example.org", STAFF))
    account.refresh_from_db()
    assert account.is_active
    assert AuditEntry.objects.filter(verb="open account again").exists()


@pytest.mark.parametrize(
    ("email", "grant"),
    [
        ("ben", STAFF),
        ("", STAFF),
        ("ben@example.org", Grant(Role.CENTER_STAFF)),
        ("ben@example.org", Grant(Role.CENTER_STAFF, coalition="wl-coalition")),
        ("ben@example.org", Grant(Role.CENTER_ADMIN, center="nowhere")),
        ("ben@example.org", Grant(Role.COALITION)),
        ("ben@example.org", Grant(Role.COALITION, coalition="nowhere")),
        ("ben@example.org", Grant(Role.NATIONAL_ADMIN, center="alder")),
        ("ben@example.org", Grant(Role.INTEGRATOR)),
        ("ben@example.org", Grant(Role.PUBLIC)),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(email: str, grant: Grant) -> None:
    with pytest.raises(UnusableInput, match=r"\.$"):
        invite(ADMIN, email, grant)
    assert not Invitation.objects.exists()


def test_the_mail_holds_the_link_and_says_from_whom(client: Client) -> None:
    invite_by_mail(ADMIN, "ben@example.org", STAFF, "Ben & Co")
    (sent,) = mail.outbox
    assert sent.to == ["ben@example.org"]
    assert "Hello Ben & Co," in sent.body
    assert ADMIN in sent.body
    found = re.search(r"http://localhost:8000/console/invitation/\S+", str(sent.body))
    assert found
    assert take(client, found[0]).status_code == 302


def test_a_mail_that_is_not_taken_leaves_no_invitation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("harborline.web.accounts.services.inviting.send_mail", refuse)
    with pytest.raises(NotMailed):
        invite_by_mail(ADMIN, "ben@example.org", STAFF)
    assert not Invitation.objects.exists()
    assert AuditEntry.objects.filter(verb="end invitation").exists()


def test_the_first_link_makes_the_first_national_admin(client: Client) -> None:
    old, link = first_link(), first_link()
    assert take(client, old, email="ana@example.org").status_code == 410
    assert take(client, link).status_code == 200
    assert take(client, link, email=" Ana@example.org").status_code == 302
    assert grants("ana@example.org") == {Grant(Role.NATIONAL_ADMIN)}
    account = Account.objects.get()
    assert first_link()
    give_password(account)
    assert first_link() == ""
