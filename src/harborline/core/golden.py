"""Golden decisions: a map carries some of its own, and a reader recomputes them before it swaps.

A map that a newer or faulty program wrote, or that this program would read differently, is
refused although its checksum is right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from harborline.core.errors import UnusableMap
from harborline.core.numbering import NoPrefix, parse
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap, read_file


class Question(NamedTuple):
    """One question a map is asked. `kind`: prefix, zip or county; `minute`: UTC, since 1970."""

    kind: str
    text: str
    line: str
    language: str
    minute: int


def answer(routing_map: RoutingMap, question: Question) -> str:
    """Gives the decision in one line: legs with reasons, kilometres, how many were left out."""
    decision = decision_of(routing_map, question)
    legs = " ".join([word for leg in decision.legs for word in (leg.center, leg.reason)])
    tenths = round(sum([leg.km or 0.0 for leg in decision.legs]) * 10)
    left_out = f"{len(decision.skipped)} {len(decision.dropped)}"
    return f"{decision.origin.state} {legs} {tenths} {left_out}"


def decision_of(routing_map: RoutingMap, question: Question) -> Decision:
    """Decides what a question asks. Raises KeyError for a line that the map does not have."""
    kind, text, line, language, minute = question
    prefix = parse(text) if kind == "prefix" else None
    evidence = Evidence(
        text if kind == "zip" else None,
        text if kind == "county" else None,
        None if isinstance(prefix, NoPrefix) else prefix,
    )
    origin = locate(routing_map, evidence)
    at = datetime.fromtimestamp(minute * 60, UTC)
    return decide(routing_map, origin, Needs(line, language), NOTHING_KNOWN, at)


def golden_section(routing_map: RoutingMap, questions: Iterable[Question]) -> bytes:
    """Writes the map's section of golden decisions."""
    rows = [[*question, answer(routing_map, question)] for question in questions]
    return json.dumps(rows, separators=(",", ":")).encode()


def verify(routing_map: RoutingMap) -> int:
    """Recomputes every golden decision and gives their number. Raises UnusableMap."""
    try:
        rows = json.loads(bytes(routing_map.sections["golden"]))
        differing = _first_differing(routing_map, rows)
    except _CONTRADICTIONS as fault:
        raise UnusableMap("The routing map contradicts itself; compile it again.") from fault
    if differing is not None:
        raise UnusableMap(
            f"The routing map decides {differing.kind} {differing.text} otherwise than when it was "
            "compiled; compile it again with this version."
        )
    if not rows:
        raise UnusableMap("The routing map holds no golden decisions; compile it again.")
    return len(rows)


_CONTRADICTIONS = (AttributeError, LookupError, OverflowError, TypeError, ValueError)


def _first_differing(routing_map: RoutingMap, rows: Iterable[Any]) -> Question | None:
    for *asked, expected in rows:
        question = Question(*asked)
        if answer(routing_map, question) != expected:
            return question
    return None


def open_verified(path: str) -> RoutingMap:
    """Opens a map file to answer calls and recomputes its golden decisions. Raises UnusableMap."""
    routing_map = read_file(path, held=True)
    verify(routing_map)
    return routing_map
