"""The decision: ordered legs with reasons, from a routing map, an origin and a minute.

Pure and total. Steps are numbered as in `docs/routing.md`; a step changed here is changed there.
Shells call `locate` and `decide`; nothing else chooses who is dialed.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from harborline.core.directory import Line
from harborline.core.map_format import FLAG_ROUND_THE_CLOCK
from harborline.core.numbering import CallerPrefix
from harborline.core.occupancy import NOTHING_KNOWN, Occupancy
from harborline.core.places import Origin, Precision, Source, distance_km
from harborline.core.reasons import LegKind, LegReason, SkipReason
from harborline.core.routing_map import (
    CLOSED,
    FREE,
    NOT_ACCEPTING,
    NOT_JUDGED,
    PAUSED,
    Card,
    Chain,
    Moment,
    RoutingMap,
)

Reasons = tuple[LegReason, ...]
MILITARY_STATES = frozenset({"AA", "AE", "AP"})
_new = tuple.__new__
"""Makes a named tuple without the detour over keywords."""
AID = (LegKind.MUTUAL_AID, LegReason.MUTUAL_AID)
STATE = (LegKind.STATE_BACKUP, LegReason.STATE_BACKUP)
NATIONAL = (LegKind.NATIONAL_BACKUP, LegReason.NATIONAL_BACKUP)


class Evidence(NamedTuple):
    """What a call or a question tells of the place, best first: ZIP, county hint, prefix."""

    zip: str | None = None
    county: str | None = None
    prefix: CallerPrefix | None = None


class Needs(NamedTuple):
    """The line's id (None = the map's first line) and the language, ISO 639-1."""

    line: str | None
    language: str


class Leg(NamedTuple):
    """One attempt to reach a center or backup.

    `km` from the origin, one decimal, None for backups; `ring_s` seconds.
    """

    center: str
    name: str
    kind: LegKind
    reason: LegReason
    km: float | None
    crosses_state: bool
    ring_s: int


class Skip(NamedTuple):
    """A center or backup that is not dialed, and why."""

    center: str
    reason: SkipReason


class Decision(NamedTuple):
    """Ordered legs, never empty, the last a national backup; and everything that explains them.

    `chain`: ids after steps 1 to 3; `chain_reasons`: why each is in it, in the same order.
    """

    map_version: str
    origin: Origin
    chain: tuple[str, ...]
    chain_reasons: tuple[LegReason, ...]
    legs: tuple[Leg, ...]
    skipped: tuple[Skip, ...]
    dropped: tuple[Skip, ...]


def locate(routing_map: RoutingMap, evidence: Evidence) -> Origin:
    """Gives the origin that the best usable evidence names; precision none if none is usable."""
    zip_code, county, prefix = evidence
    if zip_code is not None:
        cell = routing_map.cell_of_zip(zip_code)
        if cell:
            return routing_map.place(cell)._replace(zip=zip_code, source=Source.ZIP)
    if county is not None:
        cell = routing_map.cell_of_county(county)
        if cell:
            return routing_map.place(cell)._replace(source=Source.COUNTY)
    return routing_map.place(0) if prefix is None else routing_map.place_of_prefix(prefix)


def decide(
    routing_map: RoutingMap, origin: Origin, needs: Needs, occupancy: Occupancy, at: datetime
) -> Decision:
    """Decides whom to dial, in order. `at` is aware; raises KeyError for an unknown line."""
    line = routing_map.line(needs.line)
    moment = routing_map.moment(int(at.timestamp()) // 60)
    chain = routing_map.chain(origin.cell)
    reasons = _reasons(chain.naming, chain.serving, len(chain.members), _broad(origin.precision))
    if needs.language != line.languages[0]:
        chain, reasons = _in_language(routing_map, chain, reasons, needs.language)
    free, skipped = _skips(routing_map, chain, moment, occupancy)
    limit = routing_map.rules.max_local_legs
    legs = _center_legs(routing_map, origin, chain, reasons, free[:limit])
    limited, ids = _MADE[LEG_LIMIT], chain.ids
    dropped = [limited[ids[i]] for i in free[limit:]]
    if occupancy.surge is not None:
        aid, refused = _mutual_aid(routing_map, origin, legs, occupancy, moment)
        legs += aid
        dropped = _without(dropped, {leg.center for leg in aid})
        skipped += _without(refused, {skip.center for skip in skipped})
    _add_state_backup(routing_map, origin, occupancy, moment, (legs, skipped))
    _add_national_backups(routing_map, origin, line, occupancy, moment, (legs, skipped))
    return Decision(
        routing_map.version,
        origin,
        chain.ids,
        reasons,
        tuple(legs),
        tuple(skipped),
        tuple(dropped),
    )


# ---- steps 1 to 3: the chain ------------------------------------------------------------------

_AREA_CODE, _STATE = Precision.AREA_CODE, Precision.STATE
_SERVES = (LegReason.SERVES_COUNTY, LegReason.SERVES_AREA_CODE, LegReason.SERVES_STATE)


def _broad(precision: Precision) -> int:
    """0 for a place within one county, 1 for an area code, 2 for a state: what serving means."""
    if precision is _AREA_CODE:
        return 1
    return 2 if precision is _STATE else 0


@lru_cache(maxsize=4096)
def _reasons(naming: int, serving: int, count: int, broad: int) -> Reasons:
    return (
        *(LegReason.SERVES_ZIP,) * naming,
        *(_SERVES[broad],) * (serving - naming),
        *(LegReason.NEXT_CLOSEST,) * (count - serving),
    )


def _in_language(
    routing_map: RoutingMap, chain: Chain, reasons: Reasons, language: str
) -> tuple[Chain, Reasons]:
    """Step 3: six groups, each in its former order; nobody is left out."""
    spoken, members = routing_map.spoken(language), chain.members
    groups = [_SERVING[spoken[party]] for party in members[: chain.serving]]
    groups += [_NEXT_CLOSEST[spoken[party]] for party in members[chain.serving :]]
    order = sorted(range(len(members)), key=groups.__getitem__)
    ids = tuple([chain.ids[i] for i in order])
    return (
        chain._replace(members=tuple([members[i] for i in order]), ids=ids),
        tuple([reasons[i] for i in order]),
    )


_SERVING, _NEXT_CLOSEST = (0, 1, 4), (2, 3, 5)
"""The group of a center that speaks the language, has an interpreter, or neither."""


# ---- step 4: skips ----------------------------------------------------------------------------


AT_CAPACITY, TRIPPED, LOOPING, LEG_LIMIT = range(NOT_ACCEPTING + 1, NOT_ACCEPTING + 5)
_REASONS = (
    SkipReason.CLOSED,  # never asked for: the number 0 is FREE
    SkipReason.CLOSED,
    SkipReason.PAUSED,
    SkipReason.EXPIRED,
    SkipReason.NOT_ACCEPTING,
    SkipReason.AT_CAPACITY,
    SkipReason.TRIPPED,
    SkipReason.LOOPING,
    SkipReason.LEG_LIMIT,
)
"""The reason of each number: numbers, because an enum's hash would cost more than the decision."""


