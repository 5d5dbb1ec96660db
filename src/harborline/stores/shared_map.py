"""The published map of an installation on several machines: one row, which each machine copies to its file.

The row changes hands by publishing and rolling back. A machine takes a row once, so that whoever puts
another map into its folder by hand is left alone until the next one is published.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from harborline.core.errors import HarborlineError, UnusableMap
from harborline.core.golden import verify
from harborline.core.routing_map import RoutingMap
from harborline.stores.databases import Database, StoreAway, open_database
from harborline.stores.map_files import publish_map, write_map

NEWS = "harborline_map"
EVERY_S = 1.0
_TABLES = """
CREATE TABLE IF NOT EXISTS shared_map (
    id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL, content BYTEA NOT NULL
);
CREATE TABLE IF NOT EXISTS shared_map_renewal (
    id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL
);
"""


class SharedMap:
    """The row. Every method raises StoreAway when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, version: str, content: bytes, *, renews: bool = False) -> None:
        """Makes a map the one that every machine takes. `renews`: as `map_files.publish_map` says."""
        self._database.write(
            [
                (
                    "INSERT INTO shared_map (id, version, content) VALUES (1, ?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
                    "content = excluded.content",
                    (version, content),
                ),
                (
                    "INSERT INTO shared_map_renewal (id, version) VALUES (1, ?) "
                    "ON CONFLICT (id) DO UPDATE SET version = excluded.version",
                    (version if renews else "",),
                ),
            ],
            NEWS,
        )

    def version(self) -> str | None:
        """Gives the version of the row, None before anything was published."""
        rows = self._database.read("SELECT version FROM shared_map")
        return str(rows[0][0]) if rows else None

    def is_renewal(self, version: str) -> bool:
        """Tells whether this version renewed the one before it."""
        rows = self._database.read("SELECT version FROM shared_map_renewal")
        return bool(rows) and str(rows[0][0]) == version

    def content(self) -> bytes:
        """Gives the bytes of the row; empty when there is none."""
        rows = self._database.read("SELECT content FROM shared_map")
        return bytes(rows[0][0]) if rows else b""

    def wait(self, seconds: float) -> None:
        """Waits until there may be news, `seconds` at most."""
        self._database.wait(NEWS, seconds)

    def close(self) -> None:
        """Lets the connection go."""
        self._database.close()


def open_shared_map(data: str, url: str) -> SharedMap:
    """Gives the row in PostgreSQL; without a URL one in the data folder, which only tests need."""
    return SharedMap(open_database(f"{data}/shared-map.sqlite3", url, _TABLES))


class MapCopier:
    """Copies the row to this machine's file once it is new, and whole, and answers as it says it does.

    `start` and `stop` its thread; `look` is one turn of it. `say`: takes one sentence.
    """

    def __init__(
        self,
        shared: SharedMap,
        data: str,
        *,
        say: Callable[[str], None] = lambda _sentence: None,
        every_s: float = EVERY_S,
    ) -> None:
        self._shared, self._data, self._say, self._every_s = shared, data, say, every_s
        self._note = os.path.join(data, "maps", "taken-version")
        self._told: str | None = None
        self._ending = Event()

    def start(self) -> None:
        """Begins to look."""
        Thread(target=self._run, name="shared-map", daemon=True).start()

    def stop(self) -> None:
        """Ends the thread within a second or two."""
        self._ending.set()

    def look(self) -> bool:
        """Takes a new map, if there is one; tells whether. Raises HarborlineError."""
        version = self._shared.version()
        if version is None or version == self._taken():
            return False
        content = self._shared.content()
        fresh = RoutingMap(memoryview(content))
        verify(fresh)
        publish_map(self._data, content, renews=self._shared.is_renewal(fresh.version))
        self.note(fresh.version)
        return True

    def note(self, version: str) -> None:
        """Remembers that this machine has a row, as when it published it itself."""
        write_map(self._note, version.encode())

    def _taken(self) -> str | None:
        with suppress(OSError), open(self._note, encoding="ascii") as file:
            return file.read()
        return None

    def _run(self) -> None:
        while not self._ending.is_set():
            sentence: str | None = None
            try:
                self.look()
            except UnusableMap as fault:
                sentence = f"The map that was published elsewhere is not taken. {fault}"
            except StoreAway as fault:
                sentence = f"No map can be taken from elsewhere for now. {fault}"
            except HarborlineError as fault:
                sentence = str(fault)
            if sentence is not None and sentence != self._told:
                self._say(sentence)
            self._told = sentence
            self._shared.wait(self._every_s)
        self._shared.close()
