"""How each center stands at a minute, as the map in use and the overlays have it: what a caller would meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from harborline.app.overlays import Pause, occupancy_of
from harborline.core.routing_map import CLOSED, EXPIRED, FREE, NOT_ACCEPTING, PAUSED, RoutingMap
from harborline.web.directory.words import now_in_words, when_in_words


class Standing(StrEnum):
    """`OFF_MAP`: the center is in the directory and on no map yet."""

    OPEN = "open"
    CLOSED = "closed"
    PAUSED = "paused"
    EXPIRED = "expired"
    NOT_ACCEPTING = "not_accepting"
    OFF_MAP = "off_map"


_OF_MAP = {
    FREE: Standing.OPEN,
    CLOSED: Standing.CLOSED,
    PAUSED: Standing.PAUSED,
    EXPIRED: Standing.EXPIRED,
    NOT_ACCEPTING: Standing.NOT_ACCEPTING,
}


class Standings:
    """The standing of every party at `at` (aware). Nobody learns from it who is on a call."""

    def __init__(self, routing_map: RoutingMap, pauses: Iterable[Pause], at: datetime) -> None:
        self._map, self._at = routing_map, at
        self._moment = routing_map.moment(int(at.timestamp()) // 60)
        held = tuple(pauses)
        self._pauses = {pause.center: pause for pause in held if not pause.destination}
        self._phones = occupancy_of(held, None).paused_destinations

    def of(self, party: str) -> Standing:
        """Gives the standing of a center or backup, by id."""
        number = self._map.parties.get(party)
        if number is None:
            return Standing.OFF_MAP
        if party in self._pauses:
            return Standing.PAUSED
        known = self._map.judge(number, self._moment)
        if known == FREE and self._map.are_all_paused(number, self._moment, self._phones):
            return Standing.PAUSED
        return _OF_MAP[known]

    def in_words(self, party: str) -> str:
        """Says the same, and until when that holds, on the party's own clock."""
        standing = self.of(party)
        if standing in {Standing.OPEN, Standing.CLOSED}:
            hours = self._map.hours.of(self._column("party_schedule", party))
            return now_in_words(hours, self._zone(party), self._at)
        pause = self._pauses.get(party)
        if standing is Standing.PAUSED and pause is not None:
            ends = pause.until.astimezone(ZoneInfo(self._zone(party)))
            return _("Paused, calls come again %(when)s") % {"when": when_in_words(ends, self._at)}
        if standing is Standing.PAUSED and self._is_free(party):
            return _("Each phone that would ring now is paused")
        return {
            Standing.PAUSED: _("Paused until somebody ends it"),
            Standing.EXPIRED: _("Takes no calls: its listing has expired"),
            Standing.NOT_ACCEPTING: _("Takes no calls"),
            Standing.OFF_MAP: _("On no map yet"),
        }[standing]

    def _is_free(self, party: str) -> bool:
        return self._map.judge(self._map.parties[party], self._moment) == FREE

    def _zone(self, party: str) -> str:
        return self._map.zones[self._column("party_zone", party)]

    def _column(self, name: str, party: str) -> int:
        value: int = self._map.sections[name][self._map.parties[party]]
        return value
