"""`harborline explain`: whom a caller would reach, and why."""

from __future__ import annotations

import argparse
from typing import Any

from harborline.cli.options import add_json, add_map, instant, known_line, language_code
from harborline.core.errors import UnusableInput
from harborline.core.routing import Evidence
from harborline.core.routing_map import RoutingMap

_WITH_VALUE = ("--zip", "--county", "--at", "--language", "--line", "--map")
_ZIP_LENGTH = 5
_ZIP_PLUS_4 = (9, 10)


def add_parser(commands: Any) -> None:
    """Adds the command to the parser's commands."""
    parser = commands.add_parser(
        "explain",
        help="say whom a caller would reach, and why",
        description="Say whom a caller would reach, in order, and why. Nothing is kept.",
        epilog="examples:\n  harborline explain 704555\n"
        "  harborline explain --zip 28202 --at 2026-11-23T03:00Z --language es --trace",
    )
    parser.add_argument("text", nargs="*", help="what a carrier delivers; six digits are enough")
    parser.add_argument("--zip", metavar="Z", help="ZIP that the caller keyed")
    parser.add_argument("--county", metavar="F", help="county code, five digits")
    parser.add_argument("--at", metavar="T", help="moment with a zone, default now")
    parser.add_argument("--language", metavar="L", help="language, default the line's first")
    parser.add_argument("--line", metavar="ID", help="line, default the first")
    parser.add_argument(
        "--trace", action="store_true", help="name the step that placed each center"
    )
    add_map(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def shield_text(given: list[str]) -> list[str]:
    """Lets a caller id or a ZIP begin with a dash: whatever is no option is a value or the text."""
    if "--" in given:
        return given
    words: list[str] = []
    texts: list[str] = []
    for word in given:
        if word[:1] != "-" or word == "-h" or _is_option(word):
            words.append(word)
        elif words[-1] in _WITH_VALUE:
            words[-1] += f"={word}"
        else:
            texts.append(word)
    return [*words, "--", *texts] if texts else words


def _is_option(token: str) -> bool:
    return token[:2] == "--" and token[2:3].isalpha()


def run(options: argparse.Namespace) -> int:
    """Prints the decision."""
    from harborline import bootstrap
    from harborline.app.explain import explain_document

    at, language = instant(options.at), language_code(options.language)
    routing_map = bootstrap.current_map(options.map, held=False)
    document = explain_document(
        routing_map,
        _evidence(options, routing_map),
        at=at,
        line=known_line(routing_map, options.line),
        language=language,
        trace=options.trace,
    )
    if options.json:
        import json

        print(json.dumps(document, ensure_ascii=False))
    else:
        from harborline.cli.explain_text import rendered

        print(rendered(document, routing_map))
    return 0


def _evidence(options: argparse.Namespace, routing_map: RoutingMap) -> Evidence:
    from harborline.app.explain import evidence_of_text

    if bool(options.text) + (options.zip is not None) + (options.county is not None) != 1:
        raise UnusableInput("Give one of a caller id, --zip or --county.")
    if options.text:
        return evidence_of_text(" ".join(options.text))
    if options.zip is not None:
        return Evidence(zip=_five_digits(options.zip.strip()))
    if not routing_map.cell_of_county(options.county):
        raise UnusableInput("There is no such county; write its five-digit code.")
    return Evidence(county=options.county)


def _five_digits(text: str) -> str:
    """Cuts the last four of ZIP+4; whatever else is given stays, and is simply no ZIP."""
    bare = text.replace("-", "", 1)
    if len(text) in _ZIP_PLUS_4 and len(bare) == _ZIP_PLUS_4[0] and bare.isdigit():
        return bare[:_ZIP_LENGTH]
    return text
