"""What a look at all channels and bridges says after the connection was lost, or of a former process.

Pure: a listing and what we know go in, what has to be done comes out. Nobody is cut off who talks:
a pair of a former process is adopted, a caller alone goes to the national backup, a leg alone ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from harborline.telephony.ari.codec import (
    LegName,
    prefix_of,
    read_bridge_name,
    read_channel_name,
)


class Listing(NamedTuple):
    """What Asterisk has. `held`: ids of the channels in our application."""

    channels: dict[str, str]
    bridges: dict[str, tuple[str, ...]]
    held: frozenset[str]

    def __repr__(self) -> str:
        return "<Listing>"


class Known(NamedTuple):
    """What this process has: channels of callers, channels of legs, and bridges of its calls."""

    callers: frozenset[str]
    legs: frozenset[str]
    bridges: frozenset[str] = frozenset()


class Pair(NamedTuple):
    """Two who talk, of a former process."""

    call: str
    leg: int
    caller: str
    answerer: str

    def __repr__(self) -> str:
        return "<Pair>"


class Found(NamedTuple):
    """What has to be done. `lost_...`: to be told as ended; `unserved`: to the national backup.

    `orphans`: legs of nobody, to be ended; `pairs`: to be adopted; `bridges`: of nobody, to be dissolved.
    """

    lost_callers: tuple[str, ...]
    lost_legs: tuple[str, ...]
    unserved: tuple[str, ...]
    orphans: tuple[str, ...]
    pairs: tuple[Pair, ...]
    bridges: tuple[str, ...]

    def __repr__(self) -> str:
        return "<Found>"


def listing_of(
    channels: Iterable[dict[str, Any]], bridges: Iterable[dict[str, Any]], held: Iterable[str]
) -> Listing:
    """Keeps ids and states of what Asterisk lists; the rest of it tells of callers."""
    return Listing(
        {channel["id"]: channel.get("state", "") for channel in channels},
        {bridge["id"]: tuple(bridge.get("channels", ())) for bridge in bridges},
        frozenset(held),
    )


def look(slot: int, listing: Listing, before: Known, now: Known) -> Found:
    """Compares. `before`: known before Asterisk was asked, so a thing made since is not missed;
    `now`: known after it answered, so a thing made since is no stranger.
    """
    ours = {id_ for id_ in listing.channels if id_.startswith(prefix_of(slot))}
    there = frozenset(listing.channels)
    pairs = tuple(_pairs(slot, listing, now))
    adopted = {pair.caller for pair in pairs} | {pair.answerer for pair in pairs}
    strangers = (listing.held & there) - ours - now.callers - adopted
    return Found(
        tuple(sorted(before.callers - (there & listing.held))),
        tuple(sorted(before.legs - there)),
        tuple(sorted(strangers)),
        tuple(sorted(ours - now.legs - adopted)),
        pairs,
        tuple(sorted(_of_nobody(slot, listing, now, adopted))),
    )


def _pairs(slot: int, listing: Listing, now: Known) -> Iterable[Pair]:
    for bridge, inside in listing.bridges.items():
        legs = [(id_, name) for id_ in inside if (name := read_channel_name(slot, id_)) is not None]
        callers = [id_ for id_ in inside if not id_.startswith(prefix_of(slot))]
        if read_bridge_name(slot, bridge) is None or len(legs) != 1 or len(callers) != 1:
            continue
        (answerer, name), caller = legs[0], callers[0]
        if caller not in now.callers and answerer not in now.legs:
            yield _pair(name, caller, answerer)


def _pair(name: LegName, caller: str, answerer: str) -> Pair:
    return Pair(name.call, name.leg, caller, answerer)


def _of_nobody(slot: int, listing: Listing, now: Known, adopted: set[str]) -> Iterable[str]:
    """Finds bridges without a pair; one of a call of ours may just be filling."""
    for bridge, inside in listing.bridges.items():
        ours = read_bridge_name(slot, bridge) is not None and bridge not in now.bridges
        if ours and adopted.isdisjoint(inside):
            yield bridge
