"""Networks by chance become rows and come back as they were."""

from __future__ import annotations

from typing import Any

import pytest

from harborline.core.directory import Backup, Network, Rules
from harborline.core.hours import Hours
from harborline.core.listings import Listings
from harborline.mapmaking.difference import difference
from harborline.web.directory import to_core
from harborline.web.directory.seeding import write_network
from random_networks import network as random_network
from random_networks import without_ids
from small_world import country, map_of

pytestmark = pytest.mark.django_db


def as_rows_can_say(network: Network) -> Network:
    """Gives a network without what rows do not keep: rules, and dated exceptions of backups."""

    def plain(backups: tuple[Backup, ...]) -> tuple[Backup, ...]:
        return tuple(
            backup._replace(
                destinations=tuple(
                    one._replace(hours=Hours(one.hours.weekly)) for one in backup.destinations
                )
            )
            for backup in backups
        )

    return network._replace(
        state_backups=plain(network.state_backups),
        national_backups=plain(network.national_backups),
        rules=Rules(),
        demo=True,
    )


def sorted_by_id(network: Network) -> dict[str, Any]:
    return {
        name: sorted(value, key=lambda one: str(one[0])) if isinstance(value, tuple) else value
        for name, value in network._replace(rules=Rules())._asdict().items()
        if name != "rules"
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_network_comes_back_as_it_was(seed: int) -> None:
    given = as_rows_can_say(random_network(seed, 3 + seed))
    write_network(given, Listings())
    found = to_core.network(given.starts_on, given.days)
    assert sorted_by_id(without_ids(found)) == sorted_by_id(without_ids(given))
    both = difference(map_of(given), map_of(found), country().counties)
    assert both.decides_the_same
    assert both.addresses == 0
