"""Hours, dated days and rotas reach callers by themselves; everything else waits for two people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from harborline.core.errors import HarborlineError
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.routine import Renewal, renewed
from harborline.stores.map_files import previous_path, publish_map
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center, Destination, OnCallPerson, PublicNumber
from harborline.web.directory.services import answering, areas, centers, rota
from harborline.web.publishing import services
from harborline.web.publishing.models import How, MapInUse, ProposalMap, RoutineLook
from harborline.web.publishing.services import OutOfTurn, Reach
from harborline.web.site.ports import install, site_ports
from publishing_house import House, map_before
from web_world import ALL_WEEK, OFFICE_WEEK, make_network

pytestmark = pytest.mark.django_db
ANA, BEN, DEE = "ana@example.org", "ben@example.org", "dee@example.org"
CLOSED_WEEK: list[list[list[int]]] = [[] for _ in range(7)]


@pytest.fixture(autouse=True)
def network(house: House) -> dict[str, Center]:
    """Publishes a small network: from here on hours go live by themselves."""
    made = make_network()
    publish()
    return made


def approved() -> int:
    number = services.propose(ANA).number
    services.approve(BEN, number)
    return number


def publish() -> MapInUse:
    return services.publish(BEN, approved())


def look() -> MapInUse | None:
    return services.publish_routine(timezone.now())


def desk(center: str) -> Destination:
    found: Destination = Destination.unscoped.filter(center=center).earliest("id")
    return found


def edit_hours(center: str = "birch", week: list[list[list[int]]] = OFFICE_WEEK) -> None:
    answering.set_week(DEE, desk(center), week)


def take_tonight(center: Center, address: str = "+12125550133") -> None:
    person = rota.add_person(DEE, center, "Robin", address)
    now = timezone.now()
    rota.set_shift(DEE, person, now - timedelta(minutes=5), now + timedelta(hours=9))


def rings(house: House, center: str) -> list[str | None]:
    found = house.current_map().destinations(center, timezone.now())
    return [one.address for one in found]


# -- what goes live -----------------------------------------------------------------------------------


def test_who_answers_tonight_is_with_callers_within_a_minute(
    house: House, network: dict[str, Center]
) -> None:
    before = house.current_map()
    assert look() is None
    take_tonight(network["birch"])
    row = look()
    assert row is not None
    assert (row.how, row.by) == (How.ROUTINE, "system:routine")
    assert row.carried == [{"center": "birch", "what": ["rota"], "closed": False}]
    assert "+12125550133" in rings(house, "birch")
    assert house.current_map().version == row.version != before.version
    assert (house.published, house.renewed) == (1, 1)
    assert fault() is None


def test_hours_dated_days_and_pauses_of_an_entry(house: House, network: dict[str, Center]) -> None:
    edit_hours("alder", CLOSED_WEEK)
    today = timezone.now().date()
    for days in range(-1, 3):
        answering.set_exception(DEE, network["elm"], today + timedelta(days=days), [])
    centers.edit_center("system:test", network["birch"], {"paused": True})
    row = look()
    assert row is not None
    assert {one["center"]: one["what"] for one in row.carried} == {
        "alder": ["hours"], "birch": ["paused"], "elm": ["hours"],
    }  # fmt: skip
    assert [one["center"] for one in row.carried if one["closed"]] == ["alder"]
    assert rings(house, "alder") == rings(house, "elm") == []
    assert look() is None


def test_what_needs_a_second_person_waits_for_one(house: House, network: dict[str, Center]) -> None:
    before = house.path.read_bytes()
    centers.edit_center("system:test", network["birch"], {"rank": 3, "rollover": "none"})
    areas.set_area("system:test", network["birch"], counties=["10003", "10001"], zips=[])
    answering.add_destination(DEE, network["birch"], {
        "kind": "switchboard", "address": "+13125550166", "weekly": OFFICE_WEEK,
    })  # fmt: skip
    answering.edit_destination(DEE, desk("alder"), {"address": "+13125550167"})
    assert look() is None
    assert house.path.read_bytes() == before
    take_tonight(network["birch"])
    assert look() is not None
    addresses = house.current_map().answering.addresses
    assert not {"+13125550166", "+13125550167"} & {*addresses}
    assert house.current_map().chain(house.current_map().cell_of_county("10001")) == (
        RoutingMap(memoryview(before)).chain(house.current_map().cell_of_county("10001"))
    )


def test_the_trail_says_what_was_carried_and_no_number(network: dict[str, Center]) -> None:
    take_tonight(network["birch"])
    carried = [
        *AuditEntry.objects.filter(actor=DEE).values_list("number", flat=True),
    ]
    look()
    entry = AuditEntry.objects.last()
    assert entry is not None
    assert (entry.actor, entry.verb) == ("system:routine", "publish hours")
    said = AuditPayload.objects.get(entry=entry).content["after"]
    assert said["entries"] == carried
    assert said["centers"] == {"birch": ["rota"]}
    assert "555" not in str(said)


# -- what makes no map --------------------------------------------------------------------------------


def test_a_look_is_not_repeated_for_the_same_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look() is None
    looked = RoutineLook.objects.get()
    monkeypatch.setattr(
        "harborline.web.publishing.services.routine.renewed", lambda *_: pytest.fail("looked again")
    )
    assert look() is None
    from django.db import transaction

    from harborline.web.audit.services import record

    with transaction.atomic():
        record(ANA, "invite", "account:x")
        record(ANA, "pause center", "center:alder")
    assert look() is None
    assert RoutineLook.objects.get().directory_at == looked.directory_at + 2


@override_settings(ROUTINE_PUBLISHING=False)
def test_where_it_is_switched_off_nothing_goes_by_itself(
    house: House, network: dict[str, Center]
) -> None:
    take_tonight(network["birch"])
    assert look() is None
    assert house.renewed == 0
    assert services.reach() is Reach.OFF


def test_a_map_from_elsewhere_is_never_renewed(house: House, network: dict[str, Center]) -> None:
    assert services.reach() is Reach.SOON
    publish_map(house.data, map_before())
    take_tonight(network["alder"])
    assert look() is None
    assert services.reach() is Reach.LATER
    house.path.unlink()
    assert look() is None
    assert services.reach() is Reach.LATER


def test_hours_that_cannot_be_read_bring_nothing(house: House, network: dict[str, Center]) -> None:
    take_tonight(network["birch"])
    Destination.unscoped.filter(center="alder").update(weekly=[[["nine", "five"]]])
    assert look() is None
    assert "alder" in RoutineLook.objects.get().fault
    assert house.renewed == 0
    assert look() is None
    later = timezone.now() + timedelta(minutes=11)
    Destination.unscoped.filter(center="alder").update(weekly=ALL_WEEK)  # mended past every form
    assert services.publish_routine(later) is not None
    Destination.unscoped.filter(center="alder").update(weekly=[[["nine", "five"]]])
    edit_hours("birch", CLOSED_WEEK)
    assert look() is None
    edit_hours("alder")
    assert look() is not None
    assert RoutineLook.objects.get().fault == ""


def test_one_refused_center_holds_up_nobody_else(house: House, network: dict[str, Center]) -> None:
    take_tonight(network["birch"])
    # forms refuse it; a line may get the number later
    OnCallPerson.unscoped.update(address="+18005550199")
    edit_hours("elm", CLOSED_WEEK)
    row = look()
    assert row is not None
    assert [one["center"] for one in row.carried] == ["elm"]
    held = RoutineLook.objects.get().held
    assert [one["center"] for one in held] == ["birch"]
    assert "one of our own lines" in held[0]["faults"][0]
    assert look() is None
    assert house.renewed == 1


def test_two_whose_calls_would_go_round_are_told(house: House, network: dict[str, Center]) -> None:
    for center, number, to in (
        ("alder", "+12025550101", "+12025550102"),
        ("birch", "+12025550102", "+12025550101"),
    ):
        PublicNumber.objects.create(center=network[center], number=number)
        take_tonight(network[center], to)
    look()
    assert house.renewed == 1
    assert RoutineLook.objects.get().held[0]["center"] == "birch"


# -- beside proposals ---------------------------------------------------------------------------------


def test_an_approved_proposal_stays_publishable_while_hours_go_by(
    house: House, network: dict[str, Center]
) -> None:
    centers.edit_center("system:test", network["birch"], {"rank": 2})
    number = approved()
    for center in ("alder", "elm"):
        edit_hours(center)
        assert look() is not None
    row = services.publish(BEN, number)
    assert house.current_map().version == row.version
    # the proposal was older than the hours: they come right behind it
    later = look()
    assert later is not None
    assert {one["center"] for one in later.carried} == {"alder", "elm"}
    assert later.proposal_id == number
    assert services.publish(BEN, number) == later
    assert house.current_map().flags_of is not None
    party = house.current_map().parties["birch"]
    assert house.current_map().sections["party_rank"][party] == 2


def test_a_map_that_a_person_published_between_makes_it_old(network: dict[str, Center]) -> None:
    centers.edit_center("system:test", network["birch"], {"rank": 2})
    number = approved()
    centers.edit_center("system:test", network["birch"], {"rank": 3})
    publish()
    edit_hours("elm")
    assert look() is not None
    with pytest.raises(OutOfTurn, match="compare it again"):
        services.publish(BEN, number)


def test_rolling_back_leads_past_every_routine_map(
    house: House, network: dict[str, Center]
) -> None:
    edit_hours("alder")
    look()
    kept = house.path.read_bytes()  # in use before a person changed it, newer hours and all
    centers.edit_center("system:test", network["birch"], {"rank": 2})
    seen = publish().version
    for center in ("birch", "elm"):
        edit_hours(center, CLOSED_WEEK)
        assert look() is not None
    before = services.before()
    row = services.roll_back(BEN, "a wrong rank", seen)  # the page was older than the last hours
    assert house.path.read_bytes() == kept
    assert before is not None
    assert row.version == before.version
    with pytest.raises(OutOfTurn, match="Another map is in use"):
        services.roll_back(BEN, "the second click", seen)
    # hours go on from the map in use
    later = look()
    assert later is not None
    assert {one["center"] for one in later.carried} == {"birch", "elm"}
    party = house.current_map().parties["birch"]
    assert house.current_map().sections["party_rank"][party] == 1
    assert Path(previous_path(house.data)).read_bytes() != kept


def test_routine_maps_push_no_proposal_out_of_the_database(
    house: House, network: dict[str, Center]
) -> None:
    kept = set(ProposalMap.objects.values_list("pk", flat=True))
    for minute in range(12):
        edit_hours("elm", [[[0, 600 + minute]]] * 7)
        assert look() is not None
    assert set(ProposalMap.objects.values_list("pk", flat=True)) == kept
    assert house.renewed == 12


# -- when things break --------------------------------------------------------------------------------


def test_a_process_that_dies_behind_the_file_is_known_again(
    house: House, network: dict[str, Center]
) -> None:
    edit_hours("elm", CLOSED_WEEK)
    house.crashes = True
    with pytest.raises(KeyboardInterrupt):
        look()
    house.crashes = False
    row = services.newest()
    assert row is not None
    assert (row.how, row.version) == (How.ROUTINE, house.current_map().version)
    assert row.proposal_id is not None
    assert look() is None
    assert house.renewed == 1
    edit_hours("elm")
    assert look() is not None


def test_a_file_that_cannot_be_written_is_tried_again_after_a_while() -> None:
    def full(_content: bytes) -> str:
        raise HarborlineError("The map cannot be written to here: No space left on device.")

    edit_hours("elm")
    good = site_ports()
    install(good._replace(renew=full))
    assert look() is None
    assert "No space left" in RoutineLook.objects.get().fault
    assert MapInUse.objects.filter(how=How.ROUTINE).count() == 0
    install(good)
    assert look() is None
    assert services.publish_routine(timezone.now() + timedelta(minutes=11)) is not None


def test_a_map_that_came_meanwhile_is_left_in_use(
    house: House, network: dict[str, Center], monkeypatch: pytest.MonkeyPatch
) -> None:
    centers.edit_center("system:test", network["birch"], {"rank": 2})
    number = approved()

    def slowly(*given: Any) -> Renewal:
        found = renewed(*given)
        services.publish(BEN, number)
        return found

    edit_hours("elm")
    with monkeypatch.context() as patched:
        patched.setattr("harborline.web.publishing.services.routine.renewed", slowly)
        assert look() is None
    assert house.renewed == 0
    assert look() is not None


def test_days_go_by(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_hours("elm")
    first = look()
    assert first is not None
    now = timezone.now()

    def in_a_month() -> datetime:
        return now + timedelta(days=30)

    monkeypatch.setattr(timezone, "now", in_a_month)
    assert services.publish_routine(in_a_month()) is None
    edit_hours("elm", CLOSED_WEEK)
    assert services.publish_routine(in_a_month()) is not None
    assert house.current_map().starts_on == in_a_month().date() - timedelta(days=1)
    assert isinstance(house.current_map().ends_on, date)
