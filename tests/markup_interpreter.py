"""Plays a webhook carrier: asks for documents, signs what it asks, and does what they say.

Independent of what writes the documents, and as strict as markup_reading.py. Time is simulated; callers and answerers are played by whoever holds the exchange
(tests/contract/markup_rig.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol
from xml.etree.ElementTree import Element

from harborline.app.ports import Cancel
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import Script, Side
from markup_network import Fields, Network
from markup_reading import WrongMarkup, read_markup

SETUP_S = 0.4
PICK_UP_S = 4.0
PRESS_S = 4.0
DECLINE_S = 3.0
LOOP_S = 2.0
NEXT_KEY_S = 0.4


class People(Protocol):
    """Who plays the callers and answerers, and hears what they hear."""

    def script(self, call: MarkupCall, address: str) -> Script:
        """Tells what a telephone does when it rings."""

    def heard(self, call: MarkupCall, verb: Element) -> float:
        """Notes what a caller hears, and tells how many seconds it takes."""

    def answerer_heard(self, call: MarkupCall, address: str, verb: Element) -> float:
        """Notes what an answerer hears, and tells how many seconds it takes."""

    def listening(self, call: MarkupCall) -> None:
        """Is told that a caller's keys are listened to from now on."""

    def joined(self, call: MarkupCall, address: str) -> None:
        """Is told that two people hear each other."""

    def rings_back(self, call: MarkupCall, address: str) -> bool:
        """Lets a telephone forward a call back to us; tells whether it was refused."""


class Exchange:
    """The carrier: its numbers, its clock, and the calls that go through it."""

    def __init__(self, network: Network, clock: SimulatedClock, people: People, base: str) -> None:
        """`base`: our address for this carrier."""
        self.network = network
        self.clock = clock
        self.people = people
        self.base = base
        self._count = 0

    def call(self, fields: Fields) -> MarkupCall:
        """Lets somebody call; `fields` has From and To."""
        self._count += 1
        return MarkupCall(self, {"CallSid": f"CA{self._count:06x}", **fields})


