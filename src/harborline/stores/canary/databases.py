"""Looking into SQLite files row by row.

Pages, freelist and write-ahead log are searched as the bytes they are. What that misses is a long
value, which lies in pieces on several pages, and a number kept as an integer: both are read here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

MARK = b"SQLite format 3\x00"
_SAFE_SHARE = 8
"""No page is split for a row that is shorter than this part of a page."""


def rows_of(path: str) -> Iterator[tuple[int, bytes]]:
    """Gives the rows that bytes alone do not show, numbered in their tables. Raises sqlite3.Error.

    Opened as immutable: nothing is locked, written or replayed.
    """
    uri = Path(path).absolute().as_uri() + "?immutable=1"
    connection = sqlite3.connect(uri, uri=True)
    try:
        connection.text_factory = bytes
        split = connection.execute("PRAGMA page_size").fetchone()[0] // _SAFE_SHARE
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        for (name,) in connection.execute(tables).fetchall():
            quoted = name.decode().replace('"', '""')
            for i, row in enumerate(connection.execute(f'SELECT * FROM "{quoted}"'), 1):  # noqa: S608 -- quoted
                texts = [value for value in row if isinstance(value, bytes)]
                if sum(map(len, texts)) <= split:
                    texts = []
                texts += [str(value).encode() for value in row if isinstance(value, int)]
                if texts:
                    yield i, b"\0".join(texts)
    finally:
        connection.close()


def look_into(path: str, search: Callable[[str, bytes], None]) -> str | None:
    """Searches rows; gives why it could not, in words."""
    try:
        for number, content in rows_of(path):
            search(f"row {number}", content)
    except (sqlite3.Error, UnicodeDecodeError):
        return "is a damaged or foreign SQLite database; only its bytes were searched"
    return None
