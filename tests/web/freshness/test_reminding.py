"""Reminders go out once each, links confirm once, calls extend, and an end is told to all three."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center
from harborline.web.freshness import links
from harborline.web.freshness.models import Reminder
from harborline.web.freshness.services import reminding
from harborline.web.site import ports
from harborline.web.site.ports import LegCount
from web_world import make_center, make_coalition, make_destination, small_ports

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _small_country() -> Iterator[None]:
    before = ports.site_ports()
    ports.install(small_ports())
    yield
    ports.install(before)


def expiring(left: int, **fields: Any) -> Center:
    usual: dict[str, Any] = {
        "expires_on": TODAY + timedelta(days=left),
        "notices": "team@example.org",
    }
    return make_center("alder", counties=["10001"], **{**usual, **fields})


def account(email: str, role: Role, language: str = "en", **where: object) -> Account:
    made = Account.objects.create(email=email, name="Somebody", language=language)
    Membership.objects.create(account=made, role=role, **where)
    return made


def the() -> Center:
    return Center.objects.within(EVERYWHERE).get(pk="alder")


def test_each_reminder_is_sent_once(mailoutbox: list[mail.EmailMessage]) -> None:
    expiring(30)
    for days in (0, 0, 1, 22, 23, 23, 29):
        reminding.remind(AT + timedelta(days=days))
    assert [row.days for row in Reminder.unscoped.order_by("id")] == [30, 7]
    assert len(mailoutbox) == 2
    assert fault() is None


def test_a_reminder_goes_to_the_center_and_its_admins_in_their_languages(
    mailoutbox: list[mail.EmailMessage],
) -> None:
    center = expiring(7)
    account("ana@example.org", Role.CENTER_ADMIN, "es", center=center)
    account("team@example.org", Role.CENTER_ADMIN, "en", center=center)
    account("staff@example.org", Role.CENTER_STAFF, center=center)
    account("nation@example.org", Role.NATIONAL_ADMIN)
    gone = account("gone@example.org", Role.CENTER_ADMIN, center=center)
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    reminding.remind(AT)
    assert {message.to[0]: "¿Sigue" in message.subject for message in mailoutbox} == {
        "ana@example.org": True,
        "team@example.org": False,
    }
    assert "in 7 days" in str(next(m for m in mailoutbox if m.to == ["team@example.org"]).body)


def test_a_mail_holds_the_link_and_no_number(mailoutbox: list[mail.EmailMessage]) -> None:
    center = expiring(30)
    destination = make_destination(center)
    reminding.remind(AT)
    text = str(mailoutbox[0].body)
    assert links.link_of(the()).split("/confirm/")[0] + "/confirm/" in text
    assert destination.address[2:] not in text
    assert "&" not in text.split("http", maxsplit=1)[0]


def test_an_end_is_told_to_center_coalition_and_nation_once(
    mailoutbox: list[mail.EmailMessage],
) -> None:
    coalition = make_coalition(email="state@example.org")
    expiring(-1, coalition=coalition)
    account("coalition@example.org", Role.COALITION, coalition=coalition)
    account("nation@example.org", Role.NATIONAL_ADMIN)
    reminding.remind(AT)
    reminding.remind(AT + timedelta(hours=1))
    assert sorted(message.to[0] for message in mailoutbox) == [
        "coalition@example.org",
        "nation@example.org",
        "state@example.org",
        "team@example.org",
    ]
    for message in mailoutbox:
        assert ("/confirm/" in str(message.body)) == (message.to == ["team@example.org"])


def test_the_last_day_ends_by_the_center_s_own_clock(
    mailoutbox: list[mail.EmailMessage],
) -> None:
    expiring(0, zone="Pacific/Honolulu")
    late = datetime(2026, 11, 24, 9, 59, tzinfo=UTC)  # still the 23rd there
    reminding.remind(late)
    assert [row.days for row in Reminder.unscoped.all()] == [7]
    reminding.remind(late + timedelta(minutes=1))
    assert [row.days for row in Reminder.unscoped.order_by("id")] == [7, 0]


def away(*_: object, **__: object) -> int:
    raise ConnectionRefusedError


def test_a_mail_that_cannot_be_sent_is_sent_at_the_next_round(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[mail.EmailMessage]
) -> None:
    expiring(30)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", away)
        assert reminding.remind(AT) == 0
    assert not Reminder.unscoped.exists()
    assert not AuditEntry.objects.exists()
    assert reminding.remind(AT) == 1
    assert len(mailoutbox) == 1


def test_a_mail_server_that_is_away_is_not_waited_for_at_every_center(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def asks(*given: object, **_: object) -> int:
        asked.append(given)
        raise ConnectionRefusedError

    for i in range(9):
        make_center(f"c{i}", expires_on=TODAY, notices="team@example.org")
    monkeypatch.setattr("django.core.mail.EmailMessage.send", asks)
    with pytest.raises(ConnectionRefusedError):
        reminding.remind(AT)
    assert len(asked) == 3


def test_an_address_that_is_refused_costs_nobody_else_a_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    center = expiring(30, notices="gone@example.org")
    make_center("birch", expires_on=TODAY + timedelta(days=30), notices="birch@example.org")
    account("ana@example.org", Role.CENTER_ADMIN, center=center)
    got: list[str] = []

    def send(message: mail.EmailMessage) -> int:
        if message.to == ["gone@example.org"]:
            raise SMTPRecipientsRefused({})
        got.extend(message.to)
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    assert reminding.remind(AT) == 2
    assert reminding.remind(AT) == 0
    assert sorted(got) == ["ana@example.org", "birch@example.org"]


def counts(*found: tuple[date, str, int]) -> None:
    def of(_center: str) -> tuple[LegCount, ...]:
        return tuple(
            LegCount(datetime(d.year, d.month, d.day, tzinfo=UTC), "serves", outcome, times)
            for d, outcome, times in found
        )

    ports.install(small_ports(leg_counts=of))


@pytest.mark.parametrize(
    ("left", "week", "outcome", "extends"),
    [
        (2, date(2026, 11, 16), "accepted", 1),
        (0, date(2026, 11, 16), "accepted", 1),
        (2, date(2026, 11, 16), "no_answer", 0),
        (2, date(2026, 10, 5), "accepted", 0),
        (10, date(2026, 11, 16), "accepted", 0),
        (-1, date(2026, 11, 16), "accepted", 0),
    ],
)
def test_accepted_calls_extend_by_30_days_what_is_about_to_expire(
    left: int, week: date, outcome: str, extends: int
) -> None:
    expiring(left)
    counts((week, outcome, 3))
    assert reminding.extend(AT) == extends
    expected = TODAY + timedelta(days=30 if extends else left)
    assert the().expires_on == expected
    assert reminding.extend(AT) == 0


def test_a_link_shows_the_entry_and_confirms_it_once(client: Client) -> None:
    center = expiring(7, street="1 Main St", city="Westville", address_zip="10001")
    path = links.link_of(center).partition("://")[2].partition("/")[2]
    page = client.get(f"/{path}")
    assert "Yes, all of this is right" in page.content.decode()
    assert not page.cookies
    assert (
        the().verified_on == center.verified_on
    )  # a mail program that looks ahead confirms nothing
    assert "Thank you" in client.post(f"/{path}").content.decode()
    confirmed = the()
    assert (confirmed.expires_on or TODAY) > TODAY + timedelta(days=300)
    assert confirmed.verified_by == "the center, by a mailed link"
    for again in (client.get(f"/{path}"), client.post(f"/{path}")):
        assert again.status_code == 404
        assert "This link no longer works" in again.content.decode()


def test_a_confidential_center_s_page_shows_no_place(client: Client) -> None:
    center = expiring(7, confidential=True)
    Center.unscoped.filter(pk="alder").update(street="1 Hidden St", city="Nowhere")
    path = links.link_of(center).partition("/confirm/")[2]
    assert "Hidden" not in client.get(f"/confirm/{path}").content.decode()


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_another_site_s_page_cannot_press_the_button(
    headers: dict[str, str], client: Client
) -> None:
    center = expiring(7)
    path = "/confirm/" + links.link_of(center).partition("/confirm/")[2]
    assert client.post(path, headers=headers).status_code == 403
    assert the().verified_on == center.verified_on


def test_a_forged_or_old_link_opens_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = expiring(7)
    token = links.link_of(center).partition("/confirm/")[2]
    assert client.get(f"/confirm/{token[:-1]}").status_code == 404
    assert client.get("/confirm/alder~never").status_code == 404
    later = (datetime.now(UTC) + links.LASTS + timedelta(minutes=1)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert links.center_of(token) is None


def test_a_link_stays_good_when_calls_extended_the_entry_meanwhile() -> None:
    center = expiring(2)
    token = links.link_of(center).partition("/confirm/")[2]
    counts((date(2026, 11, 16), "accepted", 1))
    assert reminding.extend(AT) == 1
    assert links.center_of(token) is not None
