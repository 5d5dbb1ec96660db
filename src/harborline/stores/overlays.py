"""Overlays at rest: a row for each pause and one for the surge, seen by every voice process.

One file on SQLite, tables beside the site's on PostgreSQL; each is made where it is missing, so a file of
an earlier version opens. Times are UTC to the microsecond as text, which sorts.
An overlay that ended is never given, and goes for good when the next one is written.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from harborline.app.overlays import LONGEST, Pause, SurgeOn
from harborline.core.directory import ZipPolicy
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
CREATE TABLE IF NOT EXISTS overlay_destination_pauses (
    destination TEXT PRIMARY KEY, center TEXT NOT NULL, until TEXT NOT NULL, paused_by TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS overlay_surge_terms (
    id INTEGER PRIMARY KEY CHECK (id = 1), until TEXT NOT NULL,
    zip_policy TEXT NOT NULL, local_wait_s INTEGER, wait_notice INTEGER NOT NULL
);
"""


class StoredOverlays:
    """An OverlayBook on a database. Every method raises StoreAway when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pauses(self, at: datetime) -> tuple[Pause, ...]:
        rows = self._database.read(_PAUSES, (_text(at), _text(at)))
        pauses = [Pause(center, _time(until), by, one) for center, until, by, one in rows]
        return tuple(sorted(pauses, key=lambda one: (one.center, one.destination)))

    def surge(self, at: datetime) -> SurgeOn | None:
        for centers, until, by, zip_policy, local_wait_s, notice in self._database.read(
            _SURGE, (_text(at),)
        ):
            policy = ZipPolicy(zip_policy) if zip_policy else None
            surge = Surge(tuple(json.loads(centers)), policy, local_wait_s, bool(notice))
            return SurgeOn(surge, _time(until), by)
        return None

    def pause(self, pause: Pause) -> None:
        if pause.destination:
            self._write(*_gone_before(pause.until), _kept_destination(pause))
            return
        kept: Step = (
            "INSERT INTO overlay_pauses (center, until, paused_by) VALUES (?, ?, ?) "
            "ON CONFLICT (center) DO UPDATE SET until = excluded.until, "
            "paused_by = excluded.paused_by",
            (pause.center, _text(pause.until), pause.by),
        )
        self._write(*_gone_before(pause.until), kept)

    def resume(self, center: str, destination: str = "") -> None:
        if destination:
            self._write((_RESUMED, (center, destination)))
        else:
            self._write(("DELETE FROM overlay_pauses WHERE center = ?", (center,)))

    def switch_surge(self, surge: SurgeOn | None) -> None:
        off: tuple[Step, ...] = (
            ("DELETE FROM overlay_surge", ()),
            ("DELETE FROM overlay_surge_terms", ()),
        )
        if surge is None:
            self._write(*off)
            return
        on: Step = (
            "INSERT INTO overlay_surge (id, until, switched_by, mutual_aid) VALUES (1, ?, ?, ?)",
            (_text(surge.until), surge.by, json.dumps(surge.surge.mutual_aid)),
        )
        self._write(*_gone_before(surge.until), *off, on, _kept_terms(surge))

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


_PAUSES = (
    "SELECT center, until, paused_by, '' FROM overlay_pauses WHERE until > ? UNION ALL "
    "SELECT center, until, paused_by, destination FROM overlay_destination_pauses WHERE until > ?"
)
_RESUMED = "DELETE FROM overlay_destination_pauses WHERE center = ? AND destination = ?"
_SURGE = (
    "SELECT mutual_aid, on_now.until, switched_by, zip_policy, local_wait_s, wait_notice "
    "FROM overlay_surge AS on_now LEFT JOIN overlay_surge_terms AS terms "
    "ON terms.until = on_now.until WHERE on_now.until > ?"
)
"""Terms of a surge that an earlier version has replaced meanwhile are not taken for the new one's."""


def _kept_destination(pause: Pause) -> Step:
    return (
        "INSERT INTO overlay_destination_pauses (destination, center, until, paused_by) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (destination) DO UPDATE SET center = excluded.center, "
        "until = excluded.until, paused_by = excluded.paused_by",
        (pause.destination, pause.center, _text(pause.until), pause.by),
    )


def _kept_terms(on: SurgeOn) -> Step:
    surge = on.surge
    return (
        "INSERT INTO overlay_surge_terms (id, until, zip_policy, local_wait_s, wait_notice) "
        "VALUES (1, ?, ?, ?, ?)",
        (_text(on.until), surge.zip_policy or "", surge.local_wait_s, int(surge.wait_notice)),
    )


def _gone_before(until: datetime) -> tuple[Step, ...]:
    """Deletes what has surely ended: one that begins now ends within `LONGEST`."""
    ended = (_text(until - LONGEST),)
    return (
        ("DELETE FROM overlay_pauses WHERE until <= ?", ended),
        ("DELETE FROM overlay_destination_pauses WHERE until <= ?", ended),
        ("DELETE FROM overlay_surge WHERE until <= ?", ended),
        ("DELETE FROM overlay_surge_terms WHERE until <= ?", ended),
    )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
