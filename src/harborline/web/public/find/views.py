"""Finding help: the form and its answer in place, a page of each county, and states to browse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from harborline.app.finding import Asked, Question, origins_of, read_question
from harborline.atlas.city_search import Locality, LocalityKind
from harborline.atlas.tables import Atlas, County
from harborline.core.errors import HarborlineError
from harborline.core.places import Origin
from harborline.core.routing import Evidence, locate
from harborline.core.routing_map import RoutingMap
from harborline.web.directory.counties import county_in_words
from harborline.web.directory.states import NAMES, state_in_words
from harborline.web.public.find.answers import Answer, answer_for
from harborline.web.public.find.facts import coalition_of
from harborline.web.public.find.fragments import page
from harborline.web.public.find.place_names import names_of
from harborline.web.public.find.words import choices_in_words, locality_in_words
from harborline.web.site.ports import site_ports

FIELD = "q"
_SHOWN_AGAIN = 120
"""So many characters of what was typed stand in the field again."""

_LIKELY, _LARGE = 2, 300_000
_KEPT = 8192
_ANY = "any"
_FIPS = re.compile(r"\d{5}")

_TEMPLATES = {
    Asked.NOTHING: "find/home.html",
    Asked.ZIP: "find/answer.html",
    Asked.LOCALITY: "find/answer.html",
    Asked.STATE: "find/state.html",
    Asked.MILITARY: "find/military.html",
    Asked.CHOICES: "find/choices.html",
    Asked.UNKNOWN_ZIP: "find/unknown_zip.html",
    Asked.ABROAD: "find/abroad.html",
    Asked.UNKNOWN: "find/unknown.html",
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Shows the form, and answers it in place: what was typed is in no address."""
    if request.method != "POST":
        return page(request, "find/home.html")
    typed = request.POST.get(FIELD, "")
    about: dict[str, Any] = {"typed": typed[:_SHOWN_AGAIN], "answered": True}
    try:
        atlas, routing_map = site_ports().atlas(), site_ports().current_map()
    except HarborlineError:
        return page(request, "find/nothing_to_ask.html", about)
    question = read_question(typed, atlas, names_of(atlas))
    about |= _about(question, atlas)
    template = _TEMPLATES[question.asked]
    if question.asked is Asked.MILITARY:
        about["first"] = _first_for_the_military(routing_map)
    if template == "find/answer.html":
        origins = origins_of(question, routing_map)
        if not origins:
            return page(request, "find/unknown.html", about)
        about |= _answered(routing_map, atlas, origins)
    return page(request, template, about)


def _about(question: Question, atlas: Atlas) -> dict[str, Any]:
    """Gives what every kind of answer may say of a question."""
    about: dict[str, Any] = {
        "empty": question.asked is Asked.NOTHING,
        "exact": question.exact,
        "choices": choices_in_words(question.others, atlas),
        "likely": choices_in_words(_as_likely_as_a_state(question), atlas),
        "zips": question.zips,
        "place": _place(question, atlas),
        "is_county": bool(question.locality and question.locality.kind is LocalityKind.COUNTY),
    }
    if question.state in NAMES:
        about |= {"state": question.state, "state_name": state_in_words(question.state)}
    if question.asked is Asked.STATE:
        about |= _about_state(question.state or "", atlas)
    return about


def _as_likely_as_a_state(question: Question) -> list[Locality]:
    """Gives the cities that people mean as often as the state of the same name: New York, Washington."""
    if question.asked is not Asked.STATE:
        return []
    return [one for one in question.others[:_LIKELY] if one.population >= _LARGE]


def _place(question: Question, atlas: Atlas) -> str:
    if question.locality:
        return locality_in_words(question.locality, atlas)
    row = question.zip
    return f"{row.city}, {state_in_words(row.state)} {row.zip}" if row else ""


def _first_for_the_military(routing_map: RoutingMap) -> str:
    """Names whom the line asks first for callers with a military ZIP; empty where that is nobody apart."""
    backup = routing_map.line().military
    return routing_map.names[routing_map.parties[backup]] if backup else ""


def _answered(routing_map: RoutingMap, atlas: Atlas, origins: tuple[Origin, ...]) -> dict[str, Any]:
    found = answer_for(routing_map, atlas, origins, timezone.now())
    return {
        "answer": found,
        "counties": _links(atlas.counties[fips] for fips in found.counties),
        "neighbours": _neighbours(found, atlas),
    }


def _neighbours(found: Answer, atlas: Atlas) -> list[tuple[str, str]]:
    if not found.counties:
        return []
    beside = [atlas.counties[fips] for fips in atlas.counties[found.counties[0]].neighbours]
    # Those whose centers are shown already are linked above.
    return _links(one for one in beside if one.fips not in found.counties)


def _links(counties: Iterable[County]) -> list[tuple[str, str]]:
    """Gives the address of each county's page, and its name within a sentence."""
    pages = _pages_of_counties()
    return [
        (pages + _named(one.fips, one.name, one.state), county_in_words(one)) for one in counties
    ]


def _pages_of_counties() -> str:
    """Gives what the paths of counties' pages begin with, in the language in use."""
    return _county_pages(get_language() or "")


@cache
def _county_pages(_language: str) -> str:
    return reverse("public:find:county", args=[_ANY]).removesuffix(_ANY)


@cache
def _named(fips: str, name: str, state: str) -> str:
    """Gives the end of the path of a county's page, with its name for people to read."""
    return f"{fips}-{slugify(f'{name} {state}')}"


@require_safe
def show_county(request: HttpRequest, county: str) -> HttpResponse:
    """Shows who answers for a county: the form of an answer that can be passed on."""
    try:
        atlas = site_ports().atlas()
    except HarborlineError:
        return page(request, "find/nothing_to_ask.html")
    code = county[:5]
    found = atlas.counties.get(atlas.aliases.get(code, code)) if _FIPS.match(county) else None
    if found is None:
        raise Http404
    about: dict[str, Any] = {
        "county": found,
        "place": f"{county_in_words(found)}, {state_in_words(found.state)}",
        "name": county_in_words(found),
        "state": found.state,
        "state_name": state_in_words(found.state),
        "canonical": _links([found])[0][0],
    }
    try:
        routing_map = site_ports().current_map()
    except HarborlineError:
        return page(request, "find/nothing_to_ask.html", about)
    origin = locate(routing_map, Evidence(county=found.fips))
    return page(request, "find/county.html", about | _answered(routing_map, atlas, (origin,)))


@require_safe
def show_states(request: HttpRequest) -> HttpResponse:
    """Lists the states, for whoever would rather not type."""
    named = sorted((str(name), code.lower()) for code, name in NAMES.items())
    return page(request, "find/states.html", {"states": named})


@require_safe
def show_state(request: HttpRequest, state: str) -> HttpResponse:
    """Lists the counties of a state."""
    code = state.upper()
    if code not in NAMES:
        raise Http404
    try:
        atlas = site_ports().atlas()
    except HarborlineError:
        return page(request, "find/nothing_to_ask.html")
    return page(request, "find/state.html", {"exact": True, **_about_state(code, atlas)})


def _about_state(code: str, atlas: Atlas) -> dict[str, Any]:
    inside = sorted((one for one in atlas.counties.values() if one.state == code), key=_by_name)
    pages = _pages_of_counties()
    return {
        "state": code,
        "state_name": state_in_words(code),
        "coalition": coalition_of(code),
        "inside": [(pages + _named(one.fips, one.name, one.state), one.name) for one in inside],
    }


def _by_name(county: County) -> str:
    return county.name.casefold()
