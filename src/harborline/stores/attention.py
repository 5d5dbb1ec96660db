"""Attention at rest: one row for each step of a source, tag and language, and one switch.

Counts alone, with small ones suppressed before they come here. No row says which server, post or person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from harborline.app.attention import AttentionRow
from harborline.stores.databases import Database, Step, open_database

_TABLES = """
CREATE TABLE IF NOT EXISTS attention_totals (
    source TEXT NOT NULL, tag TEXT NOT NULL, starts_at TEXT NOT NULL, span_s INTEGER NOT NULL,
    language TEXT NOT NULL, posts BIGINT NOT NULL, authors BIGINT, watched_s INTEGER NOT NULL,
    PRIMARY KEY (source, tag, starts_at, span_s, language)
) /* unordered */;
CREATE TABLE IF NOT EXISTS attention_switch (
    id INTEGER PRIMARY KEY CHECK (id = 1), off INTEGER NOT NULL
);
"""
_COLUMNS = "source, tag, starts_at, span_s, language, posts, authors, watched_s"
_BETTER = (
    "SELECT watched_s FROM attention_totals "
    "WHERE source = ? AND tag = ? AND starts_at = ? AND span_s = ? AND watched_s > ?"
)
_DELETE = (
    "DELETE FROM attention_totals WHERE source = ? AND tag = ? AND starts_at = ? AND span_s = ?"
)
_INSERT = f"INSERT INTO attention_totals ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 -- names of ours
_ROWS = (
    f"SELECT {_COLUMNS} FROM attention_totals WHERE starts_at >= ? AND starts_at < ? "  # noqa: S608 -- names of ours
    "ORDER BY source, tag, span_s, starts_at, language"
)
_SWITCH = (
    "INSERT INTO attention_switch (id, off) VALUES (1, ?) "
    "ON CONFLICT (id) DO UPDATE SET off = excluded.off"
)


class StoredAttention:
    """An AttentionBook on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, rows: Sequence[AttentionRow]) -> None:
        steps: list[Step] = []
        seen: dict[tuple[object, ...], bool] = {}
        for row in sorted(rows):
            key = (row.source, row.tag, _text(row.starts_at), row.span_s)
            if key not in seen:
                seen[key] = not self._database.read(_BETTER, (*key, row.watched_s))
                steps += [(_DELETE, key)] if seen[key] else []
            if seen[key]:
                steps.append((_INSERT, (*key, row.language, row.posts, row.authors, row.watched_s)))
        if steps:
            self._database.write(steps)

    def rows(self, since: datetime, until: datetime) -> tuple[AttentionRow, ...]:
        found = self._database.read(_ROWS, (_text(since), _text(until)))
        return tuple(
            AttentionRow(source, tag, datetime.fromisoformat(starts_at), *others)
            for source, tag, starts_at, *others in found
        )

    def forget(self, before: datetime | None = None) -> None:
        if before is None:
            self._database.write([("DELETE FROM attention_totals", ())])
        else:
            self._database.write(
                [("DELETE FROM attention_totals WHERE starts_at < ?", (_text(before),))]
            )

    def is_off(self) -> bool:
        return any(off for (off,) in self._database.read("SELECT off FROM attention_switch"))

    def switch(self, *, off: bool) -> None:
        self._database.write([(_SWITCH, (int(off),))])

    def close(self) -> None:
        """Lets the connection go."""
        self._database.close()


def open_attention(data: str, url: str) -> StoredAttention:
    """Gives the attention of a data folder, or that of PostgreSQL where there is a URL."""
    return StoredAttention(open_database(f"{data}/attention.sqlite3", url, _TABLES))


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
