"""Finding help: a search among all names, and the finder's POST beside a bare Django page with one query.

A process of its own fills a data folder with the demo's directory and asks through all of the middleware.
`python -m benchmarks.finding POSTS`, with `HARBORLINE_DATA`, prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from random import Random
from statistics import median, quantiles
from time import process_time
from typing import TYPE_CHECKING, Any

from benchmarks.questions import SEED, Size
from benchmarks.table import Row
from benchmarks.timing import Round, paired

if TYPE_CHECKING:
    from django.test import Client

    from harborline.atlas.city_search import CityIndex

GOAL_MS, GOAL_POST = 20, 3
PEER = "a Django page with one query, in the same frame behind the same middleware"
_LETTERS = "etaoinshrdlu"


def mistyped(names: Sequence[tuple[str, str]], count: int) -> list[str]:
    """Gives names with one wrong letter, half of them with their state: what takes longest to find."""
    rng = Random(SEED)
    texts = []
    for name, state in rng.choices(names, k=count):
        at = rng.randrange(len(name))
        wrong = name[:at] + rng.choice(_LETTERS) + name[at + 1 :]
        texts.append(f"{wrong}, {state}" if rng.random() < 0.5 else wrong)
    return texts


def searches(index: CityIndex, texts: Sequence[str]) -> list[float]:
    """Gives milliseconds of CPU for each search."""
    taken = []
    for text in texts:
        began = process_time()
        index.search(text)
        taken.append((process_time() - began) * 1000)
    return taken


def measure(size: Size) -> list[Row]:
    """Gives the rows."""
    from harborline.atlas.city_search import CityIndex
    from harborline.atlas.store import load

    atlas = load()
    index = CityIndex(atlas)
    names = sorted({(row.city, row.state) for row in atlas.zips.values() if row.county})
    taken = searches(index, mistyped(names, size.items))
    p99 = quantiles(taken, n=100, method="inclusive")[-1]
    with tempfile.TemporaryDirectory() as data:
        found = _in_a_process(data, size)
    return [
        Row(
            *("12a", f"a search with one wrong letter among {len(index):,} names: CPU, p99", ""),
            *(p99, median(taken), max(taken), GOAL_MS),
            unit="ms",
            note=f"{len(taken):,} searches; median {median(taken):.2f} ms",
        ),
        Row(
            *("12b", "the finder's POST of a ZIP: CPU", PEER, found["ratio"]),
            *(found["low"], found["high"], GOAL_POST),
            note=f"{found['ours_ns'] / 1e6:.2f} ms against {found['peer_ns'] / 1e6:.2f} ms",
        ),
    ]


def _in_a_process(data: str, size: Size) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.finding", str(size.rounds)]
    asked = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    environment = {**asked, "HARBORLINE_DATA": data}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# -- inside that process -----------------------------------------------------------------------


def posts(rounds: int) -> dict[str, Any]:
    """Asks for ZIPs in turn with the bare page."""
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from django.test import Client
    from django.test.utils import override_settings

    from harborline.web.directory.seeding import seed_demo
    from harborline.web.site.ports import site_ports

    atlas = site_ports().atlas()
    seed_demo(atlas)
    zips = Random(SEED).sample([row.zip for row in atlas.zips.values() if row.county], 400)
    client = Client(headers={"Host": "localhost"})
    with override_settings(ROOT_URLCONF="benchmarks.finding_urls"):
        for code in zips:  # a process that has served for a while
            client.post("/en/", {"q": code})
        pair = paired(_asks(client, zips), _peer(client), rounds=rounds, clock=process_time)
    return pair._asdict()


_A_ROUND = 20


def _asks(client: Client, zips: Sequence[str]) -> Round:
    def run(number: int) -> int:
        for step in range(_A_ROUND):
            answer = client.post("/en/", {"q": zips[(number * _A_ROUND + step) % len(zips)]})
            assert answer.status_code == 200
        return _A_ROUND

    return run


def _peer(client: Client) -> Round:
    def run(_number: int) -> int:
        for _ in range(_A_ROUND):
            assert client.post("/bare").status_code == 200
        return _A_ROUND

    return run


if __name__ == "__main__":
    print(json.dumps(posts(int(sys.argv[1]))))
