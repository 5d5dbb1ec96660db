"""Networks by chance, in the country of tests/data/routing/country.txt, for property tests.

Everybody stands on a coarse grid, so that ties, shared points and figures at a limit are common.
The same seed and size give the same network.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import small_world
from harborline.core.directory import (
    Backup,
    Center,
    Destination,
    DestinationKind,
    Line,
    Network,
    Rollover,
    Rules,
)
from harborline.core.hours import ALL_DAY, ALWAYS, CLOSED, NEVER, Hours
from harborline.core.numbering import CallerPrefix
from harborline.core.occupancy import Occupancy, Surge
from harborline.core.routing import Evidence

OFFICE = Hours((((540, 1020),),) * 5 + (CLOSED,) * 2)
NIGHTS = Hours((((0, 360), (1320, 1440)),) * 7)
HOLIDAY = Hours((ALL_DAY,) * 7, ((date(2026, 11, 26).toordinal(), CLOSED),))
WEEKS = (ALWAYS, ALWAYS, OFFICE, NIGHTS, HOLIDAY, NEVER)
ZONES = ("America/New_York", "America/Phoenix", "America/Los_Angeles", "Pacific/Guam")
LANGUAGES = ("en", "es", "vi")
STATES = ("WL", "EL", "HL", "IL", "AE")
FIGURES = (Rules(), Rules(0, 400, 3, 2), Rules(100, 200, 24, 0), Rules(50, 150, 0, 4))


def network(seed: int, centers: int) -> Network:
    """Gives a network of so many centers that has a national backup which never closes."""
    rng = Random(seed)
    nationals = [_backup(rng, f"n{i}", None) for i in range(rng.randrange(1, 4))]
    always = rng.randrange(len(nationals))
    nationals[always] = nationals[always]._replace(
        destinations=(_destination(ALWAYS),), paused=False, expires_on=None
    )
    names = [backup.id for backup in nationals]
    rng.shuffle(names)
    military = rng.choice([None, *names])
    lines = (
        Line("main", "Main", None, ("en", "es"), tuple(names), military=military),
        Line("otra", "Otra", None, ("es",), (nationals[always].id,)),
    )
    states = rng.sample(STATES, rng.randrange(len(STATES) + 1))
    return Network(
        lines,
        tuple(_center(rng, f"c{i:02d}") for i in range(centers)),
        tuple(_backup(rng, f"s-{state}", state) for state in states),
        tuple(nationals),
        small_world.STARTS_ON,
        small_world.DAYS,
        rng.choice(FIGURES),
    )


def without_ids(given: Network) -> Network:
    """Gives a network whose destinations have no ids: each keeper of a network gives them its own."""

    def plain(destinations: tuple[Destination, ...]) -> tuple[Destination, ...]:
        return tuple(one._replace(id="") for one in destinations)

    return given._replace(
        centers=tuple(one._replace(destinations=plain(one.destinations)) for one in given.centers),
        state_backups=tuple(
            one._replace(destinations=plain(one.destinations)) for one in given.state_backups
        ),
        national_backups=tuple(
            one._replace(destinations=plain(one.destinations)) for one in given.national_backups
        ),
    )


def _center(rng: Random, name: str) -> Center:
    country = small_world.country()
    return Center(
        id=name,
        name=name.upper(),
        state=rng.choice(("WL", "WL", "EL", "HL")),
        lat=rng.choice((0.0, 0.5)),
        lon=10 + rng.randrange(20) / 4,
        counties=tuple(rng.sample(sorted(country.counties), rng.choice((0, 1, 1, 2, 3)))),
        zips=tuple(rng.sample(sorted(country.zips), rng.choice((0, 0, 1, 2)))),
        zone=rng.choice(ZONES),
        languages=tuple(rng.sample(LANGUAGES, rng.randrange(1, 4))),
        destinations=tuple(
            _destination(rng.choice(WEEKS), f"{name} {number}")
            for number in range(1, rng.choice((2, 2, 3)))
        ),
        rank=rng.choice((1, 1, 1, 2, 3)),
        rollover=rng.choice(tuple(Rollover)),
        capacity=rng.choice((None, 1, 2)),
        interpreter=rng.random() < 0.3,
        paused=rng.random() < 0.1,
        accepts_calls=rng.random() < 0.9,
        expires_on=rng.choice((None, None, date(2026, 11, 20), date(2027, 6, 1))),
        ring_s=rng.randrange(8, 26),
    )


def _backup(rng: Random, name: str, state: str | None) -> Backup:
    return Backup(
        name,
        name.upper(),
        state,
        rng.choice(ZONES),
        ("en", "es"),
        (_destination(rng.choice(WEEKS), f"{name} 1"),),
        paused=rng.random() < 0.1,
        expires_on=rng.choice((None, None, None, date(2026, 11, 20))),
    )


def _destination(hours: Hours, name: str = "") -> Destination:
    return Destination(DestinationKind.ADVOCATE_LINE, None, hours, id=name)


def evidence(rng: Random) -> Evidence:
    """Gives what may be known of a caller: all kinds of places, some of which nobody knows."""
    country = small_world.country()
    return rng.choice(
        (
            Evidence(zip=rng.choice([*country.zips, "00000", "x"])),
            Evidence(county=rng.choice([*country.counties, "10901", "99999"])),
            Evidence(prefix=CallerPrefix(rng.choice((321, 432, 543, 654, 765)), 444, None)),
            Evidence(prefix=CallerPrefix(321, rng.choice((555, 556)), rng.choice((None, 1, 9)))),
            Evidence(),
        )
    )


def occupancy(rng: Random, of: Network) -> Occupancy:
    """Gives trouble of every kind among everybody of a network."""
    centers = [center.id for center in of.centers]
    names = [*centers, *(backup.id for backup in (*of.state_backups, *of.national_backups))]

    def some(part: float) -> frozenset[str]:
        return frozenset(name for name in names if rng.random() < part)

    aid = [rng.choice([*names, "nobody"]) for _ in range(rng.randrange(5))]
    return Occupancy(
        {name: rng.randrange(4) for name in some(0.4)},
        some(0.1),
        some(0.2),
        some(0.1),
        Surge(tuple(aid)) if rng.random() < 0.4 else None,
        frozenset(
            f"{name} {number}"
            for name in sorted(some(0.3))
            for number in rng.choice(((1,), (1, 2)))
        ),
    )


def moment(rng: Random) -> datetime:
    """Gives a minute within the map's days or a few days before or after them."""
    first = datetime(2026, 10, 28, tzinfo=UTC)
    return first + timedelta(minutes=rng.randrange(1440 * (small_world.DAYS + 10)))
