"""Finds cities and counties by what people type: case, accents, shortenings, one wrong letter.

Made from the atlas once and kept; no clock, no file. A name is compared in the one form of
`names.plain_city`. Words about states are understood here too, so that "springfield il" is a city.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from harborline.atlas.names import plain_city
from harborline.atlas.state_names import STATE_NAMES
from harborline.atlas.tables import Atlas
from harborline.core.places import Precision

LONGEST = 80
"""So many characters of what was typed are looked at; no place has a longer name with its state."""

_FUZZY_FROM = 4
_FUZZY_ANYWHERE_FROM = 5
"""Shorter names than that are too like each other for a wrong letter, in a state and without one."""

_WHOLE_COUNTY = 0.8
"""Where so large a share of a county lives in the city of its name, people mean one and the same."""

_CODE = 2
"""Letters of a postal code of a state."""

_COUNTY_SHARE = 0.02
"""How many of a county's people would mean it by its bare name."""

_COUNTY_WORDS = frozenset(
    {"county", "co", "cnty", "parish", "borough", "municipio", "condado", "parroquia"}
)
_CALLED = {"parish": "LA", "parroquia": "LA", "borough": "AK", "municipio": "PR"}
"""Where counties are called otherwise."""

_LONG_STATES = tuple(name for name in STATE_NAMES if len(name) > _FUZZY_FROM)
_SMALL_WORDS = frozenset({"the", "of", "de", "del"})
_NATION = frozenset({"usa", "us", "unitedstates", "unitedstatesofamerica", "eeuu", "estadosunidos"})
_OTHER_NAMES: Mapping[str, tuple[str, str]] = {
    "nyc": ("newyork", "NY"),
    "newyorkcity": ("newyork", "NY"),
    "nuevayork": ("newyork", "NY"),
    "bigapple": ("newyork", "NY"),
    "philly": ("philadelphia", "PA"),
    "filadelfia": ("philadelphia", "PA"),
    "nola": ("neworleans", "LA"),
    "nuevaorleans": ("neworleans", "LA"),
    "losangels": ("losangeles", "CA"),
    "vegas": ("lasvegas", "NV"),
    "saintpete": ("saintpetersburg", "FL"),
    "stpete": ("stpetersburg", "FL"),
    "washingtondc": ("washington", "DC"),
}
"""What people call cities that the tables name otherwise, in the form in which names are compared."""

_BOROUGHS: Mapping[str, tuple[str, str, str]] = {
    "queens": ("Queens", "NY", "36081"),
    "manhattan": ("Manhattan", "NY", "36061"),
}
"""Boroughs of New York that no ZIP is named after."""


class LocalityKind(StrEnum):
    CITY = "city"
    COUNTY = "county"


_COUNTY = LocalityKind.COUNTY


class Locality(NamedTuple):
    """A city or a county. `counties`: those its people live in, most of them first. `population`: people."""

    kind: LocalityKind
    name: str
    state: str
    counties: tuple[str, ...]
    population: int


class Found(NamedTuple):
    """What a text may mean, the likeliest first: cities by their people, counties far behind. `exact`: every letter was right.

    `state`: postal code of the state that the text is the whole name of, or None.
    """

    localities: tuple[Locality, ...] = ()
    exact: bool = True
    state: str | None = None


