"""Brings what belongs to a center alone into the map in use: its hours, its rota, whether its entry holds.

Whatever else the map says stays as it is, byte by byte: places, chains, areas, ranks, lines, backups. So a
renewed map rings no other center for a county, and in no other order, than the map that a person approved.
Rows are found by the ids of destinations; maps of format 1 have none and are never renewed (`knows_rows`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from harborline.core.addresses import comparable
from harborline.core.directory import Center, Destination, Network
from harborline.core.errors import UnusableMap
from harborline.core.hours import NEVER, spans_on, union
from harborline.core.numbering import CallerPrefix, NoPrefix, parse
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.checks import faults_of
from harborline.mapmaking.compile import hours_sections
from harborline.mapmaking.exactly import exactly, over
from harborline.mapmaking.forwarding import Published
from harborline.mapmaking.goldens import sealed
from harborline.mapmaking.renewals import differ, only_renewed

PERSON = "p"
"""How the id of somebody of a rota begins; a center's own telephones begin otherwise."""
CLOSED_DAYS = 28
_COSTLY_NPAS = frozenset({500, *range(521, 530), 533, 544, 566, 577, 588, 700, 710, 900})
_COSTLY_NXX = 976
_COSTLY = "{} would ring a number abroad or one that costs extra; propose it, so that somebody approves it."


class Carried(NamedTuple):
    """What a renewal brings to callers of one center: `hours`, `rota`, `paused`, `expires_on`, `verified_on`.

    `closed`: its hours name no open minute in the next 28 days.
    """

    center: str
    what: tuple[str, ...]
    closed: bool


class Held(NamedTuple):
    """A center whose change is refused, so that the map keeps what it says of it; with the sentences."""

    center: str
    faults: tuple[str, ...]


class Renewal(NamedTuple):
    """What came of looking. `content`: the bytes of the map, None where callers would meet nothing new.

    They hold addresses: it shows nothing of itself.
    """

    content: bytes | None
    carried: tuple[Carried, ...]
    held: tuple[Held, ...]

    def __repr__(self) -> str:
        return "<Renewal>"


def knows_rows(routing_map: RoutingMap) -> bool:
    """Tells whether a map names the rows of the directory that its destinations were compiled from."""
    return any(routing_map.answering.ids)


def renewed(in_use: RoutingMap, directory: Network, published: Published) -> Renewal:
    """Renews the map in use from the directory; a center whose change is refused stays as it is there.

    `published`: the public numbers of each center. A fault that the map in use has already holds up nobody.
    """
    before = over(exactly(in_use), directory.starts_on, directory.days)
    rows = {center.id: center for center in directory.centers}
    both = range(directory.starts_on.toordinal(), in_use.first_day + in_use.days)
    quiet: list[Center] = []
    changed: list[Center] = []
    carried: dict[str, Carried] = {}
    costly: list[Held] = []
    for ours in before.centers:
        merged = _merged(ours, rows[ours.id]) if ours.id in rows else ours
        if any(map(_costs_extra, _new_addresses(ours, merged))):
            costly.append(Held(ours.id, (_COSTLY.format(ours.id),)))
        elif what := _what(ours, merged, both):
            changed.append(merged)
            carried[ours.id] = Carried(ours.id, what, _is_closed(merged, directory.starts_on))
        elif ours.id in rows:
            quiet.append(_with_new_days(ours, rows[ours.id]))
    before = _with(before, quiet)
    known = frozenset(faults_of(before, published))
    after, held = _take(before, changed, known, published)
    for one in held:
        del carried[one.center]
    refused = (*costly, *held)
    if not carried:
        return Renewal(None, (), refused)
    return Renewal(_compiled(in_use, after, carried.keys()), tuple(carried.values()), refused)


# -- one center -------------------------------------------------------------------------------------


def _merged(ours: Center, theirs: Center) -> Center:
    """Gives a center of the map with what the directory says of it now, where that needs no approval."""
    rows = {one.id: one for one in theirs.destinations}
    fixed = tuple(_with_hours(one, rows.get(one.id)) for one in ours.destinations if not _rota(one))
    order = max((one.order for one in fixed), default=0) + 1
    people = tuple(
        one._replace(order=order)
        for one in theirs.destinations
        if _rota(one) and not (fixed and one.hours == NEVER)
    )
    return ours._replace(
        destinations=fixed + people or _nobody(ours),
        paused=theirs.paused,
        expires_on=theirs.expires_on,
        verified_on=theirs.verified_on,
    )


