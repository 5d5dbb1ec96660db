"""Scripted calls: each ends, and what cannot be used is refused without being repeated."""

from __future__ import annotations

import pytest

from contract.network import ROUTING_MAP
from contract.rigs import STARTS_AT, SwappableMap
from harborline.callflow.values import LineType
from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap
from harborline.telephony.simulator.errors import UnusableScript
from harborline.telephony.simulator.exchange import SimulatedExchange
from harborline.telephony.simulator.observations import CallEnded, LegChanged
from harborline.telephony.simulator.script import LONGEST_S, CallScript, run_script, summary

NUMBER = "+13215550100"
EVERYONE = ("near", "next", "third", "west", "team", "second")


def script(outcome: str, keys: tuple[str, ...] = ()) -> CallScript:
    return CallScript("", STARTS_AT, keys=keys, outcomes=dict.fromkeys(EVERYONE, outcome))


@pytest.mark.parametrize("outcome", ["ends:5", "drops:5"])
def test_an_open_line_on_which_nobody_speaks_comes_to_an_end(outcome: str) -> None:
    seen = run_script(ROUTING_MAP, script(outcome))
    assert isinstance(seen[-1], CallEnded)
    assert seen[-1].at_s < 600
    assert sum(isinstance(o, LegChanged) and o.state == "bridged" for o in seen) == 4


def test_a_scripted_caller_hangs_up_after_a_day() -> None:
    seen = run_script(ROUTING_MAP, script("ends:14000", ("1", "11101", *["1"] * 20)))
    assert isinstance(seen[-1], CallEnded)
    assert (seen[-1].at_s, seen[-1].outcome) == (LONGEST_S, "answered")


async def test_a_map_without_addresses_cannot_dial_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RoutingMap, "can_dial", property(lambda _: False))
    sentence = "holds no addresses of destinations, so it decides but cannot dial"
    with pytest.raises(UnusableScript, match=sentence):
        run_script(ROUTING_MAP, script("answer"))
    exchange = SimulatedExchange(SwappableMap(), starts_at=STARTS_AT, seed=3)
    with pytest.raises(UnusableScript, match=sentence):
        exchange.start_call("", LineType.UNKNOWN)
    assert exchange._carrier.calls.live() == ()


@pytest.mark.parametrize(
    ("outcome", "keys"),
    [(NUMBER, ()), (f"{NUMBER}:3", ()), (f"ends:{NUMBER}", ()), ("answer", (NUMBER,))],
)
def test_what_was_typed_is_not_repeated(outcome: str, keys: tuple[str, ...]) -> None:
    with pytest.raises(UnusableInput) as refusal:
        run_script(ROUTING_MAP, script(outcome, keys))
    assert "321" not in str(refusal.value)


def test_a_scripted_caller_hears_the_question_that_a_zip_answers() -> None:
    seen = run_script(ROUTING_MAP, script("answer", ("1", "11101")))
    assert "ask_zip" in str(summary(seen)["heard"])


def test_a_group_answers_one_question() -> None:
    heard = summary(run_script(ROUTING_MAP, script("answer", ("111101", "11101"))))["heard"]
    assert heard == summary(run_script(ROUTING_MAP, script("answer", ("1", "11101"))))["heard"]
