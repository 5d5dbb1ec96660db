"""One call at a webhook carrier: what is due to be said or dialed, and the answers already given.

Lives here: the small memory between two requests of a call. The tree's commands are noted in it as
they come; writing.py turns what is due into the next document. It ends with the call.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from harborline.app.ports import Cancel, DialOrder
from harborline.callflow.commands import Collect
from harborline.callflow.prompts import Say
from harborline.core.addresses import comparable
from harborline.core.directory import Destination
from harborline.telephony.twiml.dialects import Dialect

ANSWERS_KEPT = 8
"""How many of the last documents are kept for a carrier that asks for one again."""
MOST_IN_A_DIAL = 10
"""Carriers ring so many telephones at once, and refuse a document that names more."""


class End(StrEnum):
    """How a call ended: after a goodbye, refused as a loop, the caller gone, or nothing works."""

    GOODBYE = "goodbye"
    LOOP = "loop"
    LEFT = "left"
    BROKEN = "broken"


class Ring:
    """A leg. `groups`: addresses that ring together, in order; `place`: which of them accepted;
    `word`: said to whoever picks up.
    """

    __slots__ = (
        "at_once",
        "dropped",
        "group",
        "groups",
        "joined",
        "picked_up",
        "place",
        "ring_s",
        "shows",
        "whisper",
        "word",
    )

    def __init__(self, order: DialOrder | None, shows: str = "") -> None:
        places = () if order is None else order.destinations
        self.groups = groups_of(places)
        self.group = 0
        self.ring_s = 0 if order is None else order.ring_s
        self.whisper = None if order is None else order.whisper
        self.at_once = order is not None and order.whisper is None
        self.shows = shows
        self.picked_up = False
        self.joined = False
        self.place = 0
        self.dropped = False
        self.word: Say | None = None


def groups_of(places: tuple[Destination, ...]) -> tuple[tuple[str, ...], ...]:
    """Gives the addresses that ring together, group after group; numbers as carriers want them.

    What is beyond the carriers' most in one group rings after it.
    """
    groups = groupby(places, key=lambda place: place.order)
    named = (
        tuple(_dialable(place.address) for place in group if place.address) for _, group in groups
    )
    return tuple(
        group[first : first + MOST_IN_A_DIAL]
        for group in named
        for first in range(0, len(group), MOST_IN_A_DIAL)
    )


def _dialable(address: str) -> str:
    is_sip = address.lower().startswith(("sip:", "sips:"))
    return address if is_sip else comparable(address)


class Shown(NamedTuple):
    """What the carrier was told last. `mark`: how much the tree had commanded by then."""

    mark: int = 0
    says: tuple[Say, ...] = ()
    asks: Collect | None = None
    keys: int = 0


class Conversation:
    """One call. Holds no number but the one of ours that was called.

    `adrift`: its process is lost, and so far only a whisper of its was asked for here.
    """

    def __init__(self, call: str, dialect: Dialect, base: str, sid: str, dialed: str) -> None:
        self.call = call
        self.dialect = dialect
        self.base = base
        self.sid = sid
        self.dialed = dialed
        self.line = ""
        self.turn = 0
        self.answers: dict[int, bytes] = {}
        self.answerers: dict[tuple[int, int, int, str], bytes] = {}
        self.mark = 0
        self.shown = Shown()
        self.says: tuple[Say, ...] = ()
        self.fresh = False
        self.asks: Collect | None = None
        self.keyed = 0
        self.on_hold = False
        self.answered = False
        self.heard_out = False
        self.end: End | None = None
        self.rings: dict[int, Ring] = {}
        self.due: int | None = None
        self.ringing: int | None = None
        self.idle = 0
        self.guard: Cancel | None = None
        self.adrift = False

    def __repr__(self) -> str:
        return "<Conversation>"

    # -- what the tree wants -----------------------------------------------------------------------

    def play(self, says: tuple[Say, ...]) -> None:
        self.mark += 1
        self.says, self.fresh, self.asks = says, True, None

    def collect(self, asks: Collect) -> None:
        self.mark += 1
        self.asks, self.keyed = asks, 0

    def tone(self, *, on_hold: bool) -> None:
        self.mark += 1
        self.says, self.fresh, self.asks = (), False, None
        self.on_hold = on_hold

    def ring(self, leg: int, ring: Ring) -> None:
        self.mark += 1
        self.rings[leg] = ring
        self.due = leg

    def drop(self, leg: int, word: Say | None) -> None:
        """Gives a leg up; a telephone that rings goes on until its time is over, and is told then."""
        ring = self.rings.get(leg)
        if ring is None:
            return
        ring.dropped, ring.word = True, word
        if self.due == leg:
            self.due = None

    def hang_up(self) -> None:
        """Ends the call; without a goodbye heard to its end something broke, and the backup is due."""
        if not self.answered:
            self.end = End.LOOP
        else:
            self.end = End.GOODBYE if self.heard_out else End.BROKEN

    # -- what the carrier was told -----------------------------------------------------------------

    def keep(self, document: bytes) -> bytes:
        """Keeps the answer of this turn, for a carrier that asks again, and begins the next."""
        self.answers[self.turn] = document
        self.answers.pop(self.turn - ANSWERS_KEPT, None)
        self.turn += 1
        return document

    def again(self, turn: int) -> bytes | None:
        """Gives the answer of a turn that was answered; of one long over, the last answer."""
        if turn >= self.turn or not self.answers:
            return None
        return self.answers.get(turn) or self.answers[max(self.answers)]
