"""`harborline site`: serves the console and the directory; `up` starts it too."""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "site",
        help="serve the site: directory, console, publishing",
        description="Serve the site of this data folder. `harborline up` starts it too.",
        epilog="example: HARBORLINE_PORT=9000 harborline site",
    )
    parser.add_argument("--beside", action="store_true", help="end when whoever started it does")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until a signal ends it."""
    from harborline.bootstrap.site_serving import serve_site

    return serve_site(lambda text: print(text, flush=True), beside=options.beside)
