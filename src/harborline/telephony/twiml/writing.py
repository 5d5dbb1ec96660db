"""What is due to a call, as the next document: words and keys, a leg to ring, hold, or the end.

A leg is always dialed by a document of its own, asked for after the words before it were heard: so
what rings is what is due at that moment, and 0 is heard while the words are said. Every document
names what comes after it; none is empty and none ends in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from harborline.app.session import Frozen
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.timers import WHISPER_S, WHISPERS
from harborline.telephony.twiml import documents
from harborline.telephony.twiml.conversation import Conversation, Ring, Shown
from harborline.telephony.twiml.recordings import HOLD_S, Recordings
from harborline.telephony.twiml.slips import Addresses, Kind, Slip

WHISPER_EVERY_S = 5
IDLE_S = 2
LATE_S = 30.0
"""How much later than expected a carrier may come before its caller counts as gone."""

TALK_S = 4 * 3600.0


class Written(NamedTuple):
    """A document, and after how many seconds the carrier must have come again."""

    document: bytes
    within_s: float


class Writer:
    """Writes the documents of calls. `owner`: slot and run of this process, which owns them."""

    def __init__(
        self,
        addresses: Addresses,
        recordings: Recordings,
        owner: tuple[int, int],
        freeze: Callable[[str], Frozen | None],
    ) -> None:
        self._addresses = addresses
        self._recordings = recordings
        self._slot, self._run = owner
        self._freeze = freeze

    # -- for the caller ----------------------------------------------------------------------------

    def words(self, call: Conversation) -> Written:
        """Says what is to be said and listens; a longer silence before the first key by a second
        listening, for a carrier knows only one time-out.
        """
        address = self._address(call)
        says, asks = (call.says if call.fresh else ()), call.asks
        verbs = [verb for say in says for verb in self._said(call, say)]
        spoken_s = sum(self._recordings.seconds(say, call.line) for say in says)
        keys = 1 if asks is None else max(1, asks.max_digits - call.keyed)
        between_s = 1 if asks is None else max(1, round(asks.between_s))
        first_s = between_s if asks is None or call.keyed else max(1, round(asks.first_digit_s))
        finish_on = "" if asks is None or asks.max_digits == 1 else "#"
        waits = [between_s, *([first_s - between_s] if first_s > between_s else [])]
        listening = []
        for wait_s in waits:
            listening.append(self._gather(call, verbs, address(Kind.KEYS), keys, wait_s, finish_on))
            verbs = []
        call.shown = Shown(call.mark, says, asks, keys)
        call.fresh = False
        listening.append(documents.redirect(address(Kind.WENT_ON)))
        return Written(documents.response(listening), spoken_s + sum(waits) + 6 * keys + LATE_S)

    def hold(self, call: Conversation) -> Written:
        """Lets a held caller hear that the line is alive, and asks again in a few seconds."""
        return self._pass_time(call, self._recordings.hold(call.base), HOLD_S)

    def idle(self, call: Conversation) -> Written:
        """Waits a moment, with nothing to say: what comes next is on its way."""
        return self._pass_time(call, documents.pause(IDLE_S), IDLE_S)

    def _pass_time(self, call: Conversation, verb: Element, seconds: float) -> Written:
        address = self._address(call)
        call.shown = Shown(call.mark)
        verbs = [
            self._gather(call, [verb], address(Kind.KEYS), 1, 1, ""),
            documents.redirect(address(Kind.WENT_ON)),
        ]
        return Written(documents.response(verbs), seconds + LATE_S)

    def _gather(
        self,
        call: Conversation,
        verbs: Iterable[Element],
        action: str,
        keys: int,
        timeout_s: int,
        finish_on: str,
    ) -> Element:
        return documents.gather(
            verbs,
            action=action,
            keys=keys,
            timeout_s=timeout_s,
            finish_on=finish_on,
            names_method=call.dialect.gather_names_method,
        )

    def dial(self, call: Conversation, leg: int) -> Written:
        """Rings one group of a leg's telephones."""
        ring = call.rings[leg]
        address = self._address(call, leg)
        timeout_s = self.ring_s(call, leg)
        nouns = [self._callee(ring, address, place) for place in self._places(ring)]
        call.shown, call.ringing, call.due = Shown(call.mark), leg, None
        dialing = documents.dial(
            nouns,
            action=address(Kind.DIALED),
            timeout_s=timeout_s,
            shows=ring.shows,
            rings_on=call.dialect.rings_on and not ring.at_once,
        )
        lasts_s = TALK_S if ring.at_once else timeout_s + WHISPER_S + LATE_S
        return Written(documents.response([dialing]), lasts_s + LATE_S)

    def ring_s(self, call: Conversation, leg: int) -> int:
        """Gives how long one group of a leg's telephones rings, as far as the carrier can."""
        ring, (least_s, most_s) = call.rings[leg], call.dialect.ring_s
        return max(least_s, min(ring.ring_s // len(ring.groups), most_s))

    def _places(self, ring: Ring) -> range:
        first = sum(len(group) for group in ring.groups[: ring.group])
        return range(first, first + len(ring.groups[ring.group]))

    def _callee(self, ring: Ring, address: Callable[[Kind, int], str], place: int) -> Element:
        telephone = [number for group in ring.groups for number in group][place]
        if ring.at_once:
            return documents.callee(telephone, answered=address(Kind.ANSWERED, place))
        return documents.callee(telephone, whisper=address(Kind.WHISPER, place))

    def farewell(self) -> Written:
        """Hangs up, after everything was said."""
        return Written(documents.response([documents.hangup()]), 0.0)

    def refusal(self) -> Written:
        """Refuses what a center forwarded back to us."""
        return Written(documents.response([documents.reject()]), 0.0)

    def _said(self, call: Conversation, say: Say) -> list[Element]:
        return self._recordings.said(say, call.line, call.base, call.dialect)

    def _address(self, call: Conversation, leg: int = 0) -> Callable[..., str]:
        frozen = self._freeze(call.call)

        def address(kind: Kind, place: int = 0) -> str:
            turn = call.turn + 1
            slip = Slip(call.call, self._slot, self._run, turn, kind, leg, place, 0, frozen)
            return self._addresses.of(call.base, call.dialect.carrier, slip)

        return address

    # -- for whoever picks up ----------------------------------------------------------------------

    def whisper(
        self, call: Conversation, whisper: Say, slip: Slip, left_s: float = WHISPER_S
    ) -> bytes:
        """Says what waits, up to three times in 15 s; 1 takes it, 9 passes.

        Nothing can end this document once the carrier has it, so it is over when `left_s` are.
        """
        words_s = self._recordings.seconds(whisper, call.line)
        wait_s = max(1, int(WHISPER_EVERY_S - words_s))
        times = max(1, min(WHISPERS, int(WHISPER_S // (words_s + wait_s))))
        verbs: list[Element] = []
        waits = _waits(times - slip.part, words_s, wait_s, min(left_s, WHISPER_S))
        for part, listens_s in enumerate(waits, slip.part + 1):
            pressed = slip._replace(slot=self._slot, run=self._run, kind=Kind.PRESSED, part=part)
            action = self._addresses.of(call.base, call.dialect.carrier, pressed)
            heard = self._said(call, whisper)
            verbs.append(self._gather(call, heard, action, 1, listens_s, ""))
        return documents.response([*verbs, documents.hangup()])

    def hang_up(self) -> bytes:
        """Ends the leg of a call of which nothing is known."""
        return documents.response([documents.hangup()])

    def join(self) -> bytes:
        """Lets the carrier join both: it does when this document is over."""
        return documents.response([documents.pause(1)])

    def dismissal(self, call: Conversation, word: Say | None) -> bytes:
        """Tells an answerer one sentence, if there is one, and ends the leg."""
        heard = [] if word is None else self._said(call, word)
        return documents.response([*heard, documents.hangup()])


def _waits(parts: int, words_s: float, wait_s: int, left_s: float) -> list[int]:
    """Gives how long is listened after each whisper; after the last that fits, until no time is left."""
    whole = min(parts, int(left_s // (words_s + wait_s)))
    if whole == parts:
        return [wait_s] * parts
    before = max(0, whole - 1)
    rest_s = left_s - before * (words_s + wait_s) - words_s
    return [*[wait_s] * before, max(1, int(rest_s))]


def caller_gone(language: str) -> Say:
    """Gives what whoever picks up hears when the caller has left meanwhile."""
    return Say(Prompt.ANSWERER_CALLER_GONE, language)
