"""Joins the cities that libphonenumber names to counties, and says which six digits name one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from harborline.atlas.build.packages import CensusZip, PostalZip
from harborline.atlas.names import SPELLINGS, main_county, middle, plain_city
from harborline.atlas.tables import CityName, Place, Zip
from harborline.core.places import Precision

BOROUGHS = {("queens", "NY"): "36081", ("manhattan", "NY"): "36061"}
"""Boroughs of New York that are no postal city of their own."""

WHOLE_AREA_CODE_SHARE = 0.9
"""An area code is called one city only if this share of its people live in that city's county.

libphonenumber calls 934 "New York, NY" though its people live on Long Island, and 445
"Philadelphia, PA" though two in five live outside it.
"""


_KINDS = ("chartertownship", "township", "borough", "village")


def _names(city: str) -> Iterator[str]:
    """Gives the names to look for, best first: a street or base gives way to its city."""
    plain = plain_city(city.rpartition(", ")[2])
    yield plain
    for kind in _KINDS:
        if plain.endswith(kind):
            yield plain.removesuffix(kind)


class CityBook:
    """Every postal name of every ZIP, best evidence first: its city, then its aliases."""

    def __init__(
        self, postal: Iterable[PostalZip], census: Iterable[CensusZip], zips: Iterable[Zip]
    ) -> None:
        table = {row.zip: row for row in zips if row.county and row.lat is not None}
        self._levels: tuple[dict[tuple[str, str], list[Zip]], ...] = tuple(
            defaultdict(list) for _ in range(4)
        )
        for row in postal:
            self._add(0, table.get(row.zip), row.city)
            self._add(2, table.get(row.zip), *row.accepted)
            self._add(3, table.get(row.zip), *row.refused)
        for other in census:
            self._add(1, table.get(other.zip), other.city or "")
        self._by_county: dict[str, list[Zip]] = defaultdict(list)
        for home in table.values():
            self._by_county[home.county or ""].append(home)

    def _add(self, level: int, home: Zip | None, *names: str) -> None:
        if home:
            for name in {plain_city(name) for name in names if name}:
                self._levels[level][name, home.state].append(home)

    def homes(self, city: str, state: str) -> list[Zip]:
        """Gives the ZIPs that bear the city's name; none if no ZIP of the state does."""
        for name in _names(city):
            key = (name, state)
            if key in BOROUGHS:
                return self._by_county[BOROUGHS[key]]
            for level in self._levels:
                if key in level:
                    return level[key]
        return []

    def place(self, city: str, state: str) -> Place | None:
        """Gives the city with its most populous county, None if no ZIP knows its name."""
        homes = self.homes(city, state)
        if not homes:
            return None
        lat, lon = middle(homes)
        if plain_city(city) in SPELLINGS.values():
            city = max(homes, key=lambda home: (home.population, home.zip)).city
        return Place(Precision.CITY, state, main_county(homes), lat, lon, f"{city}, {state}")


def accepted_names(postal: Iterable[PostalZip], zips: Iterable[Zip]) -> list[CityName]:
    """Gives names that the mail accepts for a ZIP and that are the first of none in their state."""
    rows = list(postal)
    table = {row.zip: row for row in zips if row.county}
    first = {(plain_city(row.city), row.state) for row in table.values()}
    homes: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(dict)
    for row in rows:
        home = table.get(row.zip)
        for name in row.accepted if home else ():
            key = plain_city(name), row.state
            if home and home.county and key[0] and key not in first:
                homes[key].setdefault(name, Counter())[home.county] += home.population
    found = []
    for (_, state), spelled in homes.items():
        people = sum(spelled.values(), Counter[str]())
        counties = {fips for counted in spelled.values() for fips in counted}
        listed = sorted(counties, key=lambda fips: (-people[fips], fips))
        found.append(CityName(min(spelled), state, tuple(listed)))
    return sorted(found)


def named_cities(
    prefixes: Mapping[str, str], area_codes: Mapping[str, Place], npas: set[str], book: CityBook
) -> dict[str, Place | None]:
    """Gives prefix -> city. None undoes a shorter prefix's city: that part is the state's only.

    Six, five and four digits are believed; an area code's one city only where nearly all of its
    people live in that city's county.
    """
    found: dict[str, Place | None] = {}
    for prefix, name in prefixes.items():
        if prefix[:3] not in npas:
            continue
        city, comma, state = name.rpartition(", ")
        place = book.place(city, state) if comma else None
        if len(prefix) > 3 or (
            place and _share(area_codes.get(prefix), place.county) >= WHOLE_AREA_CODE_SHARE
        ):
            found[prefix] = place
    return found


def _share(area_code: Place | None, county: str | None) -> float:
    shares = dict(area_code.shares) if area_code else {}
    return shares.get(county or "", 0.0)
