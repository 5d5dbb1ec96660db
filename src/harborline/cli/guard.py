"""`harborline guard`: watches voice processes and sends callers on when one fails."""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "guard",
        help="watch the voice processes and send callers on when one fails",
        description="Watch the voice processes of this data folder. `harborline up` starts it too.",
        epilog="example: harborline guard",
    )
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    """Guards until a signal ends it."""
    from harborline.bootstrap.guard import run_guard

    return run_guard(lambda sentence: print(sentence, flush=True))
