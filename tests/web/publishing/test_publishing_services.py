"""From the directory to the map in use: every verb, every state, and what happens out of turn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from harborline.core.errors import HarborlineError
from harborline.stores.map_files import previous_path, publish_map
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center, Destination, HoursException, PublicNumber
from harborline.web.publishing import services
from harborline.web.publishing.models import How, Proposal, ProposalMap, State
from harborline.web.publishing.services import OutOfTurn
from publishing_house import House, map_before
from web_world import make_network

pytestmark = pytest.mark.django_db
ANA, BEN = "ana@example.org", "ben@example.org"


@pytest.fixture(autouse=True)
def network(house: House) -> dict[str, Center]:
    return make_network()


def approved() -> int:
    number = services.propose(ANA).number
    services.approve(BEN, number)
    return number


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


# -- proposing ----------------------------------------------------------------------------------------


def test_a_proposal_holds_a_map_and_what_is_known_of_it(house: House) -> None:
    proposal = services.propose(ANA, "first of the season")
    assert proposal.state == State.CHECKED
    assert proposal.faults == []
    assert proposal.compared_with == house.current_map().version
    assert proposal.report
    assert proposal.report["unserved"]["count"] == 5
    assert proposal.comparison
    assert proposal.comparison["people"] == 900  # birch and elm have come
    assert proposal.comparison["shadow"]["callers"] > 0
    assert ProposalMap.objects.get().proposal_id == proposal.number
    assert house.published == 0
    assert verbs() == ["notice map", "propose map"]
    assert AuditEntry.objects.last().why == "first of the season"  # type: ignore[union-attr]


def test_a_refused_proposal_has_a_list_and_never_a_map(network: dict[str, Center]) -> None:
    Center.unscoped.filter(pk="alder").update(verified_on=None)
    Center.unscoped.filter(pk="birch").update(state="XX")
    proposal = services.propose(ANA)
    assert proposal.state == State.REFUSED
    assert proposal.faults == [
        "Center birch is in state 'XX', which does not exist.",
        "Center alder has no date of verification; ask it to confirm its entry.",
    ]
    assert proposal.version == ""
    assert not ProposalMap.objects.exists()
    with pytest.raises(OutOfTurn, match="Only a checked proposal"):
        services.approve(BEN, proposal.number)
    with pytest.raises(OutOfTurn, match="not approved"):
        services.publish(BEN, proposal.number)


def test_calls_that_would_go_in_a_circle_are_refused(network: dict[str, Center]) -> None:
    for center, number, rings in (
        ("alder", "+12025550101", "+12025550102"),
        ("birch", "+12025550102", "+12025550101"),
    ):
        PublicNumber.objects.create(center=network[center], number=number)
        Destination.unscoped.filter(center=center).update(address=rings)
    (sentence,) = services.propose(ANA).faults
    assert sentence.startswith("Calls would go in a circle, from alder to birch to alder")


def test_a_center_that_would_ring_our_own_line_is_refused(network: dict[str, Center]) -> None:
    Destination.unscoped.filter(center="elm").update(address="(800) 555-0199")
    assert services.propose(ANA).faults == [
        "elm would ring one of our own lines; give the center's own number."
    ]


@pytest.mark.parametrize(
    "weekly",
    [
        *([], [[]] * 6, {"a": 1}, "24/7", [[["9", 5]], *[[]] * 6], [[[1, 2, 3]], *[[]] * 6]),
        *([[[True, 9]], *[[]] * 6], [[[600, 540]], *[[]] * 6], [[[0, 2000]], *[[]] * 6]),
    ],
    ids=str,
)
def test_hours_that_cannot_be_read_are_refused(weekly: object) -> None:
    Destination.unscoped.filter(center="birch").update(weekly=weekly)
    assert services.propose(ANA).faults == ["The hours of birch cannot be read; enter them anew."]


def test_a_day_that_cannot_be_read_is_refused(network: dict[str, Center]) -> None:
    HoursException.objects.create(center=network["elm"], day=date(2026, 12, 24), spans=[["x"]])
    Destination.unscoped.filter(backup="wl-backup").update(weekly=[])
    assert services.propose(ANA).faults == [
        "The hours of elm cannot be read; enter them anew.",
        "The hours of wl-backup cannot be read; enter them anew.",
    ]


def test_a_demo_never_takes_the_place_of_a_real_map(house: House) -> None:
    publish_map(house.data, map_before(demo=False))
    (sentence,) = services.propose(ANA).faults
    assert sentence.startswith("A real map is in use, and no line of the directory has a number")


def test_a_dry_run_keeps_nothing(house: House) -> None:
    found = services.dry_run()
    assert found.check is not None
    assert not Proposal.objects.exists()
    assert not AuditEntry.objects.exists()


def test_no_address_is_in_anything_but_the_map(network: dict[str, Center]) -> None:
    services.publish(BEN, approved())
    kept = f"{Proposal.objects.values_list()} {AuditPayload.objects.values_list('content')}"
    for address in Destination.unscoped.values_list("address", flat=True):
        assert address not in kept
        assert address[2:] not in kept


def test_only_the_newest_maps_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harborline.web.publishing.services.proposing._MAPS_KEPT", 2)
    numbers = [services.propose(ANA).number for _ in range(4)]
    assert set(ProposalMap.objects.values_list("pk", flat=True)) == set(numbers[2:])
    services.approve(BEN, numbers[0])
    with pytest.raises(OutOfTurn, match="kept no longer"):
        services.publish(BEN, numbers[0])
    assert Proposal.objects.get(pk=numbers[0]).state == State.APPROVED


# -- approving ----------------------------------------------------------------------------------------


def test_a_second_person_approves() -> None:
    number = services.propose(ANA).number
    with pytest.raises(OutOfTurn, match="a second person"):
        services.approve("ANA@example.org", number)
    assert services.approve(BEN, number).approved_by == BEN
    assert services.approve("carla@example.org", number).approved_by == BEN
    assert verbs().count("approve map") == 1


@override_settings(NEEDS_SECOND_APPROVER=False)
def test_one_person_does_where_the_operator_says_so() -> None:
    number = services.propose(ANA).number
    assert services.approve(ANA, number).state == State.APPROVED


def test_a_withdrawn_proposal_is_closed_and_its_map_is_gone() -> None:
    number = approved()
    assert services.withdraw(ANA, number, "too early").state == State.WITHDRAWN
    services.withdraw(ANA, number)
    assert verbs().count("withdraw map") == 1
    assert not ProposalMap.objects.exists()
    for verb in (services.approve, services.publish, services.compare_again):
        with pytest.raises(OutOfTurn):
            verb(BEN, number)


# -- publishing ---------------------------------------------------------------------------------------


def test_publishing_makes_it_the_map_in_use_once(house: House) -> None:
    number = approved()
    row = services.publish(BEN, number)
    assert house.current_map().version == row.version == Proposal.objects.get().version
    assert (row.how, row.by, row.proposal_id) == (How.PUBLISHED, BEN, number)
    assert services.publish(ANA, number) == row
    assert house.published == 1
    assert verbs()[-1] == "publish map"
    with pytest.raises(OutOfTurn, match="roll back instead"):
        services.withdraw(ANA, number)
    assert fault() is None


def test_an_unapproved_proposal_is_not_published(house: House) -> None:
    number = services.propose(ANA).number
    with pytest.raises(OutOfTurn, match="not approved yet"):
        services.publish(ANA, number)
    assert house.published == 0


def test_two_proposals_at_once_the_later_is_compared_again(
    house: House, network: dict[str, Center]
) -> None:
    first = approved()
    Center.unscoped.filter(pk="elm").update(rank=2)
    second = approved()
    services.publish(BEN, first)
    with pytest.raises(OutOfTurn, match="compare it again"):
        services.publish(BEN, second)
    assert house.published == 1
    again = services.compare_again(ANA, second)
    assert again.state == State.CHECKED
    assert again.approved_by == ""
    assert again.compared_with == house.current_map().version
    assert again.comparison
    assert [row["field"] for row in again.comparison["changes"]["rows"]] == ["rank"]
    services.approve(BEN, second)
    assert services.publish(BEN, second).version == house.current_map().version


def test_a_file_that_cannot_be_written_leaves_no_row(house: House) -> None:
    number = approved()
    house.path.unlink()
    house.path.mkdir()  # no regular file: writing a map over it fails
    entries = AuditEntry.objects.count()
    with pytest.raises(HarborlineError, match="cannot be written"):
        services.publish(BEN, number)
    assert Proposal.objects.get().state == State.APPROVED
    assert AuditEntry.objects.count() == entries
    assert fault() is None


# -- noticing -----------------------------------------------------------------------------------------


def test_the_first_look_writes_down_what_is_in_use(house: House) -> None:
    row = services.newest()
    assert row is not None
    assert (row.how, row.version) == (How.FOUND, house.current_map().version)
    assert services.newest() == row
    assert services.notice() is None


def test_a_crash_between_file_and_row_is_mended_at_the_next_look(house: House) -> None:
    number = approved()
    house.crashes = True
    with pytest.raises(KeyboardInterrupt):
        services.publish(BEN, number)
    assert Proposal.objects.get().state == State.APPROVED
    row = services.newest()
    assert row is not None
    assert (row.how, row.proposal_id) == (How.PUBLISHED, number)
    assert Proposal.objects.get().state == State.PUBLISHED
    assert house.current_map().version == row.version
    assert verbs()[-1] == "notice map"
    house.crashes = False
    assert services.publish(BEN, number) == row


def test_a_crash_while_rolling_back_is_mended_too(house: House) -> None:
    before = house.current_map().version
    leaving = services.publish(BEN, approved()).version
    house.crashes = True
    with pytest.raises(KeyboardInterrupt):
        services.roll_back(BEN, "wrong county", leaving)
    row = services.newest()
    assert row is not None
    assert (row.how, row.version) == (How.ROLLED_BACK, before)


def test_without_any_map_there_is_nothing_to_notice(house: House) -> None:
    house.path.unlink()
    assert services.newest() is None
    proposal = services.propose(ANA)
    assert (proposal.compared_with, proposal.comparison) == ("", None)
    services.approve(BEN, proposal.number)
    with pytest.raises(OutOfTurn, match="no map in use"):
        services.compare_again(ANA, proposal.number)
    assert services.publish(BEN, proposal.number).version == house.current_map().version


@pytest.mark.parametrize("size", [0, 100, 20_000])
def test_a_damaged_file_is_never_loaded_and_publishing_mends_it(house: House, size: int) -> None:
    services.publish(BEN, approved())
    good = house.path.read_bytes()
    former = Path(previous_path(house.data)).read_bytes()
    house.path.write_bytes(good[:size])
    row = services.newest()  # what callers meet now is the map before
    assert row is not None
    assert row.how == How.ROLLED_BACK
    Center.unscoped.filter(pk="elm").update(rank=3)
    fresh = services.publish(BEN, approved())
    assert house.current_map().version == fresh.version
    assert Path(previous_path(house.data)).read_bytes() == former


# -- rolling back -------------------------------------------------------------------------------------


def test_rolling_back_restores_the_same_bytes(house: House) -> None:
    before = house.path.read_bytes()
    leaving = services.publish(BEN, approved()).version
    row = services.roll_back(BEN, "birch asked for time", leaving)
    assert house.path.read_bytes() == before
    assert (row.how, row.why, row.proposal_id) == (How.ROLLED_BACK, "birch asked for time", None)
    entry = AuditEntry.objects.last()
    assert entry is not None
    assert (entry.verb, entry.why) == ("roll back map", "birch asked for time")
    with pytest.raises(OutOfTurn, match="Another map is in use"):
        services.roll_back(BEN, "the second click", leaving)
    assert house.path.read_bytes() == before


def test_rolling_back_needs_a_reason_and_a_map_before(house: House) -> None:
    leaving = house.current_map().version
    with pytest.raises(OutOfTurn, match="why"):
        services.roll_back(BEN, "  ", leaving)
    with pytest.raises(HarborlineError, match="no earlier map"):
        services.roll_back(BEN, "a mistake", leaving)
    assert verbs() == ["notice map"]


def test_what_was_rolled_back_is_proposed_anew(house: House) -> None:
    number = approved()
    services.roll_back(BEN, "a mistake", services.publish(BEN, number).version)
    with pytest.raises(OutOfTurn, match="propose the directory anew"):
        services.publish(BEN, number)
    assert services.publish(BEN, approved()).version == house.current_map().version
