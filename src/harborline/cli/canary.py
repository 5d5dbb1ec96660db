"""`harborline canary`: proof that nothing of a caller was written down."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json

if TYPE_CHECKING:
    from harborline.stores.canary.scan import Report


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-command."""
    parser = commands.add_parser(
        "canary",
        help="look for planted callers and texts in everything at rest",
        description="Prove that nothing of a caller was written down.",
        epilog="example: harborline canary scan --seeds seeds.txt",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    scan = verbs.add_parser(
        "scan",
        help="look for seeds in files, databases, logs, archives and core dumps",
        description="Look for each seed in every way it may be written. Exit code 1 if any is "
        "found, or if something could not be looked through.\nSeeds are never printed: a hit names "
        "the line of the seeds file.",
        epilog="examples:\n  harborline canary scan --seeds seeds.txt\n"
        "  harborline canary scan --seeds seeds.txt --keys keys.txt /var/log core.4711",
    )
    scan.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="files and folders, default everything that the installation writes",
    )
    scan.add_argument(
        "--seeds",
        metavar="FILE",
        required=True,
        help="one seed a line, after its kind if you like: number, zip, text, email, id",
    )
    scan.add_argument(
        "--keys", metavar="FILE", help="keys besides those of the settings, one a line"
    )
    add_json(scan)
    scan.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Scans and reports."""
    from harborline.bootstrap import canary
    from harborline.cli.progress import ProgressLine

    with ProgressLine("looking") as progress:
        report = canary.scan(options.seeds, options.keys, options.paths, progress)
    if options.json:
        print(json.dumps(_document(report), ensure_ascii=False))
    else:
        _print(report)
    return 0 if report.is_clean else 1


def _document(report: Report) -> dict[str, object]:
    return {
        "hits": [hit._asdict() for hit in report.hits],
        "total": report.total,
        "not_scanned": [unseen._asdict() for unseen in report.unseen],
        "files": report.files,
        "bytes": report.size,
    }


def _print(report: Report) -> None:
    for hit in report.hits:
        where = "in a name" if hit.offset is None else f"at byte {hit.offset}"
        print(f"{hit.file}: {where}, the seed of line {hit.line}: {hit.how}")
    if report.total > len(report.hits):
        print(f"… and {report.total - len(report.hits)} more")
    for unseen in report.unseen:
        print(f"{unseen.file}: NOT SCANNED, it {unseen.why}")
    verdict = "Nothing was found" if report.is_clean else f"{report.total} found"
    unseen_too = f", {len(report.unseen)} not scanned" if report.unseen else ""
    print(f"{verdict}{unseen_too}: {report.files} files, {report.size} bytes.")
