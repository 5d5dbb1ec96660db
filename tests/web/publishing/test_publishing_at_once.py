"""Two people at the same moment: one map comes into use, the other is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from harborline.web.audit.services import fault
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.services.answering import set_week
from harborline.web.directory.services.centers import edit_center
from harborline.web.publishing import services
from harborline.web.publishing.models import How, MapInUse
from harborline.web.publishing.services import OutOfTurn
from harborline.web.publishing.services.noticing import hold_newest
from publishing_house import House
from web_world import ALL_WEEK, OFFICE_WEEK, make_network

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def network(house: House) -> dict[str, Center]:
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time is SQLite's own rule; its tests share one connection")
    return make_network()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Does all of it at the same moment; gives what went wrong."""
    together, wrong = Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        together.wait()
        try:
            act()
        except OutOfTurn as told:
            wrong.append(str(told))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def approved() -> int:
    number = services.propose("ana@example.org").number
    services.approve("ben@example.org", number)
    return number


def test_two_proposals_are_published_at_once(house: House) -> None:
    first = approved()
    Center.unscoped.filter(pk="elm").update(rank=2)
    second = approved()
    wrong = at_once(
        lambda: services.publish("ben@example.org", first),
        lambda: services.publish("carla@example.org", second),
    )
    assert len(wrong) == 1
    assert "compare it again" in wrong[0]
    assert MapInUse.objects.filter(how=How.PUBLISHED).count() == house.published == 1
    newest = services.newest()
    assert newest is not None
    assert newest.version == house.current_map().version
    assert fault() is None


def test_one_proposal_is_published_twice_at_once(house: House) -> None:
    number = approved()
    publish = [lambda: services.publish("ben@example.org", number)] * 3
    assert at_once(*publish) == []
    assert MapInUse.objects.filter(how=How.PUBLISHED).count() == house.published == 1


def test_two_clicks_on_roll_back_go_back_once(house: House) -> None:
    before = house.path.read_bytes()
    leaving = services.publish("ben@example.org", approved()).version
    back = [lambda: services.roll_back("ben@example.org", "a mistake", leaving)] * 3
    wrong = at_once(*back)
    assert len(wrong) == 2
    assert house.path.read_bytes() == before
    assert MapInUse.objects.filter(how=How.ROLLED_BACK).count() == 1


def look() -> None:
    services.publish_routine(timezone.now())


def test_hours_go_once_though_several_sites_look_at_the_same_moment(house: House) -> None:
    services.publish("ben@example.org", approved())
    for week in (OFFICE_WEEK, ALL_WEEK):
        set_week("dee@example.org", Destination.unscoped.get(center="elm"), week)
        at_once(*[look] * 4)
    assert MapInUse.objects.filter(how=How.ROUTINE).count() == house.renewed == 2
    newest = services.newest()
    assert newest is not None
    assert newest.version == house.current_map().version
    assert fault() is None


def test_hours_and_an_approved_map_at_the_same_moment_both_arrive(house: House) -> None:
    services.publish("ben@example.org", approved())
    edit_center("system:test", Center.unscoped.get(pk="elm"), {"rank": 2})
    second = approved()
    set_week("dee@example.org", Destination.unscoped.get(center="elm"), OFFICE_WEEK)
    assert at_once(look, lambda: services.publish("ben@example.org", second)) == []
    look()
    live = house.current_map()
    assert live.sections["party_rank"][live.parties["elm"]] == 2
    assert MapInUse.objects.filter(how=How.PUBLISHED).count() == 2
    newest = services.newest()
    assert newest is not None
    assert (newest.how, newest.version) == (How.ROUTINE, live.version)
    assert fault() is None


def test_whoever_waited_for_a_row_holds_the_one_that_came_meanwhile(house: House) -> None:
    """Otherwise hours could be written beside an approved map, and over it."""
    services.publish("ben@example.org", approved())
    order: list[str] = []
    first_holds, second_asks, second_holds = Event(), Event(), Event()

    def row_of(name: str) -> None:
        order.append(name)
        MapInUse.objects.create(version=name, how=How.FOUND, by="system:test", at=timezone.now())

    def first() -> None:
        with transaction.atomic():
            hold_newest()
            first_holds.set()
            second_asks.wait(10)
            time.sleep(0.3)  # the second is at the lock by then
            row_of("first")

    def second() -> None:
        first_holds.wait(10)
        second_asks.set()
        with transaction.atomic():
            hold_newest()
            second_holds.set()
            time.sleep(0.5)
            row_of("second")

    def third() -> None:
        second_holds.wait(10)
        with transaction.atomic():
            held = hold_newest()
            assert held is not None
            order.append(f"third after {held.version}")

    at_once(first, second, third)
    assert order == ["first", "second", "third after second"]
    assert house.published == 1


def test_the_same_change_is_noticed_once(house: House) -> None:
    at_once(*[services.notice] * 4)
    services.notice()
    assert MapInUse.objects.count() <= 4  # before the first row there is nothing to hold
    leaving = services.publish("ben@example.org", approved()).version
    house.roll_back()
    rows = MapInUse.objects.count()
    at_once(*[services.notice] * 4)
    assert MapInUse.objects.count() == rows + 1
    newest = MapInUse.objects.first()
    assert newest is not None
    assert newest.version != leaving
