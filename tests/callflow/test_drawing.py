"""The documents show the tree as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from callflow.draw import DOCS, PAGES, drawn
from harborline.callflow.drawing import diagram
from harborline.callflow.machine import KEEPS
from harborline.callflow.states import Phase
from harborline.callflow.timers import TimerName
from harborline.callflow.values import CallOutcome, Capabilities, LegOutcome


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_page_is_current(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert page == drawn(page), "run python tests/callflow/draw.py"


def test_the_page_names_every_outcome_and_capability() -> None:
    page = (DOCS / "phone-tree.md").read_text(encoding="utf-8")
    for word in (*LegOutcome, *CallOutcome, *Capabilities._fields):
        assert word in page


def test_the_diagram_names_every_phase() -> None:
    assert all(f"{phase} --> " in diagram() for phase in Phase)


def test_every_phase_says_which_timers_it_keeps() -> None:
    assert set(KEEPS) == set(Phase)
    assert set().union(*KEEPS.values()) == set(TimerName)
