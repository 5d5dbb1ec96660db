"""Carriers ask again, ask twice, and send word of states in between: nobody is dialed twice for it.

Each call of tests/data/calls is made once in peace, then again in HARBORLINE_REPLAYS orders in which a
carrier repeats itself; the order of the documents themselves stays, for a carrier asks for one at a time.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from contract.markup_rig import ADDRESSES, BASE, MarkupRig
from contract.test_calls import CENTERS, keys_of, stories, who_calls
from harborline.telephony.twiml.conversation import ANSWERS_KEPT
from markup_network import Fields, Network, Request

ORDERS = int(os.environ.get("HARBORLINE_REPLAYS", "2"))
FEW_S = 900.0
STATUSES = ("ringing", "in-progress", "queued", "initiated", "answered")


class RepeatingNetwork(Network):
    """A carrier that repeats what it asked, at once or later, and tells states that cross it."""

    def begin(self, rng: Random) -> None:
        self.rng = rng
        self.repeats = 0

    def post(self, url: str, fields: Fields) -> bytes:
        self._disturb(fields)
        answer = super().post(url, fields)
        if self.rng.random() < 0.5:
            self._again(Request(url, fields), answer)
        self._disturb(fields)
        return answer

    def _disturb(self, fields: Fields) -> None:
        if self.rng.random() < 0.4:
            told = {"CallSid": fields["CallSid"], "CallStatus": self.rng.choice(STATUSES)}
            assert self.exchange(f"{BASE}/telephone/twilio/status", told) == (200, b"")
        of_call = [a for a in self.asked if a[0].fields["CallSid"] == fields["CallSid"]]
        recent = [a for a in of_call if "/status" not in a[0].url][-ANSWERS_KEPT + 1 :]
        if recent and self.rng.random() < 0.4:
            self._again(*self.rng.choice(recent))

    def _again(self, request: Request, answer: bytes) -> None:
        self.repeats += 1
        status, repeated = self.exchange(*request)
        assert (status, repeated) == (200, answer)


def played(story: dict[str, str], rig: MarkupRig) -> object:
    """Plays a story and gives all that was noticed of it, and all that was counted."""
    text, _ = who_calls(story)
    call = rig.call(
        line=story.get("line", "main"),
        text_from=text,
        keys=keys_of(story),
        outcomes={center: story[center] for center in CENTERS & story.keys()},
        everyone=story.get("everyone", "answer"),
    )
    rig.wait(FEW_S)
    rig.close()
    rang = [ADDRESSES[address] for _, address in rig.callers[call].dialed]
    due = iter(rig.seen(call).rang)
    assert all(center in due for center in rang), "a telephone rang that was not due, or twice"
    return rig.seen(call), rang, getattr(rig.totals, "rows", None)


@pytest.mark.parametrize("story", stories(), ids=lambda story: story["call"])
def test_repeated_requests_change_nothing(story: dict[str, str]) -> None:
    in_peace = played(story, MarkupRig())
    repeats = 0
    for order in range(ORDERS):
        rig = MarkupRig()
        rig.network.__class__ = RepeatingNetwork
        assert isinstance(rig.network, RepeatingNetwork)
        rig.network.begin(Random(order))
        assert played(story, rig) == in_peace
        repeats += rig.network.repeats
    assert repeats
