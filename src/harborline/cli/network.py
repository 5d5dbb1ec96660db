"""`harborline network`: who answers in this map, without anybody's number."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json, add_map


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "network",
        help="list lines, centers and backups",
        description="List lines, centers and backups of the map in use. With --json, enough to "
        "recompute every decision; no destination's address is ever shown.",
        epilog="example: harborline network --json > network.json",
    )
    add_map(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the network."""
    from harborline import bootstrap
    from harborline.app.publishing import network_document

    document = network_document(bootstrap.current_map(options.map))
    if options.json:
        print(json.dumps(document, ensure_ascii=False))
        return 0
    for line in document["lines"]:
        print(f"line {line['id']}: {line['name']}, {', '.join(line['languages'])}")
    for center in document["centers"]:
        area = f"{len(center['counties'])} counties, {len(center['zips'])} ZIPs"
        print(f"{center['id']}: {center['name']}, {center['state']}, {area}, {center['hours']}")
    for backup in document["state_backups"] + document["national_backups"]:
        print(f"{backup['id']}: {backup['name']}, {backup['hours']}")
    return 0
