"""Until when, and from when, one of several centers answers: for replies that people read.

Wall clock of the center itself. A map knows its own days; beyond a week nobody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from harborline.callflow.texts import When
from harborline.core.hours import MINUTES_PER_DAY
from harborline.core.routing_map import FREE, RoutingMap

_DAYS_LOOKED_AT = 8


def open_now(routing_map: RoutingMap, parties: Iterable[int], at: datetime) -> tuple[int, ...]:
    """Gives those of the parties, by number, that answer now."""
    return _free(routing_map, parties, int(at.timestamp()) // 60)


def answered_until(routing_map: RoutingMap, parties: tuple[int, ...], at: datetime) -> When | None:
    """Gives the end of the time in which one of the parties answers without a gap from now on.

    None when it goes on for a week. At least one of them must answer now.
    """
    began = minute = int(at.timestamp()) // 60
    last = When(0, 1, 1, 0)
    while minute - began < (_DAYS_LOOKED_AT - 1) * MINUTES_PER_DAY:
        free = _free(routing_map, parties, minute)
        if not free:
            return last
        lengths = {party: _left(routing_map, party, minute) for party in free}
        party = max(lengths, key=lambda one: lengths[one])
        day, local = _clock(routing_map, party, minute)
        last = _when(_clock(routing_map, party, began)[0], day, local + lengths[party])
        minute += lengths[party]
    return None


def answered_from(routing_map: RoutingMap, parties: tuple[int, ...], at: datetime) -> When | None:
    """Gives the next time at which one of the parties begins to answer, None within a week."""
    minute = int(at.timestamp()) // 60
    openings = [
        opening
        for party in parties
        if (opening := _opening(routing_map, party, minute)) is not None
    ]
    return min(openings)[1] if openings else None


def _opening(routing_map: RoutingMap, party: int, minute: int) -> tuple[int, When] | None:
    today, local = _clock(routing_map, party, minute)
    schedule = routing_map.sections["party_schedule"][party]
    for ahead in range(_DAYS_LOOKED_AT):
        for start, _ in routing_map.hours.spans(schedule, today + ahead):
            later = minute + ahead * MINUTES_PER_DAY + start - local
            if later > minute and _free(routing_map, (party,), later):
                return later, _when(today, today + ahead, start)
    return None


def _free(routing_map: RoutingMap, parties: Iterable[int], minute: int) -> tuple[int, ...]:
    moment = routing_map.moment(minute)
    return tuple(party for party in parties if routing_map.judge(party, moment) == FREE)


def _clock(routing_map: RoutingMap, party: int, minute: int) -> tuple[int, int]:
    return routing_map.hours.local(routing_map.sections["party_zone"][party], minute)


def _left(routing_map: RoutingMap, party: int, minute: int) -> int:
    """Gives the minutes from an open minute to the end of its span, at least one."""
    day, local = _clock(routing_map, party, minute)
    spans = routing_map.hours.spans(routing_map.sections["party_schedule"][party], day)
    return max((end - local for start, end in spans if start <= local < end), default=1)


def _when(today: int, day: int, minute: int) -> When:
    said = date.fromordinal(day)
    return When(day - today, said.month, said.day, minute)