class _Hearing:
    """Somebody who hears verbs, one after the other."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self._verbs: Iterator[Element] = iter(())
        self._plans: list[Cancel] = []
        self.gather: Element | None = None
        self.keys = ""

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        self._plans.append(self.clock.after(seconds, action))

    def hush(self) -> None:
        for cancel in self._plans:
            cancel()
        self._plans.clear()
        self.gather, self.keys = None, ""

    def perform(self, verbs: list[Element]) -> None:
        self.hush()
        self._verbs = iter(verbs)
        self.go_on()

    def go_on(self) -> None:
        self.hush()
        verb = next(self._verbs, None)
        if verb is None:
            self.fell_off()
        elif verb.tag == "Gather":
            self.gather = verb
            self._inside(iter(verb))
            self.listens()
        elif verb.tag in {"Play", "Say", "Pause"}:
            self.later(self.hears(verb), self.go_on)
        else:
            self.does(verb)

    def _inside(self, verbs: Iterator[Element]) -> None:
        assert self.gather is not None
        verb = next(verbs, None)
        if verb is None:
            self.later(int(self.gather.attrib["timeout"]), self._silence)
        else:
            self.later(self.hears(verb), partial(self._inside, verbs))

    def _silence(self) -> None:
        if self.keys:
            self._submit()
        else:
            self.go_on()

    def key(self, key: str) -> bool:
        """Takes a key; tells whether somebody listened."""
        gather = self.gather
        if gather is None:
            return False
        keys = self.keys
        if key != gather.attrib.get("finishOnKey", "#"):
            keys += key
        self.hush()
        self.gather, self.keys = gather, keys
        if key == gather.attrib.get("finishOnKey", "#") or len(keys) == int(
            gather.attrib["numDigits"]
        ):
            self._submit()
        else:
            self.later(int(gather.attrib["timeout"]), self._silence)
        return True

    def _submit(self) -> None:
        gather, keys = self.gather, self.keys
        assert gather is not None
        self.hush()
        self.fetches(gather.attrib["action"], {"Digits": keys})

    def hears(self, verb: Element) -> float:
        raise NotImplementedError

    def does(self, verb: Element) -> None:
        raise NotImplementedError

    def fetches(self, url: str, fields: Fields) -> None:
        raise NotImplementedError

    def fell_off(self) -> None:
        raise NotImplementedError

    def listens(self) -> None:
        """Is listened to from now on."""


class MarkupCall(_Hearing):
    """The caller's side of one call."""

    def __init__(self, exchange: Exchange, fields: Fields) -> None:
        super().__init__(exchange.clock)
        self.exchange = exchange
        self.people = exchange.people
        self.fields = fields
        self.dialing: Dialing | None = None
        self.over = False
        self.rejected = False
        self.dialed: list[tuple[str, str]] = []

    def begin(self) -> None:
        """Lets the call arrive."""
        self._fetch(f"{self.exchange.base}/call", "ringing", {})

    def fetches(self, url: str, fields: Fields) -> None:
        self._fetch(url, "in-progress", fields)

    def _fetch(self, url: str, status: str, fields: Fields) -> None:
        asked = {**self.fields, "CallStatus": status, **fields}
        document = self.exchange.network.post(url, asked)
        if not self.over:
            self.perform(read_markup(document))

    def listens(self) -> None:
        self.people.listening(self)

    def hears(self, verb: Element) -> float:
        return int(verb.attrib["length"]) if verb.tag == "Pause" else self.people.heard(self, verb)

    def does(self, verb: Element) -> None:
        if verb.tag == "Redirect":
            self.fetches(verb.text or "", {})
        elif verb.tag == "Dial":
            self.dialing = Dialing(self, verb)
            self.dialing.begin()
        else:
            self.rejected = verb.tag == "Reject"
            self._end()

    def fell_off(self) -> None:
        raise WrongMarkup("a caller fell off a document")

    def press(self, key: str) -> bool:
        """Lets the caller press a key; tells whether the carrier listened."""
        return not self.over and self.key(key)

    def dial_over(self, status: str, seconds: float) -> None:
        """Goes on after a Dial has ended on the other side."""
        dialing, self.dialing = self.dialing, None
        assert dialing is not None
        fields = {"DialCallStatus": status, "DialCallDuration": str(int(seconds))}
        if "action" in dialing.verb.attrib:
            self.fetches(dialing.verb.attrib["action"], fields)
        else:
            self.go_on()

    def hang_up(self) -> None:
        """Lets the caller hang up, of which a Dial's action hears too."""
        dialing, self.dialing = self.dialing, None
        self._end()
        if dialing is not None:
            dialing.caller_gone()
            fields = {"DialCallStatus": "completed", "DialCallDuration": "0"}
            self._fetch(dialing.verb.attrib["action"], "completed", fields)

    def _end(self) -> None:
        self.hush()
        self.over = True
        status = {**self.fields, "CallStatus": "completed"}
        self.exchange.network.post(f"{self.exchange.base}/status", status)


class Dialing:
    """A Dial in progress: telephones that ring together, until one is joined or none is left."""

    def __init__(self, call: MarkupCall, verb: Element) -> None:
        self.call = call
        self.verb = verb
        self.callees = [Callee(self, noun) for noun in verb]
        self.joined_s: float | None = None
        self._over = False

    def begin(self) -> None:
        for callee in self.callees:
            leg = callee.noun.attrib.get("url") or callee.noun.attrib.get("statusCallback", "")
            self.call.dialed.append((leg, callee.address))
            callee.begin(int(self.verb.attrib["timeout"]))

    def join(self, winner: Callee) -> None:
        """Joins the caller with the first who is there."""
        for callee in self.callees:
            if callee is not winner:
                callee.cut()
        self.joined_s = self.call.clock.seconds
        self.call.people.joined(self.call, winner.address)

    def ended(self, status: str) -> None:
        """Looks whether anybody is left; how it ended is told by the best that happened."""
        if self._over or any(callee.ending is None for callee in self.callees):
            return
        self._over = True
        endings = {callee.ending for callee in self.callees}
        best = next((s for s in ("completed", "no-answer", "busy") if s in endings), status)
        talked = 0.0 if self.joined_s is None else self.call.clock.seconds - self.joined_s
        self.call.dial_over(status if self.joined_s is not None else best, talked)

    def caller_gone(self) -> None:
        """Ends what rings; who hears a whisper hears it to its end."""
        self._over = True
        for callee in self.callees:
            if callee.stage != "picked_up":
                callee.cut()


