"""A simulated call in real time on a terminal: captions appear, a person types keys and Enter."""

from __future__ import annotations

import asyncio
import sys

from harborline.cli.call_text import line_of
from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap
from harborline.telephony.simulator.codec import KEYS
from harborline.telephony.simulator.exchange import SimulatedExchange
from harborline.telephony.simulator.script import CallScript, FixedMap

HOW = """This is a practice call; nobody's telephone rings. Each line tells what happens.
Type keys and press Enter: digits, * and #. Type h to hang up. Waiting is an answer too.
"""


def run_by_hand(routing_map: RoutingMap, script: CallScript) -> int:
    """Lets a person be the caller, until the call ends."""
    print(HOW)
    asyncio.run(_talk(routing_map, script))
    return 0


async def _talk(routing_map: RoutingMap, script: CallScript) -> None:
    maps = FixedMap(routing_map)
    async with SimulatedExchange(maps, starts_at=script.at, seed=script.seed) as exchange:
        call = exchange.start_call(script.text_from, script.line_type, script.line)
        loop = asyncio.get_running_loop()
        loop.add_reader(sys.stdin, _take_line, exchange, call)
        try:
            async for observation in exchange.events(call):
                line = line_of(observation)
                if line is not None:
                    print(line, flush=True)
        finally:
            loop.remove_reader(sys.stdin)


def _take_line(exchange: SimulatedExchange, call: str) -> None:
    """Presses what was typed; the end of the input hangs up."""
    typed = sys.stdin.readline()
    try:
        if not typed or typed.strip().lower() == "h":
            exchange.hang_up(call)
            return
        for key in typed.strip():
            _press(exchange, call, key)
    except UnusableInput as refusal:
        print(refusal, flush=True)


def _press(exchange: SimulatedExchange, call: str, key: str) -> None:
    if key in KEYS:
        exchange.press(call, key)
    elif not key.isspace():
        print(f"There is no key {key}; use digits, * and #, or h to hang up.", flush=True)
