"""Who is busy, tripped or looping as far as this process knows: a hint, kept in memory alone.

A line is claimed when dialing starts and released when the leg ends; correctness rests on busy legs
being followed by the next one. `at_s` is the clock's `seconds`.
"""

from __future__ import annotations

from collections import Counter

from harborline.app.ports import Overlays
from harborline.callflow.values import LegOutcome
from harborline.core.occupancy import Occupancy
from harborline.core.reasons import LegKind, SkipReason
from harborline.core.routing_map import RoutingMap

TRIPS_AT = 3
"""Failed or not-accepted legs in a row."""

TRIPPED_FOR_S = 300.0
LOOPING_FOR_S = 300.0

_MISSES = frozenset({LegOutcome.FAILED, LegOutcome.NOT_ACCEPTED})


class Ledger:
    """Live legs, misses in a row and loops, by id of center or backup."""

    def __init__(self, overlays: Overlays) -> None:
        self._overlays = overlays
        self._live: Counter[str] = Counter()
        self._misses: Counter[str] = Counter()
        self._tripped: dict[str, float] = {}
        self._looping: dict[str, float] = {}

    def claim(self, center: str) -> None:
        """Counts a leg from the moment of dialing."""
        self._live[center] += 1

    def release(self, center: str) -> None:
        """Counts a leg as ended."""
        self._live[center] -= 1
        if self._live[center] <= 0:
            del self._live[center]

    def note(self, center: str, outcome: LegOutcome, at_s: float) -> None:
        """Counts misses in a row; a leg given up by our side says nothing of the center."""
        if outcome is LegOutcome.ABANDONED:
            return
        if outcome not in _MISSES:
            del self._misses[center]
            return
        self._misses[center] += 1
        if self._misses[center] >= TRIPS_AT:
            self._tripped[center] = at_s + TRIPPED_FOR_S

    def note_loop(self, center: str, at_s: float) -> None:
        """Marks a center that forwards our calls back to us."""
        self._looping[center] = at_s + LOOPING_FOR_S

    def occupancy(self, at_s: float) -> Occupancy:
        """Gives what is known at `at_s`, for a decision."""
        return Occupancy(
            dict(self._live),
            self._overlays.paused(),
            _lasting(self._tripped, at_s),
            _lasting(self._looping, at_s),
            self._overlays.surge(),
            self._overlays.paused_destinations(),
        )

    def skip_before_dialing(
        self, routing_map: RoutingMap, center: str, kind: LegKind, at_s: float
    ) -> SkipReason | None:
        """Checks a leg once more; the national team is dialed whatever is known of it."""
        if kind is LegKind.NATIONAL_BACKUP:
            return None
        known = self.occupancy(at_s)
        marks = (
            (known.paused, SkipReason.PAUSED),
            (known.tripped, SkipReason.TRIPPED),
            (known.looping, SkipReason.LOOPING),
        )
        if 0 <= _capacity(routing_map, center) <= self._live[center]:
            return SkipReason.AT_CAPACITY
        return next((reason for ids, reason in marks if center in ids), None)


def _capacity(routing_map: RoutingMap, center: str) -> int:
    """Gives the declared capacity, -1 for undeclared."""
    return routing_map.capacity_of[routing_map.parties[center]]


def _lasting(until: dict[str, float], at_s: float) -> frozenset[str]:
    for center in [center for center, end in until.items() if end <= at_s]:
        del until[center]
    return frozenset(until)
