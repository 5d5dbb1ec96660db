"""`harborline simulate`: what callers of the whole network would meet."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json, add_map, instant, known_line
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.planning.network_calls import Demand, Manner
    from harborline.planning.network_sim import Scenario

_LONGEST_H = 7 * 24


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "simulate",
        help="say what callers of the whole network would meet",
        description="Let invented callers walk through the network on today's map: who answers, how "
        "long it takes, who hangs up, and what one more advocate or a pact of mutual aid buys. "
        "Nobody is dialed. All rates are of calls offered.",
        epilog="examples:\n  harborline simulate --calls-per-day 574 --national-seats 11\n"
        "  harborline simulate --calls-per-day 950 --times 1,1,1,1,3 --national-seats 20 \\\n"
        "    --zip-uptake 60 --try advocate:demo-national-1:5 --json",
    )
    parser.add_argument(
        "--calls-per-day", type=float, metavar="N", required=True, help="calls of a usual day"
    )
    parser.add_argument(
        "--times", metavar="X,X", default="1", help="times as many, half hour by half hour"
    )
    parser.add_argument(
        "--national-seats",
        type=int,
        metavar="N",
        required=True,
        help="advocates of the national team",
    )
    _add_network(parser)
    _add_callers(parser)
    parser.add_argument(
        "--try", action="append", default=[], metavar="C", dest="changes",
        help="advocate:ID, advocate:ID:N or pact:ID,ID; what it buys, on the same callers",
    )  # fmt: skip
    parser.add_argument("--at", metavar="T", help="first hour, with a zone, default now")
    parser.add_argument("--hours", type=int, metavar="H", default=24, help="hours that count")
    parser.add_argument(
        "--warm-up", type=int, metavar="H", default=2, help="hours before that do not count"
    )
    parser.add_argument("--replications", type=int, metavar="N", default=20, help="usually 20")
    parser.add_argument("--seed", type=int, metavar="N", default=1, help="the same gives the same")
    parser.add_argument("--workers", type=int, metavar="N", help="threads, usually one a core")
    parser.add_argument("--line", metavar="ID", help="line, default the first")
    add_map(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def _add_network(parser: argparse.ArgumentParser) -> None:
    numbers = (
        ("--state-seats", int, 2, "N", "seats of each state backup"),
        ("--undeclared-seats", int, 1, "N", "seats of a center that declares none"),
        ("--takes", float, 85.0, "P", "P %% of the legs to a free seat are taken"),
        ("--absent", float, 0.0, "P", "P %% of the centers' seats are empty that day"),
        ("--absent-spread", float, 0.0, "P", "its standard deviation from day to day, points"),
    )
    for name, kind, usual, letter, text in numbers:
        parser.add_argument(
            name, type=kind, default=usual, metavar=letter, help=f"{text}, usually {usual:g}"
        )
    parser.add_argument("--aid", metavar="ID,ID", help="centers that give mutual aid, in order")


def _add_callers(parser: argparse.ArgumentParser) -> None:
    numbers = (
        ("--zip-uptake", 40.0, "P", "P %% of callers key their ZIP"),
        ("--at-home", 62.0, "P", "of the others, digits name their county"),
        ("--in-state", 26.7, "P", "digits name another place of their state"),
        ("--elsewhere", 5.3, "P", "digits name any place of the country"),
        ("--area-code", 4.0, "P", "digits tell the area code alone"),
        ("--talk-min", 10.0, "M", "mean talk"),
        (
            "--talk-cv",
            1.0,
            "X",
            "standard deviation / mean of talks; 1: exponential, else log-normal",
        ),
        ("--patience-min", 5.0, "M", "mean time to hanging up"),
        ("--shock", 0.0, "X", "standard deviation / mean of a factor on all calls of a day"),
        ("--state-shock", 0.0, "X", "the same for each state by itself"),
    )
    for name, usual, letter, text in numbers:
        parser.add_argument(
            name, type=float, default=usual, metavar=letter, help=f"{text}, usually {usual:g}"
        )


def run(options: argparse.Namespace) -> int:
    """Prints what replications of the scenario say together."""
    import os

    from harborline import bootstrap
    from harborline.app.simulating import Plan, change_of, document_of, simulate
    from harborline.cli.progress import ProgressLine
    from harborline.planning.network_sim import field_of

    routing_map = bootstrap.current_map(options.map, held=False)
    scenario = _scenario(options)
    if options.aid:
        scenario = scenario._replace(change=change_of(f"pact:{options.aid}", routing_map))
    changes = {text: change_of(text, routing_map) for text in options.changes}
    workers = os.cpu_count() or 1 if options.workers is None else options.workers
    plan = Plan(options.replications, options.seed, workers)
    if options.seed < 0:
        raise UnusableInput("The seed must be 0 or more.")
    with ProgressLine("simulating") as progress:
        line = known_line(routing_map, options.line)
        field = field_of(routing_map, bootstrap.atlas(), line, scenario.demand)
        simulated = simulate(field, scenario, changes, plan, progress)
    if options.json:
        print(json.dumps(document_of(field, simulated)))
    else:
        from harborline.cli.simulate_text import rendered

        print(rendered(field, simulated))
    return 0


def _scenario(options: argparse.Namespace) -> Scenario:
    from harborline.planning.network_calls import Mix, Shocks
    from harborline.planning.network_sim import Scenario, Team

    shares = ("zip_uptake", "at_home", "in_state", "elsewhere", "area_code")
    return Scenario(
        _demand(options),
        Team(
            options.national_seats,
            options.state_seats,
            options.undeclared_seats,
            options.takes / 100,
        ),
        Mix(*(getattr(options, name) / 100 for name in shares)),
        _manner(options),
        Shocks(
            options.shock, options.state_shock, options.absent / 100, options.absent_spread / 100
        ),
        options.warm_up,
    )


def _demand(options: argparse.Namespace) -> Demand:
    from harborline.planning.calendar_shape import samaritans
    from harborline.planning.network_calls import Demand

    if not (1 <= options.hours <= _LONGEST_H and 0 <= options.warm_up <= _LONGEST_H):
        raise UnusableInput("The hours must be 1 to 168.")
    begins = int(instant(options.at).timestamp()) // 3600 * 60 - 60 * options.warm_up
    try:
        times = tuple(float(one) for one in options.times.split(","))
    except ValueError:
        times = ()
    if not times or not all(0 <= one < 10_000 for one in times):
        raise UnusableInput("Write --times as numbers with commas, such as 1,1,3.")
    usual = (1.0,) * (2 * options.warm_up)
    hours = options.hours + options.warm_up
    return Demand(begins, hours, options.calls_per_day, samaritans(), (*usual, *times))


def _manner(options: argparse.Namespace) -> Manner:
    from harborline.planning.network_calls import Manner
    from harborline.planning.queue_sim import exponential, log_normal

    talk_s, patience_s, variation = (
        60 * options.talk_min,
        60 * options.patience_min,
        options.talk_cv,
    )
    if not all(0 < one < float("inf") for one in (talk_s, patience_s, variation)):
        raise UnusableInput("Talks, their variation and patience must be more than 0.")
    talk = exponential(talk_s) if variation == 1 else log_normal(talk_s, variation)
    return Manner(talk, exponential(patience_s))
