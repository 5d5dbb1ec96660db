"""Whoever picks up just before the minute is over, or presses a key when it is."""

from __future__ import annotations

import pytest

from contract.markup_rig import ADDRESSES, MarkupRig
from markup_interpreter import Callee
from markup_reading import read_markup

DUE_S = 2.1 + 60
"""When the national team is due: a minute after the first dial."""


def picked_up_late(rig: MarkupRig, at_s: float) -> tuple[str, Callee]:
    """Lets the third center's telephone, the first two being silent, be picked up at this second."""
    outcomes = {"near": "no_answer", "next": "no_answer", "third": "manual", "west": "busy"}
    call = rig.call(keys=("1", "11101"), outcomes=outcomes)
    rig.wait(at_s)
    dialing = rig.callers[call].dialing
    assert dialing is not None
    (callee,) = dialing.callees
    assert ADDRESSES[callee.address] == "third"
    callee.pick_up()
    return call, callee


@pytest.mark.parametrize(("at_s", "waits"), [(47.2, [1, 5]), (50.0, [1, 3]), (53.0, [5])])
def test_a_whisper_listens_until_the_national_team_is_due_and_no_longer(
    at_s: float, waits: list[int]
) -> None:
    rig = MarkupRig()
    call, _ = picked_up_late(rig, at_s)
    *gathers, _ = read_markup(rig.network.asked[-1][1], answerer=True)
    assert [int(gather.attrib["timeout"]) for gather in gathers] == waits
    rig.wait(DUE_S - at_s + 0.5)
    assert rig.seen(call).rang[-1] == "team"


@pytest.mark.parametrize(("key", "then"), [("5", "Hangup"), ("1", "Pause")])
def test_after_the_minute_only_who_takes_the_call_is_kept(key: str, then: str) -> None:
    rig = MarkupRig()
    call, callee = picked_up_late(rig, 53.0)
    assert callee.gather is not None
    action = callee.gather.attrib["action"]
    callee.hush()  # their carrier is slow
    rig.wait(DUE_S - 53.0 + 1)
    callee.fetches(action, {"Digits": key})
    told = [answer for request, answer in rig.network.asked if request.fields.get("Digits") == key]
    (verb,) = read_markup(told[-1], answerer=True)
    assert verb.tag == then
    rig.wait(2)
    assert rig.seen(call).rang[-1] == ("third" if key == "1" else "team")
    assert rig.seen(call).bridges == (1 if key == "1" else 0)
