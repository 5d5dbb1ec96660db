"""What waits for a map: the audit trail folded by entry, and up to where the map in use holds it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from harborline.core.listings import ContactKind, PublicNumber
from harborline.web.audit.models import AuditHead
from harborline.web.audit.services import record
from harborline.web.directory.models import Center
from harborline.web.directory.services.answering import (
    add_destination,
    clear_exception,
    edit_destination,
    set_exception,
    set_week,
)
from harborline.web.directory.services.areas import set_area
from harborline.web.directory.services.centers import create_center, edit_center, remove_center
from harborline.web.directory.services.listing import set_numbers
from harborline.web.directory.services.rota import add_person, remove_person, set_shift
from harborline.web.publishing.models import Proposal
from harborline.web.publishing.services import approve, propose, publish, publish_routine
from harborline.web.publishing.waiting import Day, Edited, edited, held, routine
from publishing_house import House
from web_world import OFFICE_WEEK, make_network

pytestmark = pytest.mark.django_db
BY = "ana@example.org"


@pytest.fixture
def centers(house: House) -> dict[str, Center]:
    return make_network()


def found() -> dict[str, Edited]:
    return {one.subject: one for one in edited(0)}


def test_a_field_keeps_what_it_was_and_what_it_is(centers: dict[str, Center]) -> None:
    edit_center(BY, centers["alder"], {"ring_s": 15}, "shorter")
    edit_center("ben@example.org", centers["alder"], {"ring_s": 12, "capacity": 2}, "shorter yet")
    one = found()["center:alder"]
    assert [(change.field, change.before, change.after) for change in one.changes] == [
        ("capacity", None, 2),
        ("ring_s", 20, 12),
    ]
    assert [(step.actor, step.why) for step in one.steps] == [
        ("ben@example.org", "shorter yet"),
        (BY, "shorter"),
    ]
    assert one.times == 2


def test_what_is_put_back_waits_no_more(centers: dict[str, Center]) -> None:
    edit_center(BY, centers["alder"], {"ring_s": 15})
    edit_center(BY, centers["alder"], {"ring_s": 20})
    assert found() == {}


def test_a_listing_needs_no_map(centers: dict[str, Center]) -> None:
    edit_center(BY, centers["alder"], {"description": "Day and night."})
    set_numbers(BY, centers["alder"], [PublicNumber("+12125550111", ContactKind.VOICE)])
    assert found() == {}


def test_areas_and_hours_wait(centers: dict[str, Center]) -> None:
    set_area(BY, centers["alder"], ["10001", "10005"], [])
    set_week(BY, centers["birch"].destinations.get(), [[[0, 600]] for _ in range(7)])
    set_exception(BY, centers["elm"], date(2026, 12, 25), [])
    waiting = found()
    (area,) = waiting["center:alder"].changes
    assert (area.field, area.before, area.after) == ("counties", ["10001"], ["10001", "10005"])
    (week,) = waiting["center:birch"].changes
    assert (week.field, week.before) == ("weekly", OFFICE_WEEK)
    assert waiting["center:elm"].days == (Day("2026-12-25", None, None, []),)


def test_a_dated_day_keeps_what_it_was_and_leaves_when_it_is_put_back(
    centers: dict[str, Center],
) -> None:
    elm, desk = centers["elm"], centers["elm"].destinations.get()
    set_exception(BY, elm, date(2026, 12, 25), [], reason="Holiday")
    set_exception(BY, elm, date(2026, 12, 25), [[600, 720]], reason="Holiday")
    set_exception(BY, elm, date(2026, 12, 24), [[600, 720]], destination=desk)
    assert found()["center:elm"].days == (
        Day("2026-12-24", desk.pk, None, [[600, 720]]),
        Day("2026-12-25", None, None, [[600, 720]]),
    )
    set_exception(BY, elm, date(2026, 12, 25), [[600, 720]], reason="Christmas")
    assert found()["center:elm"].times == 3
    for one in elm.exceptions.all():
        clear_exception(BY, one)
    assert found() == {}


def test_a_day_that_an_older_trail_does_not_name_is_told_all_the_same(
    centers: dict[str, Center],
) -> None:
    record(BY, "set exception", "center:elm", before={"spans": []}, after={"spans": [[0, 60]]})
    assert found()["center:elm"].days == (Day("", None, [], [[0, 60]]),)


def test_numbers_are_known_by_their_end_alone(centers: dict[str, Center]) -> None:
    phone = centers["alder"].destinations.get()
    edit_destination(BY, phone, {"address": "+17045550142"})
    add_destination(BY, centers["alder"], {"kind": "switchboard", "address": "+17045550143"})
    one = found()["center:alder"]
    assert [(change.field, change.after) for change in one.changes] == [("address", "…42")]
    assert one.added == (("switchboard", "…43"),)
    assert "5550142" not in repr(one)


def test_a_rota_waits_with_its_center_and_names_nobody(centers: dict[str, Center]) -> None:
    person = add_person(BY, centers["alder"], "Bea", "+17045550144")
    night = datetime(2026, 11, 24, 1, tzinfo=UTC)
    set_shift(BY, person, night, night.replace(hour=9))
    assert found()["center:alder"].rota
    assert "Bea" not in repr(found()["center:alder"])
    assert "5550144" not in repr(found()["center:alder"])
    remove_person(BY, person)
    assert found()["center:alder"].rota


def test_entries_come_and_leave(centers: dict[str, Center]) -> None:
    point = {"name": "Dogwood", "state": "WL", "zone": "America/New_York", "lat": 0.0, "lon": 12.5}
    made = create_center(BY, "dogwood", point, "founded", counties=["10007"])
    edit_center(BY, made, {"street": "1 Main Street"})
    waiting = found()["center:dogwood"]
    assert waiting.came
    assert waiting.changes == ()
    assert not waiting.hidden
    remove_center(BY, made, "by mistake")
    assert "center:dogwood" not in found()
    remove_center(BY, centers["elm"], "closed for good")
    left = found()["center:elm"]
    assert (left.left, left.name) == (True, "Center Elm")


def test_a_place_is_personal(centers: dict[str, Center]) -> None:
    edit_center(BY, centers["alder"], {"lat": 0.1, "street": "1 Main Street"}, "moved")
    one = found()["center:alder"]
    assert one.hidden
    assert one.changes == ()
    assert "Main" not in repr(one)


def test_accounts_pauses_and_maps_are_no_edits(centers: dict[str, Center]) -> None:
    record(BY, "sign in", "account:1")
    record(BY, "pause center", "center:alder")
    record(BY, "test call", "destination:1")
    record(BY, "put coalition", "coalition:wl-coalition", after={"name": "New"})
    assert found() == {}


def test_the_newest_change_comes_first_and_the_trail_is_read_anew(
    centers: dict[str, Center],
) -> None:
    edit_center(BY, centers["alder"], {"ring_s": 15})
    edit_center(BY, centers["elm"], {"ring_s": 15})
    assert [one.id for one in edited(0)] == ["elm", "alder"]
    edit_center(BY, centers["alder"], {"ring_s": 16})
    assert [one.id for one in edited(0)] == ["alder", "elm"]
    assert edited(AuditHead.objects.get().number) == ()


def test_a_published_map_holds_what_its_proposal_saw(centers: dict[str, Center]) -> None:
    assert held() == (0, False)
    edit_center(BY, centers["alder"], {"ring_s": 15})
    made = propose(BY)
    edit_center(BY, centers["birch"], {"ring_s": 15})
    approve("ben@example.org", made.pk)
    publish("ben@example.org", made.pk)
    at, known = held()
    assert (at, known) == (Proposal.objects.get(pk=made.pk).directory_at, True)
    assert [one.id for one in edited(at)] == ["birch"]


def test_a_map_of_unknown_origin_holds_what_the_directory_was_filled_with(
    centers: dict[str, Center],
) -> None:
    edit_center(BY, centers["alder"], {"ring_s": 15})
    seeded = record("system:demo", "seed demo", "directory:all")
    edit_center(BY, centers["birch"], {"ring_s": 15})
    assert held() == (seeded.number, False)
    assert [one.id for one in edited(held().number)] == ["birch"]


def in_use_now() -> None:
    made = propose(BY)
    approve("ben@example.org", made.pk)
    publish("ben@example.org", made.pk)


def not_with_callers() -> list[str]:
    left = [routine().left_of(one) for one in edited(held().number)]
    return [one.id for one in left if one.differs()]


def test_hours_wait_until_they_have_gone_by_themselves(centers: dict[str, Center]) -> None:
    in_use_now()
    assert routine() == (True, 0, {})
    set_week(BY, centers["alder"].destinations.get(), OFFICE_WEEK)
    set_exception(BY, centers["elm"], date(2026, 12, 25), [])
    edit_center(BY, centers["birch"], {"ring_s": 15})
    assert not_with_callers() == ["birch", "elm", "alder"]
    assert edited(held().number)[2].goes_by_itself()
    assert not edited(held().number)[0].goes_by_itself()
    publish_routine(timezone.now())
    assert not_with_callers() == ["birch"]
    set_week(BY, centers["birch"].destinations.get(), [[[0, 600]] for _ in range(7)])
    publish_routine(timezone.now())
    (birch,) = (routine().left_of(one) for one in edited(held().number) if one.id == "birch")
    assert [change.field for change in birch.changes] == ["ring_s"]


def test_hours_of_another_number_wait_with_it(centers: dict[str, Center]) -> None:
    in_use_now()
    phone = centers["alder"].destinations.get()
    edit_destination(BY, phone, {"address": "+17045550142", "weekly": OFFICE_WEEK})
    publish_routine(timezone.now())
    (alder,) = (routine().left_of(one) for one in edited(held().number))
    assert [change.field for change in alder.changes] == ["address", "weekly"]


def test_where_nothing_goes_by_itself_hours_wait_too(centers: dict[str, Center]) -> None:
    in_use_now()
    with override_settings(ROUTINE_PUBLISHING=False):
        set_week(BY, centers["alder"].destinations.get(), OFFICE_WEEK)
        publish_routine(timezone.now())
        assert not routine().on
        assert not_with_callers() == ["alder"]
