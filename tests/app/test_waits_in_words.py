"""What the public may hear of waits: golden cases that anybody can read, and what must hold of any night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.counting import ANSWERED_BY_BACKUP, WAITS_UNDER_S
from harborline.app.small_counts import SMALL
from harborline.app.waits_in_words import (
    BLOCK,
    FEWEST,
    SETTLES,
    TOLD_S,
    Block,
    settled_block,
    waits_of,
)
from harborline.callflow.values import CallOutcome

GOLDEN = Path(__file__).resolve().parent.parent / "data/waits.txt"
THE_BLOCK = Block(datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 23, 20, tzinfo=UTC))
HALF_HOUR = timedelta(minutes=30)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone is drawn beside
counts = st.lists(
    st.tuples(
        st.sampled_from([*map(str, CallOutcome), ANSWERED_BY_BACKUP]),
        st.sampled_from([*(f"under_{bound}" for bound in WAITS_UNDER_S), "over"]),
        st.integers(0, 60),
    ),
    max_size=12,
)


class Row(NamedTuple):
    half_hour: datetime
    outcome: str
    wait: str
    times: int


def rows(calls: list[tuple[str, str, int]]) -> list[Row]:
    """Puts calls in the half hours of the block in turn."""
    return [
        Row(THE_BLOCK.since + HALF_HOUR * (place % 4), *call) for place, call in enumerate(calls)
    ]


def golden() -> list[tuple[str, str, str]]:
    text = "\n".join(line for line in GOLDEN.read_text("utf-8").splitlines() if line[:1] != "#")
    found = []
    for case in text.strip().split("\n\n"):
        name, calls, expected = case.strip().splitlines()
        found.append(
            (name, calls.strip().removeprefix("given:"), expected.strip().removeprefix("expect:"))
        )
    return found


def parsed(calls: str) -> list[tuple[str, str, int]]:
    said = [one.strip() for one in calls.split(",") if one.strip()]
    return [
        (*kind.split("/"), int(times))  # type: ignore[misc]
        for kind, times in (one.rsplit(" ", 1) for one in said)
    ]


@pytest.mark.parametrize(
    ("calls", "expected"), [case[1:] for case in golden()], ids=[case[0] for case in golden()]
)
def test_golden(calls: str, expected: str) -> None:
    found = waits_of(THE_BLOCK, rows(parsed(calls)))
    said = (
        "nothing"
        if found is None
        else f"at least {found.callers} calls, {found.within_s or 'long'}"
    )
    assert said == expected.strip()


def test_counts_of_other_hours_are_left_out() -> None:
    outside = [
        Row(THE_BLOCK.since - HALF_HOUR, "answered", "under_10", 50),
        Row(THE_BLOCK.until, "answered", "under_10", 50),
    ]
    assert waits_of(THE_BLOCK, outside) is None


@given(moments)
def test_a_block_is_over_long_enough_and_never_old(at: datetime) -> None:
    block = settled_block(at)
    assert block.until - block.since == BLOCK
    assert block.until <= at - SETTLES < block.until + BLOCK


@given(moments, moments)
def test_two_blocks_are_the_same_or_have_no_minute_in_common(
    one: datetime, other: datetime
) -> None:
    first, second = sorted((settled_block(one), settled_block(other)))
    assert first == second or first.until <= second.since


def test_a_block_is_the_same_in_any_zone() -> None:
    at = datetime(2026, 11, 23, 21, 10, tzinfo=UTC)
    there = at.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert settled_block(at) == settled_block(there) == THE_BLOCK


@given(counts)
def test_nothing_small_is_told(calls: list[tuple[str, str, int]]) -> None:
    found = waits_of(THE_BLOCK, rows(calls))
    if found is not None:
        assert found.callers >= FEWEST > SMALL
        assert found.callers % 10 == 0
        assert found.within_s in (*TOLD_S, None)


@given(counts, st.integers(0, SMALL - 1), st.integers(0, SMALL - 1))
def test_a_small_count_cannot_be_told_from_what_is_said(
    calls: list[tuple[str, str, int]], one: int, other: int
) -> None:
    """Of a busy block, a small number who waited long may be any: the same is said."""
    busy = [("answered", "under_10", 200), ("abandoned", "over", 55)]
    tail = [call for call in calls if call[1] == "over"][:1]
    said = {
        waits_of(THE_BLOCK, rows([*busy, *tail, ("answered", "over", few)])) for few in (one, other)
    }
    assert len({found and found.within_s for found in said}) == 1
