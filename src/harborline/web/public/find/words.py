"""An answer in words: places, how each center stands, how far it is, its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from harborline.app.finding import as_typed
from harborline.app.nearby import Card, Standing, hours_of
from harborline.atlas.city_search import Locality, LocalityKind
from harborline.atlas.tables import Atlas
from harborline.core.hours import NEVER
from harborline.core.listings import ContactKind
from harborline.core.routing_map import RoutingMap
from harborline.web.directory.counties import county_in_words
from harborline.web.directory.states import state_in_words
from harborline.web.directory.words import now_in_words, twelve_hours
from harborline.web.public.find.facts import Facts, Number
from harborline.web.public.words import KINDS, SERVES, bill_in_words, languages_in_words

_KEPT = 8192
_NEAR = 1.0
_FAR = 10.0


class NumberInWords(NamedTuple):
    """A number of a card. `how`: call, text and so on; `bill`: what a bill shows of it."""

    number: str
    how: str
    label: str
    bill: str
    dials: bool


class CardInWords(NamedTuple):
    """A center as the page shows it. `number`: counted from 1 down the page, as on its map; `is_listed`: the
    directory has a page of it.
    """

    number: int
    id: str
    name: str
    is_open: bool
    now: str
    far: str
    state: str
    is_listed: bool
    languages: str = ""
    interpreter: bool = False
    serves: str = ""
    numbers: tuple[NumberInWords, ...] = ()


class Choice(NamedTuple):
    """A place that may be meant. `typed`: what to ask for to get it."""

    typed: str
    name: str
    beside: str


def cards_in_words(
    routing_map: RoutingMap,
    cards: Iterable[Card],
    facts: Mapping[str, Facts],
    at: datetime,
    first: int = 1,
) -> list[CardInWords]:
    """Says cards at `at` (aware), counted from `first` on."""
    return [
        _card(routing_map, card, facts.get(card.id), at)._replace(number=number)
        for number, card in enumerate(cards, start=first)
    ]


def _card(routing_map: RoutingMap, card: Card, facts: Facts | None, at: datetime) -> CardInWords:
    state = routing_map.states_of[card.party] if card.crosses_state else None
    told = CardInWords(
        0,
        card.id,
        card.name,
        card.standing is Standing.OPEN,
        standing_in_words(routing_map, card, at),
        far_in_words(card.miles),
        state_in_words(state) if state else "",
        facts is not None,
    )
    if facts is None:
        return told
    return told._replace(
        languages=_listed(languages_in_words(facts.languages)),
        interpreter=facts.interpreter,
        serves=_listed(str(SERVES[one]) for one in facts.serves),
        numbers=tuple(map(_number, facts.numbers)),
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _number(one: Number) -> NumberInWords:
    return NumberInWords(
        one.number,
        str(KINDS[one.kind]),
        one.label,
        bill_in_words(one.bill, one.kind),
        one.kind is not ContactKind.TEXT,
    )


def standing_in_words(routing_map: RoutingMap, card: Card, at: datetime) -> str:
    """Says whether somebody answers, and until when, on the clock of the center itself."""
    if card.standing is Standing.AWAY:
        return pgettext("public", "Taking no calls right now")
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    language = get_language() or ""
    return _now(_Kept(routing_map.version, routing_map), card.party, minute, language)


class _Kept(NamedTuple):
    """A map, equal to another of the same version."""

    version: str
    routing_map: RoutingMap

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.version == other.version


@lru_cache(maxsize=_KEPT)
def _now(kept: _Kept, party: int, minute: datetime, _language: str) -> str:
    """Facts of the map and the minute alone, never of a visitor: saying them takes longer than deciding."""
    hours, zone = hours_of(kept.routing_map, party)
    if hours == NEVER:
        return pgettext("public", "Hours not known: please ask")
    return now_in_words(hours, zone, minute, twelve_hours)


def far_in_words(miles: float | None) -> str:
    """Says a distance from the middle of the place, without more figures than are true."""
    if miles is None:
        return ""
    if miles < _NEAR:
        return _("less than a mile away")
    if miles < _FAR:
        return ngettext("about %(count)d mile away", "about %(count)d miles away", round(miles)) % {
            "count": round(miles)
        }
    return _("about %(count)d miles away") % {"count": round(miles / 5) * 5}


# -- places ------------------------------------------------------------------------------------


def locality_in_words(one: Locality, atlas: Atlas) -> str:
    """Names a city or county with its state in full."""
    if one.kind is LocalityKind.COUNTY:
        return county_and_state(one.counties[0], atlas)
    return f"{one.name}, {state_in_words(one.state)}"


def county_and_state(fips: str, atlas: Atlas) -> str:
    """Names a county with its state in full."""
    county = atlas.counties[fips]
    return f"{county_in_words(county)}, {state_in_words(county.state)}"


def choices_in_words(places: Iterable[Locality], atlas: Atlas) -> list[Choice]:
    """Says places that may be meant, each with the county it lies in."""
    return [
        Choice(
            as_typed(one),
            locality_in_words(one, atlas),
            ""
            if one.kind is LocalityKind.COUNTY
            else county_in_words(atlas.counties[one.counties[0]]),
        )
        for one in places
    ]
