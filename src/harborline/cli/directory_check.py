"""`harborline directory check`: what stands in the way of publishing, and what is reported."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json


def add_check(verbs: Any) -> None:
    """Adds `check`."""
    parser = verbs.add_parser(
        "check",
        help="say what stands in the way of publishing",
        description="Check the directory as publishing does, and change nothing. Exit code 1 if it "
        "would be refused.",
        epilog="example: harborline directory check",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints faults or the report; 1 if there are faults."""
    from harborline.bootstrap.publishing import check_directory
    from harborline.cli.progress import ProgressLine
    from harborline.cli.publishing_text import fault_lines, report_lines

    with ProgressLine("checking the directory"):
        found = check_directory(compare=False)
    del found["comparison"]
    if options.json:
        print(json.dumps(found))
    elif found["faults"]:
        print("\n".join(fault_lines(found["faults"])))
    else:
        print("\n".join(["the directory may be published", *report_lines(found["report"])]))
    return 1 if found["faults"] else 0
