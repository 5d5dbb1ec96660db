"""Proves that nobody falls through: every code, every ZIP, every county at every minute.

A decision depends on its minute only through who can be dialed. So for each county the minutes
fall into few classes with the same people free, and the real `decide` answers one minute of each
class; what it answers is held against a timetable that was built without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.hours import ALL_DAY
from harborline.core.numbering import CallerPrefix
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.reasons import LegKind
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.clocks import MINUTES_PER_DAY, Timetable, timetable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from harborline.atlas.tables import County

DAYS = 400
_WORD_BITS = 63
Progress = Callable[[str, int, int], None]
"""Called with what is being proven, how much is done, and how much there is."""


class Gap(NamedTuple):
    """A county whose people have no local center for some minutes of the proven days.

    `minutes`: minutes without an open serving center; `unserved`: no center names the county.
    """

    county: str
    name: str
    state: str
    people: int
    unserved: bool
    minutes: int


class Proof(NamedTuple):
    """What was proven, and every fault found. `decisions`: how often `decide` was asked."""

    map_version: str
    lines: int
    codes: int
    zips: int
    counties: int
    minutes: int
    decisions: int
    dead_ends: int
    faults: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def counties_unserved(self) -> int:
        """How many counties no center names."""
        return sum(gap.unserved for gap in self.gaps)


def prove(
    routing_map: RoutingMap,
    counties: Mapping[str, County],
    *,
    days: int = DAYS,
    progress: Progress = lambda _what, _done, _all: None,
) -> Proof:
    """Proves the invariants of the decision over the map's first `days` days."""
    days = min(days, routing_map.days)
    prover = _Prover(routing_map, timetable(routing_map, days), progress)
    gaps = tuple(prover.counties(counties))
    codes, zips = prover.codes(), prover.zips()
    prover.cells()
    return Proof(
        routing_map.version,
        len(routing_map.lines),
        codes,
        zips,
        len(counties),
        days * MINUTES_PER_DAY,
        prover.decisions,
        prover.dead_ends,
        tuple(prover.faults),
        gaps,
    )


