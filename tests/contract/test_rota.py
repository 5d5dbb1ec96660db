"""Somebody who answers calls sets the rota by telephone; a caller who comes there reaches a person."""

from __future__ import annotations

import pytest

from contract.adapters import with_rigs
from contract.rigs import CountsKept, Rig, SimulatorRig
from contract.test_faults import losing
from harborline.app.rota_desk import RotaQuestion
from harborline.callflow.events import Event, PromptFinished
from harborline.callflow.values import RotaAnswer, RotaWish

PIN, LONG_PIN = "482915", "48291536"


@with_rigs()
@pytest.mark.parametrize("pin", [f"{PIN}#", PIN, f"{LONG_PIN}#"])
def test_the_rota_is_set_and_nobody_is_counted(rig: Rig, pin: str) -> None:
    rig.rota.answer = RotaAnswer.UNTIL_MORNING
    call = rig.call(keys=("9", "4711", pin, "2"))
    rig.wait(60)
    seen = rig.seen(call)
    assert seen.heard[-2:] == ("rota_until_morning", "rota_goodbye")
    assert (seen.outcome, seen.legs) == ("set_rota", ())
    assert rig.rota.asked == [RotaQuestion("4711", pin.strip("#"), RotaWish.UNTIL_MORNING)]


@with_rigs()
@pytest.mark.parametrize(
    ("answer", "word"),
    [(RotaAnswer.REFUSED, "rota_refused"), (RotaAnswer.AWAY, "rota_away"), (None, "rota_away")],
)
def test_what_cannot_be_set_leads_to_a_person(
    rig: Rig, answer: RotaAnswer | None, word: str
) -> None:
    rig.rota.answer = answer
    call = rig.call(keys=("9", "4711", f"{PIN}#", "1", "11101"))
    rig.wait(60)
    seen = rig.seen(call)
    assert word in seen.heard
    assert seen.heard.index(word) < seen.heard.index("connecting")
    assert (seen.rang, seen.bridges) == (["near"], 1)


@with_rigs()
@pytest.mark.parametrize("before", [(), ("4711",), ("4711", f"{PIN}#")])
def test_silence_there_goes_on_as_in_the_greeting(rig: Rig, before: tuple[str, ...]) -> None:
    call = rig.call(keys=("9", *before, "", "11101"))
    rig.wait(60 + 30 * len(before))
    assert (rig.seen(call).rang, rig.seen(call).bridges) == (["near"], 1)
    assert rig.rota.asked == []


@with_rigs()
@pytest.mark.parametrize("before", [(), ("4711",), ("4711", f"{PIN}#")])
def test_0_there_is_the_national_team(rig: Rig, before: tuple[str, ...]) -> None:
    call = rig.call(keys=("9", *before, "0"))
    rig.wait(40)
    assert (rig.seen(call).rang, rig.seen(call).bridges) == (["team"], 1)


@with_rigs()
def test_0_while_the_directory_is_asked_is_the_national_team(rig: Rig) -> None:
    rig.rota.answer = None
    call = rig.call(keys=("9", "4711", f"{PIN}#", "1"))
    for _ in range(200):
        if "rota_moment" in rig.seen(call).heard:
            break
        rig.wait(0.2)
    rig.press(call, "0")
    rig.wait(20)
    assert (rig.seen(call).rang, rig.seen(call).bridges) == (["team"], 1)


@pytest.mark.parametrize("before", [(), ("4711",), ("4711", f"{PIN}#")])
@pytest.mark.parametrize("lost", [(), (PromptFinished,)])
def test_it_is_left_though_no_prompt_ever_ends(
    before: tuple[str, ...], lost: tuple[type[Event], ...]
) -> None:
    rig = losing(*lost)
    call = rig.call(keys=("9", *before, "", "11101"))
    rig.wait(300)
    assert rig.seen(call).bridges == 1


def test_who_set_the_rota_is_in_no_total_and_a_pin_on_no_screen() -> None:
    counts = CountsKept()
    rig = SimulatorRig(totals=counts)
    rig.call(keys=("9", "4711", f"{PIN}#", "3"))
    rig.wait(60)
    assert counts.rows == []
    keyed = "".join(str(getattr(seen, "digit", "")) for seen in rig.all)
    assert keyed == "94711•••••••3"
    assert PIN not in repr(rig.all) + repr(rig.rota.asked)
