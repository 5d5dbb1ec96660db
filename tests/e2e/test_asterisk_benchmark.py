"""The benchmark on a real Asterisk runs on a tiny size, and the plain call goes the same way as ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks import asterisk
from benchmarks.questions import TINY


def test_it_measures_a_whole_installation(
    system_part: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    system_part("asterisk")
    system_part("sipp")
    monkeypatch.setenv("HARBORLINE_CALLS_S", "0.5")
    delay, cpu, whispered, done, heard, traces = asterisk.measure(TINY)
    assert delay.value is not None
    assert 0 < delay.value < 1000
    for row in (cpu, whispered):
        assert row.value is not None
        assert 0 < row.low <= row.value <= row.high
    assert (cpu.at_most, cpu.part) == (asterisk.GOAL, "8b")
    assert (done.value, done.at_least) == (1.0, 1)
    assert heard.value is not None
    assert heard.value > 0.5
    assert (traces.part, traces.value, traces.met) == ("8d", 0, True)


def test_without_asterisk_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asterisk, "parts", lambda: None)
    rows = asterisk.measure(TINY)
    assert [row.part for row in rows] == ["8a", "8b", "8c"]
    assert {row.note for row in rows} == {asterisk.MISSING}
    assert not any(row.met for row in rows)
