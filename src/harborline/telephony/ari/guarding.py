"""What the guard does for callers of a process that is dead, hung or cut off: decided without I/O.

A snapshot of Asterisk and the health of each slot go in, a list of actions comes out. Whoever talks to
somebody is never touched, and nothing of a slot that lives. Level and not edge: the same snapshot
gives the same actions again, so an action that failed is simply due at the next look, and two guards
do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

APP = "harborline"
FALLBACK_CONTEXT = "harborline-fallback"
BACKUP = "HL_BACKUP"
_OFF = "HL_OFF_"
_INSIDE = "Announcer/"
"""Channels that Asterisk itself puts into a bridge to play something; nobody is behind them."""


class Health(StrEnum):
    """How a slot is: `unsure` until it was watched for long enough, and then nothing is done."""

    LIVING = "living"
    DRAINING = "draining"
    LOST = "lost"
    UNSURE = "unsure"


class Kind(StrEnum):
    """Who is behind a channel: a caller in our app, a leg that we dialed, anything else."""

    CALLER = "caller"
    LEG = "leg"
    OTHER = "other"


class Channel(NamedTuple):
    """A channel of Asterisk's. `slot`: whose it is, None = nobody's of ours."""

    id: str
    kind: Kind
    slot: int | None


class Bridge(NamedTuple):
    """A bridge and the ids of the channels in it. `slot`: who made it, None = nobody of ours."""

    id: str
    slot: int | None
    members: tuple[str, ...]


class Snapshot(NamedTuple):
    """What Asterisk has at one moment."""

    channels: tuple[Channel, ...] = ()
    bridges: tuple[Bridge, ...] = ()


class SetGlobal(NamedTuple):
    """Sets a global variable of the dialplan."""

    name: str
    value: str


class SendOn(NamedTuple):
    """Sends a caller to the fall-back, where the national backup is dialed."""

    channel: str
    slot: int


class EndLeg(NamedTuple):
    """Hangs up a leg that has no caller any more."""

    channel: str
    slot: int


class EndBridge(NamedTuple):
    """Takes away an empty bridge."""

    bridge: str
    slot: int


Action: TypeAlias = SetGlobal | SendOn | EndLeg | EndBridge


def decide(slots: Mapping[int, Health], seen: Snapshot) -> tuple[Action, ...]:
    """Gives what is due: callers without a person first, then legs that ring in vain."""
    lost = {slot for slot, health in slots.items() if health is Health.LOST}
    kinds = {channel.id: channel.kind for channel in seen.channels}
    talking: set[str] = set()
    for bridge in seen.bridges:
        inside = [kinds.get(name, Kind.LEG) for name in bridge.members]
        if len(inside) > 1 and any(kind is not Kind.LEG for kind in inside):
            talking.update(bridge.members)
    alone = [one for one in seen.channels if one.slot in lost and one.id not in talking]
    callers: list[Action] = [
        SendOn(one.id, one.slot)
        for one in alone
        if one.kind is Kind.CALLER and one.slot is not None
    ]
    legs: list[Action] = [
        EndLeg(one.id, one.slot) for one in alone if one.kind is Kind.LEG and one.slot is not None
    ]
    bridges: list[Action] = [
        EndBridge(bridge.id, bridge.slot)
        for bridge in seen.bridges
        if bridge.slot is not None and bridge.slot in lost and not bridge.members
    ]
    return (*callers, *legs, *bridges)


def globals_due(
    slots: Mapping[int, Health], backup: str | None, found: Mapping[str, str]
) -> tuple[SetGlobal, ...]:
    """Gives the globals that Asterisk has otherwise, or lost at a restart."""
    wanted = {
        off_name(slot): "0" if health is Health.LIVING else "1"
        for slot, health in slots.items()
        if health is not Health.UNSURE
    }
    if backup is not None:
        wanted[BACKUP] = backup
    return tuple(
        SetGlobal(name, value) for name, value in wanted.items() if found.get(name) != value
    )


def off_name(slot: int) -> str:
    """Gives the global that keeps new calls from a slot while it is 1."""
    return f"{_OFF}{slot}"


def read_snapshot(channels: Iterable[Any], bridges: Iterable[Any]) -> Snapshot:
    """Reads Asterisk's lists; what does not look like a channel or bridge is left out.

    A channel says which app it is in, in words that hold the caller's number too: no more than the
    slot is taken from them.
    """
    known = [_channel(one) for one in channels if isinstance(one, dict)]
    ids = {one.id for one in known if one is not None}
    return Snapshot(
        tuple(one for one in known if one is not None),
        tuple(_bridge(one, ids) for one in bridges if isinstance(one, dict)),
    )


_OUR_ID = re.compile(r"hl-(\d{1,4})-")
_OUR_APP = re.compile(rf"{APP}-(\d{{1,4}})(?:,|$)")


def _channel(found: dict[str, Any]) -> Channel | None:
    if str(found.get("name", "")).startswith(_INSIDE):
        return None
    name = str(found.get("id", ""))
    ours = _OUR_ID.match(name)
    if ours:
        return Channel(name, Kind.LEG, int(ours[1]))
    where = found.get("dialplan")
    if isinstance(where, dict) and where.get("app_name") == "Stasis":
        app = _OUR_APP.match(str(where.get("app_data", "")))
        if app:
            return Channel(name, Kind.CALLER, int(app[1]))
    return Channel(name, Kind.OTHER, None)


def _bridge(found: dict[str, Any], known: set[str]) -> Bridge:
    """Reads a bridge; a leg that came after the channels were listed counts, what plays does not."""
    name = str(found.get("id", ""))
    ours = _OUR_ID.match(name)
    inside = found.get("channels")
    members = tuple(str(one) for one in inside) if isinstance(inside, list) else ()
    people = tuple(one for one in members if one in known or _OUR_ID.match(one))
    return Bridge(name, int(ours[1]) if ours else None, people)
