"""What a network must be before it becomes a map: refusals, one plain sentence each, and reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import available_timezones

from harborline.atlas.tables import Atlas
from harborline.core.directory import Backup, Center, Line, Network
from harborline.core.errors import RefusedNetwork
from harborline.core.hours import union, well_formed
from harborline.mapmaking.forwarding import Published, cycles, digits_of
from harborline.mapmaking.schedules import never_closes

_RING_S = range(8, 26)
_RANKS = range(1, 65_536)
_CAPACITIES = range(1, 32_768)
_MOST_CENTERS = 60_000
_DAYS = range(7, 4000)
Party = Center | Backup


def settled(network: Network, atlas: Atlas) -> Network:
    """Gives the network in the county codes of our atlas, everything sorted by id."""
    alias = atlas.aliases
    centers = (
        center._replace(
            counties=tuple(dict.fromkeys(alias.get(fips, fips) for fips in center.counties)),
            zips=tuple(dict.fromkeys(center.zips)),
        )
        for center in network.centers
    )
    return network._replace(
        centers=tuple(sorted(centers, key=lambda center: center.id)),
        state_backups=tuple(sorted(network.state_backups, key=lambda backup: backup.id)),
        national_backups=tuple(sorted(network.national_backups, key=lambda backup: backup.id)),
    )


def refuse(
    network: Network, atlas: Atlas, *, publishing: bool, published: Published | None = None
) -> None:
    """Raises RefusedNetwork with every fault of a settled network.

    `publishing`: what only a directory knows is asked for too (the day of verification).
    `published`: the public numbers of centers, by which a cycle of forwarding is seen.
    """
    faults = [
        *_frame_faults(network),
        *(fault for line in network.lines for fault in _line_faults(line, network)),
        *(fault for center in network.centers for fault in _center_faults(center, atlas)),
        *_backup_faults(network),
        *_party_faults(network),
        *cycles(network, published or {}),
    ]
    if publishing:
        faults += _verification_faults(network)
    if faults:
        raise RefusedNetwork(faults)


def faults_of(network: Network, published: Published) -> list[str]:
    """Gives every fault of a network whose places are those of a map that was checked already."""
    return [
        *_frame_faults(network),
        *(fault for line in network.lines for fault in _line_faults(line, network)),
        *_party_faults(network),
        *cycles(network, published),
        *_verification_faults(network),
    ]


def _verification_faults(network: Network) -> Iterator[str]:
    for center in network.centers:
        if center.verified_on is None:
            yield f"Center {center.id} has no date of verification; ask it to confirm its entry."


def parties_of(network: Network) -> tuple[Party, ...]:
    """Gives everybody who can be dialed."""
    return (*network.centers, *network.state_backups, *network.national_backups)


def _frame_faults(network: Network) -> Iterator[str]:
    if not network.lines:
        yield "The network has no line; name at least one."
    if network.days not in _DAYS:
        yield f"A map holds {_DAYS.start} to {_DAYS.stop - 1} days of hours, not {network.days}."
    if len(network.centers) > _MOST_CENTERS:
        yield f"A map holds {_MOST_CENTERS} centers; this network has {len(network.centers)}."
    rules = network.rules
    if min(rules.state_line_km, rules.max_km, rules.chain_depth, rules.max_local_legs) < 0:
        yield "A figure of the rules is negative; the rules are counts and kilometres."
    yield from _repeated("line", (line.id for line in network.lines))
    yield from _repeated("center or backup", (party.id for party in parties_of(network)))
    yield from _repeated("backup of a state", (str(b.state) for b in network.state_backups))


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"There are two entries for the {what} {name!r}; keep one."
        seen.add(name)


def _line_faults(line: Line, network: Network) -> Iterator[str]:
    known = {backup.id: backup for backup in network.national_backups}
    named = [*line.national_backups, *(() if line.military is None else (line.military,))]
    for name in named:
        if name not in known:
            yield f"Line {line.id} names the backup {name!r}, which the network does not have."
    backups = [known[name] for name in line.national_backups if name in known]
    if not any(_round_the_clock(backup, network) for backup in backups):
        yield f"Line {line.id} has no national backup that is open 24/7; name one."
    if not line.languages:
        yield f"Line {line.id} has no language; name at least one."
    for backup in (*network.state_backups, *(known[name] for name in named if name in known)):
        for language in line.languages:
            if language not in backup.languages:
                yield f"Backup {backup.id} does not speak {language}, a language of line {line.id}."


def _round_the_clock(backup: Backup, network: Network) -> bool:
    if not all(well_formed(destination.hours) for destination in backup.destinations):
        return False  # a fault of its own, and no hours to read
    hours = union(destination.hours for destination in backup.destinations)
    endless = backup.expires_on is None and not backup.paused
    return endless and never_closes(hours, network.starts_on, network.days)


def _center_faults(center: Center, atlas: Atlas) -> Iterator[str]:
    for fips in center.counties:
        if fips not in atlas.counties:
            yield f"Center {center.id} names county {fips!r}, which does not exist."
    for text in center.zips:
        if text not in atlas.zips:
            yield f"Center {center.id} names ZIP {text!r}, which does not exist."
    if center.state not in atlas.states:
        yield f"Center {center.id} is in state {center.state!r}, which does not exist."
    if center.rank not in _RANKS:
        yield f"Center {center.id} has rank {center.rank}; ranks count from 1."
    if center.capacity is not None and center.capacity not in _CAPACITIES:
        yield f"Center {center.id} has capacity {center.capacity}; leave it out or count from 1."
    if not (-90 <= center.lat <= 90 and -180 <= center.lon <= 180):  # degrees
        yield f"Center {center.id} has a point that is not on the globe; give degrees."


def _backup_faults(network: Network) -> Iterator[str]:
    for backup in network.state_backups:
        if not backup.state:
            yield f"State backup {backup.id} names no state; say whose it is."


def _party_faults(network: Network) -> Iterator[str]:
    zones = available_timezones()
    own = {digits_of(line.number) for line in network.lines if line.number} - {""}
    for party in parties_of(network):
        if not party.id or not party.id.isascii() or any(c.isspace() for c in party.id):
            yield f"The id {party.id!r} must be ASCII without spaces."
        if "\n" in party.name:
            yield f"The name of {party.id} must be one line."
        if party.zone not in zones:
            yield f"{party.id} is in the time zone {party.zone!r}, which does not exist."
        if party.ring_s not in _RING_S:
            yield f"{party.id} rings {party.ring_s} s; a leg rings {_RING_S.start} to 25 s."
        if not party.destinations:
            yield f"{party.id} has no destination; give at least one, or take it out."
        for destination in party.destinations:
            if destination.address and digits_of(destination.address) in own:
                yield f"{party.id} would ring one of our own lines; give the center's own number."
            if not well_formed(destination.hours):
                yield f"The hours of {party.id} cannot be read; enter them anew."
