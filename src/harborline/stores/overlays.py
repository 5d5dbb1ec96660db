"""Overlays at rest: a row for each pause and one for the surge, seen by every voice process.

One file on SQLite, two tables on PostgreSQL. Times are UTC to the microsecond as text, which sorts.
An overlay that ended is never given, and goes for good when the next one is written.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from harborline.app.overlays import LONGEST, Pause, SurgeOn
from harborline.core.occupancy import Surge
from harborline.stores.databases import Database, Step, open_database

NEWS = "harborline_overlays"
_TABLES = """
CREATE TABLE IF NOT EXISTS overlay_pauses (
    center TEXT PRIMARY KEY, until TEXT NOT NULL, paused_by TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS overlay_surge (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    until TEXT NOT NULL, switched_by TEXT NOT NULL, mutual_aid TEXT NOT NULL
);
"""


class StoredOverlays:
    """An OverlayBook on a database. Every method raises StoreAway when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        rows = self._database.read(
            "SELECT center, until, paused_by FROM overlay_pauses WHERE until > ? ORDER BY center",
            (_text(at),),
        )
        return tuple(Pause(center, _time(until), by) for center, until, by in rows)

    def surge(self, at: datetime) -> SurgeOn | None:
        rows = self._database.read(
            "SELECT mutual_aid, until, switched_by FROM overlay_surge WHERE until > ?",
            (_text(at),),
        )
        for centers, until, by in rows:
            return SurgeOn(Surge(tuple(json.loads(centers))), _time(until), by)
        return None

    def pause(self, pause: Pause) -> None:
        kept: Step = (
            "INSERT INTO overlay_pauses (center, until, paused_by) VALUES (?, ?, ?) "
            "ON CONFLICT (center) DO UPDATE SET until = excluded.until, "
            "paused_by = excluded.paused_by",
            (pause.center, _text(pause.until), pause.by),
        )
        self._write(*_gone_before(pause.until), kept)

    def resume(self, center: str) -> None:
        self._write(("DELETE FROM overlay_pauses WHERE center = ?", (center,)))

    def switch_surge(self, surge: SurgeOn | None) -> None:
        off: Step = ("DELETE FROM overlay_surge", ())
        if surge is None:
            self._write(off)
            return
        on: Step = (
            "INSERT INTO overlay_surge (id, until, switched_by, mutual_aid) VALUES (1, ?, ?, ?)",
            (_text(surge.until), surge.by, json.dumps(surge.surge.mutual_aid)),
        )
        self._write(*_gone_before(surge.until), off, on)

    def wait(self, seconds: float) -> None:
        """Waits until there may be news, `seconds` at most."""
        self._database.wait(NEWS, seconds)

    def close(self) -> None:
        """Lets the connection go."""
        self._database.close()

    def _write(self, *steps: Step) -> None:
        self._database.write(steps, NEWS)


def open_overlays(data: str, url: str) -> StoredOverlays:
    """Gives the overlays of a data folder, or those of PostgreSQL where there is a URL."""
    return StoredOverlays(open_database(f"{data}/overlays.sqlite3", url, _TABLES))


def _gone_before(until: datetime) -> tuple[Step, ...]:
    """Deletes what has surely ended: one that begins now ends within `LONGEST`."""
    ended = (_text(until - LONGEST),)
    return (
        ("DELETE FROM overlay_pauses WHERE until <= ?", ended),
        ("DELETE FROM overlay_surge WHERE until <= ?", ended),
    )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
