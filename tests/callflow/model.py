"""Explores every state that the phone tree can reach, with every event in every one of them.

States are compared after renumbering live legs, since nothing but their order ever matters; so the
space is finite. Reusable: a new phase, timer or adapter capability is proven by the same walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from harborline.callflow.bridged import SILENCES
from harborline.callflow.commands import Command
from harborline.callflow.events import (
    Adopted,
    Arrived,
    BridgeUp,
    CallerHungUp,
    CarrierError,
    CodeRedeemed,
    CodeRefused,
    Decided,
    Digit,
    EndCause,
    Event,
    HoldNews,
    HoldOffAsked,
    InternalError,
    LegAccepted,
    LegBusy,
    LegDeclined,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    LegRinging,
    LegSkipped,
    PromptFinished,
    RotaAnswered,
    TakenOver,
    TimerFired,
    ZipUnknown,
)
from harborline.callflow.machine import step
from harborline.callflow.states import NOWHERE, Call, Phase, new_call
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import Capabilities, PlannedLeg, RotaAnswer

STALE = 99
PER_LEG = (
    LegRinging,
    LegPickedUp,
    LegAccepted,
    LegBusy,
    LegNoAnswer,
    LegDeclined,
    LegFailed,
    LegSkipped,
    BridgeUp,
    HoldOffAsked,
)
KEYS = {Phase.GREETING: "01289*#", Phase.ROTA_WISH: "01234*#"}
OTHER_KEYS = "01*#"
COSMETIC = frozenset({TimerName.CALM, TimerName.HOLD_WORD, TimerName.PROMPT})
"""While legs ring these only time what is said, so states that differ in them count as one; each is
still tried with all of them and with none.
"""


class World(NamedTuple):
    """What a walk begins with: an adapter, an arrival, and the legs that every decision gives."""

    capabilities: Capabilities
    arrived: Arrived
    legs: tuple[PlannedLeg, ...]


class Edge(NamedTuple):
    """One step that was taken. `keys`: before and after, as states are compared."""

    before: Call
    event: Event
    after: Call
    commands: tuple[Command, ...]
    keys: tuple[Call, Call]


def canonical(call: Call) -> Call:
    """Renumbers the live legs from 1, and keeps of keyed digits how many, and whether all are 0.

    Of silences it keeps whether one more may go on: how many came before changes nothing else.
    """
    if call.silences < SILENCES - 1:
        call = call._replace(silences=SILENCES - 1)
    if call.phase is not Phase.LEFT and call.redialed not in {leg.plan_index for leg in call.live}:
        call = call._replace(redialed=NOWHERE)
    if call.digits.strip("0"):
        call = call._replace(digits="1" * len(call.digits))
    if call.rota_keyed:
        call = call._replace(rota_keyed=tuple("1" * len(keyed) for keyed in call.rota_keyed))
    if call.dialed == len(call.live):
        return call
    numbers = {leg.number: i for i, leg in enumerate(call.live, 1)}
    live = tuple(leg._replace(number=numbers[leg.number]) for leg in call.live)
    timers = frozenset(
        timer if timer.leg is None else timer._replace(leg=numbers[timer.leg])
        for timer in call.timers
    )
    return call._replace(live=live, timers=timers, dialed=len(live))


def variants(call: Call) -> tuple[Call, ...]:
    """Gives the state with all cosmetic timers and with none, where they are only that."""
    if call.phase is not Phase.CONNECTING:
        return (call,)
    bare = _bare(call)
    full = call.timers | {TimerId(name) for name in COSMETIC}
    return bare, call._replace(timers=full)


def _bare(call: Call) -> Call:
    if call.phase is not Phase.CONNECTING:
        return call
    return call._replace(timers=frozenset(t for t in call.timers if t.name not in COSMETIC))


def events_in(call: Call, world: World) -> Iterator[Event]:
    """Gives every event that could come, whether or not it makes sense in this state."""
    yield world.arrived
    if call.phase is Phase.NEW:
        yield Adopted(world.arrived.terms, "en", 1)
        yield from (TakenOver(world.arrived.terms, "en", legs, 3) for legs in ((), world.legs))
    yield from (Digit(key) for key in KEYS.get(call.phase, OTHER_KEYS))
    yield from (TimerFired(timer) for timer in sorted(call.timers))
    for leg in (*(leg.number for leg in call.live), STALE):
        yield from (kind(leg) for kind in PER_LEG)
        yield from (LegEnded(leg, cause) for cause in EndCause)
    yield from (PromptFinished(), CallerHungUp(), CarrierError(), InternalError())
    if call.phase in {Phase.DECIDING, Phase.HOLD, Phase.HOLD_CHECK}:
        yield Decided(())
    yield from (Decided(world.legs), CodeRedeemed("es"), CodeRefused())
    yield from (RotaAnswered(answer) for answer in RotaAnswer)
    if call.zip_was_unknown or not (call.held or call.answered or call.national_only):
        yield ZipUnknown()
    yield from (HoldNews(None, surge, "1234") for surge in (False, True))


def explore(world: World) -> Iterator[Edge]:
    """Walks from a new call until no new state is found; gives every step that did anything."""
    first = new_call(world.capabilities)
    seen, waiting = {first}, [first]
    while waiting:
        key = waiting.pop()
        for before in variants(key):
            for edge in _steps(before, key, world):
                yield edge
                if edge.keys[1] not in seen:
                    seen.add(edge.keys[1])
                    waiting.append(edge.keys[1])


def _steps(before: Call, key: Call, world: World) -> Iterator[Edge]:
    for event in events_in(before, world):
        raw, commands = step(before, event)
        if commands or raw is not before:
            yield Edge(before, event, raw, commands, (key, _bare(canonical(raw))))
