"""The demo network whole: seats, areas, people and hours put together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from harborline.atlas.tables import Atlas, County
from harborline.core.directory import Center, Network
from harborline.demo.areas import Area, draw_areas
from harborline.demo.backups import lines, national_backups, state_backups
from harborline.demo.chance import shuffled, stream
from harborline.demo.land import Land, survey
from harborline.demo.numbers import NumberBook
from harborline.demo.opening import Openings, openings
from harborline.demo.people import draw_staff
from harborline.demo.seats import seats
from harborline.demo.shapes import draw_shape

PAUSED, NOT_ACCEPTING, EXPIRED, CONFIDENTIAL = 14, 14, 18, 70
STARTS_ON, DAYS = date(2026, 11, 1), 800


def network(atlas: Atlas, starts_on: date = STARTS_ON, days: int = DAYS) -> Network:
    """Builds the demo network, the same one for the same atlas and days."""
    land = survey(atlas)
    numbers = NumberBook()
    national = national_backups(land, numbers)
    states = state_backups(atlas, land, numbers)
    making = _Making(land, numbers, openings(starts_on, days), starts_on, days)
    centers: list[Center] = []
    named: Counter[str] = Counter()
    in_zone: Counter[str] = Counter()
    for area in draw_areas(atlas, land, seats(land)):
        county = atlas.counties[area.county]
        # Counted within a state, because a city and a county around it may share a name.
        named[_stem(county)] += 1
        centers.append(_center(making, area, county, named[_stem(county)], in_zone))
    return Network(
        lines=lines(),
        centers=_marked(atlas, centers, starts_on),
        state_backups=states,
        national_backups=national,
        starts_on=starts_on,
        days=days,
        demo=True,
    )


class _Making(NamedTuple):
    """What all centers are made from."""

    land: Land
    numbers: NumberBook
    catalogue: Openings
    starts_on: date
    days: int


def _center(
    making: _Making, area: Area, county: County, number: int, in_zone: Counter[str]
) -> Center:
    name = f"{_stem(county)}-{number}"
    rng = stream(f"center {name}")
    zone = making.land.zone[county.fips]
    shape = draw_shape(rng, in_zone[zone])
    in_zone[zone] += 1
    staff = draw_staff(rng, county.state, making.starts_on, making.days)
    dial = partial(making.numbers.take, making.land.npas[county.fips])
    return Center(
        id=name,
        name=f"Demo Center {county.name} {number}",
        state=county.state,
        lat=round(area.seat.lat or 0.0, 4),
        lon=round(area.seat.lon or 0.0, 4),
        counties=area.counties,
        zips=area.zips,
        zone=zone,
        destinations=shape(rng, making.catalogue, dial),
        rank=area.rank,
        **staff._asdict(),
    )


def _stem(county: County) -> str:
    return f"demo-{county.state.lower()}-{_ascii_slug(county.name)}"


def _marked(atlas: Atlas, centers: list[Center], starts_on: date) -> tuple[Center, ...]:
    """Marks a few as paused, not taking calls, expired long ago, or confidential."""
    marked = {center.id: center for center in centers}
    order = iter(shuffled(stream("marks"), (center.id for center in centers)))
    for _, name in zip(range(PAUSED), order, strict=False):
        marked[name] = marked[name]._replace(paused=True)
    for _, name in zip(range(NOT_ACCEPTING), order, strict=False):
        marked[name] = marked[name]._replace(accepts_calls=False)
    for place, name in zip(range(EXPIRED), order, strict=False):
        long_ago = starts_on - timedelta(days=200 + 31 * place)
        marked[name] = marked[name]._replace(expires_on=long_ago)
    with_county = (name for name in order if marked[name].counties)
    for _, name in zip(range(CONFIDENTIAL), with_county, strict=False):
        first = atlas.counties[marked[name].counties[0]]
        marked[name] = marked[name]._replace(confidential=True, lat=first.lat, lon=first.lon)
    return tuple(marked.values())


def _ascii_slug(name: str) -> str:
    """Gives a name in lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").replace(".", "")).strip("-")
