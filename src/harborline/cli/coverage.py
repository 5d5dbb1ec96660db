"""`harborline coverage`: proves that nobody falls through, and lists the gaps."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json, add_map
from harborline.core.errors import UnusableInput

_MOST_SHOWN = 20
_DAYS = 400
_MOST_DAYS = 800


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "coverage",
        help="prove that nobody falls through, and list the gaps",
        description="Prove the invariants of every decision: all 640,000 six-digit codes, all "
        "100,000 ZIP strings, every county at every minute. Exit code 1 if a fault is found.",
        epilog="example: harborline coverage --json > coverage.json",
    )
    parser.add_argument("--days", type=int, default=_DAYS, help="days to prove, default 400")
    add_map(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Proves and prints; 1 if a fault is found."""
    from harborline import bootstrap
    from harborline.cli.progress import ProgressLine
    from harborline.mapmaking.coverage import prove

    if not 0 < options.days <= _MOST_DAYS:
        raise UnusableInput(f"Prove 1 to {_MOST_DAYS} days.")
    routing_map = bootstrap.current_map(options.map)
    progress = ProgressLine()
    proof = prove(routing_map, bootstrap.atlas().counties, days=options.days, progress=progress)
    progress.close()
    document = {
        **proof._asdict(),
        "counties_unserved": proof.counties_unserved,
        "people_unserved": sum(gap.people for gap in proof.gaps if gap.unserved),
        "gaps": [gap._asdict() for gap in proof.gaps],
    }
    print(json.dumps(document) if options.json else "\n".join(_lines(document)))
    return 1 if proof.dead_ends or proof.faults else 0


def _lines(proof: dict[str, Any]) -> list[str]:
    unserved = [gap for gap in proof["gaps"] if gap["unserved"]]
    closed = [gap for gap in proof["gaps"] if not gap["unserved"]]
    return [
        f"map {proof['map_version']}: {proof['codes']:,} codes, {proof['zips']:,} ZIP strings, "
        f"{proof['counties']:,} counties at {proof['minutes']:,} minutes",
        f"{proof['decisions']:,} decisions asked, dead ends: {proof['dead_ends']}, "
        f"faults: {len(proof['faults'])}",
        *proof["faults"][:_MOST_SHOWN],
        f"counties that no center serves: {len(unserved):,} ({proof['people_unserved']:,} people); "
        "those with the most people:",
        *(_gap(gap) for gap in _largest(unserved)),
        f"counties with minutes in which no center of theirs is open: {len(closed):,}; "
        "those with the most people:",
        *(f"{_gap(gap)}, {gap['minutes'] / 60:,.0f} hours" for gap in _largest(closed)),
    ]


def _largest(gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(gaps, key=lambda gap: (-gap["people"], gap["county"]))[:_MOST_SHOWN]


def _gap(gap: dict[str, Any]) -> str:
    return f"   {gap['name']}, {gap['state']} ({gap['county']}): {gap['people']:,} people"
