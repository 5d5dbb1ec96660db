"""The decision: ordered legs with reasons, from a routing map, an origin and a minute.

Pure and total. Steps are numbered as in `docs/routing.md`; a step changed here is changed there.
Shells call `locate` and `decide`; nothing else chooses who is dialed.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from harborline.core.directory import Line
from harborline.core.map_format import FLAG_INTERPRETER, FLAG_ROUND_THE_CLOCK
from harborline.core.numbering import CallerPrefix
from harborline.core.occupancy import NOTHING_KNOWN, Occupancy
from harborline.core.places import Origin, Precision, Source, distance_tenths
from harborline.core.reasons import LegKind, LegReason, SkipReason
from harborline.core.routing_map import FREE, RoutingMap

MILITARY_STATES = frozenset({"AA", "AE", "AP"})
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
    if prefix is not None:
        return routing_map.place(routing_map.cell_of_prefix(prefix))
    return routing_map.place(0)


def decide(
    routing_map: RoutingMap, origin: Origin, needs: Needs, occupancy: Occupancy, at: datetime
) -> Decision:
    """Decides whom to dial, in order. `at` is aware; raises KeyError for an unknown line."""
    line = routing_map.line(needs.line)
    minute = int(at.timestamp()) // 60
    members, reasons = _chain(routing_map, origin, line, needs.language)
    free, skipped = _skips(routing_map, members, minute, occupancy)
    limit = routing_map.rules.max_local_legs
    legs = [_local_leg(routing_map, origin, members[i], reasons[i]) for i in free[:limit]]
    dropped = [members[i] for i in free[limit:]]
    if occupancy.surge is not None:
        kept = {members[i] for i in free[:limit]}
        aid = _mutual_aid(routing_map, kept, occupancy, minute)
        legs += [_aid_leg(routing_map, origin, party) for party in aid]
        dropped = [party for party in dropped if party not in aid]
    _add_backups(routing_map, origin, line, occupancy, minute, (legs, skipped))
    ids = routing_map.ids
    return Decision(
        routing_map.version,
        origin,
        tuple([ids[party] for party in members]),
        tuple(reasons),
        tuple(legs),
        tuple(skipped),
        tuple([Skip(ids[party], SkipReason.LEG_LIMIT) for party in dropped]),
    )


# ---- steps 1 to 3: the chain ------------------------------------------------------------------

_SERVES = {
    Precision.AREA_CODE: LegReason.SERVES_AREA_CODE,
    Precision.STATE: LegReason.SERVES_STATE,
}


def _chain(
    routing_map: RoutingMap, origin: Origin, line: Line, language: str
) -> tuple[tuple[int, ...], list[LegReason]]:
    naming, serving, members = routing_map.chain(origin.cell)
    reasons = (
        [LegReason.SERVES_ZIP] * naming
        + [_SERVES.get(origin.precision, LegReason.SERVES_COUNTY)] * (serving - naming)
        + [LegReason.NEXT_CLOSEST] * (len(members) - serving)
    )
    if language == line.languages[0]:
        return members, reasons
    order = _language_order(routing_map, members, serving, language)
    return tuple([members[i] for i in order]), [reasons[i] for i in order]


def _language_order(
    routing_map: RoutingMap, members: tuple[int, ...], serving: int, language: str
) -> list[int]:
    """Step 3: six groups, each in its former order; nobody is left out."""
    bit = routing_map.languages.get(language, 0)
    groups: tuple[list[int], ...] = ([], [], [], [], [], [])
    for position, party in enumerate(members):
        further = position >= serving
        if routing_map.languages_of[party] & bit:
            groups[2 * further].append(position)
        elif routing_map.flags_of[party] & FLAG_INTERPRETER:
            groups[2 * further + 1].append(position)
        else:
            groups[4 + further].append(position)
    return [position for group in groups for position in group]


# ---- step 4: skips ----------------------------------------------------------------------------


def _skips(
    routing_map: RoutingMap, members: tuple[int, ...], minute: int, occupancy: Occupancy
) -> tuple[list[int], list[Skip]]:
    """Gives the positions in the chain that can be dialed, and the skips in chain order."""
    free: list[int] = []
    skipped: list[Skip] = []
    standings = routing_map.standings(minute)
    calm = occupancy is NOTHING_KNOWN or _is_calm(occupancy)
    for position, party in enumerate(members):
        if calm and standings[party] == FREE:
            free.append(position)
            continue
        why = _skip_reason(routing_map, party, minute, occupancy)
        if why is None:
            free.append(position)
        else:
            skipped.append(Skip(routing_map.ids[party], why))
    return free, skipped


def _is_calm(occupancy: Occupancy) -> bool:
    return not (occupancy.live or occupancy.paused or occupancy.tripped or occupancy.looping)


def _skip_reason(
    routing_map: RoutingMap, party: int, minute: int, occupancy: Occupancy
) -> SkipReason | None:
    standing = routing_map.standing(party, minute)
    name = routing_map.ids[party]
    if standing is not SkipReason.CLOSED and name in occupancy.paused:
        return SkipReason.PAUSED
    if standing is not None:
        return standing
    capacity = routing_map.capacity_of[party]
    if 0 <= capacity <= occupancy.live.get(name, 0):
        return SkipReason.AT_CAPACITY
    if name in occupancy.tripped:
        return SkipReason.TRIPPED
    return SkipReason.LOOPING if name in occupancy.looping else None


# ---- step 5: local legs and mutual aid ---------------------------------------------------------


def _local_leg(routing_map: RoutingMap, origin: Origin, party: int, reason: LegReason) -> Leg:
    return _leg(routing_map, origin, party, LegKind.CENTER, reason)


def _aid_leg(routing_map: RoutingMap, origin: Origin, party: int) -> Leg:
    return _leg(routing_map, origin, party, LegKind.MUTUAL_AID, LegReason.MUTUAL_AID)


def _leg(
    routing_map: RoutingMap, origin: Origin, party: int, kind: LegKind, reason: LegReason
) -> Leg:
    km = None
    if origin.lat is not None and origin.lon is not None:
        lat, lon = routing_map.point(party)
        km = distance_tenths(origin.lat, origin.lon, lat, lon) / 10
    state = routing_map.states[routing_map.state_of[party]]
    crosses = origin.state is not None and state != origin.state
    return Leg(
        routing_map.ids[party],
        routing_map.names[party],
        kind,
        reason,
        km,
        crosses,
        routing_map.ring_s_of[party],
    )


def _mutual_aid(
    routing_map: RoutingMap, taken: set[int], occupancy: Occupancy, minute: int
) -> list[int]:
    aid: list[int] = []
    for name in occupancy.surge.mutual_aid if occupancy.surge else ():
        party = routing_map.parties.get(name, routing_map.center_count)
        if party >= routing_map.center_count or party in taken or party in aid:
            continue
        if _skip_reason(routing_map, party, minute, occupancy) is None:
            aid.append(party)
    return aid


# ---- steps 6 and 7: backups --------------------------------------------------------------------


def _add_backups(
    routing_map: RoutingMap,
    origin: Origin,
    line: Line,
    occupancy: Occupancy,
    minute: int,
    into: tuple[list[Leg], list[Skip]],
) -> None:
    legs, skipped = into
    state = routing_map.state_backups.get(origin.state or "")
    if state is not None:
        why = _backup_skip(routing_map, state, minute, occupancy)
        if why is None and routing_map.ids[state] in occupancy.tripped:
            why = SkipReason.TRIPPED
        if why is None:
            legs.append(_backup_leg(routing_map, state, STATE))
        else:
            skipped.append(Skip(routing_map.ids[state], why))
    last = routing_map.last_resort[line.id]
    for party in _nationals(routing_map, origin, line, occupancy):
        why = None if party == last else _backup_skip(routing_map, party, minute, occupancy)
        if why is None:
            legs.append(_backup_leg(routing_map, party, NATIONAL))
        else:
            skipped.append(Skip(routing_map.ids[party], why))


def _backup_skip(
    routing_map: RoutingMap, party: int, minute: int, occupancy: Occupancy
) -> SkipReason | None:
    standing = routing_map.standing(party, minute)
    if standing is not SkipReason.CLOSED and routing_map.ids[party] in occupancy.paused:
        return SkipReason.PAUSED
    return standing


def _nationals(
    routing_map: RoutingMap, origin: Origin, line: Line, occupancy: Occupancy
) -> list[int]:
    """The line's backups, tripped ones behind healthy ones, one that never closes at the end."""
    named = line.national_backups
    if line.military is not None and origin.state in MILITARY_STATES:
        named = (line.military, *(name for name in named if name != line.military))
    tripped = occupancy.tripped
    order = [name for name in named if name not in tripped]
    order += [name for name in named if name in tripped]
    parties = [routing_map.parties[name] for name in order]
    if not routing_map.flags_of[parties[-1]] & FLAG_ROUND_THE_CLOCK:
        last = routing_map.last_resort[line.id]
        parties.remove(last)
        parties.append(last)
    return parties


def _backup_leg(routing_map: RoutingMap, party: int, kind: tuple[LegKind, LegReason]) -> Leg:
    name = routing_map.names[party]
    ring_s = routing_map.ring_s_of[party]
    return Leg(routing_map.ids[party], name, kind[0], kind[1], None, False, ring_s)
