"""Nothing of a contact stays anywhere: ninety days after closing, or sooner where its owner wishes so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection

from harborline.app.training import Impossible, Outcome, Phase, Rating
from harborline.web.audit import services as audit
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.training.models import AskedHolder, RequestLink, TrainingRequest
from harborline.web.training.services import answering, organising, posting, rounds
from harborline.web.training.services.standing import standing_of
from training_world import A_DAY, ALDER, AT, SLOT, confirmed, make_centers, with_ports

pytestmark = pytest.mark.django_db

ANA = "ana@example.org"
SECRETS = ("Ada Quill", "ada@school.example.org", "Bellwether School", "Two groups in one")


@pytest.fixture(autouse=True)
def centers(db: None) -> Iterator[None]:
    with with_ports():
        make_centers()
        yield


def now(row: TrainingRequest) -> TrainingRequest:
    found: TrainingRequest = TrainingRequest.unscoped.get(pk=row.pk)
    return found


def agreed() -> TrainingRequest:
    row = confirmed()
    return answering.accept(ANA, ALDER, row, SLOT, AT, row.version)


def everything_at_rest() -> dict[str, str]:
    """Gives every row of every table as text, by table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- our own table
            found[table] = repr(cursor.fetchall())
    return found


def test_the_contact_is_in_one_table_and_ninety_days_after_closing_nowhere() -> None:
    row = agreed()
    answering.report(ANA, ALDER, row, Outcome.HELD, SLOT.starts_at, now(row).version)
    organising.rate(row, Rating.PARTLY, SLOT.starts_at)
    for secret in SECRETS:
        holding = {table for table, text in everything_at_rest().items() if secret in text}
        assert holding == {TrainingRequest._meta.db_table}, secret
    rounds.go_round(SLOT.starts_at + timedelta(days=90) - timedelta(minutes=1))
    assert now(row).email
    rounds.go_round(SLOT.starts_at + timedelta(days=90))
    for secret in (*SECRETS, "10001"):
        table = everything_at_rest()[TrainingRequest._meta.db_table]
        assert secret not in table, secret
    kept = now(row)
    assert (kept.phase, kept.state, kept.audience, kept.outcome) == (
        *(Phase.FORGOTTEN, "WL", "school"),
        Outcome.HELD,
    )
    assert not RequestLink.objects.exists()
    assert not AskedHolder.objects.exists()


def test_forgetting_takes_the_audit_payloads_and_the_chain_still_verifies() -> None:
    row = agreed()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.subject) == (
        *(ANA, "accept training request"),
        f"training:{row.pk}",
    )
    assert AuditPayload.objects.filter(entry=entry).exists()
    organising.withdraw(row, AT, erase=True)
    rounds.go_round(AT + A_DAY)
    assert now(row).phase == Phase.FORGOTTEN
    assert not AuditPayload.objects.filter(entry=entry).exists()
    assert audit.fault() is None


def test_the_actor_of_an_answer_is_staff_and_never_the_contact() -> None:
    agreed()
    told = "".join(map(repr, AuditEntry.objects.values_list())) + "".join(
        repr(one.content) for one in AuditPayload.objects.all()
    )
    assert not any(secret in told for secret in SECRETS)


def test_a_request_that_cannot_be_moved_keeps_no_contact_of_others() -> None:
    broken = confirmed()
    row = organising.withdraw(confirmed(AT + A_DAY, email="bo@example.org"), AT + A_DAY)
    unconfirmed = confirmed(AT + A_DAY, email="cy@example.org")
    TrainingRequest.unscoped.filter(pk=broken.pk).update(goals=["of a version to come"])
    TrainingRequest.unscoped.filter(pk=unconfirmed.pk).update(phase=Phase.UNCONFIRMED)
    with pytest.raises(ValueError, match="not a valid Goal"):
        rounds.go_round(AT + 100 * A_DAY)
    assert now(row).phase == Phase.FORGOTTEN
    assert not TrainingRequest.unscoped.filter(pk=unconfirmed.pk).exists()


def test_who_wishes_so_is_forgotten_a_day_after_the_last_mail() -> None:
    row = organising.withdraw(confirmed(), AT + timedelta(hours=1), erase=True)
    rounds.go_round(AT + timedelta(hours=23))
    assert now(row).email
    rounds.go_round(AT + A_DAY)
    assert now(row).email == now(row).postbox == ""
    with pytest.raises(Impossible):
        organising.withdraw(now(row), AT + A_DAY)


def test_who_says_not_how_it_was_is_forgotten_all_the_same() -> None:
    row = agreed()
    answering.report(ANA, ALDER, row, Outcome.HELD, SLOT.starts_at, now(row).version)
    rounds.go_round(SLOT.starts_at)  # the follow-up is mailed
    standing = standing_of(now(row))
    assert (standing.may_rate, standing.may_erase, standing.may_withdraw) == (True, True, False)
    mail.outbox.clear()
    row = organising.withdraw(now(row), SLOT.starts_at, erase=True)
    assert (row.phase, row.outcome, row.rating) == (Phase.CLOSED, Outcome.HELD, "")
    assert not RequestLink.objects.exists()
    assert posting.tell_holders(SLOT.starts_at) == 0, "nobody took back what was held"
    rounds.go_round(SLOT.starts_at + A_DAY)
    assert now(row).phase == Phase.FORGOTTEN
    assert mail.outbox == []
    table = everything_at_rest()[TrainingRequest._meta.db_table]
    assert not any(secret in table for secret in SECRETS)
