"""`harborline audit`: the trail of who changed what holds together."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-commands."""
    parser = commands.add_parser(
        "audit",
        help="verify the audit trail",
        description="Look after the audit trail.",
        epilog="example: harborline audit verify",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    verify = verbs.add_parser(
        "verify",
        help="prove that no entry was changed or taken out",
        description="Recompute the chain over every entry and payload. Exit code 1 if it is broken.",
        epilog="example: harborline audit verify --json",
    )
    add_json(verify)
    verify.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """Verifies and prints; 1 if the chain is broken."""
    from harborline.bootstrap.publishing import verify_audit
    from harborline.cli.progress import ProgressLine

    with ProgressLine("verifying the audit trail"):
        found = verify_audit()
    if options.json:
        print(json.dumps(found))
    else:
        print(found["fault"] or f"{found['entries']:,} entries, all as they were written")
    return 1 if found["fault"] else 0
