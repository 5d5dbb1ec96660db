"""Whom each place's callers are sent to, hours by hours: chains asked of the real `core.routing`.

Once for each kind of cell and state of its hours that occurs: cells of one chain, state and breadth differ in
kilometres alone, and nothing changes for them until one of their own opens or closes. The decision is
asked with nobody busy; centers behind the leg limit stand in `dropped`, so the whole order is known, and a
simulation passes over whoever is full as the decision itself would.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.hours import MINUTES_PER_DAY
from harborline.core.occupancy import NOTHING_KNOWN, Surge
from harborline.core.reasons import LegKind, SkipReason
from harborline.core.routing import Decision, Needs, decide
from harborline.core.routing_map import RoutingMap
from harborline.planning.network_walk import Rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_HOUR_MIN = 60


class Row(NamedTuple):
    """Parties by number, in the order in which they ring. `national`: one team, which never closes."""

    centers: tuple[int, ...]
    aid: tuple[int, ...]
    state: tuple[int, ...]
    national: tuple[int, ...]


class Window(NamedTuple):
    """Spans of time: from each of `minutes` (UTC since 1970) on, the map says of every party what stands
    beside it, until the next.
    """

    minutes: tuple[int, ...]
    standings: tuple[bytes, ...]


class RowBook:
    """Rows by kind of cell and state of the hours, asked for once each and kept."""

    def __init__(self, routing_map: RoutingMap, line: str, surge: Surge | None = None) -> None:
        self._map = routing_map
        self._needs = Needs(line, routing_map.line(line).languages[0])
        self._team = routing_map.nationals[line][:1]
        self._surge = None if surge is None else NOTHING_KNOWN._replace(surge=surge)
        self._numbers: dict[tuple[int, bytes], int] = {}
        self._same: dict[Row, int] = {}
        self._rows: list[Row] = []
        self._kinds: dict[tuple[int, str | None, str], int] = {}
        self._kind_of: dict[int, int] = {}
        self._concerned: list[tuple[int, ...]] = []
        parties, helping = routing_map.parties, () if surge is None else surge.mutual_aid
        self._aid = tuple(parties[name] for name in helping if name in parties)
        self._lock = Lock()
        self.asked = 0

    def numbers(self, cells: Ints, spans: Ints, window: Window) -> Ints:
        """Gives the row of each cell in the span of the window whose number stands beside it.

        Replications that run side by side may ask at once.
        """
        import numpy as np

        # One minute after the other, as the map remembers who is open at one.
        size = len(self._map.sections["cell_chain"])
        pairs, places = np.unique(spans * size + cells, return_inverse=True)
        with self._lock:
            found = [
                self._number(cell, window.minutes[span], window.standings[span])
                for span, cell in (divmod(pair, size) for pair in pairs.tolist())
            ]
        return np.array(found, np.int64)[places]

    def _number(self, cell: int, minute: int, standing: bytes) -> int:
        """Gives the row of a cell at a minute (UTC since 1970) in a state of the hours, by number."""
        kind = self._kind(cell)
        key = (kind, bytes([standing[party] for party in self._concerned[kind]]))
        known = self._numbers.get(key)
        if known is None:
            row = self._ask(cell, minute)
            known = self._numbers[key] = self._same.setdefault(row, len(self._rows))
            if known == len(self._rows):
                self._rows.append(row)
        return known

    def _kind(self, cell: int) -> int:
        kind = self._kind_of.get(cell)
        if kind is None:
            origin = self._map.place(cell)
            chain = self._map.sections["cell_chain"][cell]
            key = (chain, origin.state, origin.precision)
            kind = self._kind_of[cell] = self._kinds.setdefault(key, len(self._kinds))
            if kind == len(self._concerned):
                backup = self._map.state_backups.get(origin.state or "")
                others = self._aid if backup is None else (backup, *self._aid)
                self._concerned.append((*self._map.chain(cell).members, *others))
        return kind

    def _ask(self, cell: int, minute: int) -> Row:
        self.asked += 1
        at = datetime.fromtimestamp(minute * 60, UTC)
        origin = self._map.place(cell)
        calm = decide(self._map, origin, self._needs, NOTHING_KNOWN, at)
        aid: tuple[int, ...] = ()
        if self._surge is not None:
            surging = decide(self._map, origin, self._needs, self._surge, at)
            aid = self._numbers_of(surging, LegKind.MUTUAL_AID)
        limited = [skip.center for skip in calm.dropped if skip.reason is SkipReason.LEG_LIMIT]
        parties = self._map.parties
        return Row(
            (
                *self._numbers_of(calm, LegKind.CENTER),
                *(parties[name] for name in limited),
            ),
            aid,
            self._numbers_of(calm, LegKind.STATE_BACKUP),
            self._team,
        )

    def _numbers_of(self, decision: Decision, kind: LegKind) -> tuple[int, ...]:
        return tuple(self._map.parties[leg.center] for leg in decision.legs if leg.kind is kind)

    def table(self) -> Rows:
        """Gives all rows so far as columns of numpy."""
        import numpy as np

        with self._lock:
            known = list(self._rows)
        lengths = [[len(part) for part in row] for row in known]
        sizes = np.array(lengths, np.int64).reshape(-1, 4)
        ends = np.cumsum(sizes.sum(axis=1))
        first = np.concatenate([np.zeros(1, np.int64), ends])
        bounds = first[:-1, None] + np.cumsum(sizes, axis=1)
        chain = [party for row in known for part in row for party in part]
        return Rows(
            np.array(chain, np.int64),
            first,
            np.ascontiguousarray(bounds[:, 0]),
            np.ascontiguousarray(bounds[:, 1]),
            np.ascontiguousarray(bounds[:, 2]),
        )


def window_of(routing_map: RoutingMap, begins: int, hours: int) -> Window:
    """Finds the spans of a window that begins at a minute (UTC since 1970)."""
    minutes: list[int] = []
    standings: list[bytes] = []
    for minute in sorted({begins, *_bounds(routing_map, begins, begins + hours * _HOUR_MIN)}):
        moment = routing_map.moment(minute)
        for party in range(len(routing_map.ids)):
            routing_map.judge(party, moment)
        if not standings or standings[-1] != moment.standings:
            minutes.append(minute)
            standings.append(bytes(moment.standings))
    return Window(tuple(minutes), tuple(standings))


def _bounds(routing_map: RoutingMap, begins: int, ends: int) -> set[int]:
    """Gives every minute at which a span of any party begins or ends, or its day does.

    Within an hour of UTC a zone's clock runs evenly: shifts of clocks fall on full hours of UTC.
    """
    cut = routing_map.sections
    pairs = set(zip(cut["party_schedule"], cut["party_zone"], strict=True))
    minutes: set[int] = set(range(begins, ends, _HOUR_MIN))
    for hour in range(begins - begins % _HOUR_MIN, ends, _HOUR_MIN):
        for schedule, zone in pairs:
            day, local = routing_map.hours.local(zone, hour)
            minutes.add(hour + MINUTES_PER_DAY - local)
            for ordinal, passed in ((day, local), (day + 1, local - MINUTES_PER_DAY)):
                for span in routing_map.hours.spans(schedule, ordinal):
                    minutes |= {hour + edge - passed for edge in span}
    return {minute for minute in minutes if begins <= minute < ends}
