"""`harborline shifts`: who is on duty when, so that each half hour has the advocates it needs."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json
from harborline.cli.staff import opened, write_lines
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harborline.planning.shifts import Plan, Rules, Short


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "shifts",
        help="plan shifts that cover what each half hour needs",
        description="Plan shifts that cover what each half hour needs, within the times and hours "
        "that people give, fairly. Exit code 1: some half hours stay short, and which.",
        epilog="example: harborline shifts --need need.csv --people people.csv "
        "--zone America/New_York --csv plan.csv --ics plan.ics",
    )
    parser.add_argument("--need", metavar="FILE", required=True, help="CSV of harborline staff")
    parser.add_argument("--center", metavar="ID", help="which center, where the CSV has several")
    parser.add_argument(
        "--people",
        metavar="FILE",
        required=True,
        help="CSV with person, free_from, free_until and maybe max_hours (a week, usually 40)",
    )
    parser.add_argument("--lengths", metavar="H,H", default="4,6,8", help="hours a shift may last")
    parser.add_argument("--rest", type=float, metavar="H", default=10.0, help="hours between two")
    parser.add_argument(
        "--starts-every", type=int, metavar="MIN", default=60, help="minutes between beginnings"
    )
    parser.add_argument("--zone", metavar="Z", default="UTC", help="whose night it is, IANA name")
    parser.add_argument(
        "--seconds", type=float, metavar="S", default=30.0, help="the most to take for each step"
    )
    parser.add_argument("--csv", metavar="FILE", help="write the shifts, - = standard output")
    parser.add_argument("--ics", metavar="FILE", help="write the shifts as iCalendar")
    parser.add_argument("--only", metavar="PERSON", help="in the calendar: this person's alone")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Plans, writes what was asked for, and says what stays short."""
    from harborline.app import shift_files
    from harborline.cli.progress import ProgressLine
    from harborline.planning.shifts import plan_shifts

    if options.only is not None and options.ics is None:
        raise UnusableInput("Whose calendar it is says --only; give --ics FILE as well.")
    rules = _rules(options)
    with opened(options.need) as file:
        needs = shift_files.read_needs(file, options.center)
    with opened(options.people) as file:
        people = shift_files.read_people(file)
    with ProgressLine("planning"):
        plan = plan_shifts(needs, people, rules, options.seconds)
    if options.csv is not None:
        write_lines(options.csv, shift_files.table_of(plan))
    if options.ics is not None:
        _write_calendar(plan, options)
    if options.json:
        print(json.dumps(shift_files.document_of(plan), ensure_ascii=False))
    elif "-" not in {options.csv, options.ics}:
        print(_told(plan, rules))
    return 1 if plan.short else 0


def _rules(options: argparse.Namespace) -> Rules:
    from zoneinfo import ZoneInfo

    from harborline.planning.shifts import Rules

    try:
        lengths = tuple(float(text) for text in options.lengths.split(","))
    except ValueError:
        raise UnusableInput("Write the lengths as hours, such as --lengths 4,6,8.") from None
    try:
        ZoneInfo(options.zone)
    except (ValueError, OSError, KeyError):
        raise UnusableInput("There is no such zone; write one such as America/New_York.") from None
    if not 0 < options.seconds < float("inf"):
        raise UnusableInput("The seconds to take must be more than 0.")
    return Rules(lengths, options.rest, options.starts_every, options.zone)


def _write_calendar(plan: Plan, options: argparse.Namespace) -> None:
    from harborline.app.shift_files import calendar_of

    content = calendar_of(plan, datetime.now(UTC), options.only)
    write_lines(options.ics, [content.decode("utf-8")])


def _told(plan: Plan, rules: Rules) -> str:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(rules.zone)
    lines = [
        f"{one.starts_at.astimezone(zone):%a %Y-%m-%d %H:%M} to "
        f"{one.ends_at.astimezone(zone):%a %H:%M}  {one.person}"
        for one in plan.shifts
    ]
    lines += ["", f"{'person':24} {'hours':>6} {'nights':>7} {'of what they can give':>22}"]
    lines += [
        f"{load.person:24.24} {load.hours:6g} {load.night_hours:7g} {load.share:22.0%}"
        for load in plan.loads
    ]
    lines += ["", *_short(plan, zone)]
    if not plan.least_short:
        lines.append("The time ran out: a plan that leaves less short may exist (--seconds).")
    elif not plan.balanced:
        lines.append("The time ran out: a plan with fewer or fairer hours may exist (--seconds).")
    return "\n".join(lines)


def _short(plan: Plan, zone: Any) -> list[str]:
    if not plan.short:
        return ["Every half hour is covered."]
    lines = [f"{len(plan.short):,} half hours stay short:"]
    for first, count in _stretches(plan.short):
        ends_at = first.starts_at + count * timedelta(minutes=30)
        why = (
            f"only {first.free} free"
            if first.free < first.wanted
            else "lengths, rest or hours of those who are free forbid more"
        )
        lines.append(
            f"{first.starts_at.astimezone(zone):%a %Y-%m-%d %H:%M} to "
            f"{ends_at.astimezone(zone):%H:%M}  {first.on_duty} of {first.wanted}; {why}"
        )
    return lines


def _stretches(short: Sequence[Short]) -> list[tuple[Short, int]]:
    """Gives the first of half hours that follow each other and lack the same, and how many they are."""
    found: list[tuple[Short, int]] = []
    for one in short:
        if found:
            first, count = found[-1]
            starts_at = first.starts_at + count * timedelta(minutes=30)
            if one == first._replace(starts_at=starts_at):
                found[-1] = (first, count + 1)
                continue
        found.append((one, 1))
    return found
