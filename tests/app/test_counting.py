"""Who took a call stands in the network's totals, and nowhere by center or by place."""

from __future__ import annotations

import pytest

from contract.rigs import CountsKept, SimulatorRig
from harborline.app.counting import ANSWERED_BY_BACKUP
from harborline.app.ports import NetworkTotal, StateTotal
from harborline.callflow.values import CallOutcome


@pytest.mark.parametrize(
    ("everyone", "network"),
    [("answer", CallOutcome.ANSWERED), ("no_answer", ANSWERED_BY_BACKUP)],
)
def test_a_call_that_a_backup_took_is_counted_as_such(everyone: str, network: str) -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), everyone=everyone, outcomes={"team": "answer"})
    rig.wait(200)
    assert rig.seen(call).outcome == "answered"
    assert isinstance(rig.totals, CountsKept)
    assert [row.outcome for row in rig.totals.rows if isinstance(row, NetworkTotal)] == [network]
    states = [row.outcome for row in rig.totals.rows if isinstance(row, StateTotal)]
    assert states == [CallOutcome.ANSWERED]


def test_a_caller_who_left_is_of_nobody() -> None:
    rig = SimulatorRig()
    call = rig.call(keys=("1", "11101"), everyone="no_answer")
    rig.wait(8)
    rig.hang_up(call)
    assert isinstance(rig.totals, CountsKept)
    outcomes = [row.outcome for row in rig.totals.rows if isinstance(row, NetworkTotal)]
    assert outcomes == [CallOutcome.ABANDONED]
