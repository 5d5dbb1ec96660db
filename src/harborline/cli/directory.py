"""`harborline directory`: bring centers in from other people's files, and give them away in these."""

from __future__ import annotations

from typing import Any

from harborline.cli import directory_check, directory_csv, directory_hsds


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-commands."""
    parser = commands.add_parser(
        "directory",
        help="check, import and export centers",
        description="Check, import and export centers. Destinations and confidential places never leave.",
        epilog="example: harborline directory import csv centers.csv --dry-run",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    imports = verbs.add_parser(
        "import",
        help="bring centers in, whole or not at all",
        epilog="example: harborline directory import csv centers.csv --dry-run",
    ).add_subparsers(metavar="FORMAT", required=True, parser_class=type(parser))
    exports = verbs.add_parser(
        "export",
        help="write public entries to a file",
        epilog="example: harborline directory export csv centers.csv",
    ).add_subparsers(metavar="FORMAT", required=True, parser_class=type(parser))
    directory_check.add_check(verbs)
    directory_csv.add_import(imports)
    directory_csv.add_export(exports)
    directory_hsds.add_import(imports)
    directory_hsds.add_export(exports)
