"""`harborline directory import csv` and `export csv`: tables of a spreadsheet program."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, BinaryIO

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.web.exchange.csv_services import Report

_MOST_SHOWN = 20


def add_import(formats: Any) -> None:
    """Adds `import csv`."""
    parser = formats.add_parser(
        "csv",
        help="bring centers in from a CSV file",
        description="Bring centers in from a CSV file, whole or not at all. An empty cell changes "
        "nothing. Exit code 1 if a row is refused.",
        epilog="example: harborline directory import csv centers.csv --dry-run",
    )
    parser.add_argument("path", help="CSV file with the names of the columns in its first row")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and stop")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="read our column from theirs, by its header; repeat it for each",
    )
    add_json(parser)
    parser.set_defaults(run=run_import)


def add_export(formats: Any) -> None:
    """Adds `export csv`."""
    parser = formats.add_parser(
        "csv",
        help="write public entries to a CSV file",
        description="Write every public entry to a CSV file, which can be imported again.",
        epilog="example: harborline directory export csv centers.csv",
    )
    parser.add_argument("path", help="where to write it, - = standard output")
    parser.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    """Imports a file, or says what it would do."""
    from harborline.bootstrap import exchange
    from harborline.cli.progress import ProgressLine

    chosen = dict(_pair(text) for text in options.column)
    with _opened(options.path) as file, ProgressLine("reading"):
        report = exchange.import_csv(file, chosen, dry_run=options.dry_run)
    if options.json:
        print(json.dumps(exchange.report_document(report, dry_run=options.dry_run)))
    else:
        _tell(report, dry_run=options.dry_run)
    return 0 if report.is_clean else 1


def run_export(options: argparse.Namespace) -> int:
    """Writes the public entries."""
    from harborline.bootstrap import exchange

    lines = exchange.export_csv()
    try:
        target = (
            nullcontext(sys.stdout)
            if options.path == "-"
            else open(options.path, "w", encoding="utf-8", newline="")  # noqa: SIM115 -- entered below
        )
        with target as file:
            file.writelines(lines)
    except OSError as fault:
        raise UnusableInput(f"The file cannot be written: {fault.strerror}.") from None
    return 0


def _pair(text: str) -> tuple[str, str]:
    ours, sign, theirs = text.partition("=")
    if not sign:
        raise UnusableInput("Write --column OURS=THEIRS, such as --column zips='ZIP codes'.")
    return ours.strip(), theirs.strip()


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as fault:
        raise UnusableInput(f"The file cannot be read: {fault.strerror}.") from None


def _tell(report: Report, *, dry_run: bool) -> None:
    from harborline.bootstrap import exchange

    notes, faults = exchange.lines_of(report)
    _listed(notes, report.notes)
    _listed(faults, len(report.faults))
    print(
        f"{report.rows:,} rows: {report.new:,} new, {report.changed:,} changed, "
        f"{report.same:,} as they are, {report.refused:,} refused."
    )
    if not report.is_clean:
        print("Nothing was imported.")
    elif dry_run:
        print("This was a dry run; nothing was imported.")


def _listed(lines: list[str], count: int) -> None:
    for line in lines[:_MOST_SHOWN]:
        print(line)
    if count > _MOST_SHOWN:
        print(f"… and {count - min(len(lines), _MOST_SHOWN):,} more")
