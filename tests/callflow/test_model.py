"""Proves of every state that the tree can reach what phone-tree.md promises of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pytest

from callflow.model import Edge, World, explore
from callflow.worlds import LEGS, NATIONAL, QUIET, TERMS, arrived
from harborline.callflow.commands import (
    Bridge,
    CancelLeg,
    Dial,
    Dismiss,
    HangUp,
    NoteCall,
    NoteLeg,
    StartTimer,
)
from harborline.callflow.events import (
    Adopted,
    BridgeUp,
    CallerHungUp,
    Event,
    HoldNews,
    LegSkipped,
    TimerFired,
)
from harborline.callflow.machine import ANYWHERE, KEEPS, TABLE, row_of, step
from harborline.callflow.states import Call, Phase, Stage, new_call
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import EVERYTHING, Capabilities

NO_TIMER_NEEDED = {Phase.NEW, Phase.OVER}
BRIDGES = {Phase.BRIDGING, Phase.BRIDGED}

WORLDS = {
    "menus": World(EVERYTHING, arrived(TERMS, codes_live=True), LEGS[2:]),
    "a line that asks nothing": World(EVERYTHING, arrived(QUIET, codes_live=True), (NATIONAL,)),
    "staggered": World(EVERYTHING, arrived(QUIET._replace(stagger_s=8)), LEGS),
    "a carrier that can do nothing": World(
        Capabilities(
            keys_while_ringing=False, parallel_legs=False, cancel=False, keys_while_bridged=False
        ),
        arrived(QUIET),
        LEGS[1:],
    ),
    "cancels but rings one leg": World(
        Capabilities(parallel_legs=False), arrived(TERMS._replace(max_local_wait_s=5)), LEGS[1:]
    ),
}


class Walk(NamedTuple):
    """What one walk found: the steps that nobody had to take, all states, and where rows led."""

    back: dict[Call, set[Call]]
    states: set[Call]
    led: dict[tuple[Phase, object], set[Phase]]


@cache
def walked(name: str) -> Walk:
    """Walks a world once; every promise is checked at every step."""
    walk = Walk(defaultdict(set), set(), defaultdict(set))
    for edge in explore(WORLDS[name]):
        for promise in PROMISES:
            promise(edge)
        before, after = edge.keys
        walk.states.update(edge.keys)
        if is_nobodys_doing(edge.event):
            walk.back[after].add(before)
        if not is_stale(edge):
            row = row_of(edge.before.phase, edge.event)
            walk.led[edge.before.phase, row.handler].add(edge.after.phase)
    return walk


def is_nobodys_doing(event: Event) -> bool:
    return isinstance(event, TimerFired) or (isinstance(event, HoldNews) and not event.surge)


def is_stale(edge: Edge) -> bool:
    leg = getattr(edge.event, "leg", None)
    return leg is not None and edge.before.leg(leg) is None


# -- what phone-tree.md promises of every step ----------------------------------------------------


def no_state_is_without_a_timer(edge: Edge) -> None:
    assert edge.after.timers or edge.after.phase in NO_TIMER_NEEDED


def every_timer_belongs(edge: Edge) -> None:
    for timer in edge.after.timers:
        assert timer.name in KEEPS[edge.after.phase]
        assert timer.leg is None or edge.after.leg(timer.leg) is not None
    started = {command.timer for command in edge.commands if isinstance(command, StartTimer)}
    assert started <= edge.after.timers


def nothing_is_commanded_after_the_end(edge: Edge) -> None:
    if edge.before.phase is Phase.OVER:
        assert edge.after == edge.before
        assert edge.commands == ()
    ends = [command for command in edge.commands if isinstance(command, NoteCall)]
    over = edge.after.phase is Phase.OVER and edge.before.phase is not Phase.OVER
    assert len(ends) == over
    assert not ends or edge.commands[-1] is ends[0]


def there_is_one_bridge_at_a_time(edge: Edge) -> None:
    accepted = tuple(leg for leg in edge.after.live if leg.stage is Stage.ACCEPTED)
    assert (edge.after.phase in BRIDGES) == bool(accepted)
    assert not accepted or (len(accepted) == 1 and accepted == edge.after.live)
    bridges = [command for command in edge.commands if isinstance(command, Bridge)]
    entered = edge.after.phase is Phase.BRIDGING and edge.before.phase not in BRIDGES
    assert len(bridges) == entered


def no_leg_is_left_behind(edge: Edge) -> None:
    """A leg that leaves a call has ended by itself or is ended, and its outcome is noted once."""
    before, event, after, commands, _ = edge
    ended = {c.leg for c in commands if isinstance(c, CancelLeg | Dismiss)}
    ended.add(getattr(event, "leg", 0))
    noted = [c.leg for c in commands if isinstance(c, NoteLeg)]
    gone = {leg.number for leg in before.live} - {leg.number for leg in after.live}
    assert gone <= ended
    assert len(noted) == len(set(noted))
    if before.phase is not Phase.BRIDGED and not isinstance(event, LegSkipped | BridgeUp):
        assert set(noted) == gone
    dialed = {c.leg for c in commands if isinstance(c, Dial)}
    if isinstance(event, Adopted):
        dialed.add(event.number)
    assert dialed == {leg.number for leg in after.live} - {leg.number for leg in before.live}


def nobody_is_hung_up_on_without_goodbye(edge: Edge) -> None:
    if any(isinstance(command, HangUp) for command in edge.commands):
        assert edge.before.phase is Phase.FAREWELL


def the_caller_may_always_leave(edge: Edge) -> None:
    if isinstance(edge.event, CallerHungUp):
        assert edge.after.phase is Phase.OVER


def a_surge_ends_nobodys_wait(edge: Edge) -> None:
    if edge.before.phase in {Phase.HOLD, Phase.HOLD_CHECK} and edge.before.surge:
        assert edge.after.phase is not Phase.FAREWELL


def rows_lead_where_they_say(edge: Edge) -> None:
    row = row_of(edge.before.phase, edge.event)
    stays = edge.after.phase is edge.before.phase
    assert edge.after.phase in row.leads_to or (stays and (not row.leads_to or is_stale(edge)))


PROMISES: tuple[Callable[[Edge], None], ...] = (
    no_state_is_without_a_timer,
    every_timer_belongs,
    nothing_is_commanded_after_the_end,
    there_is_one_bridge_at_a_time,
    no_leg_is_left_behind,
    nobody_is_hung_up_on_without_goodbye,
    the_caller_may_always_leave,
    a_surge_ends_nobodys_wait,
    rows_lead_where_they_say,
)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", WORLDS)
def test_every_promise_holds_and_silence_leads_out(name: str) -> None:
    """If nobody does anything any more, timers alone end the call; in a surge, once it is over."""
    walk = walked(name)
    ending = [state for state in walk.states if state.phase is Phase.OVER]
    reached = set(ending)
    while ending:
        fresh = walk.back[ending.pop()] - reached
        reached |= fresh
        ending.extend(fresh)
    stuck = [state for state in walk.states - reached if state.phase is not Phase.NEW]
    assert not stuck, f"no way out of {stuck[0]._asdict()}"


@pytest.mark.exhaustive
def test_rows_lead_everywhere_they_say() -> None:
    """Loops and floods at the door are left out here; test_menus.py has them."""
    led: dict[tuple[Phase, object], set[Phase]] = defaultdict(set)
    for name in WORLDS:
        for key, phases in walked(name).led.items():
            led[key] |= phases
    for (phase, kind), row in TABLE.items():
        unseen = set(row.leads_to) - led[phase, row.handler]
        assert not unseen or phase is Phase.NEW, f"{phase}, {kind}: never {unseen}"


def test_a_timer_that_does_not_run_changes_nothing() -> None:
    call, _ = step(new_call(), arrived())
    for name in TimerName:
        if TimerId(name) not in call.timers:
            assert step(call, TimerFired(TimerId(name))) == (call, ())


def test_every_row_has_words() -> None:
    assert all(row.says for row in (*TABLE.values(), *ANYWHERE.values()))
