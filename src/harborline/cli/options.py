"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap

_YEARS = range(1970, 2101)


def add_map(parser: argparse.ArgumentParser) -> None:
    """Adds --map FILE."""
    parser.add_argument(
        "--map", metavar="FILE", help="routing map to use instead of the one in use"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Adds --json."""
    parser.add_argument("--json", action="store_true", help="print JSON for other programs")


def instant(text: str | None) -> datetime:
    """Reads --at: a date and time with a zone, by default now. Raises UnusableInput."""
    if text is None:
        return datetime.now(UTC)
    at = _in_utc(text)
    if at is None or at.year not in _YEARS:
        raise UnusableInput(
            "The time cannot be used; write it with a zone, such as 2026-11-23T03:00Z."
        )
    return at


def _in_utc(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return None if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def known_line(routing_map: RoutingMap, line: str | None) -> str:
    """Gives the line's id, the map's first for None. Raises UnusableInput."""
    ids = [one.id for one in routing_map.lines]
    if line is not None and line not in ids:
        raise UnusableInput(f"There is no such line; the map has {', '.join(ids)}.")
    return line or ids[0]


def language_code(text: str | None) -> str | None:
    """Reads a language: its first two or three letters, ISO 639. Raises UnusableInput."""
    if text is None:
        return None
    code = text.replace("_", "-").split("-")[0].lower()
    if not (code.isascii() and code.isalpha() and len(code) in (2, 3)):
        raise UnusableInput("The language cannot be used; write a code such as en or es.")
    return code
