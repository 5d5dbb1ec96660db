"""Asterisk's words to ours: names of channels and bridges, causes of an ending, arguments of an arrival.

A caller's number comes in with the arguments of an arrival and ends in telephony.arrivals; nothing
here keeps, prints or logs what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, NamedTuple
from urllib.parse import unquote

from harborline.callflow.events import (
    EndCause,
    LegBusy,
    LegDeclined,
    LegFailed,
    LegNoAnswer,
)
from harborline.core.addresses import comparable, lines_by_number
from harborline.core.directory import Line
from harborline.telephony.sip_addresses import addresses_of

ARRIVED = "in"
DIALED = "out"
BESIDE = "beside"
"""First arguments of a channel in our application: a caller, a leg, a voice in an answerer's ear."""

REPLACED = "ApplicationReplaced"

EVENTS = (
    *("StasisStart", "StasisEnd", "Dial", "ChannelDestroyed"),
    *("ChannelDtmfReceived", "PlaybackFinished", REPLACED),
)
"""All that we listen to. Asterisk is told to keep the rest, most of it RTP figures, to itself."""

# -- names ---------------------------------------------------------------------------------------


class LegName(NamedTuple):
    """Which attempt of which leg of which call a channel of ours is."""

    call: str
    leg: int
    attempt: int


def app_name(slot: int) -> str:
    return f"harborline-{slot}"


def prefix_of(slot: int) -> str:
    """Gives what every channel, bridge and playback of a voice process begins with."""
    return f"hl-{slot}-"


def channel_name(slot: int, name: LegName) -> str:
    return f"hl-{slot}-{name.call}-{name.leg}-{name.attempt}"


def bridge_name(slot: int, call: str) -> str:
    return f"hl-{slot}-{call}"


def read_channel_name(slot: int, text: str) -> LegName | None:
    """Reads a leg's channel; None = of another slot, a caller's, or no leg."""
    found = re.fullmatch(rf"hl-{slot}-([0-9a-z]+)-([0-9]{{1,9}})-([0-9]{{1,9}})", text)
    return None if found is None else LegName(found[1], int(found[2]), int(found[3]))


def read_bridge_name(slot: int, text: str) -> str | None:
    """Gives the call of a bridge; None = it is no bridge of ours."""
    found = re.fullmatch(rf"hl-{slot}-([0-9a-z]+)", text)
    return None if found is None else found[1]


# -- arrivals ------------------------------------------------------------------------------------


def headers_of(args: Iterable[str]) -> dict[str, list[str]]:
    """Reads name=value pairs whose values are URI-encoded; a name may come several times."""
    found: dict[str, list[str]] = {}
    for arg in args:
        name, equals, value = arg.partition("=")
        if equals and value:
            found.setdefault(name.strip().lower(), []).append(unquote(value))
    return found


def line_called(
    extension: str, headers: Mapping[str, list[str]], lines: Iterable[Line]
) -> str | None:
    """Gives the id of the line that was dialed; None = none of ours, so the map's first answers."""
    dialed = [extension, *(address.number for address in addresses_of(headers.get("to", ())))]
    ours = lines_by_number(lines)
    return next((ours[comparable(n)].id for n in dialed if comparable(n) in ours), None)


# -- endings -------------------------------------------------------------------------------------


class Loss(IntEnum):
    """How an attempt was lost; of several telephones of one leg the greatest tells most."""

    FAILED = 0
    NO_ANSWER = 1
    BUSY = 2
    DECLINED = 3


SIGNS_OF_LIFE = frozenset({"RINGING", "PROGRESS"})
"""What Dial says once a telephone rings; some carriers send its sound (183) and never say so (180)."""

_BY_SIP = {
    **dict.fromkeys((486, 600), Loss.BUSY),
    **dict.fromkeys((603, 607, 608), Loss.DECLINED),
    **dict.fromkeys((480, 487), Loss.NO_ANSWER),
}
_BY_CAUSE = {17: Loss.BUSY, 21: Loss.DECLINED, 18: Loss.NO_ANSWER, 19: Loss.NO_ANSWER}
_NORMAL = 16
_SIP_ERRORS = range(300, 700)


def loss_of(event: Mapping[str, Any]) -> Loss:
    """Reads why a channel that nobody picked up was destroyed.

    The SIP answer is asked first: causes call both a trunk's refusal (403) and a person's (603) 21.
    """
    answer = event.get("tech_cause")
    if isinstance(answer, int) and answer in _SIP_ERRORS:
        return _BY_SIP.get(answer, Loss.FAILED)
    return _BY_CAUSE.get(event.get("cause", 0), Loss.FAILED)


def end_of(event: Mapping[str, Any]) -> EndCause:
    """Reads who ended a leg that was picked up."""
    return EndCause.NORMAL if event.get("cause") == _NORMAL else EndCause.NETWORK


def lost_event(leg: int, loss: Loss) -> LegBusy | LegDeclined | LegNoAnswer | LegFailed:
    """Gives the event that tells the tree how a leg was lost."""
    if loss is Loss.BUSY:
        return LegBusy(leg)
    if loss is Loss.DECLINED:
        return LegDeclined(leg)
    return LegNoAnswer(leg) if loss is Loss.NO_ANSWER else LegFailed(leg)
