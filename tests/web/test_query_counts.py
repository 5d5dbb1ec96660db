"""No page asks the database more often for there being more of anything; new pages are found by themselves.

Three roles see every page between them: what a list shows grows between two visits, and the queries do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from benchmarks.page_visits import Seen, visit_all

from harborline.app.training import HolderKind
from harborline.core.listings import TrainingAudience, TrainingTopic
from harborline.core.routing_map import RoutingMap
from harborline.web.accounts.models import Account, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services import invite
from harborline.web.accounts.services.keys import make_key
from harborline.web.directory.models import (
    Center,
    HoursException,
    OnCallPerson,
    PublicNumber,
    Shift,
    TrainingOffer,
)
from harborline.web.freshness.models import AddressCheck, Consent, Reminder, TestCall
from harborline.web.publishing.models import How, MapInUse, Proposal, State
from harborline.web.site.ports import install, site_ports
from publishing_house import BEFORE
from roles_world import make_request
from small_world import map_of, network_of
from web_world import make_center, make_coalition, make_destination, make_network, small_ports

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = "ana@example.org"
ROLES = (Role.CENTER_ADMIN, Role.COALITION, Role.NATIONAL_ADMIN)

LISTS = {
    *("accounts:access", "accounts:center_access", "accounts:keys"),
    *("console:audit", "console:centers", "console:destinations", "console:hours", "console:rota"),
    *("console:numbers", "console:training", "freshness:list", "freshness:center"),
    *("publishing:versions", "publishing:proposal"),
    *("console:center_training", "console:training_requests"),
}
"""Pages that must be longer at the second visit, or nothing was shown by it."""

_next = count(1)


@pytest.fixture
def alder(db: None) -> Iterator[Center]:
    """The center that has most phones of a small network, with a map in use."""
    before, routing_map = site_ports(), _map()
    install(small_ports(current_map=lambda: routing_map))
    center = make_network()["alder"]
    make_destination(center)
    yield center
    install(before)


def _map() -> RoutingMap:
    return map_of(network_of(BEFORE))


def grow(center: Center, times: int) -> None:
    """Adds so many of everything that a page lists."""
    for _ in range(times):
        number = next(_next)
        _grow_center(center, number)
        _grow_network(center, number)


def _grow_center(center: Center, number: int) -> None:
    day = TODAY + timedelta(days=number)
    destination = make_destination(center)
    HoursException.unscoped.create(center=center, destination=destination, day=day)
    HoursException.unscoped.create(center=center, day=day, reason="Training")
    person = OnCallPerson.unscoped.create(
        center=center, name=f"Person {number}", address="+12125550101"
    )
    start = NOON + timedelta(days=number)
    Shift.unscoped.create(person=person, starts_at=start, ends_at=start + timedelta(hours=8))
    PublicNumber.unscoped.create(center=center, number=f"212555010{number % 10}")
    TrainingOffer.unscoped.create(
        center=center, audience=next(iter(TrainingAudience)), topic=next(iter(TrainingTopic))
    )
    make_request(HolderKind.CENTER, center=center)
    make_request(HolderKind.COALITION, coalition=center.coalition)
    Reminder.unscoped.create(center=center, expires_on=day, days=30, sent_at=NOON)
    Consent.unscoped.create(
        center=center,
        destination=destination,
        weekday=1,
        from_minute=540,
        to_minute=600,
        by=WHO,
        on=TODAY,
    )
    TestCall.unscoped.create(
        center=center, destination=destination, month=TODAY, planned_at=NOON, placed_at=NOON
    )


def _grow_network(center: Center, number: int) -> None:
    beside = make_center(
        f"more-{number}", counties=["10003"], destinations=1, coalition=center.coalition
    )
    beside.expires_on = TODAY + timedelta(days=number)
    beside.save()
    AddressCheck.unscoped.create(
        center=beside, address="https://example.org", checked_at=NOON, fault="gone", failures=3
    )
    make_coalition(f"coalition-{number}", state="WL")
    for at in (center, beside):
        account = Account.objects.create(email=f"{at.pk}-{number}@example.org", name="Somebody")
        Membership.objects.create(account=account, role=Role.CENTER_STAFF, center=at)
        invite(WHO, f"{at.pk}-{number}@example.net", Grant(Role.CENTER_STAFF, at.pk), "Somebody")
    make_key(WHO, f"Key {number}", Role.INTEGRATOR)
    proposal = Proposal.objects.create(
        state=State.REFUSED,
        created_by=WHO,
        created_at=NOON,
        directory_at=1,
        faults=[f"Center {one**19} has no telephone." for one in range(5 * number)],
    )
    MapInUse.objects.create(
        version=f"version {number}", how=How.FOUND, by=WHO, at=NOON, proposal=proposal
    )


def test_no_page_asks_more_often_for_there_being_more(alder: Center) -> None:
    grow(alder, 2)
    few = visit_all(1, ROLES)
    grow(alder, 5)
    many = {(one.page, one.role): one for one in visit_all(1, ROLES).pages}
    pairs = [(one, many[one.page, one.role]) for one in few.pages]
    more = {
        one.page: f"{one.queries} -> {two.queries}"
        for one, two in pairs
        if one.queries < two.queries
    }
    assert more == {}
    longer = {one.page for one, two in pairs if one.compressed < two.compressed - 20}
    assert longer >= LISTS
    _were_all_there(few)


def _were_all_there(seen: Seen) -> None:
    whom = {(one.page, one.role) for one in seen.pages}
    views = ("serving", "open", "chain", "freshness")
    assert {(f"console:coverage?view={view}", "national_admin") for view in views} <= whom
    assert ("console:week", "center_admin") in whom
    assert ("publishing:proposal", "national_admin") in whom
    assert ("console:centers", "center_admin") not in whom
    assert "exchange:csv_export" in seen.files
    assert all(one.queries > 0 and one.compressed > 0 for one in seen.pages)
    assert all(one.cpu_ms > 0 and 0 < one.wall_ms <= one.p95_ms for one in seen.pages)
