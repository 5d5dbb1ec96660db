"""One center's queue event by event with SimPy, which knows nothing of ours; fed with drawn calls."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import simpy

Steps = Generator[simpy.Event, Any, Any]


def lost_of(
    arrivals: Sequence[float], talks: Sequence[float], patience: Sequence[float], staff: int
) -> list[bool]:
    """Tells of each call whether it hung up."""
    environment = simpy.Environment()
    advocates = simpy.Resource(environment, staff)
    lost = [False] * len(arrivals)

    def caller(number: int) -> Steps:
        with advocates.request() as asked:
            heard: Any = yield asked | environment.timeout(patience[number])
            if asked in heard:
                yield environment.timeout(talks[number])
            else:
                lost[number] = True

    def ringing() -> Steps:
        for number, at in enumerate(arrivals):
            yield environment.timeout(at - environment.now)
            environment.process(caller(number))

    environment.process(ringing())
    environment.run()
    return lost
