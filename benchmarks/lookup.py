"""From a caller id to origin and chain, beside a function call around one dict lookup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from benchmarks.questions import Size, callers, demo_map
from benchmarks.table import Row
from benchmarks.timing import Round, paired
from harborline.core.numbering import CallerPrefix, parse
from harborline.core.routing_map import Chain, RoutingMap

PEER = "a function call around one dict lookup, 640,000 entries, cold"
WHAT = "caller id as text -> origin -> chain"


def chain_of(routing_map: RoutingMap) -> Callable[[str], Chain]:
    """Gives the lookup as the voice process does it: text, prefix, origin, chain."""

    def look(text: str) -> Chain:
        prefix = parse(text)
        if isinstance(prefix, CallerPrefix):
            return routing_map.chain(routing_map.place_of_prefix(prefix).cell)
        return routing_map.chain(0)

    return look


@cache
def dict_lookup(routing_map: RoutingMap) -> Callable[[int], Chain]:
    """Gives the peer: a function around a dict from every six-digit code to its chain."""
    table = {
        (index // 800 + 200) * 1000 + index % 800 + 200: routing_map.chain(cell)
        for index, cell in enumerate(routing_map.sections["codes"])
    }

    def look(code: int) -> Chain:
        return table[code]

    return look


def codes_of(texts: Sequence[str]) -> list[int]:
    """Gives the six digits of caller ids, as the numbers that the peer is asked by."""
    return [int(text[2:8]) for text in texts]


def each(work: Callable[[Any], object], items: Sequence[Any], size: int) -> Round:
    """Gives a round that does the work for its share of the items."""
    shares = [items[start : start + size] for start in range(0, len(items) - size + 1, size)]

    def run(number: int) -> int:
        share = shares[number % len(shares)]
        for item in share:
            work(item)
        return len(share)

    return run


def measure(size: Size) -> list[Row]:
    """Gives the row."""
    routing_map = demo_map()
    texts = callers(routing_map, size.items * (size.rounds + 1))
    look, peer = chain_of(routing_map), dict_lookup(routing_map)
    for text in texts:
        look(text)  # a map that has served for a while: places and chains have been read once
    pair = paired(
        each(look, texts, size.items),
        each(peer, codes_of(texts), size.items),
        rounds=size.rounds,
    )
    note = f"{pair.ours_ns:,.0f} ns against {pair.peer_ns:,.0f} ns"
    return [Row("1", WHAT, PEER, pair.ratio, pair.low, pair.high, at_most=2, note=note)]
