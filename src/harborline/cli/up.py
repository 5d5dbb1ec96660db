"""`harborline up`: starts what serves, and keeps it running until it is stopped."""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "up",
        help="start Harborline: dial pad, routing API, health, site",
        description="Start Harborline on this machine. Nothing about a caller is written down.",
        epilog="example: HARBORLINE_VOICE_PORT=9001 harborline up",
    )
    parser.add_argument(
        "--reload",
        action="store_true",
        help="let the Harborline that runs here start its voice processes and its site anew; no call ends",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until a signal ends it."""
    from harborline import bootstrap
    from harborline.bootstrap.processes import are_supervised, ask_to_reload, supervise
    from harborline.bootstrap.site_beside import SiteBeside
    from harborline.bootstrap.site_serving import address_of
    from harborline.bootstrap.voice import serve_voice

    settings = bootstrap.settings()
    if options.reload:
        ask_to_reload(settings)
        print(
            "Voice processes are started anew, one after the other, and so is the site; calls go on."
        )
        return 0
    site_address = address_of(settings) if settings.site else None
    address = f"http://{settings.voice_host}:{settings.voice_port}"

    with SiteBeside(_say) as site:

        def greet(demo: bool) -> None:  # noqa: FBT001 -- what serving tells when it has begun
            _say(_greeting(address, site_address, demo=demo))
            if site_address is not None:
                site.start()

        if are_supervised(settings):
            return supervise(settings, _say, greet, site.restart)
        return serve_voice(greet)


def _say(text: str) -> None:
    print(text, flush=True)


def _greeting(address: str, site: str | None, *, demo: bool) -> str:
    from harborline.cli.explain_text import DEMO_NOTICE

    rows = [f"dial pad     {address}/phone", f"routing API  {address}/openapi.json"]
    if site is not None:
        rows += [f"public site  {site}/", f"console      {site}/console/"]
    return "\n".join([*rows, *(["", DEMO_NOTICE] if demo else []), "", "Ctrl-C stops it."])
