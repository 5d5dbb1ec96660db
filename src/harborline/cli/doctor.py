"""`harborline doctor`: says in words what is wrong with this installation, and what to do."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json

_MARKS = {"ok": "ok     ", "note": "note   ", "fault": "FAULT  "}


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "doctor",
        help="say what is wrong with this installation",
        description="Look at settings, data folder, map and ports. Exit code 1 if a fault is found.",
        epilog="example: harborline doctor",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints what was found; 1 if there is a fault."""
    from harborline.bootstrap import examining

    findings = examining.examine()
    if options.json:
        print(json.dumps([finding._asdict() for finding in findings]))
    else:
        for finding in findings:
            print(f"{_MARKS[finding.level]}{finding.sentence}")
    return 1 if any(finding.level == "fault" for finding in findings) else 0
