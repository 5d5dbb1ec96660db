"""A network of centers event by event with SimPy: one process for each caller, fed with the same columns.

Written from `docs/phone-tree.md` and `docs/routing.md`, not from our walk: a plan, seats, a hold list.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import pairwise
from typing import Any

import simpy

from harborline.planning.network_walk import STEP, STRIDE, Calls, Parties, Rows, Terms

Steps = Generator[simpy.Event, Any, Any]


class Hotline:
    """The network in a SimPy environment. `answered`: by call, who answered and when."""

    def __init__(self, parties: Parties, rows: Rows, calls: Calls, terms: Terms) -> None:
        self.parties, self.rows, self.calls, self.terms = parties, rows, calls, terms
        self.environment = simpy.Environment()
        self.live = [0] * len(parties.seats)
        self.answered: dict[int, tuple[int, float]] = {}
        self.held: set[int] = set()
        self._waiting: dict[int, simpy.Event | None] = {}
        self._legs = [0] * len(calls.starts)
        self._served: dict[int, frozenset[int]] = {}

    def run(self) -> None:
        """Lets all calls come and end."""
        self.environment.process(self._come())
        self.environment.run()

    def _come(self) -> Steps:
        for call, starts in enumerate(self.calls.starts):
            yield self.environment.timeout(starts - self.environment.now)
            if self.calls.gives_up[call] > starts:
                self.environment.process(self._call(call))

    def _is_free(self, party: int) -> bool:
        return bool(self.live[party] < self.parties.seats[party])

    def _parts(self, call: int) -> tuple[list[int], list[int], list[int], list[int]]:
        row, chain = self.calls.row[call], self.rows.chain
        cuts = (
            *(self.rows.first[row], self.rows.aid[row], self.rows.state[row]),
            *(self.rows.national[row], self.rows.first[row + 1]),
        )
        centers, aid, state, national = (list(chain[one:two]) for one, two in pairwise(cuts))
        return centers, aid, state, national

    def _serving(self, call: int) -> frozenset[int]:
        row = int(self.calls.row[call])
        if row not in self._served:
            centers, aid, state, _ = self._parts(call)
            self._served[row] = frozenset((*centers, *aid, *state))
        return self._served[row]

    def _plan(self, call: int, begun: float) -> Iterator[int]:
        """Gives whom to ring next, as seats and the clock stand when it is asked."""
        centers, aid, state, national = self._parts(call)
        rung: list[int] = []

        def may_begin() -> bool:
            return self.environment.now - begun <= self.terms.last_local_s

        for party in centers:
            if len(rung) < self.terms.limit and may_begin() and self._is_free(party):
                rung.append(party)
                yield party
        for party in aid:
            if may_begin() and self._is_free(party) and party not in rung:
                yield party
        for party in state:
            if may_begin() and self._is_free(party):
                yield party
        for party in national:
            if self._is_free(party):
                yield party

    def _call(self, call: int) -> Steps:
        begun = self.environment.now
        left: int | None = None
        for party in self._plan(call, begun):
            self.live[party] += 1
            if left is not None:
                self._offer(left)
            over = yield from self._ring(call, party, begun + self.terms.deadline_s)
            if over:
                return
            left = party
        self.held.add(call)
        self._waiting[call] = None
        yield from self._hold(call, left)

    def _hold(self, call: int, left: int | None) -> Steps:
        while True:
            asked = self._waiting[call] = self.environment.event()
            if left is not None:
                self._offer(left)
            patience = self.environment.timeout(self.calls.gives_up[call] - self.environment.now)
            heard: Any = yield asked | patience
            if asked not in heard:
                del self._waiting[call]
                return
            self._waiting[call] = None
            left = heard[asked]
            over = yield from self._ring(call, left, 0.0)
            if over:
                del self._waiting[call]
                return

    def _ring(self, call: int, party: int, due: float) -> Generator[simpy.Event, Any, bool]:
        """Rings a seat that is taken already, and tells whether the call is over."""
        calls, now = self.calls, self.environment.now
        place = (call * STRIDE + self._legs[call] * STEP) % len(calls.chance)
        self._legs[call] += 1
        takes = calls.chance[place] < self.parties.takes[party]
        rings_s = self.terms.pick_up_s if takes else self.parties.ring_s[party]
        if not takes and not self.parties.national[party] and now < due < now + rings_s:
            rings_s = due - now
        stays = calls.gives_up[call] >= now + rings_s
        yield self.environment.timeout(rings_s if stays else calls.gives_up[call] - now)
        if stays and takes:
            self.answered[call] = (party, self.environment.now)
            yield self.environment.timeout(calls.talk[call])
        self.live[party] -= 1
        if takes or not stays:
            self._offer(party)
            return True
        return False

    def _offer(self, party: int) -> None:
        """Gives a free seat to the longest holder whom it serves."""
        if not self._is_free(party):
            return
        for call, asked in self._waiting.items():
            if asked is None or asked.triggered:
                continue
            if self.parties.national[party] or party in self._serving(call):
                self.live[party] += 1
                asked.succeed(party)
                return