class Callee(_Hearing):
    """One telephone that rings, and whoever is beside it."""

    def __init__(self, dialing: Dialing, noun: Element) -> None:
        super().__init__(dialing.call.clock)
        self.dialing = dialing
        self.noun = noun
        self.address = noun.text or ""
        self.stage = "dialing"
        self.ending: str | None = None
        self.script = dialing.call.people.script(dialing.call, self.address)

    def begin(self, timeout_s: int) -> None:
        side = self.script.side
        if side in {Side.BUSY, Side.FAILED}:
            self.later(SETUP_S, partial(self.end, str(side)))
            return
        self.stage = "ringing"
        self.later(timeout_s, partial(self.end, "no-answer"))
        if side is Side.DECLINE:  # a carrier tells this as busy; passing by key is what it can do
            self.later(SETUP_S + DECLINE_S, self.pick_up)
        elif side is Side.LOOP:
            self.later(SETUP_S + LOOP_S, self._forward)
        elif side not in {Side.NO_ANSWER, Side.MANUAL}:
            self.later(SETUP_S + PICK_UP_S, self.pick_up)

    def _forward(self) -> None:
        if self.dialing.call.people.rings_back(self.dialing.call, self.address):
            self.end("busy")

    def pick_up(self) -> None:
        """Answers; whoever is there hears the whisper, if there is one."""
        self.hush()
        self.stage = "picked_up"
        if "statusCallback" in self.noun.attrib:
            self._post(self.noun.attrib["statusCallback"], {})
        if "url" not in self.noun.attrib:
            self.fell_off()
            return
        self.fetches(self.noun.attrib["url"], {})
        self._press_soon()

    def _press_soon(self) -> None:
        side = self.script.side
        if side is Side.DECLINE:
            self.clock.after(0.2, partial(self.press, "9"))
        elif side not in {Side.VOICEMAIL, Side.MANUAL}:
            self.clock.after(PRESS_S, partial(self.press, "1"))

    def press(self, key: str) -> None:
        """Lets whoever picked up press a key."""
        self.key(key)

    def _post(self, url: str, fields: Fields) -> bytes:
        call = self.dialing.call
        parent = call.fields["CallSid"]
        own = {
            "CallSid": f"{parent}-{len(call.dialed)}",
            "ParentCallSid": parent,
            "Direction": "outbound-dial",
            "To": self.address,
        }
        shown = {"From": self.dialing.verb.attrib["callerId"], "CallStatus": "in-progress"}
        return call.exchange.network.post(url, {**own, **shown, **fields})

    def fetches(self, url: str, fields: Fields) -> None:
        document = self._post(url, fields)
        if self.stage == "picked_up":
            self.perform(read_markup(document, answerer=True))

    def hears(self, verb: Element) -> float:
        if verb.tag == "Pause":
            return int(verb.attrib["length"])
        return self.dialing.call.people.answerer_heard(self.dialing.call, self.address, verb)

    def does(self, verb: Element) -> None:
        if verb.tag == "Redirect":
            self.fetches(verb.text or "", {})
        else:
            self.end("completed")

    def fell_off(self) -> None:
        if self.dialing.call.over:
            self.end("completed")
            return
        self.stage = "bridged"
        self.dialing.join(self)
        if self.script.side in {Side.ENDS, Side.DROPS}:
            dropped = self.script.side is Side.DROPS
            self.later(self.script.seconds, partial(self.end, "failed" if dropped else "completed"))

    def hang_up(self) -> None:
        """Hangs up, or declines while it rings."""
        self.end("busy" if self.stage in {"dialing", "ringing"} else "completed")

    def cut(self) -> None:
        """Is cut off by the carrier."""
        self.hush()
        self.stage, self.ending = "ended", self.ending or "canceled"

    def end(self, status: str) -> None:
        if self.ending is None:
            self.hush()
            self.stage, self.ending = "ended", status
            self.dialing.ended(status)
