"""A place as somebody types it, answered as a county: nothing finer is asked on or kept."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from harborline.app.finding import Asked, Question, read_question
from harborline.atlas.city_search import Locality
from harborline.atlas.tables import Atlas, County
from harborline.core.errors import UnusableMap
from harborline.web.directory.counties import county_in_words
from harborline.web.directory.states import state_in_words
from harborline.web.public.find.place_names import names_of
from harborline.web.site.ports import site_ports

MOST_CHOICES = 8


class Choice(NamedTuple):
    """A place that may be meant: the county it lies in (FIPS), and what to call it."""

    fips: str
    name: str


class Place(NamedTuple):
    """What a text means: a county, or a sentence that says what to write, with places to choose from."""

    county: County | None
    sentence: str = ""
    choices: tuple[Choice, ...] = ()


def read_place(text: str, chosen: str = "") -> Place:
    """Reads a place. `chosen`: the county picked where the text before had several."""
    try:
        atlas = site_ports().atlas()
    except UnusableMap:
        return Place(None, _("We cannot look up places right now. Please try again soon."))
    question = read_question(text, atlas, names_of(atlas))
    choices = _choices(question, atlas)
    if chosen in {choice.fips for choice in choices}:
        return Place(atlas.counties[chosen], choices=choices)
    if question.asked in {Asked.ZIP, Asked.LOCALITY}:
        county = next(
            (atlas.counties[one] for one in question.counties if one in atlas.counties), None
        )
        if county is not None:
            return Place(county)
    return Place(None, _sentence(question, has_choices=bool(choices)), choices)


def county_and_state(county: County) -> str:
    """Names a county with its state, as people there call it."""
    return _("%(county)s, %(state)s") % {
        "county": county_in_words(county),
        "state": state_in_words(county.state),
    }


def county_named(fips: str) -> str:
    """Names the county of a code; nothing where no table knows it."""
    try:
        county = site_ports().atlas().counties.get(fips)
    except UnusableMap:
        return ""
    return county_and_state(county) if county else ""


def _choices(question: Question, atlas: Atlas) -> tuple[Choice, ...]:
    if question.asked in {Asked.ZIP, Asked.LOCALITY}:
        return ()
    found: dict[str, Choice] = {}
    for one in question.others:
        fips = next((fips for fips in one.counties if fips in atlas.counties), None)
        if fips is not None:
            found.setdefault(fips, Choice(fips, _named(one, atlas.counties[fips])))
    return tuple(found.values())[:MOST_CHOICES]


def _named(one: Locality, county: County) -> str:
    state = state_in_words(one.state)
    if one.name == county.name:
        return f"{one.name}, {state}"
    return f"{one.name}, {state} ({county_in_words(county)})"


def _sentence(question: Question, *, has_choices: bool) -> str:
    if has_choices:
        return _("Which of these do you mean?")
    if question.asked is Asked.STATE:
        return _("Please add a city or a county in %(state)s.") % {
            "state": state_in_words(question.state or "")
        }
    if question.asked in {Asked.MILITARY, Asked.ABROAD}:
        return _(
            "The centers we know are in the United States and its territories. Please write a ZIP, a "
            "city with its state, or a county there."
        )
    return _(
        "We do not know this place. Please write a ZIP, a city with its state, or a county, such as "
        "“Austin, TX”."
    )
