"""Who answers for a place, as a page shows it: the decision of a call, told as an ordered answer.

Nothing is chosen here: `core.routing.decide` is asked without who is on a call, which nobody may
learn, and its chain is cut into what is read first and what comes after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from harborline.core.hours import Hours
from harborline.core.occupancy import NOTHING_KNOWN, Occupancy
from harborline.core.places import KM_PER_MILE, Origin, distance_km
from harborline.core.reasons import LegKind, LegReason, SkipReason
from harborline.core.routing import Decision, Needs, decide
from harborline.core.routing_map import RoutingMap

NEXT = 3
"""So many next closest centers are shown."""

_SERVES = frozenset(LegReason) - {
    LegReason.NEXT_CLOSEST,
    LegReason.MUTUAL_AID,
    LegReason.STATE_BACKUP,
    LegReason.NATIONAL_BACKUP,
}


class Standing(StrEnum):
    """Whether a caller who is sent there now would reach somebody."""

    OPEN = "open"
    CLOSED = "closed"
    AWAY = "away"


class Card(NamedTuple):
    """A center or backup as a page shows it. `party`: its number in the map; `miles` from the place, None
    where that is not known; `serves`: it serves the place, or is the next closest.
    """

    id: str
    name: str
    party: int
    standing: Standing
    serves: bool = True
    miles: float | None = None
    crosses_state: bool = False


class Nearby(NamedTuple):
    """Cards in the order in which callers are sent: `serving` is the head of the chain, `further` what
    comes after it, then the state's backup and the national ones. Its first open card is the first leg.
    """

    decision: Decision
    serving: tuple[Card, ...]
    further: tuple[Card, ...]
    state: tuple[Card, ...]
    national: tuple[Card, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards in their order."""
        return (*self.serving, *self.further, *self.state, *self.national)

    @property
    def local(self) -> tuple[Card, ...]:
        """Who serves the place, wherever it stands: whoever speaks the language is asked before who does not."""
        return tuple(card for card in (*self.serving, *self.further) if card.serves)

    @property
    def first_open(self) -> Card | None:
        """The card whose telephone would ring first."""
        return next((card for card in self.cards if card.standing is Standing.OPEN), None)


def nearby(
    routing_map: RoutingMap,
    origin: Origin,
    language: str,
    at: datetime,
    known: Occupancy = NOTHING_KNOWN,
) -> Nearby:
    """Gives who answers for an origin of this map at `at` (aware). `language`: ISO 639-1; one that the map's
    first line does not speak counts as the one that everybody speaks. `known`: pauses, and nothing else.
    """
    line = routing_map.line()
    spoken = language if language in line.languages else line.languages[0]
    decision = decide(routing_map, origin, Needs(line.id, spoken), known, at)
    cards = _cards(routing_map, decision)
    head = next((i for i, card in enumerate(cards) if not card.serves), len(cards))
    backups = [_backup(routing_map, decision, one) for one in _backups(routing_map, decision)]
    state = routing_map.state_backups.get(origin.state or "")
    return Nearby(
        decision,
        tuple(cards[:head]),
        _worth_showing(cards[head:]),
        tuple(card for card in backups if card.party == state),
        tuple(card for card in backups if card.party != state),
    )


def serving_too(
    routing_map: RoutingMap,
    origins: Iterable[Origin],
    main: Nearby,
    language: str,
    at: datetime,
    known: Occupancy = NOTHING_KNOWN,
) -> tuple[Card, ...]:
    """Gives who serves the other counties that a place lies in, each once, beyond those of the main one."""
    shown = {card.id for card in main.local}
    found: list[Card] = []
    for origin in origins:
        for card in nearby(routing_map, origin, language, at, known).local:
            if card.id not in shown:
                shown.add(card.id)
                found.append(card)
    return tuple(found)


def hours_of(routing_map: RoutingMap, party: int) -> tuple[Hours, str]:
    """Gives when anybody of a party answers, as the map knows it, and its zone (IANA)."""
    schedule = routing_map.sections["party_schedule"][party]
    zone = routing_map.zones[routing_map.sections["party_zone"][party]]
    return routing_map.hours.of(schedule), zone


def _cards(routing_map: RoutingMap, decision: Decision) -> list[Card]:
    standings = _standings(decision)
    origin = decision.origin
    return [
        Card(
            center,
            routing_map.names[party],
            party,
            standings.get(center, Standing.OPEN),
            reason in _SERVES,
            _miles(routing_map, party, origin),
            routing_map.states_of[party] != origin.state and origin.state is not None,
        )
        for center, reason in zip(decision.chain, decision.chain_reasons, strict=True)
        for party in (routing_map.parties[center],)
    ]


def _standings(decision: Decision) -> dict[str, Standing]:
    """Gives how those stand that are not dialed now; who is only too far down the chain is open."""
    return {
        skip.center: Standing.CLOSED if skip.reason is SkipReason.CLOSED else Standing.AWAY
        for skip in decision.skipped
    }


def _miles(routing_map: RoutingMap, party: int, origin: Origin) -> float | None:
    if origin.lat is None or origin.lon is None:
        return None
    lat, lon = routing_map.point(party)
    return distance_km(origin.lat, origin.lon, lat, lon) / KM_PER_MILE


def _worth_showing(cards: Sequence[Card]) -> tuple[Card, ...]:
    """Gives a few in their order: who serves the place, then the nearest that are open, else the nearest."""
    serving = [card for card in cards if card.serves]
    others = [card for card in cards if not card.serves]
    is_open = [card for card in others if card.standing is Standing.OPEN]
    closed = [card for card in others if card.standing is not Standing.OPEN]
    chosen = {card.id for card in (*serving, *(is_open + closed)[:NEXT])}
    return tuple(card for card in cards if card.id in chosen)


def _backups(routing_map: RoutingMap, decision: Decision) -> list[str]:
    """Gives the backups of a decision as they are dialed, then those that sleep."""
    dialed = [
        leg.center
        for leg in decision.legs
        if leg.kind in (LegKind.STATE_BACKUP, LegKind.NATIONAL_BACKUP)
    ]
    asleep = [
        skip.center
        for skip in decision.skipped
        if routing_map.parties[skip.center] >= routing_map.center_count
    ]
    return [*dialed, *asleep]


def _backup(routing_map: RoutingMap, decision: Decision, name: str) -> Card:
    party = routing_map.parties[name]
    standing = _standings(decision).get(name, Standing.OPEN)
    return Card(name, routing_map.names[party], party, standing)