class _Prover:
    def __init__(self, routing_map: RoutingMap, table: Timetable, progress: Progress) -> None:
        self._map, self._table, self._progress = routing_map, table, progress
        self._reached: set[int] = set()
        self._round_the_clock = _round_the_clock(routing_map)
        self.decisions = self.dead_ends = 0
        self.faults: list[str] = []

    def codes(self) -> int:
        """Locates every six digits, and every block of a code whose blocks differ."""
        flags = self._map.sections["block_flags"]
        for index in range(640_000):
            npa, nxx = index // 800 + 200, index % 800 + 200
            self._reach(Evidence(prefix=CallerPrefix(npa, nxx, None)))
            if flags[index >> 3] >> (index & 7) & 1:
                for block in range(10):
                    self._reach(Evidence(prefix=CallerPrefix(npa, nxx, block)))
            if not index % 20_000:
                self._progress("six-digit codes", index, 640_000)
        return 640_000

    def zips(self) -> int:
        """Locates every string of five digits."""
        for number in range(100_000):
            self._reach(Evidence(zip=f"{number:05d}"))
        return 100_000

    def _reach(self, evidence: Evidence) -> None:
        origin = locate(self._map, evidence)
        self._reached.add(origin.cell)

    def cells(self) -> None:
        """Decides once for every place that a code or a ZIP led to, at ever other minutes."""
        minutes = self._table.minutes
        cells = sorted(self._reached)
        for number, cell in enumerate(cells):
            column = number * 7919 % len(minutes)
            self._decide(cell, column)
            if not number % 2_000:
                self._progress("places", number, len(cells))

    def counties(self, counties: Mapping[str, County]) -> Iterator[Gap]:
        """Decides for every county in every class of minutes; gives the gaps."""
        for number, (fips, county) in enumerate(sorted(counties.items())):
            cell = self._map.cell_of_county(fips)
            for column in self._classes(cell):
                self._decide(cell, column)
            minutes = self._minutes_without_local(cell)
            if minutes:
                unserved = not self._map.chain(cell).serving
                yield Gap(fips, county.name, county.state, county.population, unserved, minutes)
            if not number % 50:
                self._progress("counties at every minute", number, len(counties))

    def _classes(self, cell: int) -> NDArray[np.int64]:
        """One minute (as a column) of each class in which the same parties can be dialed."""
        import numpy as np

        members = self._map.chain(cell).members
        backup = self._map.state_backups.get(self._map.place(cell).state or "")
        rows = self._table.free[[*members, *(() if backup is None else (backup,))]]
        words = [
            (1 << np.arange(len(part), dtype=np.int64)) @ part.astype(np.int64)
            for part in np.split(rows, range(_WORD_BITS, len(rows), _WORD_BITS))
        ]
        return (
            np.unique(np.stack(words), axis=1, return_index=True)[1]
            if len(words) > 1
            else (np.unique(words[0], return_index=True)[1])
        )

    def _minutes_without_local(self, cell: int) -> int:
        chain = self._map.chain(cell)
        anybody = self._table.free[list(chain.members[: chain.serving])].any(axis=0)
        return int(self._table.lasting[~anybody].sum())

    # ---- one decision -------------------------------------------------------------------------

    def _decide(self, cell: int, column: int) -> None:
        minute = int(self._table.minutes[column])
        at = datetime.fromtimestamp(minute * 60, UTC)
        origin = self._map.place(cell)
        for line in self._map.lines:
            for language in line.languages:
                given = decide(self._map, origin, Needs(line.id, language), NOTHING_KNOWN, at)
                self.decisions += 1
                for fault in self._faults(given, column):
                    self.faults.append(
                        f"{origin.precision} cell {cell} at {at:%Y-%m-%dT%H:%MZ}: {fault}"
                    )

    def _faults(self, decision: Decision, column: int) -> Iterator[str]:
        legs = decision.legs
        if not legs or not self._never_closes(legs[-1].center, legs[-1].kind):
            self.dead_ends += 1
            yield "the last leg is no national backup that is open 24/7"
        ids = [leg.center for leg in legs]
        if len(set(ids)) != len(ids):
            yield "a center is dialed twice"
        free = [name for name in decision.chain if self._is_free(name, column)]
        local = [leg.center for leg in legs if leg.kind is LegKind.CENTER]
        limit = self._map.rules.max_local_legs
        if local != free[:limit] or [skip.center for skip in decision.dropped] != free[limit:]:
            yield "the local legs are not the first open centers of the chain"
        if not all(self._is_free(name, column) for name in ids[:-1]):
            yield "somebody is dialed who cannot be called at that minute"
        state = self._map.state_backups.get(decision.origin.state or "")
        if (
            state is not None
            and self._table.free[state, column]
            and self._map.ids[state] not in ids
        ):
            yield "the state's backup is left out although it is open"

    def _is_free(self, name: str, column: int) -> bool:
        return bool(self._table.free[self._map.parties[name], column])

    def _never_closes(self, name: str, kind: LegKind) -> bool:
        return kind is LegKind.NATIONAL_BACKUP and name in self._round_the_clock


def _round_the_clock(routing_map: RoutingMap) -> frozenset[str]:
    """Everybody whose hours, read day by day, have no closed minute; the map's own flag may err."""
    first = routing_map.first_day
    days = range(first - 7, first + routing_map.days)
    schedules = routing_map.sections["party_schedule"]
    open_always = {
        schedule
        for schedule in set(schedules)
        if all(routing_map.hours.spans(schedule, day) == ALL_DAY for day in days)
    }
    pairs = zip(routing_map.ids, schedules, strict=True)
    return frozenset(name for name, schedule in pairs if schedule in open_always)
