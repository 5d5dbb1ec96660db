"""Explains a decision: the document that the command line, the API and the pages share.

Nothing in it names a caller: the place is said at its precision, never the digits that gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from harborline.core.directory import Line, ZipPolicy
from harborline.core.numbering import NoPrefix, parse
from harborline.core.occupancy import NOTHING_KNOWN, Occupancy
from harborline.core.places import Origin, Precision
from harborline.core.reasons import LegReason
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap

UNCERTAIN = frozenset({Precision.AREA_CODE, Precision.STATE, Precision.NONE})
"""Precisions at which a line with the policy `when_uncertain` asks for a ZIP."""

_STEPS = {
    LegReason.SERVES_ZIP: "1 serving: its service area names the ZIP",
    LegReason.SERVES_COUNTY: "1 serving: its service area names the county",
    LegReason.SERVES_AREA_CODE: "1 serving: it serves people of the area code, among the most",
    LegReason.SERVES_STATE: "1 serving: it serves people of the state, among the most",
    LegReason.NEXT_CLOSEST: "2 next closest",
}


def evidence_of_text(text: str) -> Evidence:
    """Keeps of a caller id what may be kept: its prefix, or nothing."""
    prefix = parse(text)
    return Evidence(prefix=None if isinstance(prefix, NoPrefix) else prefix)


def explain_document(
    routing_map: RoutingMap,
    evidence: Evidence,
    *,
    at: datetime,
    line: str | None = None,
    language: str | None = None,
    occupancy: Occupancy = NOTHING_KNOWN,
    trace: bool = False,
) -> dict[str, Any]:
    """Decides and gives the document of `harborline explain --json`.

    `at` is aware. Raises KeyError for an unknown line; an unknown ZIP has precision none.
    """
    public = routing_map.line(line)
    spoken = language or public.languages[0]
    origin = locate(routing_map, evidence)
    decision = decide(routing_map, origin, Needs(public.id, spoken), occupancy, at)
    document = {
        "map": decision.map_version,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "line": public.id,
        "language": spoken,
        "origin": _origin(origin),
        "ask_zip": asks_zip(public, origin),
        "chain": list(decision.chain),
        "legs": [leg._asdict() for leg in decision.legs],
        "skipped": [skip._asdict() for skip in decision.skipped],
        "dropped": [skip._asdict() for skip in decision.dropped],
    }
    if trace:
        document["trace"] = trace_of(decision, routing_map.chain(origin.cell).ids)
    return document


def asks_zip(line: Line, origin: Origin) -> bool:
    """Tells whether the place alone makes the line ask for a ZIP (its policy; line type apart)."""
    if origin.precision is Precision.ZIP:
        return False
    if line.zip_policy is ZipPolicy.WHEN_UNCERTAIN:
        return origin.precision in UNCERTAIN
    return line.zip_policy is ZipPolicy.ALWAYS


def trace_of(decision: Decision, before: Sequence[str]) -> list[Mapping[str, str]]:
    """Names, for every center and backup of a decision, the steps that placed it.

    `before`: the chain as steps 1 and 2 left it; whoever stands elsewhere was moved by step 3.
    """
    fate = {skip.center: f"4 skipped: {skip.reason}" for skip in decision.skipped}
    fate |= {skip.center: f"5 dropped: {skip.reason}" for skip in decision.dropped}
    fate |= {leg.center: "5 rings" for leg in decision.legs}
    rows: list[Mapping[str, str]] = []
    for center, reason, former in zip(decision.chain, decision.chain_reasons, before, strict=True):
        moved = {} if center == former else {"language": "3 moved for the language"}
        rows.append({"center": center, "placed": _STEPS[reason], **moved, "then": fate[center]})
    chain = set(decision.chain)
    rows += [
        {"center": leg.center, "placed": _BEYOND[leg.reason], "then": "rings"}
        for leg in decision.legs
        if leg.reason in _BEYOND
    ]
    rows += [
        {"center": skip.center, "placed": "6 or 7 backup", "then": f"skipped: {skip.reason}"}
        for skip in decision.skipped
        if skip.center not in chain
    ]
    return rows


_BEYOND = {
    LegReason.MUTUAL_AID: "5 mutual aid of the surge overlay",
    LegReason.STATE_BACKUP: "6 state backup",
    LegReason.NATIONAL_BACKUP: "7 national backup",
}


def _origin(origin: Origin) -> dict[str, Any]:
    document = origin._asdict()
    del document["cell"]
    return document
