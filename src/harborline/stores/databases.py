"""A small database for rows of our own, without Django: a SQLite file, or PostgreSQL.

Both speak the same statements: `?` for a value, TEXT and INTEGER columns, ON CONFLICT DO UPDATE. Each
makes its tables itself. A connection that broke is opened anew at the next question.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from harborline.core.errors import HarborlineError

if TYPE_CHECKING:
    import psycopg

Row: TypeAlias = tuple[Any, ...]
Step: TypeAlias = tuple[str, Sequence[object]]
"""A statement and its values."""

UNORDERED = "/* unordered */"
"""Behind a table in which nothing may tell in what order its rows came."""
_BUSY_S = 5.0
_CONNECT_S = 3
_SLOWEST_MS = 5000


class StoreAway(HarborlineError):
    """A store cannot be read or written for now. Retry: it may come back."""


class Database(Protocol):
    """Reads, and writes all or nothing; may be used by several threads. Raises StoreAway."""

    def read(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Gives the rows of a SELECT."""

    def write(self, steps: Iterable[Step], news: str | None = None) -> None:
        """Takes all steps in one transaction. `news`: a word to whoever waits."""

    def wait(self, news: str, seconds: float) -> None:
        """Waits until there may be news, `seconds` at most."""

    def close(self) -> None:
        """Lets the connection go; the next question opens another."""


def open_database(path: str, url: str, tables: str) -> Database:
    """Gives PostgreSQL where there is a URL, else the SQLite file; `tables`: what must exist there."""
    return PostgresqlDatabase(url, tables) if url else SqliteDatabase(path, tables)


class SqliteDatabase:
    """A file of its own; what is deleted is overwritten, and the log is cut off after each write."""

    def __init__(self, path: str, tables: str) -> None:
        self._path, self._tables = path, tables
        self._connection: sqlite3.Connection | None = None
        self._using = Lock()

    def read(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        with self._used() as connection:
            return connection.execute(statement, values).fetchall()

    def write(self, steps: Iterable[Step], news: str | None = None) -> None:
        del news  # whoever waits looks once a second
        with self._used() as connection:
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in steps:
                connection.execute(statement, values)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    @contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        with self._using:
            try:
                yield self._open()
            except (sqlite3.Error, OSError) as fault:
                self._drop()
                raise StoreAway(
                    f"{os.path.basename(self._path)} cannot be used ({fault}); look at the data "
                    "folder."
                ) from None

    def wait(self, news: str, seconds: float) -> None:
        del news
        sleep(seconds)

    def close(self) -> None:
        with self._using:
            self._drop()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            os.makedirs(os.path.dirname(self._path) or ".", exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(
                self._path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}").close()
            self._connection.executescript(self._tables.replace(UNORDERED, "WITHOUT ROWID"))
        return self._connection

    def _drop(self) -> None:
        """Closes the connection, which takes back what was not finished."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


class PostgresqlDatabase:
    """Tables beside the site's; `news` is a NOTIFY, which only hastens what looking finds anyway."""

    def __init__(self, url: str, tables: str) -> None:
        self._url, self._tables = url, tables
        self._connection: psycopg.Connection[Row] | None = None
        self._heard: str | None = None
        self._using = Lock()

    def read(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        with self._used() as connection, connection.transaction():
            return connection.execute(_as_psycopg(statement), values).fetchall()

    def write(self, steps: Iterable[Step], news: str | None = None) -> None:
        with self._used() as connection, connection.transaction():
            for statement, values in steps:
                connection.execute(_as_psycopg(statement), values)
            if news is not None:
                connection.execute(b"NOTIFY " + news.encode())

    def wait(self, news: str, seconds: float) -> None:
        try:
            with self._used() as connection:
                if self._heard != news:
                    connection.execute(b"LISTEN " + news.encode())
                    self._heard = news
                with closing(connection.notifies(timeout=seconds, stop_after=1)) as heard:
                    next(heard, None)
        except StoreAway:
            sleep(seconds)

    def close(self) -> None:
        with self._using:
            self._drop()

    @contextmanager
    def _used(self) -> Iterator[psycopg.Connection[Row]]:
        try:
            import psycopg
        except ImportError:
            raise StoreAway(_NO_DRIVER) from None
        with self._using:
            try:
                yield self._open()
            except psycopg.Error as fault:
                self._drop()
                raise StoreAway(_SENTENCE.format(type(fault).__name__)) from None

    def _open(self) -> psycopg.Connection[Row]:
        import psycopg

        if self._connection is None:
            self._connection = psycopg.connect(
                self._url,
                autocommit=True,
                connect_timeout=_CONNECT_S,
                tcp_user_timeout=_SLOWEST_MS,
                options=f"-c statement_timeout={_SLOWEST_MS}",
            )
            with self._connection.transaction():
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                self._connection.execute(self._tables.encode())
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection, self._heard = None, None


def _as_psycopg(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()


_LOCK = 0x4861726231
"""Two that make the same table at once would get in each other's way."""
_SENTENCE = "PostgreSQL cannot be used ({}); look at the server and at DATABASE_URL."
_NO_DRIVER = (
    "DATABASE_URL is set and psycopg is not installed; run `make setup`, or unset it to use SQLite."
)
