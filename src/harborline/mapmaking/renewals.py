"""Tells two maps apart section by section: whether one is the other with hours written anew, and nothing else.

It reads the tables of both and knows nothing of how a renewal is made (`routine.py`).
"""

from __future__ import annotations

from collections.abc import Collection

from harborline.core.hours import Hours, Spans, spans_on
from harborline.core.map_format import FLAG_PAUSED, FLAG_ROUND_THE_CLOCK
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.exactly import tables

RENEWED = frozenset(
    {
        *("party_schedule", "party_expires", "party_verified", "party_destinations"),
        *("destination_kind", "destination_order", "destination_acceptance"),
        *("destination_schedule", "destination_address", "destination_id"),
        *("schedule_weekly", "schedule_days", "pattern_offsets", "pattern_minutes"),
        *("zone_offsets", "shift_minutes", "shift_offset", "golden"),
    }
)
"""Sections that a renewal writes anew; of `meta` the days differ, of `party_flags` pause and 24/7."""
_DAYS = frozenset({"first_day", "days"})
_ROW = ("destination_kind", "destination_order", "destination_acceptance")
Hourless = tuple[object, ...]


def only_renewed(before: RoutingMap, after: RoutingMap, carried: Collection[str]) -> bool:
    """Tells whether two maps differ in the hours, rotas and dates of the `carried` centers alone."""
    whole = before.sections.keys() - RENEWED - {"meta", "party_flags"}
    backups = set(before.ids[before.center_count :])
    return (
        before.sections.keys() == after.sections.keys()
        and all(bytes(before.sections[name]) == bytes(after.sections[name]) for name in whole)
        and _meta(before) == _meta(after)
        and _flags(before) == _flags(after)
        and backups.isdisjoint(carried)
        and _others_are_the_same(before, after, carried)
    )


def _meta(routing_map: RoutingMap) -> dict[str, object]:
    return {key: value for key, value in routing_map.meta.items() if key not in _DAYS}


def _flags(routing_map: RoutingMap) -> list[int]:
    hidden = FLAG_PAUSED | FLAG_ROUND_THE_CLOCK
    return [flags & ~hidden for flags in routing_map.sections["party_flags"]]


def _others_are_the_same(before: RoutingMap, after: RoutingMap, carried: Collection[str]) -> bool:
    days = range(
        max(before.first_day, after.first_day),
        min(before.first_day + before.days, after.first_day + after.days),
    )
    old, new = tuple(tables(before)), tuple(tables(after))
    for party, name in enumerate(before.ids):
        if name in carried:
            continue
        if _hourless(before, party) != _hourless(after, party):
            return False
        pairs = zip(_hours(before, party, old), _hours(after, party, new), strict=True)
        if any(differ(*pair, days) for pair in pairs):
            return False
    return True


def _hourless(routing_map: RoutingMap, party: int) -> Hourless:
    """Gives all that may differ between two maps of the same places, but for the hours."""
    cut, answering = routing_map.sections, routing_map.answering
    return (
        cut["party_flags"][party] & FLAG_PAUSED,
        cut["party_expires"][party],
        cut["party_verified"][party],
        *(
            (answering.addresses[row], answering.ids[row], *(cut[name][row] for name in _ROW))
            for row in answering.rows(party)
        ),
    )


def _hours(routing_map: RoutingMap, party: int, known: tuple[Hours, ...]) -> list[Hours]:
    """Gives the hours of a party and of each of its destinations."""
    cut = routing_map.sections
    rows = routing_map.answering.rows(party)
    schedules = (cut["party_schedule"][party], *(cut["destination_schedule"][row] for row in rows))
    return [known[schedule] for schedule in schedules]


def differ(one: Hours, other: Hours, days: range) -> bool:
    """Tells whether two hours differ on one of these days (ordinals)."""
    if one.weekly == other.weekly:
        return _within(one, days) != _within(other, days)
    return any(spans_on(one, day) != spans_on(other, day) for day in days)


def _within(hours: Hours, days: range) -> list[tuple[int, Spans]]:
    """Gives the days that differ from the week."""
    return [
        (day, spans)
        for day, spans in hours.exceptions
        if day in days and spans != hours.weekly[(day - 1) % 7]
    ]
