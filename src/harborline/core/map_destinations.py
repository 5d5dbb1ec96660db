"""The destinations inside a routing map, read in place: who rings when, and who is paused.

A pause of one destination names it by its id. Maps of format 1 have no ids, so nothing in them can be
paused by itself; the destinations of a national backup never are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import groupby, islice

from harborline.core.directory import Acceptance, Destination, DestinationKind
from harborline.core.errors import UnusableMap
from harborline.core.hours import contains
from harborline.core.map_hours import MapHours

KINDS = tuple(DestinationKind)
ACCEPTANCES = tuple(Acceptance)
_NOBODY: frozenset[int] = frozenset()
MOST_TOGETHER = 20
"""So many telephones of a center ring together, whatever its rota says: a call must not take up every trunk."""


class MapDestinations:
    """Destinations by row and by party, both numbers. `pausable`: the parties before this number."""

    def __init__(self, sections: Mapping[str, memoryview], hours: MapHours, pausable: int) -> None:
        self._cut, self._hours, self._pausable = sections, hours, pausable
        self._bounds = sections["party_destinations"]
        self._schedules = sections["destination_schedule"]
        self._holding: tuple[frozenset[str], frozenset[int]] = (frozenset(), _NOBODY)
        ids = bytes(sections["destination_id"])
        if ids and ids.count(b"\n") + 1 != len(self._schedules):
            raise UnusableMap("The routing map's section destination_id has a wrong length.")

    def of(self, party: int) -> tuple[Destination, ...]:
        """Gives every destination of a party, with its hours."""
        return tuple(self.read(row) for row in self.rows(party))

    def open_at(
        self, party: int, minute: int, paused: frozenset[str] = frozenset()
    ) -> tuple[Destination, ...]:
        """Gives those open at a minute (UTC, since 1970) that no pause names, as they ring.

        Of one order, no more than `MOST_TOGETHER`; of a national backup, all.
        """
        zone, held_back = self._cut["party_zone"][party], party < self._pausable
        silent = paused if paused and held_back else frozenset()
        rings = (
            row
            for row in self.rows(party)
            if self._hours.is_open(self._schedules[row], zone, minute)
            and not (silent and self.ids[row] in silent)
        )
        most = MOST_TOGETHER if held_back else None
        together = groupby(rings, self._cut["destination_order"].__getitem__)
        return tuple(self.read(row) for _, order in together for row in islice(order, most))

    def rows(self, party: int) -> range:
        """Gives the rows of a party, as its destinations ring."""
        return range(self._bounds[party], self._bounds[party + 1])

    def read(self, row: int) -> Destination:
        """Gives a destination as a value."""
        cut = self._cut
        return Destination(
            KINDS[cut["destination_kind"][row]],
            self.addresses[row] or None,
            self._hours.of(self._schedules[row]),
            cut["destination_order"][row],
            ACCEPTANCES[cut["destination_acceptance"][row]],
            self.ids[row],
        )

    @cached_property
    def addresses(self) -> list[str]:
        """The address of every destination; empty where it is not known."""
        return bytes(self._cut["destination_address"]).decode().split("\n")

    @cached_property
    def ids(self) -> list[str]:
        """The id of every destination; empty where the map has none."""
        text = bytes(self._cut["destination_id"]).decode()
        return text.split("\n") if text else [""] * len(self._schedules)

    # ---- pauses ---------------------------------------------------------------------------

    def holding(self, paused: frozenset[str]) -> frozenset[int]:
        """Gives the parties that have one of the paused destinations. The last answer is kept."""
        known, found = self._holding
        if known != paused:
            found = frozenset(
                party
                for party in range(self._pausable)
                if any(self.ids[row] in paused for row in self.rows(party))
            )
            self._holding = paused, found
        return found

    def are_all_paused(self, party: int, day: int, local: int, paused: frozenset[str]) -> bool:
        """Tells whether every destination of a party that is open is paused.

        `day` (ordinal) and `local` (minute of the day) are those of the party's own clock.
        """
        return not any(
            contains(self._hours.spans(self._schedules[row], day), local)
            and self.ids[row] not in paused
            for row in self.rows(party)
        )
