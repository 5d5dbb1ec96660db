"""The carrier on a real Asterisk: carries out the tree's commands and reports what comes of them.

Lives here: the telephony port, the meaning of each event, and the life of the connection. May not:
decide anything, or wait: every request goes into the lane of its call. An arrival that breaks here
goes back to the dialplan, which dials the national backup by itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Self

from harborline.app.calls import HOUSE, Calls, House
from harborline.app.ports import (
    CarrierCommand,
    Clock,
    DialOrder,
    MapSource,
    NoOverlays,
    NoTotals,
    Overlays,
    Ports,
    Totals,
)
from harborline.app.rota_desk import NoRotaDesk, RotaDesk
from harborline.callflow.commands import (
    Answer,
    Bridge,
    CancelLeg,
    Collect,
    Dismiss,
    HangUp,
    HoldTone,
    Play,
    RingTone,
    TellLeg,
)
from harborline.callflow.events import BridgeUp, CallerHungUp, CarrierError
from harborline.callflow.values import EVERYTHING, Capabilities
from harborline.core.directory import Line
from harborline.core.errors import HarborlineError, UnusableMap
from harborline.sounds.library import Sounds
from harborline.telephony.ari.callers import Caller
from harborline.telephony.ari.client import Client, Server
from harborline.telephony.ari.codec import (
    ARRIVED,
    BESIDE,
    DIALED,
    SIGNS_OF_LIFE,
    headers_of,
    line_called,
)
from harborline.telephony.ari.desk import Desk
from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.lanes import Crew, Lane
from harborline.telephony.ari.legs import Leg
from harborline.telephony.ari.playing import Stage
from harborline.telephony.ari.roster import Roster
from harborline.telephony.ari.subscription import Subscription
from harborline.telephony.ari.switch import Switch
from harborline.telephony.ari.taking_stock import TakingStock
from harborline.telephony.arrivals import arrival_from_sip

_LOG = logging.getLogger("harborline.telephony")
_BEAT_S = 0.5
_FIRST_CONNECTION_S = 2.0
_DRAIN_LOOK_S = 0.1
TRUNKS = ("trunk-1", "trunk-2")


def nothing() -> None:
    """Beats for nobody."""


class AsteriskCarrier:
    """One voice process at its Asterisk. `async with` connects, and stays connected.

    `beat` is called twice a second while events come in and this process is alive. `hold_sound`: what
    a held caller hears over and over, None = a soft note.
    """

    capabilities: Capabilities = EVERYTHING

    def __init__(
        self,
        server: Server,
        slot: int,
        maps: MapSource,
        sounds: Sounds,
        clock: Clock,
        rng: Random,
        *,
        house: House = HOUSE,
        overlays: Overlays | None = None,
        totals: Totals | None = None,
        trunks: tuple[str, ...] = TRUNKS,
        county_header: str | None = None,
        beat: Callable[[], None] = nothing,
        hold_sound: Path | None = None,
        rota: RotaDesk | None = None,
    ) -> None:
        self._maps = maps
        self._trunks = trunks
        self._county_header = county_header
        self._beat = beat
        self._hold_sound = hold_sound
        self._token_key = rng.randbytes(32)
        ports = Ports(
            self,
            clock,
            maps,
            overlays or NoOverlays(),
            totals or NoTotals(),
            rota=rota or NoRotaDesk(),
        )
        self.calls = Calls(ports, rng, house)
        self._client = Client(server)
        self._switch = Switch(self._client, slot)
        self._desk = Desk(self._switch, sounds, clock, self.calls.report, self.caller_gone)
        self._crew = Crew()
        self._roster = Roster(slot)
        self._draining = False
        stock = TakingStock(self, self._roster, self._desk, self._crew)
        self._subscription = Subscription(server, slot, self._took, stock.take)
        self._events: dict[str, Callable[[dict[str, Any]], None]] = {
            "StasisStart": self._entered,
            "StasisEnd": self._left,
            "Dial": self._dialed,
            "ChannelDestroyed": self._destroyed,
            "ChannelDtmfReceived": self._pressed,
            "PlaybackFinished": self._finished,
        }

    # -- the connection ------------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        """Tells whether events come in."""
        return self._subscription.connected

    async def __aenter__(self) -> Self:
        """Connects; where Asterisk is away, calls begin to come once it is back."""
        await self._client.__aenter__()
        self._crew.start(self._subscription.run())
        self._crew.start(self._beats())
        try:
            await asyncio.wait_for(self._subscription.there.wait(), _FIRST_CONNECTION_S)
        except TimeoutError:
            _LOG.warning("Asterisk is not there yet; calls are taken as soon as it is.")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._crew.end()
        await self._client.__aexit__()

    async def _beats(self) -> None:
        while True:
            if self.connected:
                try:
                    self._beat()
                except Exception as error:  # noqa: BLE001 -- the next beat may go well
                    _LOG.error("The beat cannot be written (%s).", type(error).__name__)
            await asyncio.sleep(_BEAT_S)

    async def drain(self) -> None:
        """Takes no new call, and returns when the last one has ended."""
        self._draining = True
        while self._roster or self._desk.parting():  # noqa: ASYNC110 -- calls last for minutes
            await asyncio.sleep(_DRAIN_LOOK_S)

    # -- events --------------------------------------------------------------------------------

    def _took(self, event: dict[str, Any]) -> None:
        way = self._events.get(event.get("type", ""))
        if way is not None:
            way(event)

    def _finished(self, event: dict[str, Any]) -> None:
        self._desk.player.finished(event["playback"]["id"])

    def _entered(self, event: dict[str, Any]) -> None:
        first, *rest = event.get("args") or [""]
        channel = event["channel"]
        if first == ARRIVED:
            self._arrived(channel["id"], channel.get("dialplan", {}).get("exten", ""), rest)
        elif first == DIALED:
            self.picked_up(channel["id"])
        elif first == BESIDE:
            self._roster.voices.get(channel["id"], nothing)()

    def _arrived(self, channel: str, extension: str, args: list[str]) -> None:
        if self._roster.at(channel) is not None:
            return
        lane = Lane(self._crew)
        if self._draining:
            self._desk.insist(lane, partial(self._switch.hand_on, channel, extension))
            return
        call = self.calls.new_call_id()
        try:
            headers = headers_of(args)
            lines = self._lines()
            line = line_called(extension, headers, lines)
            arrival = arrival_from_sip(
                headers,
                line=line,
                own_numbers=frozenset(of.number for of in lines if of.number),
                token_key=self._token_key,
                county_header=self._county_header,
                flooded=headers.get("flooded") == ["1"],
            )
        except Exception as error:  # noqa: BLE001 -- whatever broke, the dialplan connects the caller
            _LOG.error("An arrival broke (%s).", type(error).__name__)
            self._desk.insist(lane, partial(self._switch.hand_back, channel))
            return
        answering = line or (lines[0].id if lines else "")
        self._roster.add(Caller(call, channel, answering, self._desk, lane))
        self.calls.arrive(call, arrival)

    def _lines(self) -> tuple[Line, ...]:
        try:
            return self._maps.current().lines
        except UnusableMap:
            return ()

    def _dialed(self, event: dict[str, Any]) -> None:
        if event.get("dialstatus") in SIGNS_OF_LIFE:
            self.rings(event["peer"]["id"])

    def rings(self, channel: str) -> None:
        """Takes the sign that a leg's telephone rings."""
        found = self._roster.leg_at(channel)
        if found is not None:
            found.leg.rings(found.telephone)

    def picked_up(self, channel: str) -> None:
        """Takes a pick-up; one that came too late, for a leg given up, is ended."""
        found = self._roster.leg_at(channel)
        if found is not None:
            found.leg.picked_up(found.telephone)
        elif channel not in self._desk.parting():
            self._desk.end(Lane(self._crew), channel)

    def _pressed(self, event: dict[str, Any]) -> None:
        channel = event["channel"]["id"]
        caller, found = self._roster.at(channel), self._roster.leg_at(channel)
        if caller is not None:
            caller.press(event["digit"])
        elif found is not None:
            found.leg.press(found.telephone, event["digit"])

    def _left(self, event: dict[str, Any]) -> None:
        self._roster.voices.pop(event["channel"]["id"], None)
        self.caller_gone(event["channel"]["id"])

    def _destroyed(self, event: dict[str, Any]) -> None:
        channel = event["channel"]["id"]
        self.caller_gone(channel)
        self.leg_gone(channel, event)

    def leg_gone(self, channel: str, event: dict[str, Any] | None = None) -> None:
        """Takes the end of a leg's channel; without an event nobody knows any more how it ended."""
        self._desk.forget(channel)
        found = self._roster.leg_at(channel)
        if found is None:
            return
        caller, leg, telephone = found
        if telephone is leg.answerer and caller.talks_with is leg:
            caller.part()
        if event is None:
            leg.vanished(telephone)
        else:
            leg.destroyed(telephone, event)

    def caller_gone(self, channel: str) -> None:
        """Takes the end of a caller's side, or that somebody else looks after them now."""
        caller = self._roster.at(channel)
        if caller is None:
            return
        self.calls.report(caller.call, CallerHungUp())
        self._roster.remove(caller)
        for leg in caller.legs.values():
            leg.cancel()
        caller.hush()
        caller.part()

    # -- the telephony port --------------------------------------------------------------------

    def carry_out(self, call: str, command: CarrierCommand) -> None:
        """Does one thing for a call; nothing that comes for a caller who has gone is an error."""
        caller = self._roster.of_call(call)
        if caller is None:
            return
        match command:
            case Answer():
                caller.answer()
            case Play(says):
                caller.play(says)
            case Collect():
                caller.collect(command)
            case RingTone():
                caller.ring_tone()
            case HoldTone():
                caller.hold_tone(self._hold_sound)
            case HangUp():
                caller.hush()
                self._desk.insist(caller.lane, partial(self._hang_up, caller))
            case _:
                self._leg_command(caller, command)

    async def _hang_up(self, caller: Caller) -> None:
        """Ends a caller's side, unless somebody else looks after them by now.

        A process that was stopped and wakes learns first how late it is, and then that its callers
        were sent on to the national backup: whoever talks there must not be cut off.
        """
        if await self._switch.holds(caller.channel):
            await self._switch.end(caller.channel)

    def _leg_command(self, caller: Caller, command: CancelLeg | Dismiss | TellLeg | Bridge) -> None:
        leg = caller.legs.get(command.leg)
        if leg is None or not leg.telephones:
            return
        if isinstance(command, Bridge):
            self._bridge(caller, leg)
        elif isinstance(command, TellLeg):
            self._tell(caller, leg, command)
        else:
            if caller.talks_with is leg:
                caller.part()
            if isinstance(command, Dismiss):
                leg.dismiss(command.say)
            else:
                leg.cancel()

    def dial(self, call: str, order: DialOrder) -> None:
        """Rings a center's telephones. Raises HarborlineError when none can be dialed."""
        caller = self._roster.of_call(call)
        if caller is None:
            return
        leg = Leg(call, order, self._desk, caller.lane, caller.line, caller.language)
        caller.legs[order.leg] = leg
        if not leg.begin(self._trunks):
            raise HarborlineError("This center has no telephone that Asterisk can dial.")

    def _bridge(self, caller: Caller, leg: Leg) -> None:
        caller.hush()
        leg.hush()
        caller.lane.put(partial(self._join, caller, leg), partial(self._not_joined, caller, leg))

    async def _join(self, caller: Caller, leg: Leg) -> None:
        await caller.take_up()
        if (
            leg.answerer is None
            or not leg.telephones
            or self._roster.of_call(caller.call) is not caller
        ):
            return
        caller.talks_with = leg
        both = (caller.channel, leg.answerer.channel)
        if await self._switch.join(caller.bridge, both):
            self.calls.report(caller.call, BridgeUp(leg.number))

    def _not_joined(self, caller: Caller, leg: Leg, _error: AriError) -> None:
        """Tells of a bridge that failed, unless the leg has ended and the tree went on already."""
        if leg.telephones:
            self.calls.report(caller.call, CarrierError())

    def _tell(self, caller: Caller, leg: Leg, command: TellLeg) -> None:
        """Speaks into the answerer's ear while both go on talking.

        By a second channel that whispers to theirs: taking the answerer out of the bridge for the
        sentence would leave the caller in silence.
        """
        media = self._desk.media((command.say,), caller.line)
        if leg.answerer is None or not media:
            return
        voice = caller.voice(leg.number)
        end = partial(self._desk.end, caller.lane, voice)
        stage = Stage(caller.lane, voice, end)
        self._roster.voices[voice] = lambda: _drop(self._desk.player.play(stage, media, end))
        speak = partial(self._speak_beside, leg.answerer.channel, voice)
        caller.lane.put(speak, lambda _error: self._forget_voice(voice))

    async def _speak_beside(self, channel: str, voice: str) -> None:
        if not await self._switch.speak_beside(channel, voice):
            self._forget_voice(voice)

    def _forget_voice(self, voice: str) -> None:
        self._roster.voices.pop(voice, None)


def _drop(_value: object) -> None:
    """Lets a callback give nothing."""