class _Skips(dict[str, Skip]):
    """Skips of one reason by id, each made once: there are as many as centers."""

    def __init__(self, reason: SkipReason) -> None:
        super().__init__()
        self.reason = reason

    def __missing__(self, center: str) -> Skip:
        made = self[center] = Skip(center, self.reason)
        return made


_MADE = tuple(map(_Skips, _REASONS))


def _skips(
    routing_map: RoutingMap, chain: Chain, moment: Moment, occupancy: Occupancy
) -> tuple[list[int], list[Skip]]:
    """Gives the positions in the chain that can be dialed, and the skips in chain order."""
    free: list[int] = []
    skipped: list[Skip] = []
    judged, ids = moment.standings, chain.ids
    calm = occupancy is NOTHING_KNOWN or _is_calm(occupancy)
    for position, party in enumerate(chain.members):
        standing = judged[party]
        if standing == NOT_JUDGED:
            standing = routing_map.judge(party, moment)
        if not calm:
            standing = _busy(routing_map, party, standing, moment, occupancy)
        if standing == FREE:
            free.append(position)
        else:
            skipped.append(_MADE[standing][ids[position]])
    return free, skipped


def _is_calm(occupancy: Occupancy) -> bool:
    live, paused, tripped, looping, _, paused_destinations = occupancy
    return not (live or paused or tripped or looping or paused_destinations)


def _busy(
    routing_map: RoutingMap, party: int, standing: int, moment: Moment, occupancy: Occupancy
) -> int:
    known = _paused(routing_map, party, standing, moment, occupancy)
    if known != FREE:
        return known
    name = routing_map.ids[party]
    if 0 <= routing_map.capacity_of[party] <= occupancy.live.get(name, 0):
        return AT_CAPACITY
    if name in occupancy.tripped:
        return TRIPPED
    return LOOPING if name in occupancy.looping else FREE


