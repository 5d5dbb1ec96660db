"""Totals at rest: three tables and no row per call, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from harborline.app.ports import LegTotal, NetworkTotal, StateTotal, Total
from harborline.callflow.values import CallOutcome, LegOutcome
from harborline.core.places import Precision
from harborline.core.reasons import LegReason
from harborline.stores.databases import StoreAway
from harborline.stores.totals import CallRow, LegRow, StoredTotals, TotalsWriter, open_totals

MONDAY, NEXT = date(2026, 6, 1), date(2026, 6, 8)
LEG = LegTotal(MONDAY, "ma-1", LegReason.SERVES_ZIP, LegOutcome.ACCEPTED)
NETWORK = NetworkTotal(
    datetime(2026, 6, 1, 12, 30, tzinfo=UTC),
    "main",
    "es",
    CallOutcome.ANSWERED,
    "under_20",
    Precision.ZIP,
)
STATE = StateTotal(MONDAY, None, "main", CallOutcome.ANSWERED, "under_20")
CALL: tuple[Total, ...] = (LEG, NETWORK, STATE)


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[StoredTotals]:
    with closing(open_totals(str(tmp_path), database_url)) as opened:
        yield opened


def rows_of(tmp_path: Path, url: str, table: str) -> list[tuple[object, ...]]:
    if url:
        import psycopg

        with psycopg.connect(url) as connection:
            return connection.execute(f"SELECT * FROM {table}".encode()).fetchall()  # noqa: S608 -- ours
    with closing(sqlite3.connect(tmp_path / "totals.sqlite3")) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 -- ours


def test_counts_add_up_in_one_row(tmp_path: Path, database_url: str, store: StoredTotals) -> None:
    writer = TotalsWriter(store)
    for _ in range(3):
        for total in CALL:
            writer.add(total)
        writer.write()
    for total in CALL:
        writer.add(total)
    writer.write()
    outcome = str(CallOutcome.ANSWERED)
    assert rows_of(tmp_path, database_url, "totals_network") == [
        ("2026-06-01T12:30:00+00:00", "main", "es", outcome, "under_20", "zip", 4)
    ]
    assert rows_of(tmp_path, database_url, "totals_state") == [
        ("2026-06-01", "", "main", outcome, "under_20", 4)
    ]
    assert rows_of(tmp_path, database_url, "totals_legs") == [
        ("ma-1", "2026-06-01", "serves_zip", "accepted", 4)
    ]


def test_a_center_sees_its_own_counts_exactly_newest_first(store: StoredTotals) -> None:
    busy = LEG._replace(outcome=LegOutcome.BUSY)
    counts: dict[Total, int] = {
        LEG: 2,
        LEG._replace(week=NEXT): 1,
        busy: 5,
        LEG._replace(center="ma-2"): 9,
    }
    store.add_all(counts, LegTotal)
    assert store.leg_counts("ma-1") == (
        LegRow(NEXT, "serves_zip", "accepted", 1),
        LegRow(MONDAY, "serves_zip", "accepted", 2),
        LegRow(MONDAY, "serves_zip", "busy", 5),
    )
    assert store.leg_counts("vt-1") == ()


def test_the_network_is_counted_by_half_hour_outcome_and_wait(store: StoredTotals) -> None:
    at = NETWORK.half_hour
    half_hour = timedelta(minutes=30)
    counts: dict[Total, int] = {
        NETWORK: 2,
        NETWORK._replace(language="en"): 3,
        NETWORK._replace(line="other", precision=Precision.COUNTY): 4,
        NETWORK._replace(wait="over"): 1,
        NETWORK._replace(half_hour=at + half_hour, outcome="answered_by_backup"): 7,
        NETWORK._replace(half_hour=at - half_hour): 5,
        NETWORK._replace(half_hour=at + 2 * half_hour): 5,
    }
    store.add_all(counts, NetworkTotal)
    found = store.call_counts(at, at + 2 * half_hour)
    assert found == (
        CallRow(at, "answered", "over", 1),
        CallRow(at, "answered", "under_20", 9),
        CallRow(at + half_hour, "answered_by_backup", "under_20", 7),
    )
    in_room = at.astimezone(ZoneInfo("America/Chicago"))
    assert store.call_counts(in_room, in_room + 2 * half_hour) == found
    assert store.call_counts(at + 9 * half_hour, at + 20 * half_hour) == ()


def test_the_tables_hold_what_privacy_allows_and_no_more(
    tmp_path: Path, database_url: str, store: StoredTotals
) -> None:
    store.leg_counts("ma-1")
    if database_url:
        found = rows_of(
            tmp_path,
            database_url,
            "information_schema.columns WHERE table_schema = 'public' ORDER BY ordinal_position",
        )
        columns = {(str(row[2]), str(row[3])) for row in found}
    else:
        with closing(sqlite3.connect(tmp_path / "totals.sqlite3")) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
            columns = {
                (table, row[1])
                for table in tables
                for row in connection.execute(f"PRAGMA table_info({table})")
            }
    allowed = {
        "totals_network": "half_hour line language outcome wait precision times",
        "totals_state": "day state line outcome wait times",
        "totals_legs": "week center reason outcome times",
    }
    assert columns == {(table, name) for table, names in allowed.items() for name in names.split()}


def test_nothing_in_the_file_tells_the_order_of_calls(tmp_path: Path) -> None:
    with closing(open_totals(str(tmp_path), "")) as store:
        late = LEG._replace(center="aa-1")
        store.add_all({LEG: 1}, LegTotal)
        store.add_all({late: 1}, LegTotal)
    assert [row[0] for row in rows_of(tmp_path, "", "totals_legs")] == ["aa-1", "ma-1"]
    with (
        closing(sqlite3.connect(tmp_path / "totals.sqlite3")) as connection,
        pytest.raises(sqlite3.OperationalError, match="rowid"),
    ):
        connection.execute("SELECT rowid FROM totals_legs")


def test_processes_that_write_at_once_lose_no_count(
    tmp_path: Path, database_url: str, store: StoredTotals
) -> None:
    store.leg_counts("ma-1")
    centers = [LEG._replace(center=f"c-{n}") for n in range(20)]

    def count(order: int) -> None:
        with closing(open_totals(str(tmp_path), database_url)) as own:
            writer = TotalsWriter(own)
            for _ in range(5):
                for total in centers[::order]:
                    writer.add(total)
                writer.write()

    threads = [threading.Thread(target=count, args=(order,)) for order in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sum(row.times for row in store.leg_counts(one.center)) for one in centers] == [20] * 20


class Away(StoredTotals):
    """A store that cannot be written to for now."""

    def __init__(self) -> None:
        self.away, self.hangs = True, threading.Event()
        self.hangs.set()
        self.kept: Counter[Total] = Counter()
        self.closed = False

    def add_all(self, counts: object, kind: type[Total]) -> None:
        assert isinstance(counts, Counter)
        self.hangs.wait(10)
        if self.away:
            raise StoreAway("The store is away.")
        self.kept.update({one: n for one, n in counts.items() if isinstance(one, kind)})

    def close(self) -> None:
        self.closed = True


def test_counts_wait_in_memory_while_the_store_is_away() -> None:
    store = Away()
    said: list[str] = []
    writer = TotalsWriter(store, say=said.append)
    for _ in range(3):
        for total in CALL:
            writer.add(total)
        writer.write()
    assert len(said) == 1
    assert not store.kept
    store.away = False
    writer.write()
    writer.write()
    assert store.kept == dict.fromkeys(CALL, 3)


def test_counting_never_waits_for_a_store_that_hangs() -> None:
    store = Away()
    store.away = False
    store.hangs.clear()
    writer = TotalsWriter(store, every_s=0.01)
    writer.start()
    writer.add(LEG)
    time.sleep(0.05)
    began = time.monotonic()
    for _ in range(1000):
        writer.add(LEG)
    assert time.monotonic() - began < 1.0
    store.hangs.set()
    writer.stop()
    assert store.kept == {LEG: 1001}
    assert store.closed


def test_what_is_left_is_written_at_the_end(tmp_path: Path, database_url: str) -> None:
    writer = TotalsWriter(open_totals(str(tmp_path), database_url), every_s=3600)
    writer.start()
    for total in CALL:
        writer.add(total)
    writer.stop()
    with closing(open_totals(str(tmp_path), database_url)) as store:
        assert store.leg_counts("ma-1") == (LegRow(MONDAY, "serves_zip", "accepted", 1),)
