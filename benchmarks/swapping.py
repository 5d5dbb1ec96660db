"""A map is published while a real voice process answers: how soon it serves it, and who waits meanwhile.

One process asks `/v1/route` all the time, a hundredth of a second after each answer; others bring two maps
into use in turn, so that none of them waits for another. Each answer names the map it was decided by.
`python -m benchmarks.swapping DATA FILE` publishes a map and prints when it began, on the clock of all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic, sleep
from typing import NamedTuple

from benchmarks.questions import Size
from benchmarks.table import Row
from benchmarks.webhook import our_server

GOAL_S, GOAL_MS = 2, 200
CENTERS = 1_000
_GAP_S = 0.01
_APART_S = 1.7
"""Between a swap and the next publishing: no whole second, for the process looks once a second."""
_GIVE_UP_S = 10.0
_BODY = json.dumps({"zip": "28202"})
_KEY_BYTES = 32
_OK = 200


class Answer(NamedTuple):
    """When it was asked for and when it came (seconds of one clock), and the map that it names."""

    asked: float
    came: float
    version: str


class Swap(NamedTuple):
    """When a map was published, and its version."""

    at: float
    version: str


def measure(size: Size) -> list[Row]:
    """Gives the rows: seconds until a map is served, and the longest answer around the swaps."""
    maps = _two_maps()
    swaps = max(3, size.rounds // 3)
    with tempfile.TemporaryDirectory() as data, our_server(data, os.urandom(_KEY_BYTES)) as found:
        asking = Asking(found[1])
        asking.start()
        try:
            made = _published(data, maps, swaps, asking)
        finally:
            asking.stop()
    return rows_of(made, asking.answers)


def rows_of(swaps: list[Swap], answers: list[Answer]) -> list[Row]:
    """Gives the rows of what was asked and published."""
    served = [_first(swap, answers) for swap in swaps]
    delays = [came - swap.at for swap, came in zip(swaps, served, strict=True)]
    longest = [
        max(_taken_ms(one) for one in answers if one.came >= swap.at and one.asked <= came)
        for swap, came in zip(swaps, served, strict=True)
    ]
    usual = median(map(_taken_ms, answers))
    return [
        Row(
            *("11a", "map published, until a voice process decides by it", "", median(delays)),
            *(min(delays), max(delays), GOAL_S),
            unit="s",
        ),
        Row(
            *("11b", "the same: the longest answer meanwhile", "", median(longest)),
            *(min(longest), max(longest), GOAL_MS),
            unit="ms",
            note=f"{len(swaps)} swaps, {len(answers):,} answers, none failed; usual {usual:.1f} ms",
        ),
    ]


def _taken_ms(one: Answer) -> float:
    return (one.came - one.asked) * 1000


def _first(swap: Swap, answers: list[Answer]) -> float:
    """Gives when the first answer came that was decided by a map."""
    return next(one.came for one in answers if one.came > swap.at and one.version == swap.version)


class Asking:
    """Asks for decisions from a thread of its own; the answers are in the order they came."""

    def __init__(self, port: int) -> None:
        self.answers: list[Answer] = []
        self._fault: Exception | None = None
        self._stopped = Event()
        self._line = HTTPConnection("127.0.0.1", port, timeout=_GIVE_UP_S)
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begins to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Asks no more. Raises what an answer that failed raised."""
        self._stopped.set()
        self._thread.join()
        self._line.close()
        if self._fault is not None:
            raise self._fault

    def until(self, version: str) -> None:
        """Waits until an answer names a map."""
        end = monotonic() + _GIVE_UP_S
        while not self.answers or self.answers[-1].version != version:
            if self._fault is not None or monotonic() > end:
                raise RuntimeError("The voice process did not serve the map.")
            sleep(_GAP_S)

    def _run(self) -> None:
        try:
            while not self._stopped.wait(_GAP_S):
                asked = monotonic()
                version = self._ask()
                self.answers.append(Answer(asked, monotonic(), version))
        except Exception as fault:  # noqa: BLE001 -- told to whoever stops it
            self._fault = fault

    def _ask(self) -> str:
        self._line.request("POST", "/v1/route", _BODY, {"content-type": "application/json"})
        answer = self._line.getresponse()
        body = answer.read()
        if answer.status != _OK:
            raise RuntimeError(f"The voice process answered {answer.status}.")
        return str(json.loads(body)["map"])


def _two_maps() -> tuple[bytes, bytes]:
    from benchmarks.networks import network_of
    from harborline.app.publishing import make_map
    from harborline.atlas.store import load

    atlas = load()
    network = network_of(atlas, CENTERS)
    other = network._replace(centers=network.centers[1:])
    return make_map(network, atlas, publishing=True), make_map(other, atlas, publishing=True)


def _published(data: str, maps: tuple[bytes, bytes], swaps: int, asking: Asking) -> list[Swap]:
    files = []
    for number, content in enumerate(maps):
        files.append(Path(data, f"bench-{number}"))
        files[-1].write_bytes(content)
    made = []
    for _, file in zip(range(swaps), cycle(files), strict=False):
        sleep(_APART_S)
        command = [sys.executable, "-m", "benchmarks.swapping", data, str(file)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        made.append(Swap(*json.loads(done.stdout)))
        asking.until(made[-1].version)
    return made


def publish(data: str, file: str) -> Swap:
    """Brings a map into use as the site does."""
    from harborline.core.routing_map import RoutingMap
    from harborline.stores.map_files import publish_map

    content = Path(file).read_bytes()
    version = RoutingMap(memoryview(content)).version
    at = monotonic()
    publish_map(data, content)
    return Swap(at, version)


if __name__ == "__main__":
    print(json.dumps(publish(*sys.argv[1:])))
