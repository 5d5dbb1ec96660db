"""After every connection: asks what Asterisk has and sets it right, ours and a former process's."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Protocol

from harborline.app.calls import Calls
from harborline.app.ports import DialOrder
from harborline.callflow.events import EndCause, LegEnded
from harborline.core.reasons import LegKind
from harborline.telephony.ari.callers import Caller
from harborline.telephony.ari.desk import Desk
from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.lanes import Crew, Lane
from harborline.telephony.ari.legs import Leg
from harborline.telephony.ari.relisting import Known, Listing, Pair, listing_of, look
from harborline.telephony.ari.roster import Roster

_NEWCOMER_S = 0.5
"""How long the event of a caller who is listed but not known yet may be on its way."""


class Noticing(Protocol):
    """What takes the things that were noticed late."""

    calls: Calls

    def caller_gone(self, channel: str) -> None:
        """Takes the end of a caller's side."""

    def leg_gone(self, channel: str) -> None:
        """Takes the end of a leg's channel that nobody can explain any more."""

    def rings(self, channel: str) -> None:
        """Takes the sign that a telephone rings."""

    def picked_up(self, channel: str) -> None:
        """Takes a pick-up."""


class TakingStock:
    """Sets right what was missed while no event came."""

    def __init__(self, noticing: Noticing, roster: Roster, desk: Desk, crew: Crew) -> None:
        self._noticing = noticing
        self._roster = roster
        self._desk = desk
        self._crew = crew

    async def take(self) -> None:
        """Asks Asterisk for everything and acts on it. Raises AriError."""
        switch = self._desk.switch
        await switch.listen()
        before, playing = self._roster.known(made=True), self._desk.player.sent()
        channels, bridges, held = await asyncio.gather(
            switch.channels(), switch.bridges(), switch.held()
        )
        listing = listing_of(channels, bridges, held)
        found = look(switch.slot, listing, before, self._now())
        for pair in found.pairs:
            await self._adopt(pair)
        for caller in found.lost_callers:
            self._noticing.caller_gone(caller)
        for leg in found.lost_legs:
            self._noticing.leg_gone(leg)
        self._catch_up(listing)
        lane = Lane(self._crew)
        for orphan in found.orphans:
            self._desk.end(lane, orphan)
        for bridge in found.bridges:
            lane.put(partial(switch.part, bridge))
        for name in playing:
            if not await switch.plays(name):
                self._desk.player.finished(name)
        if found.unserved:
            await asyncio.sleep(_NEWCOMER_S)
        for channel in found.unserved:
            if self._roster.at(channel) is None:
                self._desk.insist(lane, partial(switch.hand_back, channel))

    def _now(self) -> Known:
        now = self._roster.known(made=False)
        return now._replace(legs=now.legs | self._desk.parting())

    def _catch_up(self, listing: Listing) -> None:
        """Takes the rings and pick-ups whose events were missed."""
        for channel in self._roster.known(made=True).legs:
            state = listing.channels.get(channel)
            if state == "Ringing":
                self._noticing.rings(channel)
            elif state == "Up":
                self._noticing.picked_up(channel)

    async def _adopt(self, pair: Pair) -> None:
        """Looks after two who talk already; what ends meanwhile is told right after."""
        lane = Lane(self._crew)
        caller = Caller(pair.call, pair.caller, "", self._desk, lane)
        order = DialOrder(pair.leg, "", "", LegKind.NATIONAL_BACKUP, (), 0, None, None)
        leg = Leg(pair.call, order, self._desk, lane, "", "")
        leg.adopt(pair.answerer)
        caller.legs[pair.leg], caller.talks_with, caller.answered = leg, leg, True
        self._roster.add(caller)
        try:
            line, language = await asyncio.gather(
                self._told(pair.answerer, "HL_LINE"), self._told(pair.answerer, "HL_LANGUAGE")
            )
        except asyncio.CancelledError:  # the stream is lost again: they are found by the next look
            self._roster.remove(caller)
            raise
        if self._roster.of_call(pair.call) is not caller:
            return  # the caller left meanwhile, and the answerer's side was ended
        caller.line, caller.language = line, language or "en"
        self._noticing.calls.adopt(pair.call, line or None, caller.language, pair.leg)
        if not leg.telephones:
            self._desk.report(pair.call, LegEnded(pair.leg, EndCause.NETWORK))

    async def _told(self, channel: str, name: str) -> str:
        """Reads a variable; without it those who talk are watched over all the same."""
        try:
            return await self._desk.switch.variable(channel, name)
        except AriError:
            return ""
