"""Attention at rest, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harborline.app.attention import AttentionRow
from harborline.stores.attention import StoredAttention, open_attention

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROW = AttentionRow("bluesky", "metoo", NOON, 3600, "", 700, 640, 3600)


@pytest.fixture
def book(tmp_path: Path, database_url: str) -> Iterator[StoredAttention]:
    with closing(open_attention(str(tmp_path), database_url)) as opened:
        yield opened


def everything(book: StoredAttention) -> tuple[AttentionRow, ...]:
    return book.rows(NOON - 1000 * HOUR, NOON + 1000 * HOUR)


def test_what_is_kept_is_given(book: StoredAttention) -> None:
    rows = (
        ROW,
        ROW._replace(language="en", posts=600, authors=500),
        ROW._replace(starts_at=NOON + HOUR, posts=0, authors=0),
        ROW._replace(source="trends", authors=None, span_s=86_400, posts=10**12, watched_s=86_400),
    )
    book.keep(rows)
    assert everything(book) == rows
    assert book.rows(NOON, NOON + HOUR) == (rows[0], rows[1], rows[3])
    book.keep(())
    assert everything(book) == rows


def test_an_hour_that_is_written_again_replaces_the_one_before(book: StoredAttention) -> None:
    book.keep([ROW, ROW._replace(language="en"), ROW._replace(language="es")])
    again = (ROW._replace(posts=900), ROW._replace(language="en", posts=800))
    book.keep(again)
    assert everything(book) == again


def test_less_of_an_hour_never_replaces_more(book: StoredAttention) -> None:
    less = ROW._replace(watched_s=1800, posts=5)
    book.keep([less])
    book.keep([ROW])
    book.keep([less, ROW._replace(starts_at=NOON + HOUR, watched_s=10)])
    assert everything(book) == (ROW, ROW._replace(starts_at=NOON + HOUR, watched_s=10))


def test_forgetting(book: StoredAttention) -> None:
    later = ROW._replace(starts_at=NOON + HOUR)
    book.keep([ROW, later])
    book.forget(NOON + HOUR)
    assert everything(book) == (later,)
    book.forget()
    assert everything(book) == ()


def test_the_switch_is_seen_by_every_process(
    tmp_path: Path, database_url: str, book: StoredAttention
) -> None:
    with closing(open_attention(str(tmp_path), database_url)) as other:
        assert not other.is_off()
        book.switch(off=True)
        assert other.is_off()
        book.switch(off=False)
        assert not other.is_off()
