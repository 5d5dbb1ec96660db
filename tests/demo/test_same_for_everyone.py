"""The demo network depends on the atlas and the days, and on nothing else."""

import os
import subprocess
import sys
from datetime import date
from random import Random

from harborline.atlas.tables import Atlas
from harborline.core.directory import Network
from harborline.demo.network import network
from harborline.demo.training import offers

PRINT_DIGEST = """
import hashlib
from harborline.atlas.store import load
from harborline.demo.network import network
from harborline.demo.training import offers
demo = network(load())
print(hashlib.sha256(repr((demo, offers(demo))).encode()).hexdigest())
"""


def test_hash_seeds_change_nothing() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "271828")
    ]
    digests = {process.communicate(timeout=60)[0] for process in running}
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_the_order_of_the_atlas_changes_nothing(atlas: Atlas, demo: Network) -> None:
    rng = Random(2)
    zips, counties = list(atlas.zips.items()), list(atlas.counties.items())
    rng.shuffle(zips)
    rng.shuffle(counties)
    assert network(atlas._replace(zips=dict(zips), counties=dict(counties))) == demo


def test_other_days_keep_the_same_centers(atlas: Atlas, demo: Network) -> None:
    later = network(atlas, date(2028, 1, 1), 60)
    assert (later.starts_on, later.days) == (date(2028, 1, 1), 60)
    assert [c.id for c in later.centers] == [c.id for c in demo.centers]
    assert [c.counties for c in later.centers] == [c.counties for c in demo.centers]


def test_training_offers_are_the_same_each_time(demo: Network) -> None:
    assert offers(demo) == offers(demo)
