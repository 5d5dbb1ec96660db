"""`harborline up`: starts the voice process and keeps it running until it is stopped."""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "up",
        help="start Harborline: dial pad, routing API, health",
        description="Start Harborline on this machine. Nothing about a caller is written down.",
        epilog="example: HARBORLINE_VOICE_PORT=9001 harborline up",
    )
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    """Serves until a signal ends it."""
    from harborline import bootstrap
    from harborline.bootstrap.voice import serve_voice

    settings = bootstrap.settings()
    address = f"http://{settings.voice_host}:{settings.voice_port}"
    return serve_voice(
        lambda demo: print(_greeting(address, demo=demo), flush=True),
    )


def _greeting(address: str, *, demo: bool) -> str:
    from harborline.cli.explain_text import DEMO_NOTICE

    rows = [f"dial pad     {address}/phone", f"routing API  {address}/openapi.json"]
    return "\n".join([*rows, *(["", DEMO_NOTICE] if demo else []), "", "Ctrl-C stops it."])
