"""Any events in any order, sensible or not: the promises hold, and silence ends every call."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from callflow.model import Edge, World, events_in
from callflow.test_model import PROMISES, WORLDS
from harborline.callflow.events import HoldNews, TimerFired
from harborline.callflow.machine import step
from harborline.callflow.states import Call, Phase, new_call

MOST_TIMERS = 60


@settings(max_examples=150)
@given(st.sampled_from(sorted(WORLDS)), st.lists(st.integers(0, 10_000), max_size=60))
def test_whatever_happens_the_promises_hold_and_every_call_ends(
    name: str, choices: list[int]
) -> None:
    world = WORLDS[name]
    call, _ = step(new_call(world.capabilities), world.arrived)
    for choice in choices:
        events = list(events_in(call, world))
        call = take(call, world, events[choice % len(events)])
    assert ends_in_silence(call)


def take(call: Call, world: World, event: object) -> Call:
    after, commands = step(call, event)  # type: ignore[arg-type]
    for promise in PROMISES:
        promise(Edge(call, event, after, commands, (call, after)))  # type: ignore[arg-type]
    return after


def ends_in_silence(call: Call) -> bool:
    """Lets the timers run out one by one, with no surge to wait for."""
    for _ in range(MOST_TIMERS):
        if call.phase is Phase.OVER:
            return True
        call, _ = step(call, HoldNews(None, surge=False, code=call.code))
        timer = min(call.timers)
        call, _ = step(call, TimerFired(timer))
    return call.phase is Phase.OVER
