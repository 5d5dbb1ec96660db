"""`harborline learn`: says what is wrong with pages of the library, ours and those added to it."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-command."""
    parser = commands.add_parser(
        "learn",
        help="check the pages to learn from",
        description="Check the pages that people learn from, ours and those you add.",
        epilog="example: harborline learn check",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    check = verbs.add_parser(
        "check",
        help="say which page the site leaves out, and why",
        description="Find figures without a source, sources without a title, year or link, dead links "
        "and pages without a twin in the other language. Exit code 1 if there are any.",
        epilog="examples:\n  harborline learn check\n  harborline learn check drafts/",
    )
    check.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        help="a folder with en/ and es/ in it; without it, the folder learn of the data folder",
    )
    add_json(check)
    check.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Prints faults, or how many pages there are; 1 if there are faults."""
    from harborline.bootstrap.learn import check_pages

    found = check_pages(options.path)
    if options.json:
        print(json.dumps(found))
    elif found["faults"]:
        for fault in found["faults"]:
            print(f"{fault['file']}:{fault['line']}: {fault['says']}")
    else:
        print(f"{found['pages']} pages can be shown; nothing is wrong with them.")
    return 1 if found["faults"] else 0