def _rota(destination: Destination) -> bool:
    return destination.id.startswith(PERSON)


def _with_hours(one: Destination, row: Destination | None) -> Destination:
    """Gives a telephone its new hours, unless it shall be another number: then both wait together."""
    return one._replace(hours=row.hours) if row and row.address == one.address else one


def _with_new_days(ours: Center, theirs: Center) -> Center:
    """Gives a center that did not change the holidays of days that the map in use does not hold yet."""
    rows = {one.id: one for one in theirs.destinations if not _rota(one)}
    return ours._replace(
        destinations=tuple(_with_hours(one, rows.get(one.id)) for one in ours.destinations)
    )


def _nobody(center: Center) -> tuple[Destination, ...]:
    """Keeps a place for a rota whose last person left: closed instead of empty, and no number."""
    return (center.destinations[0]._replace(address=None, hours=NEVER),)


def _what(ours: Center, theirs: Center, days: range) -> tuple[str, ...]:
    """Names what differs between a center and itself after merging; hours are compared on these days."""
    before, after = _people(ours), _people(theirs)
    fixed = zip(_telephones(ours), _telephones(theirs), strict=True)
    found = {
        "hours": any(differ(one.hours, other.hours, days) for one, other in fixed),
        "rota": before.keys() != after.keys()
        or any(
            one._replace(hours=NEVER) != after[name]._replace(hours=NEVER)
            or differ(one.hours, after[name].hours, days)
            for name, one in before.items()
        ),
        "paused": ours.paused != theirs.paused,
        "expires_on": ours.expires_on != theirs.expires_on,
        "verified_on": ours.verified_on != theirs.verified_on,
    }
    return tuple(name for name, differs in found.items() if differs)


def _new_addresses(ours: Center, theirs: Center) -> Iterator[str]:
    known = {one.address for one in ours.destinations}
    return (one.address for one in theirs.destinations if one.address and one.address not in known)


def _costs_extra(address: str) -> bool:
    """Tells whether a number is abroad, or of a kind whose owner earns by each call."""
    number = comparable(address)
    if "@" in number:  # goes to its own host, past every carrier
        return False
    prefix = parse(number)
    if isinstance(prefix, CallerPrefix):
        return prefix.npa in _COSTLY_NPAS or prefix.nxx == _COSTLY_NXX
    return prefix is not NoPrefix.TOLL_FREE


def _telephones(center: Center) -> list[Destination]:
    return [one for one in center.destinations if not _rota(one)]


def _people(center: Center) -> dict[str, Destination]:
    """Gives who of a rota ever answers, by id; whoever never does makes no difference to callers."""
    return {one.id: one for one in center.destinations if _rota(one) and one.hours != NEVER}


def _is_closed(center: Center, starts_on: date) -> bool:
    hours = union(one.hours for one in center.destinations)
    first = starts_on.toordinal()
    return not any(spans_on(hours, day) for day in range(first, first + CLOSED_DAYS))


# -- all of them ------------------------------------------------------------------------------------


def _take(
    network: Network, changed: Sequence[Center], known: frozenset[str], published: Published
) -> tuple[Network, list[Held]]:
    """Puts changed centers into a network, but for those that bring a new fault with them; by halving."""
    if not changed:
        return network, []
    tried = _with(network, changed)
    faults = tuple(fault for fault in faults_of(tried, published) if fault not in known)
    if not faults:
        return tried, []
    if len(changed) == 1:
        return network, [Held(changed[0].id, faults)]
    half = len(changed) // 2
    network, first = _take(network, changed[:half], known, published)
    network, second = _take(network, changed[half:], known, published)
    return network, first + second


def _with(network: Network, changed: Iterable[Center]) -> Network:
    new = {center.id: center for center in changed}
    return network._replace(centers=tuple(new.get(one.id, one) for one in network.centers))


def _compiled(in_use: RoutingMap, network: Network, carried: Collection[str]) -> bytes:
    """Gives the map in use with its hours written anew. Raises UnusableMap if anything else came to differ."""
    sections = {name: bytes(content) for name, content in in_use.sections.items()}
    days = {"first_day": network.starts_on.toordinal(), "days": network.days}
    meta = json.dumps({**in_use.meta, **days}, separators=(",", ":"), sort_keys=True).encode()
    content = sealed({**sections, **hours_sections(network, in_use.zones), "meta": meta})
    if not only_renewed(in_use, RoutingMap(memoryview(content)), carried):
        raise UnusableMap("A renewed map differs in more than hours; publish a proposal instead.")
    return content
