"""Overlays at rest: what every store of them must do, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harborline.app.overlays import Pause, SurgeOn
from harborline.core.directory import ZipPolicy
from harborline.core.occupancy import Surge
from harborline.stores.databases import StoreAway
from harborline.stores.overlays import StoredOverlays, open_overlays

NOON = datetime(2026, 6, 1, 12, 0, 0, 250, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANA, BEN = "ana@example.org", "ben@example.org"
HELP = SurgeOn(Surge(("ma-2", "ny-1")), NOON + HOUR, ANA)


@pytest.fixture
def book(tmp_path: Path, database_url: str) -> Iterator[StoredOverlays]:
    opened = open_overlays(str(tmp_path), database_url)
    yield opened
    opened.close()


def test_nothing_holds_at_first(book: StoredOverlays) -> None:
    assert book.pauses(NOON) == ()
    assert book.surge(NOON) is None


def test_a_pause_holds_until_it_ends_to_the_microsecond(book: StoredOverlays) -> None:
    pause = Pause("ma-1", NOON + HOUR, ANA)
    book.pause(pause)
    assert book.pauses(NOON) == (pause,)
    assert book.pauses(NOON + HOUR - timedelta(microseconds=1)) == (pause,)
    assert book.pauses(NOON + HOUR) == ()


def test_times_of_other_zones_mean_the_same_moment(book: StoredOverlays) -> None:
    from zoneinfo import ZoneInfo

    book.pause(Pause("ma-1", (NOON + HOUR).astimezone(ZoneInfo("America/New_York")), ANA))
    assert book.pauses(NOON) == (Pause("ma-1", NOON + HOUR, ANA),)
    assert book.pauses(NOON.astimezone(ZoneInfo("Asia/Tokyo")))
    assert not book.pauses((NOON + HOUR).astimezone(ZoneInfo("Asia/Tokyo")))


def test_pausing_again_changes_until_when_and_who(book: StoredOverlays) -> None:
    book.pause(Pause("ma-1", NOON + HOUR, ANA))
    later = Pause("ma-1", NOON + 2 * HOUR, BEN)
    book.pause(later)
    assert book.pauses(NOON) == (later,)


def test_pauses_come_by_center(book: StoredOverlays) -> None:
    for center in ("ny-1", "ma-2", "ma-1"):
        book.pause(Pause(center, NOON + HOUR, ANA))
    assert [one.center for one in book.pauses(NOON)] == ["ma-1", "ma-2", "ny-1"]


def test_resuming_ends_a_pause_and_is_no_fault_without_one(book: StoredOverlays) -> None:
    book.pause(Pause("ma-1", NOON + HOUR, ANA))
    book.resume("ny-1")
    assert book.pauses(NOON)
    book.resume("ma-1")
    book.resume("ma-1")
    assert book.pauses(NOON) == ()


def test_a_surge_is_on_until_it_ends_or_is_switched_off(book: StoredOverlays) -> None:
    book.switch_surge(HELP)
    assert book.surge(NOON) == HELP
    assert book.surge(NOON + HOUR) is None
    other = HELP._replace(surge=Surge(()), by=BEN)
    book.switch_surge(other)
    assert book.surge(NOON) == other
    book.switch_surge(None)
    book.switch_surge(None)
    assert book.surge(NOON) is None


def test_one_destination_is_paused_beside_its_center(book: StoredOverlays) -> None:
    one = Pause("ma-1", NOON + HOUR, ANA, "d12")
    other = Pause("ma-1", NOON + 2 * HOUR, BEN, "p7")
    whole = Pause("ma-1", NOON + HOUR, BEN)
    for pause in (other, one, whole):
        book.pause(pause)
    assert book.pauses(NOON) == (whole, one, other)
    later = one._replace(until=NOON + 3 * HOUR, by=BEN)
    book.pause(later)
    assert book.pauses(NOON) == (whole, later, other)
    book.resume("ma-1")
    assert book.pauses(NOON) == (later, other)
    book.resume("ny-1", "p7")
    book.resume("ma-1", "d12")
    book.resume("ma-1", "d12")
    assert book.pauses(NOON) == (other,)
    assert book.pauses(NOON + 2 * HOUR) == ()


@pytest.mark.parametrize(
    "surge",
    [
        Surge(("ma-2",), ZipPolicy.NEVER, 20, wait_notice=True),
        Surge(("ma-2",), ZipPolicy.ALWAYS),
        Surge((), None, 600, wait_notice=False),
        Surge((), wait_notice=True),
    ],
)
def test_a_surge_keeps_what_it_changes(book: StoredOverlays, surge: Surge) -> None:
    book.switch_surge(HELP)
    on = SurgeOn(surge, NOON + HOUR, BEN)
    book.switch_surge(on)
    assert book.surge(NOON) == on


BEFORE = """
CREATE TABLE overlay_pauses (center TEXT PRIMARY KEY, until TEXT NOT NULL, paused_by TEXT NOT NULL);
CREATE TABLE overlay_surge (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    until TEXT NOT NULL, switched_by TEXT NOT NULL, mutual_aid TEXT NOT NULL
);
INSERT INTO overlay_pauses VALUES ('ma-1', '2026-06-01T13:00:00.000250+00:00', 'ana@example.org');
INSERT INTO overlay_surge
VALUES (1, '2026-06-01T13:00:00.000250+00:00', 'ana@example.org', '["ma-2", "ny-1"]');
"""
"""The tables of the version before, which paused centers whole and let others help."""


def test_what_the_version_before_kept_holds_on(tmp_path: Path, database_url: str) -> None:
    url = database_url
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as former:
            former.execute(BEFORE.encode())
    else:
        with closing(sqlite3.connect(tmp_path / "overlays.sqlite3")) as former:
            former.executescript(BEFORE)
    with closing(open_overlays(str(tmp_path), url)) as book:
        assert book.pauses(NOON) == (Pause("ma-1", NOON + HOUR, ANA),)
        assert book.surge(NOON) == HELP
        book.pause(Pause("ma-1", NOON + HOUR, BEN, "d12"))
        book.switch_surge(HELP._replace(surge=Surge(("ny-1",), ZipPolicy.NEVER, 9)))
        assert [one.destination for one in book.pauses(NOON)] == ["", "d12"]
    with closing(open_overlays(str(tmp_path), url)) as again:
        on = again.surge(NOON)
        assert on is not None
        assert on.surge == Surge(("ny-1",), ZipPolicy.NEVER, 9)


def test_terms_of_a_surge_that_an_older_version_replaced_are_dropped(tmp_path: Path) -> None:
    with closing(open_overlays(str(tmp_path), "")) as book:
        book.switch_surge(
            SurgeOn(Surge((), ZipPolicy.NEVER, 9, wait_notice=True), NOON + HOUR, BEN)
        )
        with closing(sqlite3.connect(tmp_path / "overlays.sqlite3")) as older:
            older.execute("UPDATE overlay_surge SET until = '2026-06-01T14:00:00.000250+00:00'")
            older.commit()
        assert book.surge(NOON) == SurgeOn(Surge(), NOON + 2 * HOUR, BEN)


def test_a_restart_forgets_none(tmp_path: Path, database_url: str, book: StoredOverlays) -> None:
    book.pause(Pause("ma-1", NOON + HOUR, ANA))
    book.switch_surge(HELP)
    book.close()
    with closing(open_overlays(str(tmp_path), database_url)) as after:
        assert after.pauses(NOON) == (Pause("ma-1", NOON + HOUR, ANA),)
        assert after.surge(NOON) == HELP


def test_what_has_ended_goes_with_the_next_that_begins(
    tmp_path: Path, database_url: str, book: StoredOverlays
) -> None:
    book.pause(Pause("ma-1", NOON, ANA))
    book.pause(Pause("ma-1", NOON, ANA, "d12"))
    book.switch_surge(HELP._replace(until=NOON))
    book.pause(Pause("ny-1", NOON + 24 * HOUR, BEN))
    long_ago = NOON - 48 * HOUR
    assert [one.center for one in book.pauses(long_ago)] == ["ny-1"]
    assert book.surge(long_ago) is None
    if not database_url:
        kept = b"".join(file.read_bytes() for file in tmp_path.glob("overlays.sqlite3*"))
        assert BEN.encode() in kept
        assert ANA.encode() not in kept


def test_ten_that_write_at_once_all_succeed(tmp_path: Path, database_url: str) -> None:
    def write(number: int) -> None:
        with closing(open_overlays(str(tmp_path), database_url)) as own:
            own.pause(Pause(f"c-{number}", NOON + HOUR, ANA))

    with closing(open_overlays(str(tmp_path), database_url)) as book:
        book.pauses(NOON)
        writers = [threading.Thread(target=write, args=(number,)) for number in range(10)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert len(book.pauses(NOON)) == 10


def test_whoever_waits_hears_of_news_at_once(fresh_postgresql: str, tmp_path: Path) -> None:
    with (
        closing(open_overlays(str(tmp_path), fresh_postgresql)) as waiting,
        closing(open_overlays(str(tmp_path), fresh_postgresql)) as writing,
    ):
        waiting.wait(0.01)
        timer = threading.Timer(0.2, lambda: writing.pause(Pause("ma-1", NOON + HOUR, ANA)))
        timer.start()
        began = time.monotonic()
        waiting.wait(10.0)
        assert time.monotonic() - began < 5.0
        timer.join()
        assert waiting.pauses(NOON)


def test_a_server_that_is_away_is_said_and_found_again(
    fresh_postgresql: str, postgresql: str, tmp_path: Path
) -> None:
    import psycopg

    with closing(open_overlays(str(tmp_path), fresh_postgresql)) as book:
        book.pause(Pause("ma-1", NOON + HOUR, ANA))
        with psycopg.connect(postgresql, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'empty%'"
            )
        with pytest.raises(StoreAway) as caught:
            book.pauses(NOON)
        assert "DATABASE_URL" in str(caught.value)
        assert book.pauses(NOON)


@pytest.mark.parametrize("content", [b"no database at all, and long enough to be seen" * 99, None])
def test_a_file_that_cannot_be_used_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "overlays.sqlite3"
    path.mkdir() if content is None else path.write_bytes(content)
    with closing(open_overlays(str(tmp_path), "")) as book:
        for attempt in (lambda: book.pauses(NOON), lambda: book.resume("ma-1")):
            with pytest.raises(StoreAway, match="cannot be used"):
                attempt()
        path.rmdir() if content is None else path.unlink()
        assert book.pauses(NOON) == ()


def test_a_write_that_fails_changes_nothing(tmp_path: Path) -> None:
    with closing(open_overlays(str(tmp_path), "")) as book:
        book.pause(Pause("ma-1", NOON + HOUR, ANA))
        with closing(sqlite3.connect(tmp_path / "overlays.sqlite3")) as other:
            other.execute("DROP TABLE overlay_surge")
        with pytest.raises(StoreAway):
            book.pause(Pause("ma-2", NOON + 23 * HOUR, ANA))
        assert [one.center for one in book.pauses(NOON)] == ["ma-1"]


def test_only_we_may_read_the_file(tmp_path: Path) -> None:
    with closing(open_overlays(str(tmp_path), "")) as book:
        book.pause(Pause("ma-1", NOON + HOUR, ANA))
        for file in tmp_path.iterdir():
            assert file.stat().st_mode & 0o077 == 0
