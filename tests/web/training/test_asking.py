"""Asking once: what is kept, what is mailed, and what a flood or a careless hand meets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from harborline.app.training import Act, Deed, Goal, Impossible, Phase, Wanted
from harborline.web.directory.models import Center
from harborline.web.directory.services.faults import Refused
from harborline.web.site.ports import SitePorts
from harborline.web.training.models import RequestLink, TrainingRequest
from harborline.web.training.services import asking, links, lives, organising, posting, rounds
from training_world import (
    A_DAY,
    ADA,
    ALDER,
    AT,
    WISH,
    asked,
    by_mail,
    confirmed,
    make_centers,
    tokens,
    with_ports,
)

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def centers(db: None) -> Iterator[dict[str, Center]]:
    with with_ports():
        yield make_centers()


# -- what is kept --------------------------------------------------------------------------------------


def test_a_request_is_kept_with_its_county_and_waits() -> None:
    row = asked()
    assert (row.phase, row.county, row.state) == (Phase.UNCONFIRMED, "10001", "WL")
    assert (row.email, row.name, row.size) == (ADA, "Ada Quill", 25)
    assert row.days == [["2027-01-11", "2027-01-15"]]
    assert row.month == date(2026, 11, 1)
    assert row.due_at == AT + timedelta(days=3)
    assert (row.center_id, row.coalition_id, row.holder) == (None, None, "")


def test_nothing_reaches_a_center_before_the_address_is_confirmed(
    centers: dict[str, Center],
) -> None:
    row = asked()
    rounds.go_round(AT + AN_HOUR)
    assert [letter.to for letter in mail.outbox] == [[ADA]]
    assert not row.asked.exists()
    organising.confirm(row, AT + AN_HOUR)
    rounds.go_round(AT + AN_HOUR)
    row.refresh_from_db()
    assert (row.phase, row.center_id) == (Phase.OFFERED, "alder")
    assert [letter.to for letter in mail.outbox] == [[ADA], [centers["alder"].notices]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"size": 0}, "size"),
        ({"size": 5001}, "size"),
        ({"goals": ()}, "goals"),
        ({"goals": (Goal.STEP_IN, Goal.STEP_IN)}, "goals"),
        ({"note": "x" * 301}, "note"),
        ({"language": "xx"}, "language"),
        ({"county": "99999"}, "county"),
        ({"county": "28202"}, "county"),
        ({"name": ""}, "name"),
        ({"name": "Ada\r\nBcc: all@example.org"}, "name"),
        ({"organisation": "A\u202eB"}, "organisation"),
        ({"email": "ada"}, "email"),
        ({"email": "ada@example.org\nBcc: all@example.org"}, "email"),
        ({"email": "ada@ex\u00e4mple.org"}, "email"),
        ({"email": ""}, "email"),
        ({"email": '"ada"@school.example.org'}, "email"),
        ({"email": '"a\\da"@school.example.org'}, "email"),
        ({"email": "ada@[192.0.2.1]"}, "email"),
        ({"days": (Wanted(date(2027, 1, 2), date(2027, 1, 1)),)}, "days"),
        ({"days": (Wanted(date(2026, 11, 1), date(2027, 1, 1)),)}, "days"),
        ({"days": (Wanted(date(2027, 1, 1), date(2027, 1, 1)),) * 4}, "days"),
    ],
)
def test_what_cannot_be_kept_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        asking.ask(WISH._replace(**changes), AT)
    assert set(refused.value.faults) == {field}
    assert not TrainingRequest.unscoped.exists()
    assert mail.outbox == []


# -- links ---------------------------------------------------------------------------------------------


def test_a_link_has_256_random_bits_and_is_kept_as_its_digest_alone() -> None:
    row = asked()
    token = tokens()[0]
    assert len(token) == 43  # 32 bytes in base64
    assert [one.digest for one in RequestLink.objects.all()] == [
        hashlib.sha256(token.encode()).hexdigest()
    ]
    assert links.request_of(token) == row
    for other in ("", "x", token[:-1], token + "x", token.swapcase(), "é" * 43, "\0" * 43):
        assert links.request_of(other) is None


def test_looking_changes_nothing() -> None:
    row = asked()
    before = TrainingRequest.unscoped.values().get()
    assert by_mail() == row
    assert TrainingRequest.unscoped.values().get() == before


def test_each_mail_brings_a_new_link_and_the_old_one_goes_on() -> None:
    row = confirmed()
    lives.act(row, Deed(Act.HAND_ON), AT)
    lives.act(row, Deed(Act.HAND_ON), AT)
    lives.act(row, Deed(Act.HAND_ON), AT)  # alder, birch, the coalition: nobody is left
    posting.post(AT + A_DAY + AN_HOUR)
    assert len(set(tokens())) == 2
    assert {links.request_of(token) for token in tokens()} == {row}


# -- mails ---------------------------------------------------------------------------------------------


def test_a_mail_is_neutral() -> None:
    asked()
    letter = mail.outbox[0]
    text = f"{letter.subject}\n{letter.body}".replace(tokens()[0], "").lower()
    for word in (
        *("training", "consent", "school", "bellwether", "alder", "ada", "harborline"),
        *("violence", "assault", "sexual", "crisis", "center", "hotline", "survivor"),
    ):
        assert word not in text, word


def test_asking_takes_as_long_for_an_address_that_was_written_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        posting, "_send", lambda *_: pytest.fail("a mail went while somebody waits")
    )
    asking.ask(WISH, AT)
    assert TrainingRequest.unscoped.get().owed


def test_a_link_goes_to_no_other_way_to_write_an_address() -> None:
    mine = confirmed()
    lives.act(mine, Deed(Act.HAND_ON), AT)
    lives.act(mine, Deed(Act.HAND_ON), AT)
    lives.act(mine, Deed(Act.HAND_ON), AT)  # there is news for Ada
    theirs = asked(AT + AN_HOUR, email="ada+other@school.example.org")
    rounds.go_round(AT + A_DAY + AN_HOUR)
    assert [letter.to for letter in mail.outbox] == [[ADA], [ADA]]
    assert by_mail() == mine
    rounds.go_round(AT + 2 * A_DAY + 2 * AN_HOUR)
    assert mail.outbox[-1].to == ["ada+other@school.example.org"]
    assert [links.request_of(token) for token in tokens()] == [mine, mine, theirs]


@pytest.mark.parametrize(
    ("email", "postbox"),
    [
        ("Ada+x@Example.org", "ada@example.org"),
        ("a.d.a+x@gmail.com", "ada@gmail.com"),
        ("a.da@GoogleMail.com", "ada@gmail.com"),
        ("a.da@example.org", "a.da@example.org"),
    ],
)
def test_ways_to_write_an_address_are_one_for_the_mails_of_a_day(email: str, postbox: str) -> None:
    assert asking.postbox_of(email) == postbox


def test_where_mails_are_printed_no_contact_is_taken_but_in_a_demo(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(Refused, match="cannot send letters"):
        asking.ask(WISH, AT)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asking.ask(WISH, AT)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert posting.post(AT) == 0
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(SitePorts, "is_demo", lambda _ports: True)
    assert posting.post(AT) == 1
    assert ADA in capsys.readouterr().out


def test_one_mail_an_address_a_day_and_the_next_day_all_that_is_new() -> None:
    first = asked()
    second = asked(AT + AN_HOUR)
    third = asked(AT + 2 * AN_HOUR, email=ADA.upper())
    for hours in range(24):
        rounds.go_round(AT + hours * AN_HOUR)
    assert len(mail.outbox) == 1
    rounds.go_round(AT + A_DAY + AN_HOUR)
    assert len(mail.outbox) == 2
    assert [links.request_of(token) for token in tokens()] == [first, third, second]
    second.refresh_from_db()
    assert second.due_at == AT + A_DAY + AN_HOUR + timedelta(days=3)


def test_the_table_itself_refuses_a_second_mail_of_the_day() -> None:
    first, second = asked(), asked(AT + AN_HOUR)
    assert TrainingRequest.unscoped.get(pk=first.pk).mailed_on == AT.date()
    second.mailed_on = AT.date()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_fourth_unconfirmed_request_of_an_address_is_not_kept() -> None:
    for hours in range(5):
        asking.ask(WISH, AT + hours * AN_HOUR)
        posting.post(AT + hours * AN_HOUR)
    assert TrainingRequest.unscoped.count() == 3
    assert len(mail.outbox) == 1


def test_a_flood_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_WAITING", 3)
    for number in range(3):
        asking.ask(WISH._replace(email=f"a{number}@example.org"), AT)
    with pytest.raises(Refused, match="Too many people"):
        asking.ask(WISH._replace(email="b@example.org"), AT)


def test_a_mail_server_that_is_away_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(posting, "_send", away)
        row = asked()
        for _ in range(4):
            with pytest.raises(ConnectionError):
                posting.post(AT, row.postbox)
    assert not RequestLink.objects.exists()
    rounds.go_round(AT + AN_HOUR)
    assert by_mail() == row


@pytest.mark.parametrize(("code", "mails"), [(450, 1), (550, 0)])
def test_an_address_that_is_refused_for_now_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, code: int, mails: int
) -> None:
    def refused(to: list[str], *_args: object) -> None:
        raise SMTPRecipientsRefused({to[0]: (code, b"not now")})

    with monkeypatch.context() as patched:
        patched.setattr(posting, "_send", refused)
        asked()
    rounds.go_round(AT + AN_HOUR)
    assert len(mail.outbox) == mails


def test_addresses_that_a_server_takes_badly_keep_back_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("a1", "a2", "a3", "zoe"):
        asking.ask(WISH._replace(email=f"{name}@example.org"), AT)
    sent = []

    def send(to: list[str], *_args: object) -> None:
        if to[0].startswith("a"):
            raise SMTPDataError(554, b"refused")
        sent.append(to[0])

    monkeypatch.setattr(posting, "_send", send)
    for minute in range(120):
        with suppress(SMTPDataError):
            posting.post(AT + timedelta(minutes=minute))
    assert sent == ["zoe@example.org"]


def test_an_address_nobody_confirmed_is_gone_after_three_days() -> None:
    asked()
    rounds.go_round(AT + timedelta(days=3) - AN_HOUR)
    assert TrainingRequest.unscoped.exists()
    rounds.go_round(AT + timedelta(days=3))
    assert not TrainingRequest.unscoped.exists()
    assert not RequestLink.objects.exists()


def test_who_withdraws_before_confirming_is_gone_a_day_after_the_mail() -> None:
    row = asked()
    organising.withdraw(row, AT + AN_HOUR, erase=True)
    assert by_mail() is None
    asked(AT + 2 * AN_HOUR)
    assert len(mail.outbox) == 1, "the address had its mail of the day"
    rounds.go_round(AT + A_DAY)
    assert not TrainingRequest.unscoped.filter(pk=row.pk).exists()


def test_a_request_is_confirmed_once() -> None:
    row = confirmed()
    with pytest.raises(Impossible):
        organising.confirm(row, AT)
    assert lives.holder_of(TrainingRequest.unscoped.get()) == ALDER