class CityIndex:
    """Every city and county of an atlas by its plain name."""

    def __init__(self, atlas: Atlas) -> None:
        self._by_name: dict[str, list[Locality]] = defaultdict(list)
        for one in (*_cities(atlas), *_boroughs(atlas), *_counties(atlas)):
            self._by_name[plain_city(one.name)].append(one)
        for named in self._by_name.values():
            named.sort(key=lambda one: (one.state, one.kind))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for name in sorted(self._by_name):
            self._by_length[len(name)].append(name)

    def __len__(self) -> int:
        """Gives how many cities and counties there are."""
        return sum(map(len, self._by_name.values()))

    def search(self, text: str) -> Found:
        """Gives what a text may mean; nothing for one that is like no name."""
        words, parts = _words(text[:LONGEST])
        if not words:
            return Found()
        code = state_of(words[-1:]) if len(words[-1]) == _CODE else None
        if code and (found := self._named(words[:-1], code)):
            # "Lincoln IA" is not Lincolnia, nor "Amherst CO" a county.
            return Found(found)
        state = state_of(words)
        if state or len(parts) == 1:
            found = self._named(words, None)
            if found or state:
                return Found(found, state=state)
        for name, its_state in _splits(words, parts):
            found = self._named(name, its_state)
            if found:
                return Found(found)
        return self._almost(words, parts)

    def _almost(self, words: Sequence[str], parts: Sequence[Sequence[str]]) -> Found:
        for name, its_state in _splits(words, parts):
            found = self._alike(name, its_state)
            if found:
                return Found(found, exact=False)
        state, found = state_almost(words), self._alike(words, None)
        if state and not found:
            return Found(exact=False, state=state)
        if not found and parts:
            # The state may be the wrong part of it.
            found = self._named(parts[0], None) or self._alike(parts[0], None)
        return Found(found, exact=False)

    def _named(self, words: Sequence[str], state: str | None) -> tuple[Locality, ...]:
        """Gives the places of exactly that name; a county only, where it says so."""
        name = plain_city(" ".join(words))
        if name in _OTHER_NAMES:
            known, its_state = _OTHER_NAMES[name]
            return self._of([known], state or its_state)
        found = self._of([name], state)
        bare = _without_county(words)
        if found or bare is None:
            return _told_once(found)
        counties = self._of([plain_city(" ".join(bare))], state)
        return _of_that_kind(counties, words)

    def _alike(self, words: Sequence[str], state: str | None) -> tuple[Locality, ...]:
        bare = _without_county(words)
        name = plain_city(" ".join(words if bare is None else bare))
        if state is None and len(name) < _FUZZY_ANYWHERE_FROM:
            return ()
        found = self._of(self._spelled_like(name), state)
        if bare is None:
            return _told_once(found)
        return _of_that_kind(found, words)

    def _spelled_like(self, name: str) -> list[str]:
        """Gives the names from which one letter is wrong, missing, too many, or two have changed places."""
        if len(name) < _FUZZY_FROM:
            return []
        lengths = range(len(name) - 1, len(name) + 2)
        return [
            found
            for length in lengths
            for found, _, _ in process.extract(
                name, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=1, limit=20
            )
        ]

    def _of(self, names: Iterable[str], state: str | None) -> tuple[Locality, ...]:
        found = [
            one
            for name in names
            for one in self._by_name.get(name, ())
            if state is None or one.state == state
        ]
        # With its state a name alone is a city's.
        cities_first = state is not None
        found.sort(key=lambda one: (cities_first and one.kind is _COUNTY, -_weight(one)))
        return tuple(found)


def _weight(one: Locality) -> float:
    """Gives how likely a place is meant, by its people: who means a county says so."""
    return one.population * (1.0 if one.kind is LocalityKind.CITY else _COUNTY_SHARE)


def _of_that_kind(found: Iterable[Locality], words: Sequence[str]) -> tuple[Locality, ...]:
    """Gives the counties among what was found; only those of the state that calls them by that word, if any."""
    counties = tuple(one for one in found if one.kind is _COUNTY)
    states = {_CALLED[word] for word in words if word in _CALLED}
    return tuple(one for one in counties if one.state in states) or counties


def _told_once(found: Sequence[Locality]) -> tuple[Locality, ...]:
    """Leaves out counties that are little more than the city of the same name."""
    cities = {one.counties: one for one in found if one.kind is LocalityKind.CITY}
    return tuple(
        one
        for one in found
        if one.kind is LocalityKind.CITY
        or one.counties not in cities
        or cities[one.counties].population < _WHOLE_COUNTY * one.population
    )


# -- words -------------------------------------------------------------------------------------


