"""An answer in words: places, how each center stands, how far it is, its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from harborline.app.finding import as_typed
from harborline.app.nearby import Card, Standing, hours_of
from harborline.atlas.city_search import Locality, LocalityKind
from harborline.atlas.tables import Atlas
from harborline.core.hours import NEVER, Hours
from harborline.core.routing_map import RoutingMap
from harborline.web.directory.counties import county_in_words
from harborline.web.directory.states import state_in_words
from harborline.web.directory.words import Status, status, status_in_words, twelve_hours
from harborline.web.public.find.facts import Facts, Number
from harborline.web.public.frame import NationalLine, national_line
from harborline.web.public.words import KINDS, SERVES, bill_in_words, languages_in_words

_ANY = "any"
_KEPT = 8192
_A_DAY = timedelta(days=1)
_NEAR = 1.0
_FAR = 10.0


class NumberInWords(NamedTuple):
    """A number of a card. `how`: call, text and so on; `bill`: what a bill shows of it."""

    number: str
    how: str
    label: str
    bill: str


class CardInWords(NamedTuple):
    """A center as the page shows it. `number`: counted from 1 down the page, as on its map; `page`: the path
    of its own page, empty for one that the directory has none of; `reach`: its numbers, languages and whom it
    serves, as they stand on the page.
    """

    number: int
    id: str
    name: str
    is_open: bool
    now: str
    far: str
    state: str
    page: str = ""
    reach: SafeString = SafeString()


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
    line = national_line()
    return [
        _card(routing_map, card, facts.get(card.id), at, line)._replace(number=number)
        for number, card in enumerate(cards, start=first)
    ]


def _card(
    routing_map: RoutingMap,
    card: Card,
    facts: Facts | None,
    at: datetime,
    line: NationalLine | None,
) -> CardInWords:
    state = routing_map.states_of[card.party] if card.crosses_state else None
    # A map may be older than a center's wish to be confidential, and distances from here and there add up.
    hidden = facts is not None and facts.point is None
    told = CardInWords(
        0,
        card.id,
        card.name,
        card.standing is Standing.OPEN,
        standing_in_words(routing_map, card, at),
        "" if hidden else far_in_words(card.miles),
        state_in_words(state) if state else "",
    )
    page = "" if facts is None else _pages_of_centers() + card.id
    return told._replace(page=page, reach=_reach(facts, line, get_language() or ""))


@lru_cache(maxsize=_KEPT)
def _reach(facts: Facts | None, line: NationalLine | None, _language: str) -> SafeString:
    """Renders what the public may know of a center: the same for everybody, so it is done once."""
    about: dict[str, Any] = {"line": line}
    if facts is not None:
        about |= {
            "numbers": [_number(one) for one in facts.numbers],
            "languages": _listed(languages_in_words(facts.languages)),
            "interpreter": facts.interpreter,
            "serves": _listed(str(SERVES[one]) for one in facts.serves),
        }
    return render_to_string("find/_reach.html", about)


def _pages_of_centers() -> str:
    """Gives what the paths of centers' pages begin with, in the language in use."""
    return _center_pages(get_language() or "")


@cache
def _center_pages(_language: str) -> str:
    return reverse("public:listings:center", args=[_ANY]).removesuffix(_ANY)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _number(one: Number) -> NumberInWords:
    return NumberInWords(
        one.number,
        str(KINDS[one.kind]),
        one.label,
        bill_in_words(one.bill, one.kind),
    )


def standing_in_words(routing_map: RoutingMap, card: Card, at: datetime) -> str:
    """Says whether somebody answers, and until when, on the clock of the center itself."""
    if card.standing is Standing.AWAY:
        return pgettext("public", "Taking no calls right now")
    hours, zone = hours_of(routing_map, card.party)
    if hours == NEVER:
        return pgettext("public", "Hours not known: please ask")
    found = _status(routing_map.version, card.party, hours, zone, at)
    return status_in_words(found, hours, at, twelve_hours)


_statuses: dict[tuple[str, int], tuple[datetime, Status]] = {}
"""Since when each party of a map has had its status: facts of the map alone, never of a visitor."""


def _status(version: str, party: int, hours: Hours, zone: str, at: datetime) -> Status:
    """Gives whether a party answers; looking for when that changes takes longer than deciding."""
    known = _statuses.get((version, party))
    if known and known[0] <= at < (known[1].until or known[0] + _A_DAY):
        return known[1]
    if len(_statuses) >= _KEPT:
        _statuses.clear()
    found = status(hours, zone, at)
    _statuses[version, party] = at, found
    return found


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
