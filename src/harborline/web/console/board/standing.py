"""Which centers answer now, by the routing map in use and the overlays: what callers meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from harborline.app.overlays import OverlayBook, SurgeOn, occupancy_of
from harborline.core.routing_map import CLOSED, EXPIRED, FREE, RoutingMap

SOON = timedelta(hours=1)


class Paused(NamedTuple):
    """A center that is not rung until then (aware, UTC)."""

    name: str
    until: datetime


class Standing(NamedTuple):
    """The centers of the map at one minute. `closing`: names of those open now whose hours are over an
    hour later; `expired`: how many are left out because their listing is too old.
    """

    centers: int
    open: int
    closing: tuple[str, ...]
    paused: tuple[Paused, ...]
    expired: int
    surge: SurgeOn | None


def standing(routing_map: RoutingMap, overlays: OverlayBook, at: datetime) -> Standing:
    """Tells how the centers stand at `at` (aware)."""
    pauses, surge = overlays.pauses(at), overlays.surge(at)
    occupancy = occupancy_of(pauses, surge)
    now, later = (
        routing_map.moment(int((at + ahead).timestamp()) // 60) for ahead in (timedelta(), SOON)
    )
    is_open, expired = 0, 0
    closing: list[str] = []
    for party in range(routing_map.center_count):
        known = routing_map.judge(party, now)
        expired += known == EXPIRED
        if (
            known != FREE
            or routing_map.ids[party] in occupancy.paused
            or routing_map.are_all_paused(party, now, occupancy.paused_destinations)
        ):
            continue
        is_open += 1
        if routing_map.judge(party, later) == CLOSED:
            closing.append(routing_map.names[party])
    paused = [
        Paused(routing_map.names[routing_map.parties[pause.center]], pause.until.astimezone(UTC))
        for pause in pauses
        if not pause.destination and pause.center in routing_map.parties
    ]
    return Standing(
        routing_map.center_count,
        is_open,
        tuple(sorted(closing)),
        tuple(sorted(paused, key=lambda one: (one.until, one.name))),
        expired,
        surge,
    )
