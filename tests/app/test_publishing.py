"""Every way of making a map goes through the same checks."""

from __future__ import annotations

import json

import pytest

import small_world
from harborline.app.publishing import make_map, make_map_of_document, network_document
from harborline.core.directory import Network
from harborline.core.errors import RefusedNetwork
from harborline.core.golden import verify
from harborline.core.routing_map import RoutingMap


@pytest.fixture
def network() -> Network:
    return small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en es | team"],
            ["centers", "id | where | state | serves | notes",
             "birch | 0.0, 11.0 | WL | county 10901 | capacity 2; expires 2027-01-01",
             "aster | 0.0, 10.1 | WL | county 10001, ZIP 11102 | hours Mo-Fr 09:00-17:00"],
            ["state backups", "id | state", "wl-team | WL"],
            ["national backups", "id", "team"],
        ]
    )  # fmt: skip


def test_a_map_is_sealed_with_its_golden_decisions(network: Network) -> None:
    content = make_map(network, small_world.country(), publishing=True)
    assert verify(RoutingMap(memoryview(content))) == 200
    assert make_map(network, small_world.country(), publishing=True) == content


def test_county_codes_of_other_vintages_become_ours(network: Network) -> None:
    content = make_map(network, small_world.country(), publishing=True)
    document = network_document(RoutingMap(memoryview(content)))
    assert [c["counties"] for c in document["centers"]] == [["10001"], ["10001"]]


def test_a_network_without_a_date_of_verification_is_for_looking_only(network: Network) -> None:
    first, *others = network.centers
    unverified = network._replace(centers=(first._replace(verified_on=None), *others))
    with pytest.raises(RefusedNetwork, match="no date of verification"):
        make_map(unverified, small_world.country(), publishing=True)
    make_map(unverified, small_world.country(), publishing=False)


def test_a_document_makes_a_map_that_cannot_dial(network: Network) -> None:
    content = make_map(network, small_world.country(), publishing=True)
    document = json.loads(json.dumps(network_document(RoutingMap(memoryview(content)))))
    again = RoutingMap(memoryview(make_map_of_document(document, small_world.country())))
    assert not again.can_dial
    assert network_document(again) == document
    assert bytes(again.sections["golden"]) == bytes(
        RoutingMap(memoryview(content)).sections["golden"]
    )


def test_a_document_is_checked_as_a_network_is(network: Network) -> None:
    content = make_map(network, small_world.country(), publishing=True)
    document = network_document(RoutingMap(memoryview(content)))
    document["centers"][0]["zips"] = ["00000"]
    with pytest.raises(RefusedNetwork) as refused:
        make_map_of_document(document, small_world.country())
    assert refused.value.faults == ("Center aster names ZIP '00000', which does not exist.",)
