"""The demo becomes rows, and the rows decide as the demo does."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harborline.atlas.store import load
from harborline.atlas.tables import Atlas
from harborline.core.directory import Network
from harborline.core.listings import Listing, Listings, Serves
from harborline.demo.entries import listings as demo_listings
from harborline.demo.network import DAYS, STARTS_ON
from harborline.demo.network import network as demo_network
from harborline.mapmaking.checks import refuse, settled
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.directory import to_core
from harborline.web.directory.models import Backup, Center, Coalition, Destination, OnCallPerson
from harborline.web.directory.numbers import is_fictitious
from harborline.web.directory.seeding import seed_demo
from random_networks import without_ids

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


@pytest.fixture(scope="module")
def demo(atlas: Atlas) -> Network:
    return demo_network(atlas)


def test_the_directory_gives_the_network_it_was_seeded_with(atlas: Atlas, demo: Network) -> None:
    begun = time.process_time()
    seed_demo(atlas)
    assert time.process_time() - begun < 10
    with CaptureQueriesContext(connection) as queries:
        given = to_core.network(STARTS_ON, DAYS)
    assert len(queries) <= 12
    assert without_ids(given) == settled(demo, atlas)
    refuse(given, atlas, publishing=True)
    assert 10 < OnCallPerson.unscoped.count() < 100
    _listings_are_those_of_the_demo(demo, atlas)
    _a_second_seeding_changes_nothing(atlas)
    _every_state_with_a_backup_has_its_coalition()


def _listings_are_those_of_the_demo(demo: Network, atlas: Atlas) -> None:
    with CaptureQueriesContext(connection) as queries:
        given = to_core.listings(EVERYWHERE, STARTS_ON)
    assert len(queries) <= 12
    seeded = demo_listings(demo, atlas)
    assert given.coalitions == tuple(sorted(seeded.coalitions))
    assert _without_hours(given) == _without_hours(seeded)
    secret = set(Destination.unscoped.values_list("address", flat=True))
    published = [number.number for entry in given.centers for number in entry.numbers]
    assert len(set(published)) == len(published)
    assert not secret & set(published)
    assert all(is_fictitious(number) for number in published)
    assert not any(entry.address for entry in given.centers if entry.confidential)
    assert sum(entry.confidential for entry in given.centers) > 10
    assert all(Serves.STUDENTS_ONLY not in entry.serves for entry in given.centers)
    one = Center.unscoped.get(pk=given.centers[3].id)
    assert to_core.listing_of(one, STARTS_ON) == given.centers[3]


def _without_hours(listings: Listings) -> list[Listing]:
    """A listing names the days of one year, the demo those of all that it knows."""
    return sorted(entry._replace(hours_text="") for entry in listings.centers)


def _a_second_seeding_changes_nothing(atlas: Atlas) -> None:
    centers = Center.unscoped.count()
    seed_demo(atlas)
    assert Center.unscoped.count() == centers
    assert AuditEntry.objects.count() == 1


def _every_state_with_a_backup_has_its_coalition() -> None:
    for backup in Backup.objects.exclude(state=""):
        assert backup.coalition == Coalition.objects.get(state=backup.state)
    assert not Center.unscoped.filter(coalition=None).exists()
