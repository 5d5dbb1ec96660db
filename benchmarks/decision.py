"""The whole decision as the shells call it, beside the same dict lookup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from benchmarks.lookup import PEER, codes_of, dict_lookup, each
from benchmarks.questions import Size, any_minutes, callers, deep_origins, demo_map, this_minute
from benchmarks.table import Row
from benchmarks.timing import Pair, paired
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.places import Origin
from harborline.core.routing import Decision, Needs, decide
from harborline.core.routing_map import RoutingMap

Asked = tuple[Origin, datetime]


def decider(routing_map: RoutingMap, language: str) -> Callable[[Asked], Decision]:
    """Gives the decision for one origin and minute."""
    needs = Needs(routing_map.lines[0].id, language)

    def answer(asked: Asked) -> Decision:
        return decide(routing_map, asked[0], needs, NOTHING_KNOWN, asked[1])

    return answer


def measure(size: Size) -> list[Row]:
    """Gives the rows: one minute, another language, another minute each time."""
    routing_map = demo_map()
    items = max(1, size.items // 8)
    count = items * (size.rounds + 1)
    origins = deep_origins(routing_map, count)
    now = this_minute(routing_map)
    at_once = [(origin, now) for origin in origins]
    whenever = list(zip(origins, any_minutes(routing_map, len(origins)), strict=True))
    english, spanish = decider(routing_map, "en"), decider(routing_map, "es")
    for asked in at_once:
        english(asked)
    codes = codes_of(callers(routing_map, size.items * (size.rounds + 1)))
    peer = each(dict_lookup(routing_map), codes, size.items)
    figures = [
        ("2a", "decide, 24 candidates, one minute", each(english, at_once, items)),
        ("2b", "the same in Spanish", each(spanish, at_once, items)),
        ("2c", "the same, another minute each time", each(english, whenever, items)),
    ]
    return [
        _row(part, what, paired(ours, peer, rounds=size.rounds)) for part, what, ours in figures
    ]


def _row(part: str, what: str, pair: Pair) -> Row:
    note = f"{pair.ours_ns / 1000:,.1f} us against {pair.peer_ns:,.0f} ns"
    return Row(part, what, PEER, pair.ratio, pair.low, pair.high, at_most=40, note=note)
