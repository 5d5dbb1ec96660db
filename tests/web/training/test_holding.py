"""What holders answer, how the clock moves a request on, and what they and the organiser are told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import vobject
from django.core import mail
from django.db import IntegrityError, transaction

from harborline.app.training import (
    Act,
    Deed,
    Holder,
    Impossible,
    Outcome,
    PassReason,
    Phase,
    Rating,
    Slot,
)
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.directory.models import Center, Coalition, TrainingOffer
from harborline.web.directory.services.faults import Refused, Stale
from harborline.web.site.ports import install, site_ports
from harborline.web.training.models import AskedHolder, TrainingRequest
from harborline.web.training.services import (
    answering,
    calendars,
    lives,
    organising,
    posting,
    rounds,
)
from harborline.web.training.services.standing import standing_of
from small_world import map_of, network_of
from training_world import (
    A_DAY,
    ALDER,
    AT,
    BIRCH,
    COALITION,
    OTHER_SLOT,
    SLOT,
    confirmed,
    make_centers,
    with_ports,
)
from web_world import make_center

pytestmark = pytest.mark.django_db

ANA = "ana@example.org"
SECRETS = ("Ada Quill", "ada@school.example.org", "Bellwether School", "Two groups in one")
FRIDAY = datetime(2026, 11, 27, 15, tzinfo=UTC)
"""Three business days after Monday: Thursday is Thanksgiving."""


@pytest.fixture(autouse=True)
def centers(db: None) -> Iterator[dict[str, Center]]:
    with with_ports():
        yield make_centers()


def now(row: TrainingRequest) -> TrainingRequest:
    found: TrainingRequest = TrainingRequest.unscoped.get(pk=row.pk)
    return found


def agreed(at: datetime = AT) -> TrainingRequest:
    row = confirmed(at)
    return answering.accept(ANA, ALDER, row, SLOT, at, row.version)


# -- the way of a request ------------------------------------------------------------------------------


def test_it_goes_from_center_to_center_to_the_coalition_by_the_clock() -> None:
    row = confirmed()
    seen: list[tuple[Holder | None, datetime]] = []
    for hours in range(24 * 40):
        rounds.move_on(AT + timedelta(hours=hours))
        here = lives.holder_of(now(row))
        if not seen or seen[-1][0] != here:
            seen.append((here, AT + timedelta(hours=hours)))
    assert [holder for holder, _ in seen] == [ALDER, BIRCH, COALITION, None]
    assert seen[1][1] == FRIDAY
    assert (now(row).phase, now(row).outcome) == (Phase.CLOSED, Outcome.NOBODY)
    assert now(row).owed, "whoever asked is told that nobody could"


def test_those_who_teach_it_come_first(centers: dict[str, Center]) -> None:
    second = make_center("aspen", counties=["10001"], coalition=centers["alder"].coalition)
    TrainingOffer.unscoped.create(center=second, audience="school", topic="consent")
    TrainingOffer.unscoped.filter(center="alder").delete()
    rows = ["alder | 0.0, 10.0 | WL | county 10001 |", "aspen | 0.0, 10.1 | WL | county 10001 |"]
    found = map_of(
        network_of(
            [
                ["lines", "id | languages | national backups", "main | en | national"],
                ["centers", "id | where | state | serves | notes", *rows],
                ["national backups", "id", "national"],
            ]
        )
    )
    before = site_ports()
    install(before._replace(current_map=lambda: found))
    try:
        row = confirmed()
        assert row.center_id == "aspen"
        row = answering.hand_on(
            ANA, lives.holder_of(row) or ALDER, row, PassReason.TOO_FAR, AT, row.version
        )
        assert row.center_id == "alder"
    finally:
        install(before)


def test_without_a_map_the_coalition_is_asked_and_without_one_the_nation() -> None:
    with with_ports():
        install(site_ports()._replace(current_map=type(site_ports())().current_map))
        assert lives.holder_of(confirmed()) == COALITION
        Coalition.objects.all().delete()
        row = confirmed(AT + A_DAY)
        assert (row.holder, row.center_id, row.coalition_id) == ("nation", None, None)
        rounds.move_on(AT + A_DAY)
        assert now(row).phase == Phase.OFFERED, "the nation has its time too"


def test_a_center_that_leaves_the_directory_loses_no_request(centers: dict[str, Center]) -> None:
    row = confirmed()
    centers["alder"].delete()
    rounds.move_on(AT + timedelta(minutes=1))
    assert lives.holder_of(now(row)) == BIRCH


def test_nothing_is_agreed_on_with_a_center_that_left(centers: dict[str, Center]) -> None:
    proposed = confirmed()
    proposed = answering.propose(ANA, ALDER, proposed, [SLOT], AT, proposed.version)
    taken = agreed(AT + A_DAY)
    centers["alder"].delete()
    with pytest.raises(Impossible):
        organising.take(proposed, 0, AT + A_DAY)
    rounds.move_on(AT + A_DAY)
    for row in (proposed, taken):
        assert (lives.holder_of(now(row)), now(row).phase) == (BIRCH, Phase.OFFERED)
        assert now(row).owed, "whoever asked is told"


def test_a_training_that_was_held_ends_also_when_its_center_left(
    centers: dict[str, Center],
) -> None:
    row = agreed()
    centers["alder"].delete()
    rounds.move_on(SLOT.starts_at + timedelta(days=15))
    assert (now(row).phase, now(row).outcome) == (Phase.DONE, Outcome.UNKNOWN)


def test_two_workers_at_once_do_no_harm() -> None:
    row = confirmed()
    stale = TrainingRequest.unscoped.get(pk=row.pk)
    rounds.move_on(FRIDAY)
    lives.act(stale, Deed(Act.TIME_OUT), FRIDAY)
    assert lives.holder_of(now(row)) == BIRCH, "it moved on once"
    row.delete()
    with pytest.raises(Impossible):
        lives.act(stale, Deed(Act.TIME_OUT), FRIDAY)
    with pytest.raises(Impossible):
        organising.withdraw(stale, FRIDAY, erase=True)


def test_proposed_dates_are_taken_or_it_goes_on() -> None:
    row = confirmed()
    row = answering.propose(ANA, ALDER, row, [SLOT, OTHER_SLOT], AT, row.version)
    standing = standing_of(row)
    assert (standing.phase, standing.may_take) == (Phase.PROPOSED, True)
    assert standing.holder is not None
    assert (standing.holder.name, standing.holder.zone) == ("Center Alder", "America/New_York")
    assert [slot.starts_at for slot in standing.slots] == [SLOT.starts_at, OTHER_SLOT.starts_at]
    taken = organising.take(row, 1, AT)
    assert (taken.phase, lives.slots_of(taken)) == (Phase.AGREED, (OTHER_SLOT,))
    other = confirmed(AT + A_DAY)
    other = answering.propose(ANA, ALDER, other, [SLOT], AT + A_DAY, other.version)
    assert lives.holder_of(organising.decline(other, AT + A_DAY)) == BIRCH


def test_afterwards_outcome_and_follow_up() -> None:
    row = agreed()
    row = answering.report(ANA, ALDER, row, Outcome.HELD, SLOT.starts_at + A_DAY, row.version)
    assert standing_of(row).may_rate
    row = organising.rate(row, Rating.USEFUL, SLOT.starts_at + 2 * A_DAY)
    assert (row.phase, row.outcome, row.rating) == (Phase.CLOSED, Outcome.HELD, Rating.USEFUL)
    assert row.due_at == SLOT.starts_at + timedelta(days=92)


# -- who may, and who was quicker ----------------------------------------------------------------------


def test_only_the_holder_answers() -> None:
    row = confirmed()
    for holder in (BIRCH, COALITION):
        with pytest.raises(Impossible):
            answering.accept(ANA, holder, row, SLOT, AT, row.version)
    assert now(row).phase == Phase.OFFERED
    assert not AuditEntry.objects.exists()


def test_the_second_of_two_who_answer_is_told() -> None:
    row = confirmed()
    seen = row.version
    answering.accept(ANA, ALDER, row, SLOT, AT, seen)
    with pytest.raises(Stale):
        answering.hand_on(ANA, ALDER, row, PassReason.NO_TIME, AT, seen)
    assert now(row).phase == Phase.AGREED


@pytest.mark.parametrize(
    ("slot", "field"),
    [
        (Slot(AT - A_DAY, 60), "starts0"),
        (Slot(AT + timedelta(days=800), 60), "starts0"),
        (Slot(SLOT.starts_at, 5), "minutes0"),
        (Slot(SLOT.starts_at, 500), "minutes0"),
        (OTHER_SLOT, "starts0"),
    ],
)
def test_a_date_that_cannot_be_is_refused(slot: Slot, field: str) -> None:
    row = confirmed()
    with pytest.raises(Refused) as refused:
        answering.accept(ANA, ALDER, row, slot, AT, row.version)
    assert set(refused.value.faults) == {field}
    for slots in ([], [SLOT] * 4):
        with pytest.raises(Refused):
            answering.propose(ANA, ALDER, row, slots, AT, row.version)


def test_never_at_two_holders(centers: dict[str, Center]) -> None:
    row = confirmed()
    row.coalition = centers["alder"].coalition
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedHolder.objects.create(request=row, kind="center", holder_id="alder", asked_at=AT)


# -- mails to holders ----------------------------------------------------------------------------------


def test_a_notice_names_no_contact_and_leads_to_the_console(centers: dict[str, Center]) -> None:
    row = confirmed()
    mail.outbox.clear()
    posting.tell_holders(AT)
    posting.tell_holders(AT)
    (letter,) = mail.outbox
    assert letter.to == [centers["alder"].notices]
    assert "/console/center/alder/training-requests" in letter.body
    for secret in (row.name, row.email, row.organisation, row.note, "10001"):
        assert secret not in f"{letter.subject}{letter.body}"


def test_a_center_hears_that_its_date_was_taken_or_withdrawn() -> None:
    row = confirmed()
    posting.tell_holders(AT)
    row = answering.propose(ANA, ALDER, row, [SLOT], AT, row.version)
    posting.tell_holders(AT)
    organising.take(row, 0, AT)
    mail.outbox.clear()
    assert posting.tell_holders(AT) == 1
    organising.withdraw(now(row), AT)
    assert posting.tell_holders(AT) == 1
    assert posting.tell_holders(AT) == 0
    assert now(row).center_id == "alder", "it is listed there as withdrawn"


def test_a_center_without_an_address_for_notices_has_its_admins_told(
    centers: dict[str, Center],
) -> None:
    from harborline.web.accounts.models import Account, Membership

    centers["alder"].notices = ""
    centers["alder"].save()
    account = Account.objects.create(email=ANA, name="Ana")
    Membership.objects.create(account=account, role=Role.CENTER_ADMIN, center=centers["alder"])
    confirmed()
    mail.outbox.clear()
    posting.tell_holders(AT)
    assert [letter.to for letter in mail.outbox] == [[ANA]]


def test_in_a_demo_no_center_is_written_to() -> None:
    with with_ports():
        found = map_of(
            network_of(
                [
                    ["lines", "id | languages | national backups", "main | en | national"],
                    ["centers", "id | where | state | serves | notes"],
                    ["national backups", "id", "national"],
                ]
            )._replace(demo=True)
        )
        install(site_ports()._replace(current_map=lambda: found))
        confirmed()
        mail.outbox.clear()
        assert posting.tell_holders(AT) == 0
        assert mail.outbox == []


# -- whatever happens ----------------------------------------------------------------------------------


def test_whatever_happens_a_request_ends_and_is_never_lost() -> None:
    """Holders and organisers do things by chance, late or not at all; the clock does the rest."""
    deeds = [
        *(Deed(Act.HAND_ON), Deed(Act.ACCEPT, (SLOT,)), Deed(Act.PROPOSE, (SLOT, OTHER_SLOT))),
        *(Deed(Act.TAKE), Deed(Act.DECLINE), Deed(Act.REPORT, outcome=Outcome.HELD)),
        *(Deed(Act.RATE), Deed(Act.WITHDRAW)),
    ]
    for seed in range(25):
        rng = Random(seed)
        row, at = confirmed(AT, email=f"a{seed}@example.org"), AT
        for _ in range(rng.randrange(12)):
            at += timedelta(hours=rng.randrange(80))
            rounds.move_on(at)
            try:
                lives.act(row, rng.choice(deeds), at)
            except Impossible:
                continue
            here = now(row)
            held = [one for one in (here.center_id, here.coalition_id) if one]
            assert len(held) == (here.phase != Phase.FORGOTTEN) or here.outcome == "nobody"
        for days in itertools.count():
            rounds.move_on(at + timedelta(days=days))
            if now(row).phase == Phase.FORGOTTEN:
                break
            assert days < 400
    assert not TrainingRequest.objects.within(EVERYWHERE).exclude(email="").exists()


# -- the calendar --------------------------------------------------------------------------------------


def test_the_calendar_says_when_and_nothing_else() -> None:
    row = confirmed()
    assert calendars.calendar_of(row, AT) is None
    row = answering.accept(ANA, ALDER, row, SLOT, AT, row.version)
    content = calendars.calendar_of(row, AT) or b""
    event = vobject.readOne(content.decode()).vevent
    assert event.summary.value == "Training"
    assert event.dtstart.value == SLOT.starts_at
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=90)
    assert event.dtstamp.value == AT
    assert event.uid.value == f"training-{row.pk}@harborline"
    for secret in (*SECRETS, "Alder", "consent", "DESCRIPTION", "LOCATION", "ORGANIZER"):
        assert secret.encode() not in content
