"""What callers near us meet: who would ring for a place at a time, and why.

What is typed is answered in place and kept nowhere. Nobody's live calls are looked at: the answer is the
one of an hour in which nothing else rings.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from harborline.core.errors import HarborlineError, UnusableMap
from harborline.core.numbering import NoPrefix, parse
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.places import KM_PER_MILE, Origin, Precision
from harborline.core.reasons import LegReason, SkipReason
from harborline.core.routing import Evidence, Leg, Needs, Skip, decide, locate
from harborline.core.routing_map import RoutingMap
from harborline.web.console.center.asking import (
    CenterRequest,
    moment_at,
    on_its_clock,
    page,
)
from harborline.web.console.center.fields import moment_field
from harborline.web.console.center.words import LEG_REASONS, SKIP_REASONS
from harborline.web.directory.words import clock, zone_in_words
from harborline.web.site.ports import site_ports

_DIGITS_OF_ZIP = 5


class Rings(NamedTuple):
    """A center that would ring. `ours`: it is the one whose page this is."""

    name: str
    why: str
    ours: bool


class Answer(NamedTuple):
    """A decision in words."""

    place: str
    at: str
    rings: tuple[Rings, ...]
    others: tuple[Rings, ...]
    further: tuple[Rings, ...]
    version: str


class PlaceForm(forms.Form):
    """A ZIP or the first six digits of a number, and a reading of the center's clock."""

    place = forms.CharField(
        label=_("ZIP, or the first six digits of a phone number"),
        help_text=_("For example 28202, or 704-555. Nothing of it is kept."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    when = moment_field(
        label=_("Time of the call"), help_text=_("Leave it empty for now."), required=False
    )

    def clean_place(self) -> Evidence:
        typed: str = self.cleaned_data["place"].strip()
        if len(typed) == _DIGITS_OF_ZIP and typed.isascii() and typed.isdigit():
            return Evidence(zip=typed)
        prefix = parse(typed)
        if isinstance(prefix, NoPrefix):
            raise forms.ValidationError(
                _("Write five digits of a ZIP, or six digits with an area code of the US.")
            )
        return Evidence(prefix=prefix)


def show(request: CenterRequest) -> HttpResponse:
    """Asks for a place, and answers on the same page."""
    form = PlaceForm(request.POST or None)
    found: dict[str, Any] = {"form": form}
    if form.is_valid() and (at := _moment(request, form)) is not None:
        found["answer"] = _answer(request, form.cleaned_data["place"], at, form)
    return page(request, "callers.html", found)


def _moment(request: CenterRequest, form: PlaceForm) -> datetime | None:
    typed = form.cleaned_data["when"]
    at = timezone.now() if typed is None else moment_at(request.center, typed)
    if at is None:
        form.add_error("when", _("The clock skips this hour on that day; choose another one."))
    return at


def _answer(
    request: CenterRequest, evidence: Evidence, at: datetime, form: PlaceForm
) -> Answer | None:
    try:
        routing_map = site_ports().current_map()
    except UnusableMap:
        form.add_error(None, _("There is no published map yet, so nobody can be asked."))
        return None
    origin = locate(routing_map, evidence)
    needs = Needs(None, routing_map.line().languages[0])
    decision = decide(routing_map, origin, needs, NOTHING_KNOWN, at)
    center = request.center.pk
    return Answer(
        place_in_words(origin),
        _moment_in_words(on_its_clock(request.center, at)),
        tuple(_rings(leg, center) for leg in decision.legs),
        _others(routing_map, decision.skipped, center),
        _others(routing_map, decision.dropped, center),
        decision.map_version[:8],
    )


def place_in_words(origin: Origin) -> str:
    """Says where the caller may be, at the precision that is known, without a digit of theirs."""
    county = _county(origin.county)
    if origin.precision is Precision.NONE:
        return gettext("This says nothing about a place.")
    if origin.precision is Precision.AREA_CODE:
        return gettext("Somewhere in this area code, which spans several counties.")
    if not county:
        return gettext("Somewhere in %(state)s.") % {"state": origin.state or "?"}
    if origin.precision is Precision.ZIP:
        return gettext("The ZIP lies in %(county)s.") % {"county": county}
    return gettext("These digits belong to %(county)s; the caller may be elsewhere.") % {
        "county": county
    }


def _county(fips: str | None) -> str:
    try:
        known = site_ports().atlas().counties.get(fips or "")
    except HarborlineError:
        known = None
    return f"{known.name}, {known.state}" if known else fips or ""


def _rings(leg: Leg, center: str) -> Rings:
    why = [str(LEG_REASONS[LegReason(leg.reason)])]
    if leg.km is not None:
        miles = round(leg.km / KM_PER_MILE)
        why.append(
            ngettext("%(miles)s mile away", "%(miles)s miles away", miles) % {"miles": miles}
        )
    if leg.crosses_state:
        why.append(gettext("in another state"))
    return Rings(leg.name, ", ".join(why), leg.center == center)


def _moment_in_words(at: datetime) -> str:
    day = f"{capfirst(WEEKDAYS[at.weekday()])}, {date_format(at, 'DATE_FORMAT')}"
    return f"{day}, {clock(at.hour * 60 + at.minute)} {zone_in_words(at)}."


def _others(routing_map: RoutingMap, skips: tuple[Skip, ...], center: str) -> tuple[Rings, ...]:
    return tuple(
        Rings(
            routing_map.names[routing_map.parties[skip.center]],
            str(_skip(skip.reason)),
            skip.center == center,
        )
        for skip in skips
    )


def _skip(reason: SkipReason) -> str | Promise:
    return SKIP_REASONS[reason]
