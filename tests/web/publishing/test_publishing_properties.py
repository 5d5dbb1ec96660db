"""A published map decides as the directory says: held to the oracle, which never saw a map."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

import oracle_questions as ask
import small_world
from harborline.core.directory import Rollover
from harborline.mapmaking.document import to_document
from harborline.web.directory import to_core
from harborline.web.publishing import services
from publishing_house import House
from web_world import ALL_WEEK, OFFICE_WEEK, make_backup, make_center, make_destination, make_line

pytestmark = pytest.mark.django_db
WEEKS = [ALL_WEEK, OFFICE_WEEK, [[[0, 420], [1200, 1440]] for _ in range(7)]]
STATES = {"1": "WL", "2": "EL", "3": "HL", "4": "IL"}


def write_directory(rng: Random, centers: int) -> None:
    """Writes rows of every kind: ranks, hours, rollover, languages, pauses, ends."""
    counties = sorted(small_world.country().counties)
    make_line("main", backups=[make_backup("night"), make_backup("national")])
    make_backup("wl-backup", state="WL")
    today = timezone.now().date()
    for number in range(centers):
        served = rng.sample(counties, rng.randrange(1, 4))
        center = make_center(
            f"c{number:02d}",
            counties=served,
            zips=rng.sample(["11101", "11102", "22201", "33301"], rng.randrange(2)),
            state=STATES[served[0][0]],
            lon=10.0 + rng.randrange(60) / 10,
            rank=rng.randrange(1, 4),
            rollover=rng.choice(list(Rollover)).value,
            languages=rng.choice([["en"], ["en", "es"], ["es"]]),
            interpreter=rng.random() < 0.3,
            accepts_calls=rng.random() < 0.9,
            expires_on=rng.choice([None, None, today + timedelta(days=rng.randrange(-2, 3))]),
        )
        for order in range(1, rng.randrange(2, 4)):
            make_destination(center, weekly=rng.choice(WEEKS), order=order)


@pytest.mark.parametrize("seed", range(4))
def test_a_published_map_decides_as_the_directory_says(house: House, seed: int) -> None:
    rng = Random(seed)
    write_directory(rng, centers=6 + 3 * seed)
    number = services.propose("ana@example.org").number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    country = small_world.country()
    network = to_core.network(timezone.now().date() - timedelta(days=1))
    document = json.loads(json.dumps(to_document(network)))
    both = ask.sides(document, house.current_map(), country)
    now = timezone.now().replace(second=0, microsecond=0)
    times = [now + timedelta(minutes=rng.randrange(20 * 1440)) for _ in range(6)]
    ask.assert_agreed(both, ask.questions(both, ask.everywhere(country) * 6, times, rng))


@pytest.mark.parametrize("seed", range(3))
def test_rolling_back_restores_every_byte(house: House, seed: int) -> None:
    rng = Random(seed)
    write_directory(rng, centers=5)
    kept = [house.path.read_bytes()]
    for name in ("d1", "d2"):
        make_center(name, counties=["10001"], destinations=1)
        number = services.propose("ana@example.org").number
        services.approve("ben@example.org", number)
        services.publish("ben@example.org", number)
        kept.append(house.path.read_bytes())
    first, second, third = kept
    assert len({*kept}) == 3
    assert first != third
    for expected in (second, third, second):
        services.roll_back("ben@example.org", "to and fro", house.current_map().version)
        assert house.path.read_bytes() == expected
