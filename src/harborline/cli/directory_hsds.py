"""`harborline directory import hsds` and `export hsds`: files of the Open Referral standard."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.web.exchange.hsds_services import HsdsReport

_MOST_SHOWN = 20
_MOST_BYTES = 256 * 1024 * 1024


def add_import(formats: Any) -> None:
    """Adds `import hsds`."""
    parser = formats.add_parser(
        "hsds",
        help="bring centers in from an HSDS file",
        description="Bring centers in from HSDS 3.x, JSON or a zip file of its tables, whole or not at "
        "all. What the file does not say stays as it is. Exit code 1 if an entry is refused.",
        epilog="example: harborline directory import hsds partner.json --dry-run",
    )
    parser.add_argument("path", help="JSON file or zip file of the tabular package")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and stop")
    add_json(parser)
    parser.set_defaults(run=run_import)


def add_export(formats: Any) -> None:
    """Adds `export hsds`."""
    parser = formats.add_parser(
        "hsds",
        help="write public entries to an HSDS file",
        description="Write every public entry as HSDS 3.0: JSON, or the tabular package where the name "
        "of the file ends in .zip.",
        epilog="example: harborline directory export hsds centers.zip",
    )
    parser.add_argument("path", help="where to write it, - = JSON to standard output")
    parser.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    """Imports a file, or says what it would do."""
    from harborline.bootstrap import hsds_exchange
    from harborline.cli.progress import ProgressLine

    content = _content(options.path)
    with ProgressLine("reading"):
        report = hsds_exchange.import_hsds(content, dry_run=options.dry_run)
    if options.json:
        print(json.dumps(_document(report)))
    else:
        _tell(report)
    return 0 if report.is_clean else 1


def run_export(options: argparse.Namespace) -> int:
    """Writes the public entries; a file that is there is replaced whole or stays."""
    from harborline.bootstrap import hsds_exchange

    content = hsds_exchange.export_hsds(tabular=options.path.lower().endswith(".zip"))
    if options.path == "-":
        sys.stdout.write(f"{content.decode()}\n")
        return 0
    part = f"{options.path}.part"
    try:
        with open(part, "wb") as file:
            file.write(content)
        os.replace(part, options.path)
    except OSError as fault:
        raise UnusableInput(f"The file cannot be written: {fault.strerror}.") from None
    return 0


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as fault:
        raise UnusableInput(f"The file cannot be read: {fault.strerror}.") from None
    if len(content) > _MOST_BYTES:
        raise UnusableInput(f"The file is larger than {_MOST_BYTES // 1024**2} MB.")
    return content


def _tell(report: HsdsReport) -> None:
    for left_out in (False, True):
        told = [problem for problem in report.problems if problem.left_out is left_out]
        for problem in told[:_MOST_SHOWN]:
            print(f"{'refused: ' if left_out else ''}{problem}")
        if len(told) > _MOST_SHOWN:
            print(f"… and {len(told) - _MOST_SHOWN:,} more")
    print(
        f"{report.new:,} new, {report.changed:,} changed, {report.same:,} as they are, "
        f"{report.refused:,} refused; {report.coalitions:,} coalitions."
    )
    if not report.is_clean:
        print("Nothing was imported.")
    elif not report.imported:
        print("This was a dry run; nothing was imported.")


def _document(report: HsdsReport) -> dict[str, Any]:
    counts = {
        name: getattr(report, name) for name in ("new", "changed", "same", "refused", "coalitions")
    }
    problems = [problem._asdict() for problem in report.problems]
    return {"imported": report.imported, **counts, "problems": problems}
