"""Reads what people and programs ask for into values: a place, a minute, a line, a caller."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from harborline.core.directory import Line
from harborline.core.numbering import CallerPrefix, NoPrefix, parse
from harborline.core.routing import Evidence
from harborline.core.routing_map import RoutingMap
from harborline.voice.bodies import Fields
from harborline.voice.refusals import Refusal

PLACES = ("prefix", "zip", "county")
ZONES = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "utc": "UTC",
}
"""Clocks on which a time without an offset can be given, by the name pages use."""

_YEARS = range(1970, 2101)
_FIVE = 5
_PREFIX_LENGTHS = (6, 7)


def read_place(fields: Fields) -> Evidence:
    """Reads exactly one of prefix, zip and county."""
    given = [name for name in PLACES if fields.has(name)]
    if len(given) != 1:
        raise Refusal(422, "Give exactly one of prefix, zip and county.")
    text = fields.text(given[0]) or ""
    if given[0] == "prefix":
        return Evidence(prefix=_read_prefix(text))
    if len(text) != _FIVE or not _is_digits(text):
        raise Refusal(422, f'"{given[0]}" must be five digits in double quotes.')
    return Evidence(zip=text) if given[0] == "zip" else Evidence(county=text)


def _read_prefix(text: str) -> CallerPrefix | None:
    if not _is_digits(text) or len(text) < _PREFIX_LENGTHS[0]:
        raise Refusal(422, '"prefix" must be six or seven digits in double quotes.')
    if len(text) > _PREFIX_LENGTHS[1]:
        raise Refusal(
            422,
            "Send only the first six or seven digits; a whole number must never be sent, because "
            "no more than that is needed to find the place.",
        )
    return evidence_prefix(text)


def evidence_prefix(text: str) -> CallerPrefix | None:
    """Keeps of a caller id what may be kept: its prefix, or nothing."""
    known = parse(text)
    return None if isinstance(known, NoPrefix) else known


def read_line(fields: Fields, routing_map: RoutingMap) -> Line:
    """Reads the id of a line of the map; the first line where none is given."""
    name = fields.choice("line", [line.id for line in routing_map.lines])
    return routing_map.line(name)


def read_language(fields: Fields, line: Line) -> str:
    """Reads an ISO 639-1 code; the line's first language where none is given."""
    language = fields.text("language")
    if language is None:
        return line.languages[0]
    code = language.replace("_", "-").split("-")[0].lower()
    if len(code) not in (2, 3) or not (code.isascii() and code.isalpha()):
        raise Refusal(422, '"language" must be a code of two letters such as "es".')
    return code


def read_at(fields: Fields, now: datetime) -> datetime:
    """Reads a minute in time as UTC: with an offset, or on the clock of `zone`; else now."""
    zone = fields.choice("zone", ZONES) if fields.has("zone") else None
    text = fields.text("at")
    if text is None:
        return now
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(422, '"at" must be a time such as 2026-11-23T03:00Z.') from None
    if at.year not in _YEARS:
        raise Refusal(422, f'"at" must lie in the years {_YEARS[0]} to {_YEARS[-1]}.')
    if at.tzinfo is None:
        if zone is None:
            raise Refusal(422, '"at" needs an offset or a Z, as in 2026-11-23T03:00Z.')
        at = at.replace(tzinfo=ZoneInfo(ZONES[zone]))
    return at.astimezone(UTC)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
