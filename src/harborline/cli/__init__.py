"""The command `harborline`: one module per noun that parses, calls and renders.

Lives here: options, help with an example, text and JSON, exit codes 0, 1 (a check found faults) and
2 (an unusable option), errors as one plain sentence that says what to do.
Never here: an adapter, a rule, work that a use case of app could do. Imports stand inside functions,
so that `explain` answers before others have loaded.
Called by: people and their programs.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from harborline.core.errors import HarborlineError, RefusedNetwork

COMMANDS = (
    "up",
    "voice",
    "site",
    "guard",
    "explain",
    "call",
    "rehearse",
    "network",
    "directory",
    "publish",
    "map",
    "audit",
    "accounts",
    "learn",
    "coverage",
    "atlas",
    "asterisk",
    "canary",
    "prompts",
    "webhooks",
    "doctor",
)
_OK, _USAGE, _INTERRUPTED = 0, 2, 130
_COLUMNS = 80


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(given)
    except HarborlineError as fault:
        faults = fault.faults if isinstance(fault, RefusedNetwork) else (str(fault),)
        for sentence in faults:
            print(sentence, file=sys.stderr)
        return _USAGE
    except BrokenPipeError:
        sys.stdout = None  # the reader has gone; nothing to flush
        return _OK
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as fault:
        if os.environ.get("HARBORLINE_TRACEBACK"):
            raise
        print(
            f"Harborline itself failed ({type(fault).__name__}); please report what you ran. "
            "HARBORLINE_TRACEBACK=1 shows where.",
            file=sys.stderr,
        )
        return _USAGE


def _run(given: list[str]) -> int:
    wanted = given[0] if given and given[0] in COMMANDS else None
    if wanted == "explain":
        gc.disable()  # it ends before there is anything to collect
    parser = _build(wanted)
    if wanted == "explain":
        from harborline.cli.explain import shield_text

        given = shield_text(given)
    if wanted == "call":
        given = _with_values(given, "--from")
    if not given:
        parser.print_help()
        return _OK
    try:
        options = parser.parse_args(given)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else _USAGE
    code = int(options.run(options))
    if wanted == "explain":
        gc.freeze()  # what is left goes with the process; looking through it first takes time
        gc.enable()
    return code


def _with_values(given: list[str], option: str) -> list[str]:
    """Ties an option to the word behind it, which may begin with a dash."""
    words: list[str] = []
    for word in given:
        if words and words[-1] == option:
            words[-1] = f"{option}={word}"
        else:
            words.append(word)
    return words


def _build(wanted: str | None) -> argparse.ArgumentParser:
    parser = Parser(
        prog="harborline",
        description="Dial one number, reach the people near you.",
        epilog="example: harborline explain +17045550123",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(
        metavar="COMMAND", parser_class=Parser, required=True, prog="harborline"
    )
    for name in COMMANDS if wanted is None else (wanted,):
        _module(name).add_parser(commands)
    return parser


def _module(name: str):  # type: ignore[no-untyped-def]  # a module with add_parser
    from importlib import import_module

    return import_module(f"harborline.cli.{name}")


def _version() -> str:
    from harborline import __version__

    return f"harborline {__version__}"


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """As wide as the terminal; asked of the terminal itself, for argparse's own way starts slowly."""

    def __init__(self, prog: str) -> None:
        try:
            columns = os.get_terminal_size().columns
        except OSError:
            columns = _COLUMNS
        super().__init__(prog, width=max(columns, _COLUMNS) - 2)


class Parser(argparse.ArgumentParser):
    """Says what is wrong with an option in one sentence."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            **{  # type: ignore[arg-type]
                "formatter_class": _Formatter,
                "allow_abbrev": False,
                **options,
            }
        )

    def error(self, message: str) -> NoReturn:
        """Prints one sentence and leaves with code 2; what was typed may be a number and is left out."""
        import re  # nothing is wrong with most commands, and `explain` must start at once

        if message.startswith("unrecognized arguments"):
            message = "there is something here that this command does not take"
        message = re.sub(r"(?s)(invalid [\w ]+): .* \(choose", r"\1 (choose", message)
        message = re.sub(
            r"(?s)(invalid \w+ value|explicit argument|ambiguous option)\b.*", r"\1", message
        )
        print(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.", file=sys.stderr)
        raise SystemExit(_USAGE)
