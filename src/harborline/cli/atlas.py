"""`harborline atlas`: facts of numbering and geography: import, report, build."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harborline.cli.options import add_json
from harborline.core.errors import UnusableInput

if TYPE_CHECKING:
    from harborline.atlas.imported.run import ImportReport
    from harborline.atlas.report import Count, Report


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-commands."""
    parser = commands.add_parser(
        "atlas",
        help="facts of numbering and geography: import, report, build",
        description="Facts of numbering and geography: where ZIPs, counties and codes lie.",
        epilog="example: harborline atlas report",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    _add_import(verbs)
    report = verbs.add_parser(
        "report",
        help="say how exactly codes are known, before and after an import",
        description="Say how many six-digit codes resolve at each precision.",
        epilog="example: harborline atlas report --json",
    )
    add_json(report)
    report.set_defaults(run=run_report)
    build = verbs.add_parser(
        "build",
        help="rebuild the shipped tables (maintainers)",
        description="Rebuild the shipped tables from the packages of the extra `atlas`. The same "
        "package versions give the same bytes.",
        epilog="example: harborline atlas build --out new-tables",
    )
    build.add_argument("--out", metavar="DIR", help="where to write, default the package itself")
    build.set_defaults(run=run_build)


def _add_import(verbs: Any) -> None:
    parser = verbs.add_parser(
        "import",
        help="read the numbering administrator's reports",
        description="Read central-office code and thousands-block reports of the numbering "
        "administrator and a rate-center table, zipped or not, tab or comma. Give all of them at "
        "once: the imported tables are replaced whole, or not at all.",
        epilog="example: harborline atlas import CoCodeAssignment_Utilized_AllStates.zip \\\n"
        "           ThousandsBlockAssignment_All.zip rate_centers.csv",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a report or a table")
    add_json(parser)
    parser.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> int:
    """Imports the files."""
    from harborline.atlas.imported.run import import_files
    from harborline.atlas.store import load
    from harborline.cli.progress import ProgressLine

    for number, name in enumerate(options.files, 1):
        if not Path(name).is_file():
            raise UnusableInput(f"File {number} of those given is not there; look at its name.")
    progress = ProgressLine()
    try:
        done = import_files(
            [Path(name) for name in options.files],
            _folder(),
            load(),
            lambda name, rows, share: progress(f"{name}: {rows:,} rows", int(1000 * share), 1000),
        )
    finally:
        progress.close()
    if options.json:
        print(json.dumps(_import_document(done)))
    else:
        print("\n".join(_import_lines(done)))
    return 0


def _import_document(done: ImportReport) -> dict[str, Any]:
    return {
        "written": str(done.target),
        "tables": [{**table._asdict(), "kind": table.kind.value} for table in done.tables],
        "codes": done.codes,
        "unplaced": done.unplaced,
        "blocks": done.blocks,
        "places": done.places,
        "refused": done.refused,
        "refusals": [refusal._asdict() for refusal in done.refusals],
    }


def _import_lines(done: ImportReport) -> list[str]:
    lines = [
        f"{table.name}: {table.kind}, {table.rows:,} rows, {table.unassigned:,} not assigned, "
        f"{table.refused:,} refused"
        for table in done.tables
    ]
    lines += [f"  {row.table} line {row.line}: {row.reason}" for row in done.refusals]
    if done.refused > len(done.refusals):
        lines.append(f"  … and {done.refused - len(done.refusals):,} more refused rows")
    return [
        *lines,
        f"{done.codes:,} codes lie in {done.places:,} rate centers and cities; "
        f"{done.blocks:,} thousands blocks have a place of their own",
        *(
            [f"{done.unplaced:,} codes stay as shipped: nothing says where their rate center lies"]
            if done.unplaced
            else []
        ),
        f"written to {done.target}; the next map that you compile uses it",
    ]


def run_report(options: argparse.Namespace) -> int:
    """Prints how exactly codes are known."""
    from harborline.atlas.report import report
    from harborline.cli.progress import ProgressLine

    with ProgressLine("counting"):
        found = report(_folder())
    if options.json:
        print(json.dumps({**found._asdict(), "counts": [row._asdict() for row in found.counts]}))
    else:
        print("\n".join(_report_lines(found)))
    return 0


def _report_lines(found: Report) -> list[str]:
    lines = [f"in use: {found.in_use}"]
    for count in found.counts:
        lines += ["", f"{count.what}: {count.codes:,}", *_count_lines(count)]
    if len(found.counts) == 2:
        lines += ["", "nothing is imported; `harborline atlas import --help` says what helps"]
    return lines


def _count_lines(count: Count) -> list[str]:
    rows = [f"  {'':<12} {'shipped':>18} {'in use':>18}"]
    for precision, before in count.before.items():
        cells = (_share(number, count.codes) for number in (before, count.after[precision]))
        rows.append(f"  {precision:<12} {' '.join(f'{cell:>18}' for cell in cells)}")
    return rows


def _share(number: int, total: int) -> str:
    return f"{number:,} ({100 * number / max(total, 1):.1f} %)"


def run_build(options: argparse.Namespace) -> int:
    """Rebuilds the shipped tables."""
    from harborline.atlas.store import SHIPPED

    target = Path(options.out) if options.out else SHIPPED
    try:
        from harborline.atlas.build.write import build

        rows = build(target, date.today())  # noqa: DTZ011  # where the maintainer sits
    except ModuleNotFoundError as missing:
        raise UnusableInput(
            f"The package {missing.name} is missing; "
            "install what a build needs: pip install 'harborline[atlas]'."
        ) from missing
    except OSError as fault:
        raise UnusableInput(f"{target} cannot be written: {fault.strerror}.") from fault
    for name, count in rows.items():
        print(f"{target / name}: {count:,} rows")
    return 0


def _folder() -> Path:
    from harborline import bootstrap

    return Path(bootstrap.settings().data) / "atlas"
