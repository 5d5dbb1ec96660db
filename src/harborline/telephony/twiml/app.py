"""The webhook carrier: each request of a carrier is a turn of a call, its answer the next document.

Lives here: the telephony port of webhook carriers. A request is translated to events; what the tree
commands until the next one is noted and becomes that one's answer. The carrier asks for one caller's
documents one after the other, so a turn is taken once: whoever asks again for one that was answered,
because of a retry, a duplicate or a status that crossed it, gets the same bytes and changes nothing.
May not: decide anything; wait; keep a number.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from random import Random

from harborline.app.calls import HOUSE, Calls, House
from harborline.app.ports import (
    CarrierCommand,
    Clock,
    DialOrder,
    MapSource,
    NobodyWatches,
    NoOverlays,
    NoTotals,
    Overlays,
    Ports,
    Totals,
    Watcher,
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
from harborline.callflow.events import (
    BridgeUp,
    CallerHungUp,
    EndCause,
    LegEnded,
    LegSkipped,
)
from harborline.callflow.values import Capabilities
from harborline.core.addresses import comparable
from harborline.core.directory import Line
from harborline.core.errors import UnusableMap
from harborline.core.reasons import LegKind
from harborline.telephony.twiml.answerers import Answerers, in_need
from harborline.telephony.twiml.codec import (
    Fields,
    arrival_of,
    dialed_number,
    is_answerers,
    showable,
)
from harborline.telephony.twiml.conversation import Conversation, End, Ring
from harborline.telephony.twiml.dialects import DIALECTS, is_answered, is_over
from harborline.telephony.twiml.emergency import Emergency
from harborline.telephony.twiml.ends import Ended, Ends, nothing
from harborline.telephony.twiml.errors import NobodyToDial
from harborline.telephony.twiml.recordings import Recordings
from harborline.telephony.twiml.signatures import Carrier
from harborline.telephony.twiml.slips import Addresses, Kind, Slip
from harborline.telephony.twiml.tokens import Tokens
from harborline.telephony.twiml.turns import talked_long, tell_tree
from harborline.telephony.twiml.writing import Writer, Written

CAPABILITIES = Capabilities(
    keys_while_ringing=False, parallel_legs=False, cancel=False, keys_while_bridged=False
)
"""What the markup can do without requests to live calls, which fail when they are needed most."""

LEAST_RING_S = 5
"""A shorter ring wakes somebody for nothing."""

MOST_IDLE = 30
ADRIFT_S = 300.0
"""How long a whisper of a lost process may last, with whatever follows it."""

UNTOLD_S = 15.0
"""A carrier that has not come so long after a ring has joined two. Twilio may ring 5 s longer than asked."""

FORGET_S = 60.0
"""How long the last answers outlive a call, for a carrier that asks for them again."""


class WebhookCarrier:
    """All calls of one process that come by webhooks. Single-threaded.

    `token_key`: of hold-off tokens. `slot`: of this process among those that share a token key.
    `ended`: told the carrier's own word for each call when nothing more is asked of it.
    """

    capabilities = CAPABILITIES

    def __init__(
        self,
        maps: MapSource,
        clock: Clock,
        rng: Random,
        recordings: Recordings,
        tokens: Tokens,
        token_key: bytes,
        *,
        slot: int = 1,
        house: House = HOUSE,
        overlays: Overlays | None = None,
        totals: Totals | None = None,
        watcher: Watcher | None = None,
        ended: Ended = nothing,
        rota: RotaDesk | None = None,
    ) -> None:
        self.slot = slot
        self.draining = False
        self._none_left: asyncio.Event | None = None
        self.addresses = Addresses(tokens)
        self._maps = maps
        self._clock = clock
        self._token_key = token_key
        self._ended = ended
        self._live: dict[str, Conversation] = {}
        self._sids: dict[tuple[Carrier, str], str] = {}
        self._emergency = Emergency(maps, recordings, house, clock)
        watching = Ends(self.note_end, watcher or NobodyWatches())
        live = (overlays or NoOverlays(), totals or NoTotals(), watching, rota or NoRotaDesk())
        ports = Ports(self, clock, maps, *live)
        self.calls = Calls(ports, rng, house)
        self._run = rng.getrandbits(32)
        owner = (slot, self._run)
        self._writer = Writer(self.addresses, recordings, owner, self.calls.freeze)
        self._answerers = Answerers(self.calls, self._writer)

    # -- requests ----------------------------------------------------------------------------------

    def arrive(self, carrier: Carrier, base: str, fields: Fields) -> bytes:
        """Answers a call that comes in; asked again for it, gives the same document."""
        sid = fields.short("CallSid")
        known = self._live.get(self._sids.get((carrier, sid), "")) if sid else None
        if known is not None:
            return known.again(0) or self.emergency(carrier, base, fields)
        lines: tuple[Line, ...] = ()
        with suppress(UnusableMap):  # then the tree rings the fallback, and this call is still ours
            lines = self._maps.current().lines
        arrival = arrival_of(fields, lines, self._token_key)
        call = self.calls.new_call_id()
        talk = self._begin(call, carrier, base, fields)
        talk.line = arrival.line or ""
        self.calls.arrive(call, arrival)
        return self._answer(talk)

    def _begin(self, call: str, carrier: Carrier, base: str, fields: Fields) -> Conversation:
        sid, dialed = fields.short("CallSid"), dialed_number(fields)
        talk = Conversation(call, DIALECTS[carrier], base, sid, dialed)
        self._live[call] = talk
        if sid:
            self._sids[carrier, sid] = call
        return talk

    def has_arrived(self, carrier: Carrier, fields: Fields) -> bool:
        """Tells whether this very call came to this process before."""
        return (carrier, fields.short("CallSid")) in self._sids

    def knows(self, call: str) -> bool:
        """Tells whether this process owns the call."""
        return call in self._live

    def go_on(self, carrier: Carrier, base: str, slip: Slip, fields: Fields) -> bytes:
        """Takes the next turn of a call; one of a lost process is taken over.

        A call of this very run that is not known is over: whoever still comes for it is connected, but
        it does not begin again.
        """
        talk = self._live.get(slip.call)
        if slip.kind in {Kind.WHISPER, Kind.PRESSED}:
            if talk is None and slip.run != self._run:
                talk = self._stranger(carrier, base, slip)
            return self._answerers.answer(talk, slip, fields)
        language = "en" if slip.frozen is None else slip.frozen.language
        if talk is None and slip.run == self._run:
            return self.emergency(carrier, base, fields, language)
        if talk is None or talk.adrift:
            return self._take_over(carrier, base, slip, fields)
        again = talk.again(slip.turn)
        if again is not None:
            return again
        talk.turn = slip.turn
        talk.heard_out = False
        if is_over(fields.short("CallStatus")):
            self.calls.report(talk.call, CallerHungUp())
        if talk.end is End.LEFT:  # of no use to who is gone, and a way out for who is not
            return self.emergency(carrier, base, fields, language)
        tell_tree(self.calls, talk, slip, fields)
        return self._answer(talk)

    def picked_up(self, slip: Slip, fields: Fields) -> None:
        """Takes the word that somebody picked up where that is as good as accepting."""
        talk = self._live.get(slip.call)
        if talk is not None and is_answered(fields.short("CallStatus")):
            self._answerers.picked_up(talk, slip.leg)

    def hung_up(self, carrier: Carrier, fields: Fields) -> bool:
        """Takes the word that a call is over; tells whether the call is one of ours."""
        call = self._sids.get((carrier, fields.short("CallSid")))
        if call is None:
            return False
        if is_over(fields.short("CallStatus")):
            self.calls.report(call, CallerHungUp())
        return True

    def emergency(self, carrier: Carrier, base: str, fields: Fields, language: str = "en") -> bytes:
        """Gives the way out when everything else broke. Never raises."""
        if is_answerers(fields):
            return in_need(fields)
        return self._emergency.document(carrier, base, dialed_number(fields), language)

    def after_emergency(self, carrier: Carrier, base: str, language: str, *, talked: bool) -> bytes:
        """Gives what follows the emergency's dial."""
        told = self._emergency.goodbye if talked else self._emergency.notice
        return told(carrier, base, language)

    async def drain(self) -> None:
        """Returns when no call is left; meanwhile those that come in are handed to others."""
        self.draining = True
        self._none_left = asyncio.Event()
        if self.calls.live():
            await self._none_left.wait()

    # -- calls of other processes ------------------------------------------------------------------

    def _take_over(self, carrier: Carrier, base: str, slip: Slip, fields: Fields) -> bytes:
        """Goes on with a call whose process is lost.

        The carrier asks for one document of a call at a time and follows one answer. Should a retry
        reach a third process, two may hold the call, but one document is followed and one leg rings;
        whoever is not asked again gives its call up as left. A leg that lasted too long for a voicemail
        was a talk that the lost process had joined: who stays on the line is asked, not rung on.
        """
        if is_over(fields.short("CallStatus")) or slip.frozen is None:
            return self.emergency(carrier, base, fields)
        talk = self._begin(slip.call, carrier, base, fields)
        talk.turn, talk.answered, talk.line = slip.turn, True, slip.frozen.line
        if slip.kind is Kind.DIALED and talked_long(fields):
            line, language = slip.frozen.line or None, slip.frozen.language
            self.calls.adopt(slip.call, line, language, slip.leg)
            self.calls.report(slip.call, LegEnded(slip.leg, EndCause.NORMAL))
            return self._answer(talk)
        self.calls.take_over(slip.call, slip.frozen)
        if slip.kind is Kind.KEYS:
            tell_tree(self.calls, talk, slip, fields)
        return self._answer(talk)

    def _stranger(self, carrier: Carrier, base: str, slip: Slip) -> Conversation | None:
        """Takes on a leg of a lost process, so that whoever picks up still hears what it is about."""
        if slip.frozen is None:
            return None
        # `To` is the answerer's number here, and the call's own word is not known.
        talk = self._begin(slip.call, carrier, base, Fields())
        talk.turn, talk.answered, talk.line = slip.turn, True, slip.frozen.line
        talk.rings[slip.leg] = Ring(None)
        talk.adrift = True
        self._clock.after(ADRIFT_S, partial(self._forget_adrift, slip.call))
        return talk

    def _forget_adrift(self, call: str) -> None:
        talk = self._live.get(call)
        if talk is not None and talk.adrift:
            self._forget(call)

    # -- answers -----------------------------------------------------------------------------------

    def _answer(self, talk: Conversation) -> bytes:
        document, within_s = self._due(talk)
        if talk.guard is not None:
            talk.guard()
        if within_s:
            late = partial(self._late, talk.call, talk.turn + 1)
            talk.guard = self._clock.after(within_s, late)
        return talk.keep(document)

    def _due(self, talk: Conversation) -> Written:
        if talk.end is not None:
            return self._last(talk, talk.end)
        if talk.fresh or talk.asks is not None:
            return self._writer.words(talk)
        if talk.due is not None:
            return self._dialing(talk, talk.due)
        if talk.on_hold:
            return self._writer.hold(talk)
        talk.idle += 1
        if talk.idle <= MOST_IDLE:
            return self._writer.idle(talk)
        talk.end = End.BROKEN
        self.calls.report(talk.call, CallerHungUp())  # nothing of this call comes here any more
        return self._last(talk, talk.end)

    def _dialing(self, talk: Conversation, leg: int) -> Written:
        talk.idle = 0
        if talk.rings[leg].at_once:
            seconds = self._writer.ring_s(talk, leg) + UNTOLD_S
            self._clock.after(seconds, partial(self._untold, talk.call, leg, talk.turn + 1))
        return self._writer.dial(talk, leg)

    def _untold(self, call: str, leg: int, turn: int) -> None:
        """Takes a leg as picked up whose carrier neither told so nor gave up in time.

        Else the tree would give up the national team in mid-talk, and count nobody as reached.
        """
        talk = self._live.get(call)
        if talk is not None and talk.turn == turn and talk.end is None:
            self._answerers.picked_up(talk, leg)

    def _last(self, talk: Conversation, end: End) -> Written:
        if end is End.LOOP:
            return self._writer.refusal()
        if end is End.BROKEN:
            carrier = talk.dialect.carrier
            return Written(self._emergency.document(carrier, talk.base, talk.dialed), 0.0)
        return self._writer.farewell()

    def _late(self, call: str, turn: int) -> None:
        """Gives a caller up whose carrier never came back; two who talk are let talk."""
        talk = self._live.get(call)
        if talk is None or talk.turn != turn or talk.end is not None:
            return
        ring = talk.rings.get(talk.ringing or 0)
        if ring is None or not ring.joined:
            self.calls.report(call, CallerHungUp())

    # -- the telephony port ------------------------------------------------------------------------

    def carry_out(self, call: str, command: CarrierCommand) -> None:
        """Notes what is due; the carrier is told when it asks."""
        talk = self._live.get(call)
        if talk is None:
            return
        match command:
            case Answer():
                talk.answered = True
            case Play(says):
                talk.play(says)
            case Collect():
                talk.collect(command)
            case RingTone() | HoldTone():
                talk.tone(on_hold=isinstance(command, HoldTone))
            case CancelLeg(leg):
                talk.drop(leg, None)
            case Dismiss(leg, word):
                talk.drop(leg, word)
            case Bridge(leg):
                talk.rings[leg].joined = True
                self.calls.report(call, BridgeUp(leg))
            case HangUp():
                talk.hang_up()
            case TellLeg():
                pass  # nothing can be said to one side of two who talk

    def dial(self, call: str, order: DialOrder) -> None:
        """Notes a leg that is due. Raises NobodyToDial."""
        talk = self._live[call]
        if order.ring_s < LEAST_RING_S and order.kind is not LegKind.NATIONAL_BACKUP:
            self.calls.report(call, LegSkipped(order.leg))
            return
        shows = comparable(order.shows or talk.dialed)
        ring = Ring(order, shows)
        if not ring.groups or not showable(shows):
            raise NobodyToDial("This leg has no address to ring, or no number of ours to show.")
        talk.ring(order.leg, ring)

    def note_end(self, call: str) -> None:
        """Notes that nothing more will come of a call."""
        talk = self._live.get(call)
        if talk is None:
            return
        talk.end = talk.end or End.LEFT
        if talk.guard is not None:
            talk.guard()
            talk.guard = None
        self._clock.after(FORGET_S, partial(self._forget, call))
        if self._none_left is not None and not self.calls.live():
            self._none_left.set()

    def _forget(self, call: str) -> None:
        talk = self._live.pop(call, None)
        if talk is None:
            return
        if talk.sid:
            self._sids.pop((talk.dialect.carrier, talk.sid), None)
            self._ended(talk.dialect.carrier, talk.sid)
