"""Attention's book in memory, for whoever tests what is written into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from harborline.app.attention import AttentionRow


class Book:
    """An AttentionBook in memory; `faults` are raised in turn."""

    def __init__(self) -> None:
        self.kept: list[AttentionRow] = []
        self.off = False
        self.faults: list[Exception] = []
        self.forgotten: list[datetime | None] = []

    def keep(self, rows: Sequence[AttentionRow]) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.kept += rows

    def rows(self, since: datetime, until: datetime) -> tuple[AttentionRow, ...]:
        return tuple(row for row in self.kept if since <= row.starts_at < until)

    def forget(self, before: datetime | None = None) -> None:
        self.forgotten.append(before)

    def is_off(self) -> bool:
        return self.off

    def switch(self, *, off: bool) -> None:
        self.off = off