def _paused(
    routing_map: RoutingMap, party: int, standing: int, moment: Moment, occupancy: Occupancy
) -> int:
    """An overlay's pause, whole or of everyone open, comes before every reason but `closed`."""
    if standing == CLOSED:
        return standing
    single = occupancy.paused_destinations
    if routing_map.ids[party] in occupancy.paused or (
        single and routing_map.are_all_paused(party, moment, single)
    ):
        return PAUSED
    return standing


# ---- step 5: local legs and mutual aid ---------------------------------------------------------

_CENTER = LegKind.CENTER


def _center_legs(
    routing_map: RoutingMap, origin: Origin, chain: Chain, reasons: Reasons, chosen: list[int]
) -> list[Leg]:
    members = chain.members
    return [_leg(routing_map.card(members[i]), origin, _CENTER, reasons[i]) for i in chosen]


def _leg(card: Card, origin: Origin, kind: LegKind, reason: LegReason) -> Leg:
    center, name, its_state, ring_s, its_lat, its_lon = card
    _, _, state, lat, lon, _, _, _ = origin
    km = None
    if lat is not None and lon is not None:
        km = round(distance_km(lat, lon, its_lat, its_lon) * 10) / 10
    crosses = its_state != state and state is not None
    return _new(Leg, (center, name, kind, reason, km, crosses, ring_s))


def _mutual_aid(
    routing_map: RoutingMap, origin: Origin, legs: list[Leg], occupancy: Occupancy, moment: Moment
) -> tuple[list[Leg], list[Skip]]:
    """Gives the overlay's centers that can be dialed, and why the others cannot."""
    taken = {leg.center for leg in legs}
    aid: list[Leg] = []
    refused: list[Skip] = []
    for name in occupancy.surge.mutual_aid if occupancy.surge else ():
        party = routing_map.parties.get(name, routing_map.center_count)
        if party >= routing_map.center_count or name in taken:
            continue
        taken.add(name)
        standing = _busy(routing_map, party, routing_map.judge(party, moment), moment, occupancy)
        if standing == FREE:
            aid.append(_leg(routing_map.card(party), origin, *AID))
        else:
            refused.append(_MADE[standing][name])
    return aid, refused


def _without(skips: list[Skip], centers: set[str]) -> list[Skip]:
    return [skip for skip in skips if skip.center not in centers]


# ---- steps 6 and 7: backups --------------------------------------------------------------------


def _add_state_backup(
    routing_map: RoutingMap,
    origin: Origin,
    occupancy: Occupancy,
    moment: Moment,
    into: tuple[list[Leg], list[Skip]],
) -> None:
    party = routing_map.state_backups.get(origin.state or "")
    if party is None:
        return
    standing = _backup_standing(routing_map, party, moment, occupancy)
    if standing == FREE and routing_map.ids[party] in occupancy.tripped:
        standing = TRIPPED
    _add_backup(routing_map, party, STATE, standing, into)


def _add_national_backups(
    routing_map: RoutingMap,
    origin: Origin,
    line: Line,
    occupancy: Occupancy,
    moment: Moment,
    into: tuple[list[Leg], list[Skip]],
) -> None:
    """The line's backups, tripped ones behind healthy ones, one that never closes at the end."""
    flags = routing_map.flags_of
    order = list(routing_map.nationals[line.id])
    if origin.state in MILITARY_STATES and line.military is not None:
        military = routing_map.parties[line.military]
        order = [military, *(party for party in order if party != military)]
    if occupancy.tripped:
        order.sort(key=lambda party: routing_map.ids[party] in occupancy.tripped)
    last = order[-1]
    if not flags[last] & FLAG_ROUND_THE_CLOCK:
        last = next(party for party in reversed(order) if flags[party] & FLAG_ROUND_THE_CLOCK)
        order.remove(last)
        order.append(last)
    for party in order:
        standing = FREE
        if party != last:
            standing = _backup_standing(routing_map, party, moment, occupancy)
        _add_backup(routing_map, party, NATIONAL, standing, into)


def _backup_standing(
    routing_map: RoutingMap, party: int, moment: Moment, occupancy: Occupancy
) -> int:
    standing = moment.standings[party]
    if standing == NOT_JUDGED:
        standing = routing_map.judge(party, moment)
    return _paused(routing_map, party, standing, moment, occupancy)


def _add_backup(
    routing_map: RoutingMap,
    party: int,
    kind: tuple[LegKind, LegReason],
    standing: int,
    into: tuple[list[Leg], list[Skip]],
) -> None:
    legs, skipped = into
    center, name, _, ring_s, _, _ = routing_map.card(party)
    if standing == FREE:
        legs.append(_new(Leg, (center, name, *kind, None, False, ring_s)))
    else:
        skipped.append(_MADE[standing][center])
