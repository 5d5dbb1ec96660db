"""`harborline asterisk`: the files that Asterisk is started with."""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(commands: Any) -> None:
    """Adds the command and its verbs to the parser's commands."""
    parser = commands.add_parser(
        "asterisk",
        help="write Asterisk's configuration",
        description="What Asterisk, the switch for real telephones, is told.",
        epilog="example: harborline asterisk config",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    config = verbs.add_parser(
        "config",
        help="write Asterisk's configuration from the settings",
        description="Write every file that Asterisk reads, from the settings, and a program that "
        "starts it with them. Some hold passwords: all are for their owner alone.",
        epilog="example: harborline asterisk config",
    )
    config.add_argument("--out", metavar="DIR", help="folder, usually asterisk/ in the data folder")
    config.add_argument(
        "--root",
        metavar="DIR",
        help="where Asterisk is installed, usually what `make asterisk` made",
    )
    config.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Writes the files and says how to start."""
    from harborline.bootstrap.asterisk import write_asterisk_config

    written = write_asterisk_config(options.out, options.root)
    print(f"{len(written.files)} files for Asterisk are in {written.folder}; start it with:")
    print(f"  {written.start}")
    return 0
