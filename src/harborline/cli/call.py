"""`harborline call`: a call through the phone tree, on a simulated telephone network.

Scripted when told what happens (done at once, in simulated time); on a terminal without a script,
a person keys and listens in real time. Nobody's telephone rings.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json, add_map, instant, known_line
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.core.routing_map import RoutingMap
    from harborline.telephony.simulator.script import CallScript

OUTCOMES = "answer, busy, no_answer, decline, voicemail, failed, loop, ends:SECONDS, drops:SECONDS"


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "call",
        help="make a simulated call, by hand or by script",
        description="Make a call through the phone tree. Everything is simulated: nobody's "
        f"telephone rings.\nOUTCOME is what an answerer's side does: {OUTCOMES}.",
        epilog="examples:\n  harborline call\n"
        "  harborline call --from +17045550123 --keys ,28202 --all-centers busy --json\n"
        "  (silence at the language menu, then a ZIP; every center and state backup is busy)",
    )
    parser.add_argument(
        "--from", dest="text", metavar="TEXT", default="", help="caller id, default withheld"
    )
    parser.add_argument("--line", metavar="ID", help="line that is called, default the first")
    parser.add_argument(
        "--line-type", choices=("wireless", "landline", "unknown"), default="unknown"
    )
    parser.add_argument("--at", metavar="T", help="moment with a zone, default now")
    parser.add_argument(
        "--keys", metavar="G,G,…", help="keys that answer each question in order, empty = silence"
    )
    parser.add_argument(
        "--center",
        metavar="ID=OUTCOME",
        action="append",
        default=[],
        help="what one center or backup does; may be repeated",
    )
    parser.add_argument(
        "--all-centers",
        metavar="OUTCOME",
        help="what centers and state backups do, default answer; national backups only by id",
    )
    add_map(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Makes the call."""
    from harborline import bootstrap

    routing_map = bootstrap.current_map(options.map)
    script = _script(options, routing_map)
    if _is_by_hand(options):
        from harborline.cli.call_by_hand import run_by_hand

        return run_by_hand(routing_map, script)
    return _run_script(routing_map, script, as_json=options.json)


def _is_by_hand(options: argparse.Namespace) -> bool:
    told = options.keys is not None or options.json or options.center or options.all_centers
    return not told and sys.stdin.isatty() and sys.stdout.isatty()


def _script(options: argparse.Namespace, routing_map: RoutingMap) -> CallScript:
    from harborline.callflow.values import LineType
    from harborline.telephony.simulator.script import CallScript

    return CallScript(
        text_from=options.text,
        at=instant(options.at),
        line_type=LineType(options.line_type),
        line=known_line(routing_map, options.line),
        keys=() if options.keys is None else tuple(options.keys.split(",")),
        outcomes=dict(_outcome(text, routing_map) for text in options.center),
        everyone=options.all_centers or "answer",
    )


def _outcome(text: str, routing_map: RoutingMap) -> tuple[str, str]:
    """Reads ID=OUTCOME, and repeats nothing of it: somebody may have typed a number here."""
    center, equals, outcome = text.partition("=")
    if not equals:
        raise UnusableInput("--center needs an id and an outcome, such as ID=busy.")
    if center not in routing_map.parties:
        raise UnusableInput(
            "--center names nobody of this map; `harborline network --json` lists the ids."
        )
    return center, outcome


def _run_script(routing_map: RoutingMap, script: CallScript, *, as_json: bool) -> int:
    from harborline.telephony.simulator.script import run_script, summary

    observations = run_script(routing_map, script)
    if as_json:
        import json

        print(json.dumps(summary(observations), ensure_ascii=False))
        return 0
    from harborline.cli.call_text import line_of

    for observation in observations:
        line = line_of(observation)
        if line is not None:
            print(line)
    return 0
