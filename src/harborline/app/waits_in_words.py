"""Waits as the public may hear of them: a few words of two hours that are over, or nothing.

Totals of half hours are joined into blocks of two hours that never overlap, so that nothing can be told
from two figures together. A block is told once it has settled, and only if enough people called. Told is
within what time more than half of all who called reached a person: whoever gave up counts as one who did
not. So the part that is left unsaid is never small. No figure of a center, a county or a minute is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from harborline.app.counting import ANSWERED_BY_BACKUP, WAITS_UNDER_S
from harborline.callflow.values import CallOutcome

BLOCK = timedelta(hours=2)
SETTLES = timedelta(minutes=30)
"""A call is counted when it has ended: in this time most of a block's calls have."""

FEWEST = 20
"""Of fewer callers than this nothing is said."""

TOLD_S = (60, 120, 300, 600)
"""The times that are told, in seconds; beyond the last it is only said that waits are long."""

_ROUNDED = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REACHED = frozenset({CallOutcome.ANSWERED.value, ANSWERED_BY_BACKUP})
_NOT_REACHED = frozenset(
    one.value for one in (CallOutcome.ABANDONED, CallOutcome.UNANSWERED, CallOutcome.TURNED_AWAY)
)
_SECONDS = {f"under_{bound}": bound for bound in WAITS_UNDER_S}


class Count(Protocol):
    """How often calls that came in a half hour ended in one way after such a wait, as counted."""

    @property
    def half_hour(self) -> datetime: ...
    @property
    def outcome(self) -> str: ...
    @property
    def wait(self) -> str: ...
    @property
    def times(self) -> int: ...


class Block(NamedTuple):
    """Two hours (aware, UTC)."""

    since: datetime
    until: datetime


class Waits(NamedTuple):
    """What may be said of a block. `callers`: at least so many called, a multiple of ten. `within_s`: more
    than half of them reached a person in that time, one of `TOLD_S`; None = in none of them.
    """

    block: Block
    callers: int
    within_s: int | None


def settled_block(at: datetime) -> Block:
    """Gives the newest block that was over half an hour before `at` (aware)."""
    until = _EPOCH + (at - SETTLES - _EPOCH) // BLOCK * BLOCK
    return Block(until - BLOCK, until)


def waits_of(block: Block, counts: Iterable[Count]) -> Waits | None:
    """Gives what may be said of a block, None where too few called. Counts outside of it are left out."""
    inside = [one for one in counts if block.since <= one.half_hour < block.until]
    reached = [one for one in inside if one.outcome in _REACHED]
    gave_up = sum(one.times for one in inside if one.outcome in _NOT_REACHED)
    callers = sum(one.times for one in reached) + gave_up
    if callers < FEWEST:
        return None
    return Waits(
        block,
        callers // _ROUNDED * _ROUNDED,
        next((told for told in TOLD_S if 2 * _within(reached, told) > callers), None),
    )


def _within(reached: list[Count], seconds: int) -> int:
    return sum(one.times for one in reached if _SECONDS.get(one.wait, seconds + 1) <= seconds)
