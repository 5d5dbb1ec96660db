"""A whole call in advance: run in simulated time, done at once, with everything there was to see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from random import Random
from typing import NamedTuple

from harborline.app.ports import Overlays
from harborline.callflow.values import LineType
from harborline.core.routing_map import RoutingMap
from harborline.telephony.simulator.app import SimulatedCarrier
from harborline.telephony.simulator.caller import SimulatedCaller
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import read_answerers, read_keys
from harborline.telephony.simulator.observations import (
    CallEnded,
    CallerHears,
    LegChanged,
    Observation,
)

TALK_S = 300.0
"""How long a scripted caller talks before hanging up, unless the other side is to end the talk."""

LONGEST_S = 24 * 3600.0
"""After so many simulated seconds a scripted caller hangs up, whatever the script says."""


class CallScript(NamedTuple):
    """Who calls when, what they key, and what every answerer's side does.

    `keys`: one group per question, empty = silence. `outcomes`: by id; `everyone`: centers and state
    backups that are not named.
    """

    text_from: str
    at: datetime
    line_type: LineType = LineType.UNKNOWN
    line: str | None = None
    keys: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = {}
    everyone: str = "answer"
    seed: int = 0

    def __repr__(self) -> str:
        return "<CallScript>"


class FixedMap:
    """A map source that never changes."""

    def __init__(self, routing_map: RoutingMap) -> None:
        self._map = routing_map

    def current(self) -> RoutingMap:
        return self._map


def run_script(
    routing_map: RoutingMap, script: CallScript, overlays: Overlays | None = None
) -> tuple[Observation, ...]:
    """Runs one call to its end, a day at most. Raises UnusableScript, KeyError for an unknown line."""
    answerers = read_answerers(script.outcomes, script.everyone, by_hand=False)
    caller = SimulatedCaller(read_keys(script.keys), TALK_S, patient=True)
    seen: list[Observation] = []
    clock = SimulatedClock(script.at)
    rng = Random(script.seed)  # noqa: S311 -- repeatable on purpose
    carrier = SimulatedCarrier(FixedMap(routing_map), clock, rng, seen.append, overlays=overlays)
    line = routing_map.line(script.line).id
    call = carrier.start_call(script.text_from, script.line_type, line, answerers, caller)
    clock.after(LONGEST_S, partial(carrier.hang_up, call))
    while call in carrier.calls.live() and clock.advance():
        pass
    return tuple(observation for observation in seen if observation.call == call)


def summary(observations: tuple[Observation, ...]) -> dict[str, object]:
    """Gives the document of `harborline call --json`."""
    legs: dict[int, dict[str, object]] = {}
    heard: list[str] = []
    ended: dict[str, object] = {"outcome": None, "seconds_to_person": None}
    for seen in observations:
        if isinstance(seen, CallerHears):
            heard.append(seen.prompt)
        elif isinstance(seen, LegChanged):
            begun = {"center": seen.center, "kind": seen.leg_kind, "outcome": None}
            legs.setdefault(seen.leg, {**begun, "started_s": seen.at_s})
            legs[seen.leg]["outcome"] = seen.outcome
        elif isinstance(seen, CallEnded):
            ended = {"outcome": seen.outcome, "seconds_to_person": seen.seconds_to_person}
    return {"legs": list(legs.values()), "heard": heard, **ended}
