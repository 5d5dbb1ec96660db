"""`harborline forecast`: the calls of the days ahead, with bands, and whether something has begun."""

from __future__ import annotations

import argparse
import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.app.forecasting import Outlook
    from harborline.planning.events import Figure

_HOURS = range(1, 73)


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "forecast",
        help="forecast calls by the half hour, and say whether a surge has begun",
        description="Forecast calls by the half hour for three days, with bands that hold 50 and 90 % "
        "of what may come, from your own calls; and say whether a surge has begun.",
        epilog="examples:\n  harborline forecast --calls calls.csv --zone America/New_York\n"
        "  harborline forecast --draw kavanaugh-2018 --csv synthetic.csv",
    )
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "--calls", metavar="FILE", help="CSV with starts_at and calls, by half hours"
    )
    given.add_argument(
        "--draw", metavar="EVENT", help="draw a SYNTHETIC series: kavanaugh-2018 or metoo-2017"
    )
    parser.add_argument("--attention", metavar="FILE", help="CSV with starts_at and attention")
    parser.add_argument(
        "--calls-column", metavar="C", default="calls", help="another column's name"
    )
    parser.add_argument("--zone", metavar="Z", default="UTC", help="clock that callers live by")
    parser.add_argument("--hours", type=int, metavar="H", default=72, help="hours ahead, up to 72")
    parser.add_argument("--events", metavar="FILE", help="past events other than those shipped")
    parser.add_argument(
        "--seed", type=int, metavar="N", default=1, help="chance; same N, same answer"
    )
    parser.add_argument("--csv", metavar="FILE", help="write the half hours, - = standard output")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the forecast, or writes a synthetic series."""
    if options.seed < 0:
        raise UnusableInput("The seed must be 0 or more.")
    if options.draw is not None:
        return _draw(options)
    if options.hours not in _HOURS:
        raise UnusableInput("The hours ahead must be 1 to 72.")
    found = _outlook(options)
    if options.csv is not None:
        from harborline.app.forecasting import COLUMNS, half_hours
        from harborline.app.plain_tables import lines_of
        from harborline.cli.staff import write_lines

        rows = [[row[name] for name in COLUMNS] for row in half_hours(found)]
        write_lines(options.csv, lines_of(COLUMNS, rows))
    if options.json:
        from harborline.app.forecasting import document_of

        print(json.dumps(document_of(found)))
    elif options.csv is None:
        from harborline.cli.forecast_text import rendered

        print(rendered(found, options.zone))
    return 0


def _outlook(options: argparse.Namespace) -> Outlook:
    from harborline.app.forecasting import outlook, read_history
    from harborline.cli.progress import ProgressLine
    from harborline.cli.staff import opened

    attention = nullcontext() if options.attention is None else opened(options.attention)
    with opened(options.calls) as calls, attention as felt:
        history = read_history(calls, felt, options.zone, options.calls_column)
    with ProgressLine("weighing what may come"):
        return outlook(history, _events(options), options.seed, options.hours)


def _events(options: argparse.Namespace) -> list[Figure]:
    from harborline.planning.events import read_events, shipped_events

    if options.events is None:
        return shipped_events()
    from harborline.cli.staff import opened

    with opened(options.events) as file:
        try:
            return read_events(file.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise UnusableInput("The table of events must be text in UTF-8.") from None


def _draw(options: argparse.Namespace) -> int:
    from harborline.app.drawn_series import drawn_event
    from harborline.cli.staff import write_lines

    if options.csv is None or options.json:
        raise UnusableInput(
            "A drawn series is written to a table; give --csv FILE, - for standard output."
        )
    write_lines(options.csv, drawn_event(options.draw, _events(options), options.seed))
    return 0
