"""The caller may hang up at any moment: every telephone stops ringing, and whoever picked up is told."""

from __future__ import annotations

import pytest

from contract.adapters import with_rigs
from contract.rigs import Rig

MOMENTS = {
    "in the greeting": 0.5,
    "in the ZIP question": 1.5,
    "while the first center rings": 8.0,
    "while the second center rings": 30.0,
    "after the deadline": 70.0,
    "on hold": 200.0,
    "in the check after ten minutes": 700.0,
}


@with_rigs()
@pytest.mark.parametrize("moment", MOMENTS)
def test_leaving(rig: Rig, moment: str) -> None:
    nobody = {"team": "no_answer", "second": "no_answer"}
    call = rig.call(keys=("1", "11101"), everyone="no_answer", outcomes=nobody)
    rig.wait(MOMENTS[moment])
    rig.hang_up(call)
    rig.wait(60)
    seen = rig.seen(call)
    assert seen.outcome == "abandoned"
    assert all(leg.outcome is not None for leg in seen.legs)
    assert seen.bridges == 0


@with_rigs()
@pytest.mark.parametrize("after_s", [5.0, 30.0, 100.0])
def test_leaving_after_a_person_answered(rig: Rig, after_s: float) -> None:
    call = rig.call(keys=("1", "11101", "1"), outcomes={"near": "ends:20"})
    rig.wait(12 + after_s)
    rig.hang_up(call)
    rig.wait(60)
    seen = rig.seen(call)
    assert seen.outcome == "answered"
    assert {leg.outcome for leg in seen.legs} <= {"accepted", "abandoned"}
