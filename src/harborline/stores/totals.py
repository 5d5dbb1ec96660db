"""Totals at rest: three tables of counts, no row per call, and nothing that joins the three.

A count waits in memory and is written with many others, each table in a transaction of its own, so
that neither a time nor an order nor a transaction tells which of them came of one call. Suppressing
small counts is for whoever shows them; a center sees its own exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import NamedTuple

from harborline.app.ports import LegTotal, NetworkTotal, StateTotal, Total
from harborline.stores.databases import Database, Row, Step, StoreAway, open_database

EVERY_S = 30.0
_STOPS_WITHIN_S = 3.0
_TABLES = """
CREATE TABLE IF NOT EXISTS totals_network (
    half_hour TEXT NOT NULL, line TEXT NOT NULL, language TEXT NOT NULL, outcome TEXT NOT NULL,
    wait TEXT NOT NULL, precision TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (half_hour, line, language, outcome, wait, precision)
) /* unordered */;
CREATE TABLE IF NOT EXISTS totals_state (
    day TEXT NOT NULL, state TEXT NOT NULL, line TEXT NOT NULL, outcome TEXT NOT NULL,
    wait TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (day, state, line, outcome, wait)
) /* unordered */;
CREATE TABLE IF NOT EXISTS totals_legs (
    center TEXT NOT NULL, week TEXT NOT NULL, reason TEXT NOT NULL, outcome TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (center, week, reason, outcome)
) /* unordered */;
"""
_COLUMNS: dict[type[Total], tuple[str, tuple[str, ...]]] = {
    NetworkTotal: (
        "totals_network",
        ("half_hour", "line", "language", "outcome", "wait", "precision"),
    ),
    StateTotal: ("totals_state", ("day", "state", "line", "outcome", "wait")),
    LegTotal: ("totals_legs", ("week", "center", "reason", "outcome")),
}


class LegRow(NamedTuple):
    """How often one thing came of a center's legs in a week. `week`: its Monday."""

    week: date
    reason: str
    outcome: str
    times: int


class CallRow(NamedTuple):
    """How often calls that came in a half hour (aware, UTC) ended in one way after such a wait."""

    half_hour: datetime
    outcome: str
    wait: str
    times: int


class StoredTotals:
    """The three tables. Every method raises StoreAway when they cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_all(self, counts: Mapping[Total, int], kind: type[Total]) -> None:
        """Adds all counts of one kind to their table, or none of them."""
        mine = [(total, times) for total, times in counts.items() if isinstance(total, kind)]
        if mine:
            self._database.write(_steps(mine, *_COLUMNS[kind]))

    def leg_counts(self, center: str) -> tuple[LegRow, ...]:
        """Gives a center's own counts exactly, newest week first."""
        rows = self._database.read(
            "SELECT week, reason, outcome, times FROM totals_legs WHERE center = ? "
            "ORDER BY week DESC, reason, outcome",
            (center,),
        )
        return tuple(LegRow(date.fromisoformat(week), *others) for week, *others in rows)

    def call_counts(self, since: datetime, until: datetime) -> tuple[CallRow, ...]:
        """Gives the network's counts of half hours from `since` on and before `until` (aware), in order."""
        rows = self._database.read(
            "SELECT half_hour, outcome, wait, SUM(times) FROM totals_network "
            "WHERE half_hour >= ? AND half_hour < ? "
            "GROUP BY half_hour, outcome, wait ORDER BY half_hour, outcome, wait",
            (since.astimezone(UTC).isoformat(), until.astimezone(UTC).isoformat()),
        )
        return tuple(
            CallRow(datetime.fromisoformat(half_hour), outcome, wait, int(times))
            for half_hour, outcome, wait, times in rows
        )

    def close(self) -> None:
        """Lets the connection go."""
        self._database.close()


def open_totals(data: str, url: str) -> StoredTotals:
    """Gives the totals of a data folder, or those of PostgreSQL where there is a URL."""
    return StoredTotals(open_database(f"{data}/totals.sqlite3", url, _TABLES))


def _steps(counts: Iterable[tuple[Total, int]], table: str, columns: tuple[str, ...]) -> list[Step]:
    """Gives one step for each row, in an order that two processes share and no call has."""
    key = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    statement = (
        f"INSERT INTO {table} ({key}, times) VALUES ({marks}, ?) "  # noqa: S608 -- names of ours
        f"ON CONFLICT ({key}) DO UPDATE SET times = {table}.times + excluded.times"
    )
    return [(statement, row) for row in sorted((*_words(total), n) for total, n in counts)]


def _words(total: Total) -> Row:
    """Gives the row of a total as text, in the order of its columns; an unknown state is empty."""
    return tuple(
        value.isoformat() if isinstance(value, date) else str(value or "") for value in total
    )


class TotalsWriter:
    """Totals for app.calls: `add` never waits, and a thread writes what came together.

    While the store is away the counts stay in memory, one number for each row. What was counted since
    the last writing is lost with a process that is killed. `say`: takes one sentence.
    """

    def __init__(
        self,
        store: StoredTotals,
        *,
        say: Callable[[str], None] = lambda _sentence: None,
        every_s: float = EVERY_S,
    ) -> None:
        self._store, self._say, self._every_s = store, say, every_s
        self._came: SimpleQueue[Total] = SimpleQueue()
        self._counts: Counter[Total] = Counter()
        self._away = False
        self._ending = Event()
        self._thread: Thread | None = None

    def add(self, total: Total) -> None:
        """Counts one, and returns at once."""
        self._came.put(total)

    def start(self) -> None:
        """Begins to write."""
        self._thread = Thread(target=self._run, name="totals", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Writes what is left, if that can be done within a few seconds."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(_STOPS_WITHIN_S)

    def write(self) -> None:
        """Writes what came; what cannot be written is kept for the next time."""
        with suppress(Empty):
            while True:
                self._counts[self._came.get_nowait()] += 1
        try:
            for kind in _COLUMNS:
                self._store.add_all(self._counts, kind)
                for total in [one for one in self._counts if isinstance(one, kind)]:
                    del self._counts[total]
        except StoreAway as fault:
            if not self._away:
                self._say(f"Totals cannot be written and wait in memory. {fault}")
            self._away = True
        else:
            self._away = False

    def _run(self) -> None:
        while not self._ending.wait(self._every_s):
            self.write()
        self.write()
        self._store.close()
