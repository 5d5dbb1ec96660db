"""Whatever is edited in the directory: hours alone go by themselves, and no chain ever changes that way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

import small_world
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.renewals import only_renewed
from harborline.web.audit.services import fault
from harborline.web.directory import to_core
from harborline.web.directory.models import Center, Destination, OnCallPerson
from harborline.web.directory.services import answering, areas, centers, rota, verifying
from harborline.web.publishing import services
from publishing_house import House
from web_world import ALL_WEEK, OFFICE_WEEK, make_center, make_network

pytestmark = pytest.mark.django_db
WEEKS: list[list[list[list[int]]]] = [
    ALL_WEEK,
    OFFICE_WEEK,
    [[[0, 420], [1200, 1440]]] * 7,
    [[]] * 7,
]
DEE = "dee@example.org"


def own_edits(rng: Random, center: Center) -> list[Callable[[], object]]:
    """Gives what a center's people do by themselves."""
    now = timezone.now()
    desks = list(Destination.unscoped.filter(center=center))
    people = list(OnCallPerson.unscoped.filter(center=center))
    day = now.date() + timedelta(days=rng.randrange(9))
    until = now + timedelta(hours=rng.randrange(1, 12))
    joins = f"+1313555{rng.randrange(10_000):04d}"
    return [
        *(lambda one=one: answering.set_week(DEE, one, rng.choice(WEEKS)) for one in desks),
        lambda: answering.set_exception(DEE, center, day, rng.choice([[], [[0, 600]]])),
        lambda: rota.set_shift(DEE, rota.add_person(DEE, center, "Robin", joins), now, until),
        *(lambda one=one: rota.remove_person(DEE, one) for one in people),
        lambda: centers.edit_center("system:test", center, {"paused": rng.random() < 0.5}),
    ]


def drafts(rng: Random, center: Center) -> list[Callable[[], object]]:
    """Gives what must wait for two people."""
    counties = rng.sample(sorted(small_world.country().counties), 2)
    draft = {"kind": "switchboard", "address": f"+1414555{rng.randrange(10_000):04d}"}
    desks = list(Destination.unscoped.filter(center=center))[:1]
    return [
        lambda: areas.set_area("system:test", center, counties, []),
        lambda: centers.edit_center("system:test", center, {"rank": rng.randrange(1, 9)}),
        lambda: centers.edit_center("system:test", center, {"rollover": "none", "capacity": 4}),
        lambda: answering.add_destination(DEE, center, {**draft, "weekly": ALL_WEEK}),
        *(
            lambda one=one: answering.edit_destination(DEE, one, {"address": draft["address"]})
            for one in desks
        ),
        lambda: make_center(f"new{rng.randrange(10**6)}", counties=counties, destinations=1),
        lambda: centers.remove_center("system:test", center, "moved away"),
    ]


def chains(routing_map: RoutingMap) -> list[object]:
    return [routing_map.chain(cell) for cell in range(len(routing_map.sections["cell_chain"]))]


@pytest.mark.parametrize("seed", range(4))
def test_routine_changes_no_chain_and_publishes_no_draft(house: House, seed: int) -> None:
    rng = Random(seed)
    make_network()
    number = services.propose("ana@example.org").number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    approved = house.current_map()
    for _ in range(4):
        before = house.current_map()
        for _ in range(3):
            found = rng.choice(list(Center.unscoped.all()))
            edits = [*own_edits(rng, found), *drafts(rng, found)]
            rng.choice(edits)()
        row = services.publish_routine(timezone.now())
        after = house.current_map()
        carried = {one["center"] for one in row.carried} if row else set()
        assert only_renewed(before, after, carried)
        assert (after.version == before.version) == (row is None)
    assert chains(house.current_map()) == chains(approved)
    assert not any(
        address.startswith("+1414") for address in house.current_map().answering.addresses
    )
    assert services.publish_routine(timezone.now()) is None
    assert fault() is None


@pytest.mark.parametrize("seed", range(3))
def test_own_edits_reach_callers_as_a_proposal_would_bring_them(house: House, seed: int) -> None:
    rng = Random(seed)
    make_network()
    number = services.propose("ana@example.org").number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    for _ in range(6):
        rng.choice(own_edits(rng, rng.choice(list(Center.unscoped.all()))))()
    services.publish_routine(timezone.now())
    network = to_core.network(timezone.now().date() - timedelta(days=1))
    whole, live = small_world.map_of(network), house.current_map()
    now = timezone.now().replace(second=0, microsecond=0)
    for _ in range(60):
        at = now + timedelta(minutes=rng.randrange(10 * 1440))
        for name in live.ids:
            assert live.destinations(name, at) == whole.destinations(name, at)


def test_a_listing_that_is_confirmed_is_with_callers_again(house: House) -> None:
    made = make_network()
    Center.unscoped.filter(pk="alder").update(expires_on=timezone.now().date() - timedelta(days=9))
    number = services.propose("ana@example.org").number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    expired = house.current_map()
    today = timezone.now().date()
    verifying.verify(DEE, Center.unscoped.get(pk="alder"), "telephone", "the center itself", today)
    row = services.publish_routine(timezone.now())
    assert row is not None
    assert row.carried[0]["center"] == made["alder"].pk
    party = expired.parties["alder"]
    assert (
        house.current_map().sections["party_expires"][party]
        != expired.sections["party_expires"][party]
    )
