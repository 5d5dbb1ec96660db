"""`python -m benchmarks`: runs all, prints the table, writes docs/reference/performance.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from time import perf_counter

from benchmarks import (
    asterisk,
    attention,
    batch,
    canary,
    cards,
    cluster,
    compiling,
    context,
    decision,
    explaining,
    exposure,
    finding,
    forecasting,
    lookup,
    opening,
    pages,
    postgis,
    public_pages,
    publishing,
    queueing,
    report,
    simulating,
    staffing,
    swapping,
    webhook,
)
from benchmarks.questions import FULL, QUICK, Size
from benchmarks.table import Row, as_text

PARTS: dict[str, Callable[[Size], list[Row]]] = {
    "lookup": lookup.measure,
    "decision": decision.measure,
    "postgis": postgis.measure,
    "batch": batch.measure,
    "compiling": compiling.measure,
    "publishing": publishing.measure,
    "pages": pages.measure,
    "public-pages": public_pages.measure,
    "swapping": swapping.measure,
    "opening": opening.measure,
    "explaining": explaining.measure,
    "finding": finding.measure,
    "webhook": webhook.measure,
    "asterisk": asterisk.measure,
    "cards": cards.measure,
    "canary": canary.measure,
    "staffing": staffing.measure,
    "queueing": queueing.measure,
    "simulating": simulating.measure,
    "exposure": exposure.measure,
    "attention": attention.measure,
    "forecasting": forecasting.measure,
    "context": context.measure,
}


def main() -> int:
    """Runs what was asked for; 1 if a part of the system is missing that this run requires."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure ratios against named peers."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    began = perf_counter()
    rows: list[Row] = []
    for name in options.parts or PARTS:
        print(f"{name} ...", file=sys.stderr)
        rows += PARTS[name](QUICK if options.quick else FULL)
    _print(rows)
    if not options.parts and not options.quick:
        report.write(rows, perf_counter() - began)
        print("\nwritten to docs/reference/performance.md")
    return _code(rows)


def _print(rows: list[Row]) -> None:
    print(as_text(rows))
    print()
    for row in rows:
        if row.note:
            print(f"{row.part or '-':3} {row.what}: {row.note}")


def _code(rows: list[Row]) -> int:
    missing = {postgis.MISSING, asterisk.MISSING} & {row.note for row in rows}
    if not missing:
        return 0
    print(*(f"\nNOT MEASURED: {what}." for what in sorted(missing)), file=sys.stderr)
    return 1 if cluster.required() else 0


if __name__ == "__main__":
    sys.exit(main())
