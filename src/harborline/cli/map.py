"""`harborline map`: compile, look at and compare routing maps."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput

_MOST_SHOWN = 20


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-commands."""
    parser = commands.add_parser(
        "map",
        help="compile, look at and compare routing maps",
        description="Compile, look at and compare routing maps.",
        epilog="example: harborline map compile --network network.json --out new.map",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    _add_compile(verbs)
    info = verbs.add_parser(
        "info", help="say what a map holds", epilog="example: harborline map info new.map"
    )
    info.add_argument("file", nargs="?", help="map file, default the map in use")
    add_json(info)
    info.set_defaults(run=run_info)
    diff = verbs.add_parser(
        "diff",
        help="say what changes for callers between two maps",
        description="Say what changes for callers. Exit code 1 if any decision differs.",
        epilog="example: harborline map diff old.map new.map",
    )
    diff.add_argument("before", help="map file")
    diff.add_argument("after", nargs="?", help="map file, default the map in use")
    add_json(diff)
    diff.set_defaults(run=run_diff)
    back = verbs.add_parser(
        "rollback",
        help="make the map before the one in use again",
        description="Make the map before the one in use again, byte by byte; the two change places.",
        epilog='example: harborline map rollback --why "wrong county"',
    )
    back.add_argument(
        "--why", metavar="TEXT", required=True, help="what the audit trail says of it"
    )
    add_json(back)
    back.set_defaults(run=run_rollback)


def _add_compile(verbs: Any) -> None:
    parser = verbs.add_parser(
        "compile",
        help="compile a network into a map",
        description="Compile a network into a routing map. Without --network: the demo network.",
        epilog="examples:\n  harborline network --json | harborline map compile --network - "
        "--out copy.map\n  harborline map compile --network network.json --publish",
    )
    parser.add_argument("--network", metavar="FILE", help="network document, - = standard input")
    parser.add_argument(
        "--out",
        "-o",
        metavar="FILE",
        help="where to write the map, default maps/compiled.map in the data folder",
    )
    parser.add_argument("--publish", action="store_true", help="make it the map in use")
    add_json(parser)
    parser.set_defaults(run=run_compile)


def run_compile(options: argparse.Namespace) -> int:
    """Compiles, checks and writes a map."""
    from harborline import bootstrap
    from harborline.app.publishing import make_demo_map, make_map_of_document
    from harborline.cli.progress import ProgressLine

    document = None if options.network is None else _document(options.network)
    with ProgressLine("compiling"):
        atlas = bootstrap.atlas()
        if document is None:
            content = make_demo_map(atlas)
        else:
            content = make_map_of_document(document, atlas)
    out = options.out or (None if options.publish else bootstrap.compiled_path())
    paths = bootstrap.keep_map(content, out, publish=options.publish)
    routing_map = bootstrap.current_map(paths[0])
    former = bootstrap.former_map() if options.publish else None
    report = {**_info(routing_map), "written": paths, "former": former}
    if options.json:
        print(json.dumps(report))
    else:
        print("\n".join([*_info_lines(report), f"written to {', '.join(paths)}"]))
        if former is not None:
            print(_way_back(former, paths[-1]))
    return 0


def _way_back(former: str, current: str) -> str:
    """Gives the command that puts the former map back, in one move."""
    from shlex import quote

    copy = quote(f"{former}.copy")
    return f"to go back: cp {quote(former)} {copy} && mv {copy} {quote(current)}"


def _document(path: str) -> object:
    try:
        if path == "-":
            return json.load(sys.stdin)
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as fault:
        raise UnusableInput(f"The network document cannot be read: {fault.strerror}.") from None
    except (ValueError, RecursionError) as fault:
        raise UnusableInput(f"The network document is not JSON: {fault}.") from None


def run_info(options: argparse.Namespace) -> int:
    """Prints what a map holds."""
    from harborline import bootstrap

    report = _info(bootstrap.current_map(options.file))
    print(json.dumps(report) if options.json else "\n".join(_info_lines(report)))
    return 0


def _info(routing_map: Any) -> dict[str, Any]:
    from harborline.core.golden import verify

    return {
        "map": routing_map.version,
        "bytes": routing_map.size,
        "demo": routing_map.demo,
        "can_dial": routing_map.can_dial,
        "starts_on": routing_map.starts_on.isoformat(),
        "ends_on": routing_map.ends_on.isoformat(),
        "lines": [line.id for line in routing_map.lines],
        "centers": routing_map.center_count,
        "state_backups": len(routing_map.state_backups),
        "national_backups": len(routing_map.ids)
        - routing_map.center_count
        - len(routing_map.state_backups),
        "rules": routing_map.rules._asdict(),
        "golden_decisions": verify(routing_map),
        "atlas": routing_map.meta["atlas"],
    }


def _info_lines(report: dict[str, Any]) -> list[str]:
    rows = [
        f"map {report['map']}, {report['bytes']:,} bytes"
        + (", demo: nobody real answers" if report["demo"] else ""),
        f"{report['centers']} centers, {report['state_backups']} state backups, "
        f"{report['national_backups']} national backups; lines {', '.join(report['lines'])}",
        f"hours are known day by day from {report['starts_on']} to {report['ends_on']}; "
        "on other days the weekly pattern applies",
        f"{report['golden_decisions']} golden decisions recomputed, all the same",
    ]
    if not report["can_dial"]:
        rows.append("made from the public document: it holds no addresses and cannot dial")
    return rows


def run_diff(options: argparse.Namespace) -> int:
    """Prints what changes; 1 if any decision differs."""
    from harborline import bootstrap
    from harborline.cli.progress import ProgressLine
    from harborline.mapmaking.difference import difference

    before, after = bootstrap.current_map(options.before), bootstrap.current_map(options.after)
    with ProgressLine("comparing"):
        found = difference(before, after, bootstrap.atlas().counties)
    if options.json:
        document = {
            **found._asdict(),
            "changes": [row._asdict() for row in found.changes],
            "counties": [row._asdict() for row in found.counties],
            "people": found.people,
            "decides_the_same": found.decides_the_same,
        }
        print(json.dumps(document))
    else:
        print("\n".join(_diff_lines(found)))
    return 0 if found.decides_the_same else 1


def run_rollback(options: argparse.Namespace) -> int:
    """Rolls back and prints which map is in use now."""
    from harborline.bootstrap.publishing import roll_back

    done = roll_back(options.why)
    print(
        json.dumps(done)
        if options.json
        else f"map {done['version']} is in use again, in place of {done['left']}"
    )
    return 0


def _diff_lines(found: Any) -> list[str]:
    rows = [f"from {found.before} to {found.after}"]
    if found.decides_the_same:
        rows.append("every decision is the same")
    rows += [f"{c.what}: {c.field}: {c.before} -> {c.after}" for c in found.changes[:_MOST_SHOWN]]
    rows += _more(found.changes)
    for row in found.counties[:_MOST_SHOWN]:
        first = f"{row.before or 'nobody'} -> {row.after or 'nobody'}"
        if row.before == row.after:
            first = f"{first} (others of the chain differ)"
        rows.append(f"{row.name}, {row.state} ({row.county}, {row.people:,} people): {first}")
    rows += _more(found.counties)
    if not found.decides_the_same:
        rows.append(
            f"{found.people:,} people get another first center; {found.zips:,} ZIPs and "
            f"{found.codes:,} six-digit codes lead elsewhere"
        )
        rows.append(
            f"{found.entries_people:,} people live where a center's own entry changed: what it "
            "decides for them differs by the hour"
        )
    if found.addresses:
        rows.append(f"{found.addresses:,} addresses of destinations differ (never shown)")
    return rows


def _more(rows: Any) -> list[str]:
    return [f"… and {len(rows) - _MOST_SHOWN:,} more"] if len(rows) > _MOST_SHOWN else []
