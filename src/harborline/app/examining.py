"""What a person should know of the map in use before a caller finds out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from harborline.core.routing_map import RoutingMap

_SOON = timedelta(days=30)
_MANY = 5


class Finding(NamedTuple):
    """One thing that was looked at. `level`: ok, note (worth knowing) or fault."""

    level: str
    sentence: str


def examine_map(
    routing_map: RoutingMap, today: date, national_backup: str | None
) -> Iterator[Finding]:
    """Looks at what a map can do today."""
    demo = ", the demo network: nobody real answers" if routing_map.demo else ""
    yield Finding("ok", f"The map in use is {routing_map.version}{demo}.")
    yield _days(routing_map, today)
    if not routing_map.can_dial:
        yield Finding(
            "fault",
            "The map was made from a document without addresses, so it cannot dial; add the "
            "addresses of destinations to the document and compile it again.",
        )
    if not routing_map.demo and not national_backup:
        yield Finding(
            "fault",
            "HARBORLINE_NATIONAL_BACKUP is not set; name the number that is dialed when "
            "everything else fails.",
        )
    yield from _expiring(routing_map, today)


def _days(routing_map: RoutingMap, today: date) -> Finding:
    if today < routing_map.starts_on:
        return Finding(
            "note",
            f"The map's hours are known day by day only from {routing_map.starts_on}; until then "
            "the weekly pattern applies.",
        )
    left = (routing_map.ends_on - today).days
    if left < 0:
        return Finding(
            "fault",
            f"The map's hours were known day by day until {routing_map.ends_on}; since then the "
            "weekly pattern applies and holidays are missed. Compile it anew.",
        )
    level = "note" if timedelta(days=left) < _SOON else "ok"
    return Finding(
        level,
        f"The map's hours are known day by day for {left} more days; then the weekly pattern applies.",
    )


def _expiring(routing_map: RoutingMap, today: date) -> Iterator[Finding]:
    first, last = today.toordinal(), (today + _SOON).toordinal()
    expires = routing_map.sections["party_expires"]
    named = [
        routing_map.ids[party] for party, day in enumerate(expires) if first <= day <= last and day
    ]
    if named:
        more = f" and {len(named) - _MANY} more" if len(named) > _MANY else ""
        yield Finding(
            "note",
            f"{len(named)} listings expire within 30 days: {', '.join(named[:_MANY])}{more}.",
        )
