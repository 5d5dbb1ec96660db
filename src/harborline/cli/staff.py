"""`harborline staff`: how many advocates so many calls need."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, BinaryIO

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harborline.app.staff_tables import Wanted
    from harborline.planning.staffing import Callers, Need, Target

_MODELS = ("erlang-a", "erlang-c", "erlang-b")


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "staff",
        help="say how many advocates so many calls need",
        description="Say how many advocates on duty keep a target, by Erlang A where a patience is "
        "given and by Erlang C where none is. All rates are of calls offered.",
        epilog="examples:\n  harborline staff --calls-per-hour 35.9 --aht-min 10 --target 80/20\n"
        "  harborline staff --calls-per-hour 35.9 --aht-min 10 --patience-min 5 --target 80/20 "
        "--max-lost 3\n  harborline staff --calls calls.csv --aht-min 10 --patience-min 5 "
        "--target 80/20 --csv need.csv",
    )
    calls = parser.add_mutually_exclusive_group(required=True)
    calls.add_argument("--calls-per-hour", type=float, metavar="N", help="calls of one hour")
    calls.add_argument("--calls", metavar="FILE", help="CSV with starts_at, calls and maybe center")
    parser.add_argument(
        "--calls-column", metavar="C", default="calls", help="another column's name"
    )
    parser.add_argument("--aht-min", type=float, metavar="M", required=True, help="mean talk time")
    parser.add_argument("--patience-min", type=float, metavar="M", help="mean time to hanging up")
    parser.add_argument("--target", metavar="P/S", required=True, help="P %% answered within S s")
    parser.add_argument("--max-lost", type=float, metavar="P", help="at most P %% of offered lost")
    parser.add_argument(
        "--model", choices=_MODELS, metavar="M", help=f"one of {', '.join(_MODELS)}"
    )
    parser.add_argument(
        "--redials", type=float, metavar="P", default=0.0, help="P %% of lost again"
    )
    parser.add_argument("--shrinkage", type=float, metavar="P", help="P %% of the rota not on duty")
    parser.add_argument("--at-least", type=int, metavar="N", default=1, help="never fewer on duty")
    parser.add_argument("--on-duty", type=int, metavar="N", help="what so many would make of it")
    parser.add_argument("--csv", metavar="FILE", help="write the half hours, - = standard output")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the advocates of one hour, or of each half hour of a file."""
    from harborline.app.staff_tables import Wanted
    from harborline.planning.staffing import check_callers, check_target

    callers, target = _callers(options), _target(options)
    check_callers(callers)
    check_target(target)
    wanted = Wanted(callers, target, (options.shrinkage or 0.0) / 100, options.at_least)
    if options.calls is not None:
        return _half_hours(options, wanted)
    if options.csv is not None:
        raise UnusableInput("What --csv writes are half hours; give them with --calls FILE.")
    need = _need(options, wanted)
    if options.json:
        print(json.dumps(_document(need, options, wanted)))
    else:
        from harborline.cli.staff_text import rendered

        print(rendered(need, wanted, bounded=options.max_lost is not None))
    return 0


def _need(options: argparse.Namespace, wanted: Wanted) -> Need:
    from harborline.planning.staffing import check_floor, need_with, smallest_staff

    calls = options.calls_per_hour
    if not 0 < calls < float("inf"):
        raise UnusableInput("The calls an hour must be more than 0.")
    if options.on_duty is None:
        return smallest_staff(calls, wanted.callers, wanted.target, wanted.at_least)
    check_floor(options.on_duty)
    return need_with(calls, wanted.callers, options.on_duty, wanted.target.within_s)


def _document(need: Need, options: argparse.Namespace, wanted: Wanted) -> dict[str, Any]:
    from harborline.app.staff_tables import rates_of
    from harborline.planning.staffing import rostered

    document: dict[str, Any] = {"staff": need.staff, **rates_of(need)}
    if options.shrinkage is not None:
        document["rostered"] = rostered(need.staff, wanted.shrinkage)
    if options.redials:
        document["offered_per_hour"] = round(need.offered_per_hour, 2)
        document["never_answered"] = round(need.never_answered, 4)
    return document


def _half_hours(options: argparse.Namespace, wanted: Wanted) -> int:
    from harborline.app import staff_tables
    from harborline.cli.progress import ProgressLine

    if options.on_duty is not None:
        raise UnusableInput("With --on-duty one hour is asked about; give --calls-per-hour.")
    with opened(options.calls) as file:
        half_hours = staff_tables.read_calls(file, options.calls_column)
    if options.patience_min is None and any(one.patience_s is not None for one in half_hours):
        raise UnusableInput(
            "Some rows have a patience of their own; give the others --patience-min."
        )
    with ProgressLine("counting advocates") as progress:
        rows = staff_tables.staff_half_hours(half_hours, wanted, progress)
    if options.csv is not None:
        write_lines(options.csv, staff_tables.table_of(rows))
    if options.json:
        print(json.dumps({"half_hours": [staff_tables.document_of(row) for row in rows]}))
    elif options.csv is None:
        from harborline.cli.staff_text import rendered_table

        print(rendered_table(rows, wanted))
    return 0


def write_lines(path: str, lines: Iterable[str]) -> None:
    """Writes a file, `-` to standard output. Raises UnusableInput."""
    try:
        target = (
            nullcontext(sys.stdout)
            if path == "-"
            else open(path, "w", encoding="utf-8", newline="")  # noqa: SIM115 -- entered below
        )
        with target as file:
            file.writelines(lines)
    except OSError as fault:
        raise UnusableInput(f"The file cannot be written: {fault.strerror}.") from None


def opened(path: str) -> BinaryIO:
    """Opens a file to read. Raises UnusableInput."""
    try:
        return open(path, "rb")
    except OSError as fault:
        raise UnusableInput(f"The file cannot be read: {fault.strerror}.") from None


def _callers(options: argparse.Namespace) -> Callers:
    from harborline.planning.staffing import Callers, Model, usual_model

    patience_s = None if options.patience_min is None else options.patience_min * 60
    model = Model(options.model) if options.model else usual_model(patience_s)
    return Callers(options.aht_min * 60, patience_s, options.redials / 100, model)


def _target(options: argparse.Namespace) -> Target:
    from harborline.planning.staffing import Target

    share, _, seconds = options.target.partition("/")
    try:
        percent, within_s = float(share), float(seconds)
    except ValueError:
        raise UnusableInput(
            "The target cannot be used; write per cent and seconds, such as 80/20."
        ) from None
    max_lost = 100.0 if options.max_lost is None else options.max_lost
    return Target(percent / 100, within_s, max_lost / 100)
