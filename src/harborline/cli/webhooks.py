"""`harborline webhooks`: what a webhook carrier is to be given."""

from __future__ import annotations

import argparse
from typing import Any

_CARRIERS = ("twilio", "signalwire", "telnyx")


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-command."""
    parser = commands.add_parser(
        "webhooks",
        help="write what a webhook carrier is to keep for us",
        description="Write what a webhook carrier is to keep for us.",
        epilog="example: harborline webhooks fallback --carrier twilio",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    fallback = verbs.add_parser(
        "fallback",
        help="write the document that the carrier runs when it cannot reach us",
        description="Write the document that the carrier runs when it cannot reach us: it dials "
        "the national backup and then says the static notice. It holds the backup's number.",
        epilog="example: harborline webhooks fallback --carrier telnyx --line main --out main.xml",
    )
    fallback.add_argument("--carrier", choices=_CARRIERS, required=True, help="whose markup")
    fallback.add_argument("--line", metavar="ID", help="which line, default the first of the map")
    fallback.add_argument("--out", "-o", metavar="FILE", help="where to, default standard output")
    fallback.set_defaults(run=run_fallback)


def run_fallback(options: argparse.Namespace) -> int:
    """Prints or writes the document."""
    from harborline.bootstrap.webhook_fallback import write_fallback

    document = write_fallback(options.carrier, options.line, options.out)
    if document is not None:
        print(document)
    return 0