def _words(text: str) -> tuple[list[str], list[list[str]]]:
    """Gives the words, and the same by the parts between commas; the nation's own name is left out."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    parts = [
        words
        for part in letters.split(",")
        if (words := re.findall(r"[a-z0-9]+(?:['’.-][a-z0-9]+)*", part.replace("’", "'")))
        and "".join(words) not in _NATION
    ]
    words = [word for part in parts for word in part]
    if len(words) > 1 and words[-1] in _NATION:
        words = words[:-1]
        parts = [[word for word in part if word not in _NATION] for part in parts]
    return words, [part for part in parts if part]


def _splits(
    words: Sequence[str], parts: Sequence[Sequence[str]]
) -> Iterator[tuple[Sequence[str], str]]:
    """Gives ways to read the text as a name and a state, the surest first."""
    if len(parts) > 1:
        state = state_of(parts[-1]) or state_almost(parts[-1])
        if state:
            yield parts[-2], state
            yield [word for part in parts[:-1] for word in part], state
    for last in (3, 2, 1):
        if len(words) > last and (state := state_of(words[-last:])):
            yield words[:-last], state
    for last in (2, 1):
        if len(words) > last and (state := state_almost(words[-last:])):
            yield words[:-last], state


def state_of(words: Sequence[str]) -> str | None:
    """Gives the postal code of the state that the words name, in English, Spanish or short."""
    return STATE_NAMES.get("".join(words).replace(".", ""))


def state_almost(words: Sequence[str]) -> str | None:
    """Gives the state from whose name one letter is wrong; a short form must be right."""
    name = "".join(words)
    if len(name) <= _FUZZY_FROM:
        return None
    found = process.extractOne(name, _LONG_STATES, scorer=OSA.distance, score_cutoff=1)
    return STATE_NAMES[found[0]] if found else None


def _without_county(words: Sequence[str]) -> list[str] | None:
    """Gives the name of what is called a county; None for anything else."""
    if not _COUNTY_WORDS.intersection(words):
        return None
    bare = [word for word in words if word not in _COUNTY_WORDS]
    # "Condado de Orange" is Orange, but "De Witt County" is De Witt.
    if words[0] in _COUNTY_WORDS and bare and bare[0] in _SMALL_WORDS:
        bare = bare[1:]
    return bare or None


# -- what there is -----------------------------------------------------------------------------


def _cities(atlas: Atlas) -> Iterator[Locality]:
    people: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    names: dict[tuple[str, str], tuple[int, str]] = {}
    for row in atlas.zips.values():
        if row.county and row.kind != "military":
            key = plain_city(row.city), row.state
            people[key][row.county] += row.population
            names[key] = max(names.get(key, (-1, "")), (row.population, row.city))
    for place in atlas.places:
        name, comma, state = place.name.rpartition(", ")
        key = plain_city(name), state
        known = key in people or "," in name
        if place.precision is Precision.CITY and comma and place.county and not known:
            people[key][place.county] = 0
            names[key] = 0, name
    for key, counties in people.items():
        listed = sorted(counties, key=lambda fips: (-counties[fips], fips))
        # A corner without people is no home of the city, unless nobody is counted anywhere.
        lived = tuple(fips for fips in listed if counties[fips]) or tuple(listed)
        yield Locality(LocalityKind.CITY, names[key][1], key[1], lived, counties.total())
    for other in atlas.more_cities:
        plain = plain_city(other.name)
        known = (plain, other.state) in people or plain in _BOROUGHS or plain in _OTHER_NAMES
        if not known and not plain.endswith("county") and other.name.replace(" ", "").isalpha():
            yield Locality(LocalityKind.CITY, other.name, other.state, other.counties, 0)


def _boroughs(atlas: Atlas) -> Iterator[Locality]:
    for name, state, fips in _BOROUGHS.values():
        if fips in atlas.counties:
            people = atlas.counties[fips].population
            yield Locality(LocalityKind.CITY, name, state, (fips,), people)


def _counties(atlas: Atlas) -> Iterator[Locality]:
    for row in atlas.counties.values():
        yield Locality(LocalityKind.COUNTY, row.name, row.state, (row.fips,), row.population)
