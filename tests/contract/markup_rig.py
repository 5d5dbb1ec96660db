"""The webhook carrier under contract: our routes, a carrier that obeys their markup, simulated time.

Recordings here last less than half a second, so that the contract's seconds are about whom it rings
and not about how long words are; test_lesser_ways.py lets words last as long as they do.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette

from contract.network import MAIN, ROUTING_MAP
from contract.rigs import (
    HOUSE,
    STARTS_AT,
    TALK_S,
    CountsKept,
    LegSeen,
    PlayedDesk,
    Seen,
    SwappableMap,
    SwitchableOverlays,
)
from harborline.app.calls import House
from harborline.app.ports import DialOrder, NobodyWatches, Totals
from harborline.callflow.commands import Collect, Command, NoteCall, NoteLeg
from harborline.callflow.events import Event, LegEnded, LegFailed
from harborline.callflow.prompts import Prompt, Say, spoken_in
from harborline.callflow.states import Call
from harborline.callflow.values import LegOutcome, LineType
from harborline.core.occupancy import Surge
from harborline.core.reasons import LegKind
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import Script, read_answerers
from harborline.telephony.twiml.app import CAPABILITIES, WebhookCarrier
from harborline.telephony.twiml.owners import Owners
from harborline.telephony.twiml.recordings import Recordings
from harborline.telephony.twiml.routes import Doors
from harborline.telephony.twiml.signatures import Carrier, Credentials, verify
from harborline.telephony.twiml.tokens import Tokens
from markup_interpreter import Callee, Exchange, MarkupCall
from markup_network import Network, as_telnyx, as_twilio

BASE = "https://voice.example"
SECRET = "the carrier's own secret"  # invented
TELNYX_KEY = Ed25519PrivateKey.generate()
CREDENTIALS = Credentials(
    twilio_token=SECRET,
    signalwire_signing_key=SECRET,
    telnyx_public_key=b64encode(TELNYX_KEY.public_key().public_bytes_raw()).decode(),
)
SIGNS = {
    Carrier.TWILIO: as_twilio(SECRET),
    Carrier.SIGNALWIRE: as_twilio(SECRET, "x-signalwire-signature"),
    Carrier.TELNYX: as_telnyx(TELNYX_KEY),
}
FIRST_KEY_S = 0.25
NEXT_KEY_S = 0.4
FOLDER = Path("/recordings")
HOLD_TONE = FOLDER / "hold_tone.wav"
HOLD_TONE_S = 4.0
ADDRESSES = {
    destination.address: party
    for party in ROUTING_MAP.parties
    for destination in ROUTING_MAP.destinations(party, STARTS_AT)
}
NATIONAL = frozenset(MAIN.national_backups)


class NamedRecordings:
    """Recordings whose names tell what is said in them: language, prompt and what fills it."""

    def __init__(self, words_s: float = 0.4) -> None:
        self.words_s = words_s

    def paths(self, say: Say, line: str) -> tuple[Path, ...]:
        fills = "+".join(value for _, value in say.fills)
        return (FOLDER / spoken_in(say) / say.prompt / f"{fills.replace('/', '_')}.wav",)

    def seconds(self, say: Say, line: str) -> float:
        return 4.0 if say.prompt is Prompt.ANSWERER_WHISPER else self.words_s


class _Noted:
    """What was noticed of one call."""

    def __init__(self, began_s: float) -> None:
        self.began_s = began_s
        self.heard: list[tuple[str, str, str]] = []
        self.legs: dict[int, LegSeen] = {}
        self.told: dict[str, tuple[str, ...]] = {}
        self.sound = ""
        self.outcome: str | None = None
        self.person_s: float | None = None
        self.bridges = 0
        self.bridged_leg: int | None = None
        self.questions = 0
        self.answered_questions = 0
        self.asked: Collect | None = None
        self.keying = 0


class TreeWatched(NobodyWatches):
    """Notes what the tree makes of each call."""

    def __init__(self) -> None:
        self.calls: dict[str, _Noted] = {}
        self.arrived = ""
        self.now_s = 0.0
        self.clock: SimulatedClock | None = None

    def stepped(self, call: str, event: Event, state: Call, commands: tuple[Command, ...]) -> None:
        if call not in self.calls:
            assert self.clock is not None
            self.calls[call] = _Noted(self.clock.seconds)
            self.arrived = call
        noted = self.calls[call]
        if isinstance(event, LegEnded | LegFailed) and event.leg == noted.bridged_leg:
            self._end_talk(noted)
        for command in commands:
            match command:
                case Collect():
                    noted.questions += 1
                    noted.asked = command
                case NoteLeg(leg, LegOutcome.ACCEPTED):
                    noted.bridged_leg = leg
                case NoteLeg(leg, outcome) if leg in noted.legs:
                    noted.legs[leg] = noted.legs[leg]._replace(outcome=outcome)
                case NoteCall(outcome):
                    noted.outcome = outcome

    def ended(self, call: str) -> None:
        self._end_talk(self.calls[call])

    def _end_talk(self, noted: _Noted) -> None:
        leg = noted.bridged_leg
        if leg is not None and leg in noted.legs:
            noted.legs[leg] = noted.legs[leg]._replace(outcome=LegOutcome.ACCEPTED)
        noted.bridged_leg = None


class WatchedCarrier(WebhookCarrier):
    """The carrier itself, whose dialing is noted."""

    watched: TreeWatched
    rig_clock: SimulatedClock

    def dial(self, call: str, order: DialOrder) -> None:
        super().dial(call, order)
        noted = self.watched.calls[call]
        if order.leg in self._live[call].rings:
            at_s = round(self.rig_clock.seconds - noted.began_s, 1)
            noted.legs[order.leg] = LegSeen(order.center, None, at_s)


class MarkupRig:
    """The webhook carrier under contract."""

    capabilities = CAPABILITIES
    tells_line_type = False

    def __init__(
        self,
        totals: Totals | None = None,
        words_s: float = 0.4,
        seed: int = 7,
        house: House = HOUSE,
        carrier: Carrier = Carrier.TWILIO,
    ) -> None:
        self.maps = SwappableMap()
        self.clock = SimulatedClock(STARTS_AT)
        self.overlays = SwitchableOverlays()
        self.totals = totals or CountsKept()
        self.rota = PlayedDesk()
        self.sounds = NamedRecordings(words_s)
        self.watched = TreeWatched()
        self.watched.clock = self.clock
        rng = Random(seed)
        key = rng.randbytes(32)
        self.carrier = WatchedCarrier(
            self.maps,
            self.clock,
            rng,
            Recordings(self.sounds, (FOLDER,), HOLD_TONE),
            Tokens(key, lambda: self.clock.seconds),
            rng.randbytes(32),
            house=house,
            overlays=self.overlays,
            totals=self.totals,
            watcher=self.watched,
            rota=self.rota,
        )
        self.carrier.watched, self.carrier.rig_clock = self.watched, self.clock

        def proves(named: Carrier, url: str, headers: Mapping[str, str], body: bytes) -> bool:
            return verify(named, CREDENTIALS, url, headers, body, 0.0)

        owners = Owners(1, 1, key, lambda _slot: BASE)
        doors = Doors(self.carrier, proves, owners, public_url=BASE)
        self.network = Network(Starlette(routes=list(doors.routes)), SIGNS[carrier])
        base = f"{BASE}/telephone/{carrier}"
        self.exchange = Exchange(self.network, self.clock, self, base)
        self.callers: dict[str, MarkupCall] = {}
        self._ids: dict[MarkupCall, str] = {}
        self._groups: dict[str, list[str]] = {}
        self._answerers = {"": read_answerers({}, "answer")}

    # -- what people do ----------------------------------------------------------------------------

    def call(
        self,
        *,
        line: str = "main",
        text_from: str = "",
        line_type: LineType = LineType.UNKNOWN,
        keys: tuple[str, ...] = (),
        outcomes: Mapping[str, str] | None = None,
        everyone: str = "answer",
    ) -> str:
        number = self.maps.map.line(line).number or ""
        caller = self.exchange.call({"From": text_from or "anonymous", "To": number})
        self._groups[caller.fields["CallSid"]] = list(keys)
        self._answerers[caller.fields["CallSid"]] = read_answerers(outcomes or {}, everyone)
        return self._begin(caller)

    def loop(self, *, forwarded_by: tuple[str, ...] = ()) -> str:
        fields = {"From": MAIN.number or "", "To": MAIN.number or ""}
        if forwarded_by:
            fields["ForwardedFrom"] = forwarded_by[0]
        return self._begin(self.exchange.call(fields))

    def _begin(self, caller: MarkupCall) -> str:
        caller.begin()
        return self.id_of(caller)

    def id_of(self, caller: MarkupCall) -> str:
        """Gives our id of a call of the carrier's."""
        if caller not in self._ids:
            self._ids[caller] = self.watched.arrived
            self.callers[self.watched.arrived] = caller
        return self._ids[caller]

    def close(self) -> None:
        for caller in list(self.callers.values()):
            if not caller.over:
                caller.hang_up()

    def now(self) -> float:
        return self.clock.seconds

    def wait(self, seconds: float) -> None:
        self.clock.advance_to(self.clock.seconds + seconds)

    def press(self, call: str, keys: str) -> None:
        for key in keys:
            self.callers[call].press(key)

    def hang_up(self, call: str) -> None:
        self.callers[call].hang_up()

    def pick_up(self, call: str, center: str) -> None:
        self._callee(call, center).pick_up()

    def answerer_keys(self, call: str, center: str, keys: str) -> None:
        for key in keys:
            self._callee(call, center).key(key)

    def answerer_hangs_up(self, call: str, center: str) -> None:
        self._callee(call, center).hang_up()

    def _callee(self, call: str, center: str) -> Callee:
        dialing = self.callers[call].dialing
        assert dialing is not None, "no telephone rings"
        return next(c for c in dialing.callees if ADDRESSES[c.address] == center)

    def pause(self, *centers: str) -> None:
        lifted = self.overlays.paused_now - set(centers)
        self.overlays.paused_now = frozenset(centers)
        for center in sorted(lifted):
            self.carrier.calls.seat_may_be_free(center)

    def surge(self, *, on: bool) -> None:
        self.overlays.surge_now = Surge() if on else None

    # -- what people notice ------------------------------------------------------------------------

    def seen(self, call: str) -> Seen:
        noted = self.watched.calls[call]
        return Seen(
            tuple(prompt for prompt, _, _ in noted.heard),
            tuple(language for _, language, _ in noted.heard),
            tuple(noted.legs.values()),
            noted.told,
            noted.sound,
            noted.outcome,
            noted.person_s,
            noted.bridges,
        )

    def code_told(self, call: str) -> str:
        codes = [
            fill for prompt, _, fill in self.watched.calls[call].heard if prompt == "place_code"
        ]
        return codes[-1] if codes else ""

    # -- what the carrier asks of its people -------------------------------------------------------

    def _noted(self, caller: MarkupCall) -> _Noted:
        return self.watched.calls[self.id_of(caller)]

    def script(self, call: MarkupCall, address: str) -> Script:
        noted = self._noted(call)
        noted.sound = "ring_tone"
        center = ADDRESSES[address]
        kind = LegKind.NATIONAL_BACKUP if center in NATIONAL else LegKind.CENTER
        known = self._answerers.get(call.fields["CallSid"], self._answerers[""])
        return known.script(center, kind)

    def heard(self, call: MarkupCall, verb: Element) -> float:
        language, prompt, fill = _said_in(verb)
        noted = self._noted(call)
        if prompt == HOLD_TONE.stem:
            noted.sound = "hold_tone"
            return HOLD_TONE_S
        noted.heard.append((prompt, language, fill))
        return self.sounds.words_s

    def answerer_heard(self, call: MarkupCall, address: str, verb: Element) -> float:
        _, prompt, _ = _said_in(verb)
        noted, center = self._noted(call), ADDRESSES[address]
        noted.told[center] = (*noted.told.get(center, ()), prompt)
        return 4.0 if prompt == Prompt.ANSWERER_WHISPER else self.sounds.words_s

    def listening(self, call: MarkupCall) -> None:
        noted = self._noted(call)
        groups = self._groups.get(call.fields["CallSid"], [])
        if noted.answered_questions == noted.questions or noted.keying:
            return
        noted.answered_questions = noted.questions
        if not groups or noted.asked is None:
            return
        group = groups.pop(0)
        if noted.asked.max_digits == 1:
            group = group[:1]
        noted.keying = len(group)
        for i, key in enumerate(group):
            self.clock.after(FIRST_KEY_S + i * NEXT_KEY_S, partial(self._scripted, call, key))

    def _scripted(self, call: MarkupCall, key: str) -> None:
        self._noted(call).keying -= 1
        call.press(key)

    def joined(self, call: MarkupCall, address: str) -> None:
        noted = self._noted(call)
        noted.bridges += 1
        if noted.person_s is None:
            noted.person_s = round(self.clock.seconds - noted.began_s, 1)
        dialing = call.dialing
        assert dialing is not None
        winner = next(callee for callee in dialing.callees if callee.address == address)

        def enough_said() -> None:
            if call.dialing is dialing and not winner.script.seconds:
                call.hang_up()

        self.clock.after(TALK_S, enough_said)

    def rings_back(self, call: MarkupCall, address: str) -> bool:
        shown = call.dialing.verb.attrib["callerId"] if call.dialing is not None else ""
        fields = {"From": shown, "To": call.fields["To"], "ForwardedFrom": address}
        back = self.exchange.call(fields)
        self._begin(back)
        return back.rejected


def _said_in(verb: Element) -> tuple[str, str, str]:
    """Reads language, prompt and filling from the name of a recording."""
    path = Path(unquote(urlsplit(verb.text or "").path))
    if path.name == HOLD_TONE.name:
        return "", HOLD_TONE.stem, ""
    language, prompt, fill = path.parts[-3:]
    with suppress(ValueError):
        prompt = str(Prompt(prompt))
    return language, prompt, fill.removesuffix(".wav")
