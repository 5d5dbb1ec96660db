"""`harborline voice`: runs one voice process; `harborline up` starts as many as are wanted."""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "voice",
        help="run one voice process among several",
        description="Run one voice process. `harborline up` starts and supervises them.",
        epilog="example: harborline voice --slot 2",
    )
    parser.add_argument(
        "--slot", type=int, metavar="N", help="its place among them, from 1; the lowest free one"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until a signal ends it. Raises UnusableInput for a slot that there is not."""
    from harborline import bootstrap
    from harborline.bootstrap.voice import serve_one_of_several
    from harborline.core.errors import UnusableInput

    most = 2 * bootstrap.settings().voices
    if options.slot is not None and not 0 < options.slot <= most:
        raise UnusableInput(
            f"There is no such slot; they are 1 to {most}, twice HARBORLINE_VOICES."
        )
    return serve_one_of_several(options.slot)
