"""Reads what somebody typed to find help: a ZIP, a city, a county, a state, a military address.

Pure: the atlas, its index of names and the routing map come in, a question comes out. A text that
means nothing to us is an answer too, and what was typed is in none of them but a ZIP's five digits.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from harborline.atlas.city_search import CityIndex, Locality, LocalityKind, state_of
from harborline.atlas.tables import Atlas, Zip
from harborline.core.places import Origin
from harborline.core.routing import MILITARY_STATES, Evidence, locate
from harborline.core.routing_map import RoutingMap

LONGEST = 120
"""What is longer is no place; so many characters of it are read."""

MOST_CHOICES = 12
_CLEARLY = 20
"""A place with so many times the people of the next one of its name is taken to be meant."""

_ZIP = re.compile(r"(?<![\d-])(\d{5})(?:[- ]?\d{4})?(?![\d-])")
_CUT_ZIP = re.compile(r"\s*(\d{3,4})\s*")
_MILITARY = re.compile(
    r"\b(?:apo|fpo|dpo|military base|base militar)\b|\A\s*a[aep]\s*\Z", re.IGNORECASE
)
_POSTCODES = (
    re.compile(r"\b[a-z]\d[a-z][ -]?\d[a-z]\d\b", re.IGNORECASE),  # Canada
    re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE),  # the United Kingdom
    re.compile(r"\A\s*\d{3}-\d{4}\s*\Z"),  # Japan
)
_ABROAD = frozenset(
    """canada mexico toronto,canada london,england scotland wales uk unitedkingdom ireland france
    germany spain italy portugal netherlands belgium switzerland austria sweden norway denmark finland
    poland ukraine russia turkey israel egypt nigeria kenya southafrica india pakistan china japan
    korea southkorea philippines vietnam thailand indonesia australia newzealand brazil argentina
    chile peru ecuador venezuela colombia guatemala honduras elsalvador nicaragua costarica panama
    cuba haiti dominicanrepublic jamaica bahamas
    reinounido inglaterra escocia irlanda francia alemania espana italia paisesbajos belgica suiza
    suecia noruega dinamarca finlandia polonia ucrania rusia turquia egipto sudafrica filipinas
    tailandia nuevazelanda brasil republicadominicana ciudaddemexico londres""".split()  # noqa: SIM905 -- a list to be read
)
"""Countries as people write them, in the form of a name without spaces; no city here is named so alone."""


class Asked(StrEnum):
    """What a text turned out to be."""

    NOTHING = "nothing"
    ZIP = "zip"
    LOCALITY = "locality"
    STATE = "state"
    MILITARY = "military"
    CHOICES = "choices"
    UNKNOWN_ZIP = "unknown_zip"
    ABROAD = "abroad"
    UNKNOWN = "unknown"


class Question(NamedTuple):
    """A text, understood. `counties`: those the place lies in, the main one first; `exact`: no letter was
    corrected; `others`: what else it may mean, the likeliest first, with `state` if it names one.
    """

    asked: Asked
    zip: Zip | None = None
    locality: Locality | None = None
    state: str | None = None
    counties: tuple[str, ...] = ()
    exact: bool = True
    others: tuple[Locality, ...] = ()
    zips: tuple[str, ...] = ()


def read_question(text: str, atlas: Atlas, names: CityIndex) -> Question:
    """Gives what a text asks for; total over every string."""
    plain = _plain(text)
    if not plain:
        return Question(Asked.NOTHING)
    found = _ZIP.search(plain)
    if found:
        return _zip(found[1], atlas)
    cut = _CUT_ZIP.fullmatch(plain)
    if cut:
        return _cut_zip(cut[1], atlas)
    if _MILITARY.search(plain):
        return Question(Asked.MILITARY)
    if any(pattern.search(plain) for pattern in _POSTCODES):
        return Question(Asked.ABROAD)
    return _by_name(plain, names)


def origins_of(question: Question, routing_map: RoutingMap) -> tuple[Origin, ...]:
    """Gives the origins of a question in a map, the main one first; none where no place was named."""
    if question.zip:
        main = locate(routing_map, Evidence(zip=question.zip.zip))
        return (main, *_of_counties(question.counties, routing_map, main.county))
    if question.asked is Asked.LOCALITY:
        return _of_counties(question.counties, routing_map, None)
    return ()


def _of_counties(
    counties: tuple[str, ...], routing_map: RoutingMap, besides: str | None
) -> tuple[Origin, ...]:
    found = [locate(routing_map, Evidence(county=fips)) for fips in counties if fips != besides]
    return tuple(origin for origin in found if origin.cell)


# -- ZIPs --------------------------------------------------------------------------------------


def _zip(digits: str, atlas: Atlas) -> Question:
    row = atlas.zips.get(digits)
    if row is None:
        return Question(Asked.UNKNOWN_ZIP, state=_state_of_prefix(digits, atlas))
    if row.kind == "military" or row.state in MILITARY_STATES:
        return Question(Asked.MILITARY, zip=row, state=row.state)
    return Question(Asked.ZIP, zip=row, state=row.state, counties=counties_of(row, atlas))


def counties_of(row: Zip, atlas: Atlas) -> tuple[str, ...]:
    """Gives the counties that a ZIP lies in, the main one first."""
    main = (row.county,) if row.county else ()
    return (*main, *atlas.more_counties.get(row.zip, ()))


def _state_of_prefix(digits: str, atlas: Atlas) -> str | None:
    """Gives the state of the ZIPs that begin with the same three digits, if it is one."""
    states = {
        atlas.zips[near].state
        for ending in range(100)
        if (near := f"{digits[:3]}{ending:02d}") in atlas.zips
    }
    return states.pop() if len(states) == 1 else None


def _cut_zip(digits: str, atlas: Atlas) -> Question:
    """Gives the ZIP that a number may be: many programs take the zeros at its beginning away."""
    whole = digits.zfill(5)
    return Question(Asked.UNKNOWN_ZIP, zips=(whole,) if whole in atlas.zips else ())


# -- names -------------------------------------------------------------------------------------


def _by_name(plain: str, names: CityIndex) -> Question:
    found = names.search(plain)
    if _is_abroad(plain) and not (found.exact and found.state):
        return Question(Asked.ABROAD, others=found.localities[:MOST_CHOICES])
    if found.state:
        others = tuple(
            # The counties of a state are listed with it.
            one
            for one in found.localities
            if one.kind is LocalityKind.CITY or one.state != found.state
        )
        return Question(
            Asked.STATE, state=found.state, exact=found.exact, others=others[:MOST_CHOICES]
        )
    if not found.localities:
        return Question(Asked.UNKNOWN)
    first, *rest = found.localities
    others = tuple(rest[:MOST_CHOICES])
    if rest and not _is_clear(first, rest[0]):
        listed = found.localities[:MOST_CHOICES]
        return Question(Asked.CHOICES, exact=found.exact, others=listed)
    return Question(
        Asked.LOCALITY,
        locality=first,
        state=first.state,
        counties=first.counties,
        exact=found.exact,
        others=others,
    )


def _is_clear(first: Locality, second: Locality) -> bool:
    """Tells whether everybody would mean the first."""
    if first.state == second.state and first.kind is not second.kind:
        return True
    return first.population > _CLEARLY * second.population


def _is_abroad(plain: str) -> bool:
    parts = [re.sub(r"[^a-z]", "", part.casefold()) for part in _ascii(plain).split(",")]
    if state_of([parts[-1]]):
        return False
    return parts[-1] in _ABROAD


def _plain(text: str) -> str:
    """Gives a text in plain characters on one line, without those that are not seen."""
    plain = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    seen = "".join(" " if c.isspace() else c for c in plain if c.isspace() or c.isprintable())
    return " ".join(seen.split())[:LONGEST]


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def as_typed(locality: Locality) -> str:
    """Gives a text that means this place and no other."""
    kind = " County" if locality.kind is LocalityKind.COUNTY else ""
    return f"{locality.name}{kind}, {locality.state}"
