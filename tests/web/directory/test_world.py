"""The factories make what they say."""

from __future__ import annotations

import pytest

from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center, Destination
from web_world import make_center, make_network, small_ports

pytestmark = pytest.mark.django_db


def test_the_small_network_is_whole() -> None:
    centers = make_network()
    counties = {name: [row.fips for row in row.counties.all()] for name, row in centers.items()}
    assert counties == {"alder": ["10001"], "birch": ["10003"], "elm": ["20001"]}
    addresses = Destination.objects.within(EVERYWHERE).values_list("address", flat=True)
    assert len(set(addresses)) == len(addresses) == 5  # two are of the backups
    known = small_ports().atlas().counties
    assert all(fips in known for listed in counties.values() for fips in listed)


def test_a_center_has_what_it_is_given() -> None:
    make_center("fir", counties=["20003"], zips=["22201"], destinations=2, rank=3)
    fir = Center.objects.within(EVERYWHERE).get(pk="fir")
    assert (fir.rank, fir.destinations.count(), fir.zips.get().zip) == (3, 2, "22201")
