"""`harborline publish`: the directory becomes the map that callers meet."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "publish",
        help="check the directory and make it the map that callers meet",
        description="Check the directory, compile it, compare it with the map in use and propose it. "
        "Where a second person must approve (HARBORLINE_SECOND_APPROVER), it waits for them on the "
        "site; else it is published at once. Exit code 1 if it is refused.",
        epilog="examples:\n  harborline publish --dry-run\n  harborline publish --note "
        '"winter hours"\n  harborline publish 12',
    )
    parser.add_argument(
        "proposal", nargs="?", type=int, help="number of an approved proposal to publish instead"
    )
    parser.add_argument("--dry-run", action="store_true", help="say all of it, and keep nothing")
    parser.add_argument("--note", metavar="TEXT", help="what whoever approves it reads")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Publishes, or says why not; 1 if the directory is refused."""
    from harborline.bootstrap import publishing
    from harborline.cli.progress import ProgressLine

    if options.proposal is not None:
        if options.dry_run or options.note is not None:
            raise UnusableInput(
                "A proposal is published as it is; leave --dry-run and --note out, or its number."
            )
        done = publishing.publish_proposal(options.proposal)
        print(json.dumps(done) if options.json else f"map {done['version']} is in use")
        return 0
    with ProgressLine("checking the directory"):
        if options.dry_run:
            done = publishing.check_directory(compare=True)
        else:
            done = publishing.publish_directory(options.note or "")
    print(json.dumps(done) if options.json else "\n".join(_lines(done)))
    return 1 if done["faults"] else 0


def _lines(done: dict[str, Any]) -> list[str]:
    from harborline.cli.publishing_text import comparison_lines, fault_lines, report_lines

    if done["faults"]:
        return [*fault_lines(done["faults"]), *_outcome(done)]
    compared = done["comparison"]
    return [
        *report_lines(done["report"]),
        *(["there was no map in use"] if compared is None else comparison_lines(compared)),
        *_outcome(done),
    ]


def _outcome(done: dict[str, Any]) -> list[str]:
    if "proposal" not in done:
        return ["nothing was kept: this was a dry run"]
    number = done["proposal"]
    if done["faults"]:
        return [f"proposal {number} keeps this list"]
    if done["needs_second"]:
        return [
            f"proposal {number} waits for a second person, who reads and approves it on the site"
        ]
    return [f"proposal {number}: map {done['version']} is in use"]
