"""The other side: what whoever picks up hears, and the key with which they take the call.

Each of their requests is answered once and the same again. A leg that was given up meanwhile tells
the answerer why; one whose process is lost can still be taken, and the two are joined.
"""

from __future__ import annotations

from harborline.app.calls import Calls
from harborline.callflow.events import LegAccepted, LegDeclined, LegPickedUp
from harborline.callflow.prompts import CATALOGUES, Prompt, Say
from harborline.telephony.twiml import documents
from harborline.telephony.twiml.codec import Fields, keys_of
from harborline.telephony.twiml.conversation import Conversation, Ring
from harborline.telephony.twiml.slips import Kind, Slip
from harborline.telephony.twiml.writing import Writer, caller_gone

ACCEPTS, PASSES = "1", "9"


def in_need(fields: Fields) -> bytes:
    """Gives what an answerer hears when something of ours broke: who pressed 1 is joined all the same.

    A dial would ring the national team for the answerer; the caller gets theirs when the leg ends.
    """
    accepts = keys_of(fields) == ACCEPTS
    return documents.response([documents.pause(1) if accepts else documents.hangup()])


class Answerers:
    """Answers the requests of whoever picked up."""

    def __init__(self, calls: Calls, writer: Writer) -> None:
        self._calls = calls
        self._writer = writer

    def picked_up(self, talk: Conversation, leg: int) -> None:
        """Reports, once, that somebody picked up."""
        ring = talk.rings.get(leg)
        if ring is not None and not ring.picked_up:
            ring.picked_up = True
            self._calls.report(talk.call, LegPickedUp(leg))

    def answer(self, talk: Conversation | None, slip: Slip, fields: Fields) -> bytes:
        """Gives the document that an answerer hears next."""
        if talk is None:
            return self._writer.hang_up()
        key = (slip.leg, slip.place, slip.part, slip.kind.value)
        if key not in talk.answerers:
            talk.answerers[key] = self._answer(talk, slip, fields)
        return talk.answerers[key]

    def _answer(self, talk: Conversation, slip: Slip, fields: Fields) -> bytes:
        ring = talk.rings.get(slip.leg)
        if ring is None:
            return self._writer.dismissal(talk, None)
        if ring.whisper is None and slip.frozen is not None:
            return self._of_lost_process(talk, ring, slip, fields)
        if slip.kind is Kind.WHISPER:
            self.picked_up(talk, slip.leg)
        else:
            self._pressed(talk, slip, keys_of(fields)[:1])
        if ring.joined and slip.kind is Kind.PRESSED and slip.place == ring.place:
            return self._writer.join()
        if ring.dropped or ring.joined or talk.end is not None or ring.whisper is None:
            return self._writer.dismissal(talk, self._word(talk, ring))
        left_s = self._calls.seconds_left(talk.call)
        if left_s <= 0:  # the national team rings as soon as this leg is over
            return self._writer.hang_up()
        return self._writer.whisper(talk, ring.whisper, slip, left_s)

    def _pressed(self, talk: Conversation, slip: Slip, key: str) -> None:
        ring = talk.rings[slip.leg]
        if key == ACCEPTS and not ring.joined:
            ring.place = slip.place
            self._calls.report(talk.call, LegAccepted(slip.leg))
        elif key == PASSES and not ring.joined:
            self._calls.report(talk.call, LegDeclined(slip.leg))

    def _word(self, talk: Conversation, ring: Ring) -> Say | None:
        if ring.joined:
            return _taken()
        if ring.word is not None or talk.end is None:
            return ring.word
        return caller_gone("en")

    def _of_lost_process(self, talk: Conversation, ring: Ring, slip: Slip, fields: Fields) -> bytes:
        assert slip.frozen is not None  # noqa: S101 -- asked before
        key = keys_of(fields)[:1] if slip.kind is Kind.PRESSED else ""
        if ring.joined:
            same = key == ACCEPTS and slip.place == ring.place
            return self._writer.join() if same else self._writer.dismissal(talk, _taken())
        if key == PASSES:
            return self._writer.dismissal(talk, None)
        if key == ACCEPTS:
            language = slip.frozen.language
            ring.joined, ring.place, talk.adrift = True, slip.place, False
            talk.ringing = slip.leg
            self._calls.adopt(talk.call, slip.frozen.line or None, language, slip.leg)
            return self._writer.join()
        fills = (("center", CATALOGUES["en"].your_center), ("language", slip.frozen.language))
        return self._writer.whisper(talk, Say(Prompt.ANSWERER_WHISPER, "en", fills), slip)


def _taken() -> Say:
    return Say(Prompt.ANSWERER_TAKEN, "en")
