"""Who is looked after now: callers by call and by channel, their legs by the names of channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from harborline.telephony.ari.callers import Caller
from harborline.telephony.ari.codec import read_channel_name
from harborline.telephony.ari.legs import Leg, Telephone
from harborline.telephony.ari.relisting import Known


class Found(NamedTuple):
    """A leg's telephone, its leg, and for whom it rings."""

    caller: Caller
    leg: Leg
    telephone: Telephone

    def __repr__(self) -> str:
        return "<Found>"


class Roster:
    """The callers of one voice process. `voices`: in answerers' ears, and what they do once there."""

    def __init__(self, slot: int) -> None:
        self._slot = slot
        self._by_call: dict[str, Caller] = {}
        self._by_channel: dict[str, Caller] = {}
        self.voices: dict[str, Callable[[], None]] = {}

    def __repr__(self) -> str:
        return "<Roster>"

    def __bool__(self) -> bool:
        return bool(self._by_call)

    def add(self, caller: Caller) -> None:
        self._by_call[caller.call] = caller
        self._by_channel[caller.channel] = caller

    def remove(self, caller: Caller) -> None:
        self._by_call.pop(caller.call, None)
        self._by_channel.pop(caller.channel, None)

    def of_call(self, call: str) -> Caller | None:
        return self._by_call.get(call)

    def at(self, channel: str) -> Caller | None:
        return self._by_channel.get(channel)

    def leg_at(self, channel: str) -> Found | None:
        """Finds the leg of a channel, None when it is a caller's or was given up."""
        name = read_channel_name(self._slot, channel)
        caller = None if name is None else self._by_call.get(name.call)
        leg = None if name is None or caller is None else caller.legs.get(name.leg)
        telephone = None if leg is None else leg.telephones.get(channel)
        if caller is None or leg is None or telephone is None:
            return None
        return Found(caller, leg, telephone)

    def known(self, *, made: bool) -> Known:
        """Gives the channels there are; `made`: only legs that Asterisk has said it rings."""
        telephones = (
            telephone
            for caller in self._by_call.values()
            for leg in caller.legs.values()
            for telephone in leg.telephones.values()
        )
        legs = frozenset(t.channel for t in telephones if t.made or not made)
        voices = frozenset() if made else frozenset(self.voices)
        bridges = frozenset(caller.bridge for caller in self._by_call.values())
        return Known(frozenset(self._by_channel), legs | voices, bridges)
