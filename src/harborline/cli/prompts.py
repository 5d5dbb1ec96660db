"""`harborline prompts`: render, check, list and approve what callers hear."""

from __future__ import annotations

import argparse
import json
from typing import Any

from harborline.cli.options import add_json, language_code
from harborline.core.errors import UnusableInput

_SLOWEST, _FASTEST = 2.0, 0.7
_MOST_NOTES = 10


def add_parser(commands: Any) -> None:
    """Adds the command and its sub-commands."""
    parser = commands.add_parser(
        "prompts",
        help="render, check, list and approve what callers hear",
        description="Render, check, list and approve what callers hear.",
        epilog="example: harborline prompts check",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=type(parser))
    _add_render(verbs)
    check = verbs.add_parser(
        "check",
        help="say what is wrong with recordings",
        description="Find recordings that are missing, cut off, clipped, silent, too long or in "
        "the wrong format. Exit code 1 if a caller would notice.",
        epilog="example: harborline prompts check",
    )
    add_json(check)
    check.set_defaults(run=run_check)
    listing = verbs.add_parser(
        "list",
        help="list every prompt with its file, and whether it is approved",
        epilog="example: harborline prompts list --language es",
    )
    listing.add_argument("--language", metavar="CODE", help="only this language, such as es")
    add_json(listing)
    listing.set_defaults(run=run_list)
    _add_approve(verbs)


def _add_render(verbs: Any) -> None:
    parser = verbs.add_parser(
        "render",
        help="let a speech engine speak the prompts",
        description="Let a speech engine speak the prompts. What we ship stays as it is; what is "
        "rendered here is heard in its place.",
        epilog="examples:\n  harborline prompts render --names\n"
        "  harborline prompts render --language en --engine piper --voice en_US-joe-medium.onnx",
    )
    parser.add_argument("--language", metavar="CODE", help="only this language, such as es")
    parser.add_argument(
        "--names",
        action="store_true",
        help="only what names lines, centers and other ways of this installation",
    )
    parser.add_argument(
        "--engine", metavar="NAME", help="nanotts, espeak-ng, piper, or a command of your own"
    )
    parser.add_argument("--voice", metavar="NAME", help="the engine's voice")
    parser.add_argument(
        "--pace", metavar="FACTOR", default="1.15", help="how slow, 1 = as usual, default 1.15"
    )
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        help="another folder, default prompts/rendered in the data folder",
    )
    parser.set_defaults(run=run_render)


def _add_approve(verbs: Any) -> None:
    parser = verbs.add_parser(
        "approve",
        help="note that a person has listened to recordings",
        description="Note that a person has listened to recordings and approves them. A recording "
        "or text that changes afterwards needs to be approved again.",
        epilog="example: harborline prompts approve es/danger es/connecting --by Ana",
    )
    parser.add_argument("id", nargs="*", help="prompts as harborline prompts list names them")
    parser.add_argument("--all", action="store_true", help="every recording there is")
    parser.add_argument("--by", metavar="NAME", required=True, help="who has listened")
    parser.set_defaults(run=run_approve)


def run_render(options: argparse.Namespace) -> int:
    """Renders and says where to."""
    from harborline.bootstrap import prompts
    from harborline.cli.progress import ProgressLine

    language = language_code(options.language)
    asked = prompts.Rendering(
        () if language is None else (language,),
        options.engine,
        options.voice,
        options.out,
        _pace(options.pace),
        options.names,
    )
    with ProgressLine("rendering") as progress:
        done = prompts.render_prompts(asked, progress)
    for code, count in done.items():
        print(f"{code}: {count} recordings rendered")
    if not done:
        print("nothing to render: the map in use names nothing in that language")
    else:
        print(f"written to {prompts.rendered_to(asked)}; listen to them before callers do")
    return 0


def _pace(text: str) -> float:
    try:
        pace = float(text)
    except ValueError:
        pace = 0.0
    if not _FASTEST <= pace <= _SLOWEST:
        raise UnusableInput(f"The pace is a number from {_FASTEST} to {_SLOWEST}, such as 1.15.")
    return pace


def run_check(options: argparse.Namespace) -> int:
    """Prints what is wrong; 1 if a caller would notice."""
    from harborline.bootstrap import prompts
    from harborline.cli.progress import ProgressLine

    with ProgressLine("listening"):
        faults = prompts.check_prompts()
    grave = [fault for fault in faults if fault.grave]
    if options.json:
        print(json.dumps([fault._asdict() for fault in faults]))
        return 1 if grave else 0
    for fault in grave:
        print(f"FAULT  {fault.sentence}")
    notes = [fault for fault in faults if not fault.grave]
    for fault in notes[:_MOST_NOTES]:
        print(f"note   {fault.sentence}")
    if len(notes) > _MOST_NOTES:
        print(f"note   … and {len(notes) - _MOST_NOTES:,} more, all in --json")
    if not grave:
        print("every prompt has a recording that can be played")
    return 1 if grave else 0


def run_list(options: argparse.Namespace) -> int:
    """Prints every prompt, its text, file, and whether it is approved."""
    from harborline.bootstrap import prompts

    language = language_code(options.language)
    rows = [
        one
        for one in prompts.prompts_in_play()
        if language is None or one.wanted.language == language
    ]
    if options.json:
        print(json.dumps([_row(one) for one in rows], ensure_ascii=False))
        return 0
    for one in rows:
        state = "missing " if one.path is None else "approved" if one.approved else "new     "
        print(f"{state}  {one.id}\n          {one.wanted.piece.text}")
        if one.path is not None:
            print(f"          {one.path}")
    approved = sum(one.approved for one in rows)
    print(f"{approved} of {len(rows)} approved")
    return 0


def _row(one: Any) -> dict[str, object]:
    return {
        "id": one.id,
        "text": one.wanted.piece.text,
        "file": None if one.path is None else str(one.path),
        "approved": one.approved,
    }


def run_approve(options: argparse.Namespace) -> int:
    """Notes approvals and says how many."""
    from harborline.bootstrap import prompts

    by = options.by.strip()
    if not by or not by.isprintable():
        raise UnusableInput("Say who has listened: --by NAME.")
    if bool(options.id) == options.all:
        raise UnusableInput("Name the prompts that were listened to, or say --all.")
    count = prompts.approve_prompts(options.id, everything=options.all, by=by)
    print(f"{count} {'recording' if count == 1 else 'recordings'} approved by {by}")
    return 0
