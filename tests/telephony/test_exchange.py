"""Practice calls in real time: what the dial pad sees, several callers, speed, and refusals."""

from __future__ import annotations

import asyncio

import pytest

from contract.rigs import STARTS_AT, SwappableMap
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.values import LineType
from harborline.core.errors import UnusableInput
from harborline.telephony.simulator.app import Recorded
from harborline.telephony.simulator.exchange import SimulatedExchange
from harborline.telephony.simulator.observations import (
    AnswererHears,
    CallEnded,
    CallerHears,
    LegChanged,
    Observation,
    to_document,
)


def fast() -> SimulatedExchange:
    return SimulatedExchange(SwappableMap(), starts_at=STARTS_AT, seed=3, speed=60)


async def until(exchange: SimulatedExchange, call: str, state: str) -> LegChanged:
    async for seen in exchange.events(call):
        if isinstance(seen, LegChanged) and seen.state == state:
            return seen
    raise AssertionError(f"no leg was {state}")


async def story(exchange: SimulatedExchange, call: str) -> list[Observation]:
    return [seen async for seen in exchange.events(call)]


async def test_a_person_plays_caller_and_answerer() -> None:
    async with fast() as exchange:
        call = exchange.start_call("+13215550100", LineType.WIRELESS, everyone="manual")
        for digit in "111101":
            exchange.press(call, digit)
        leg = (await until(exchange, call, "ringing")).leg
        exchange.answerer_pick_up(call, leg)
        exchange.answerer_press(call, leg, "1")
        await until(exchange, call, "bridged")
        exchange.answerer_press(call, leg, "*")
        exchange.answerer_press(call, leg, "9")
        exchange.hang_up(call)
        told = await story(exchange, call)
    assert isinstance(told[-1], CallEnded)
    assert told[-1].outcome == "answered"
    assert [o.prompt for o in told if isinstance(o, AnswererHears)][-1] == "answerer_hold_off"
    assert all("321" not in str(to_document(o)) for o in told)
    assert {to_document(o)["kind"] for o in told} >= {"caller_hears", "decided", "call_ended"}


async def test_several_callers_at_once_each_have_their_story() -> None:
    async with fast() as exchange:
        calls = [exchange.start_call("", LineType.UNKNOWN) for _ in range(3)]
        for call in calls:
            exchange.hang_up(call)
        told = await asyncio.gather(*(story(exchange, call) for call in calls))
    assert all(isinstance(each[-1], CallEnded) for each in told)
    assert [{o.call for o in each} for each in told] == [{call} for call in calls]


async def test_what_has_ended_takes_nothing_any_more_but_can_be_read() -> None:
    async with fast() as exchange:
        call = exchange.start_call("", LineType.UNKNOWN)
        exchange.hang_up(call)
        assert await story(exchange, call) == await story(exchange, call)
        with pytest.raises(UnusableInput):
            exchange.press(call, "1")
        with pytest.raises(UnusableInput):
            exchange.hang_up(call)
        with pytest.raises(UnusableInput):
            exchange.answerer_press(call, 1, "1")
        with pytest.raises(UnusableInput):
            await story(exchange, "no such call")


async def test_what_cannot_be_used_is_refused() -> None:
    async with fast() as exchange:
        with pytest.raises(UnusableInput):
            exchange.start_call("", LineType.UNKNOWN, "no such line")
        with pytest.raises(UnusableInput):
            exchange.start_call("", LineType.UNKNOWN, everyone="asleep")
        with pytest.raises(UnusableInput):
            exchange.speed = 61
        call = exchange.start_call("", LineType.UNKNOWN)
        with pytest.raises(UnusableInput):
            exchange.press(call, "x")
        with pytest.raises(UnusableInput):
            exchange.answerer_pick_up(call, 1)


async def test_a_fault_in_one_call_does_not_stop_the_time_of_all(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise KeyError("+13215550100")

    async with fast() as exchange:
        call = exchange.start_call("", LineType.UNKNOWN)
        exchange._clock.after(0.5, fail)
        exchange._clock.after(0.5, fail)
        exchange.press(call, "0")
        assert (await until(exchange, call, "bridged")).center == "team"
        exchange._clock.after(0, fail)
        exchange.hang_up(call)
        assert isinstance((await story(exchange, call))[-1], CallEnded)
    assert [record.getMessage().split(" at ")[0] for record in caplog.records] == [
        "Something planned failed: KeyError"
    ] * 3
    assert "321" not in caplog.text


async def test_speed_changes_while_time_passes() -> None:
    async with SimulatedExchange(SwappableMap(), starts_at=STARTS_AT, seed=3) as exchange:
        call = exchange.start_call("", LineType.UNKNOWN)
        exchange.speed = 60
        assert exchange.speed == 60
        exchange.press(call, "0")
        assert (await until(exchange, call, "bridged")).center == "team"


async def test_a_prompt_names_its_recordings_and_lasts_as_long_as_they_do() -> None:
    said: list[tuple[Prompt, str]] = []

    def recordings(say: Say, line: str) -> Recorded:
        said.append((say.prompt, line))
        return Recorded((f"shipped/{say.language}/{say.prompt}.wav",), 4.5)

    exchange = SimulatedExchange(
        SwappableMap(), starts_at=STARTS_AT, seed=3, speed=60, recordings=recordings
    )
    async with exchange:
        call = exchange.start_call("", LineType.UNKNOWN)
        heard: list[CallerHears] = []
        async for seen in exchange.events(call):
            if isinstance(seen, CallerHears):
                heard.append(seen)
                if len(heard) == 2:
                    exchange.hang_up(call)
    first, second = heard[:2]
    assert first.sounds == (f"shipped/{first.language}/{first.prompt}.wav",)
    assert first.seconds == 4.5
    assert second.at_s - first.at_s == pytest.approx(4.5, abs=0.1)
    assert {one.prompt for one in heard} <= {prompt for prompt, _ in said}
