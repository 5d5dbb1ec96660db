"""Rows to test the site with: what a factory is not told is the usual thing.

A center takes calls by press of 1, day and night, in New York's zone, verified on the first of November
2026. Counties and states are those of Bellwether (`small_world.country`), unless a test names others.
Factories write rows and no audit entry; what belongs to whom is asked nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from harborline.core.directory import Acceptance, DestinationKind, Rollover
from harborline.web.directory.models import (
    Backup,
    Center,
    CenterCounty,
    CenterZip,
    Coalition,
    Destination,
    Line,
    LineBackup,
)
from harborline.web.site.ports import SitePorts
from small_world import country

ZONE = "America/New_York"
VERIFIED_ON = date(2026, 11, 1)
ALL_WEEK: list[list[list[int]]] = [[[0, 1440]] for _ in range(7)]
OFFICE_WEEK: list[list[list[int]]] = [[[540, 1020]] for _ in range(5)] + [[], []]
"""Monday to Friday, nine to five."""

_numbers = count(1)


def next_address() -> str:
    """Gives a fictitious number that no other row of this run has."""
    number = next(_numbers)
    return f"+1{212 + number // 99}5550{100 + number % 99}"


def make_coalition(id: str = "wl-coalition", **fields: Any) -> Coalition:  # noqa: A002 -- its column
    usual: dict[str, Any] = {"name": f"Coalition {id}", "state": "WL"}
    return Coalition.objects.create(id=id, **(usual | fields))


def make_center(
    id: str,  # noqa: A002 -- its column
    *,
    counties: Iterable[str] = (),
    zips: Iterable[str] = (),
    destinations: int = 0,
    **fields: Any,
) -> Center:
    """Writes a center with its service area, and so many destinations that are always open."""
    usual: dict[str, Any] = {
        "name": f"Center {id.title()}",
        "state": "WL",
        "zone": ZONE,
        "lat": 0.0,
        "lon": 10.0,
        "rollover": Rollover.ANY.value,
        "verified_on": VERIFIED_ON,
        "verified_by": "Ana",
        "verified_how": "telephone",
        "source": "the center itself",
    }
    center: Center = Center.unscoped.create(id=id, **(usual | fields))
    CenterCounty.unscoped.bulk_create(CenterCounty(center=center, fips=fips) for fips in counties)
    CenterZip.unscoped.bulk_create(CenterZip(center=center, zip=zip_) for zip_ in zips)
    for _ in range(destinations):
        make_destination(center)
    return center


def make_destination(party: Center | Backup, **fields: Any) -> Destination:
    """Writes an endpoint of a center or a backup; a backup's takes calls at once."""
    usual: dict[str, Any] = {
        "kind": DestinationKind.ADVOCATE_LINE.value,
        "address": next_address(),
        "weekly": ALL_WEEK,
    }
    if isinstance(party, Backup):
        usual |= {"backup": party, "acceptance": Acceptance.AT_ONCE.value}
    else:
        usual |= {"center": party}
    destination: Destination = Destination.unscoped.create(**(usual | fields))
    return destination


def make_backup(id: str = "national", *, destinations: int = 1, **fields: Any) -> Backup:  # noqa: A002 -- its column
    """Writes a national team, or a state's where `state` is given, always open."""
    usual: dict[str, Any] = {"name": f"Backup {id}", "zone": ZONE, "languages": ["en", "es"]}
    backup = Backup.objects.create(id=id, **(usual | fields))
    for _ in range(destinations):
        make_destination(backup)
    return backup


def make_line(id: str = "main", *, backups: Iterable[Backup] = (), **fields: Any) -> Line:  # noqa: A002 -- its column
    """Writes a line with its national backups in order."""
    usual: dict[str, Any] = {
        "name": f"Line {id}",
        "number": "+18005550199",
        "languages": ["en", "es"],
    }
    line = Line.objects.create(id=id, **(usual | fields))
    for position, backup in enumerate(backups, 1):
        LineBackup.objects.create(line=line, backup=backup, position=position)
    return line


def make_network() -> dict[str, Center]:
    """Writes a small network that may be published: three counties, two states, one line.

    Gives its centers by id: alder (10001) and birch (10003, office hours) of the coalition
    `wl-coalition`, elm (20001) of `el-coalition`. Westland has the backup `wl-backup`.
    """
    make_line("main", backups=[make_backup("national")])
    westland, eastland = make_coalition(), make_coalition("el-coalition", state="EL")
    make_backup("wl-backup", state="WL", coalition=westland)
    alder = make_center("alder", counties=["10001"], destinations=1, coalition=westland)
    birch = make_center("birch", counties=["10003"], lon=11.0, coalition=westland)
    make_destination(birch, weekly=OFFICE_WEEK)
    elm = make_center(
        "elm", counties=["20001"], destinations=1, state="EL", lon=13.0, coalition=eastland
    )
    return {center.id: center for center in (alder, birch, elm)}


def small_ports(**ports: Any) -> SitePorts:
    """Gives ports with the small country's atlas; `ports` replaces any of them."""
    return SitePorts(**({"atlas": country} | ports))
