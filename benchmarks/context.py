"""Peers for context: what others do with the same question, as multiples of our lookup's time.

None of them gives our answer: a parser gives digits, a geocoder a name, a directory a ZIP.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import phonenumbers
import zipcodes
from phonenumbers import geocoder

from benchmarks.lookup import chain_of, codes_of, each
from benchmarks.questions import Size, callers, codes_in_use, demo_map
from benchmarks.table import Row
from benchmarks.timing import paired
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path

Table = dict[int, list[int]]


def described(text: str) -> str:
    """Gives the place that libphonenumber names."""
    return geocoder.description_for_number(phonenumbers.parse(text), "en")


def table_of(routing_map: RoutingMap, codes: Sequence[int]) -> Table:
    """Gives a plain table from six digits to the numbers of its chain."""
    cells = routing_map.sections["codes"]
    return {
        code: list(routing_map.chain(cells[(code // 1000 - 200) * 800 + code % 1000 - 200]).members)
        for code in codes
    }


def sqlite_lookup(table: Table) -> Callable[[int], list[int]]:
    """Gives a lookup by primary key in a SQLite table held in memory."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE chains (code INTEGER PRIMARY KEY, centers TEXT)")
    rows = ((code, json.dumps(members)) for code, members in table.items())
    connection.executemany("INSERT INTO chains VALUES (?, ?)", rows)

    def look(code: int) -> list[int]:
        row = connection.execute("SELECT centers FROM chains WHERE code = ?", (code,)).fetchone()
        found: list[int] = json.loads(row[0])
        return found

    return look


def measure(size: Size) -> list[Row]:
    """Gives the rows."""
    routing_map = demo_map()
    texts = callers(routing_map, size.items * 2)
    look, few = chain_of(routing_map), max(1, size.items // 40)
    for text in texts:
        look(text)
    asked = {*codes_in_use(routing_map)[: size.codes], *codes_of(texts)}
    table = table_of(routing_map, sorted(asked))
    zips = [f"{number:05d}" for number, cell in enumerate(routing_map.sections["zips"]) if cell]
    peers: list[tuple[str, Callable[[Any], object], Sequence[Any]]] = [
        (
            "SQLite in memory, primary key, chain read from JSON",
            sqlite_lookup(table),
            codes_of(texts),
        ),
        ("phonenumbers.parse alone", phonenumbers.parse, texts),
        ("phonenumbers: parse and name the place", described, texts),
        ("zipcodes.matching: one ZIP, no distance", zipcodes.matching, zips),
    ]
    ours = each(look, texts, size.items)
    rounds = max(1, size.rounds // 3)
    rows = []
    for name, peer, given in peers:
        peer(given[0])  # some load their tables at the first question
        pair = paired(each(peer, given, few), ours, rounds=rounds)
        note = f"{pair.ours_ns / 1000:,.1f} us against {pair.peer_ns / 1000:,.1f} us"
        what = "caller id -> chain: times faster"
        rows.append(Row("", what, name, pair.ratio, pair.low, pair.high, note=note))
    return [*rows, *_loading(table, rounds)]


def _loading(table: Table, rounds: int) -> list[Row]:
    """The table of all codes loaded from pickle and JSON, beside opening the map."""
    path = demo_map_path()
    pickled, text = pickle.dumps(table), json.dumps(table)

    def ours(_: int) -> int:
        read_file(path)
        return 1

    def unpickle(_: int) -> int:
        pickle.loads(pickled)  # noqa: S301 - our own bytes
        return 1

    def parse_json(_: int) -> int:
        json.loads(text)
        return 1

    rows = []
    for name, peer in (
        ("pickle of codes -> chain", unpickle),
        ("JSON of codes -> chain", parse_json),
    ):
        pair = paired(peer, ours, rounds=min(rounds, 3))
        note = f"{pair.ours_ns / 1e6:,.0f} ms against {pair.peer_ns / 1e6:,.1f} ms"
        what = "map opened, checksum verified: times faster"
        rows.append(Row("", what, name, pair.ratio, pair.low, pair.high, note=note))
    return rows
