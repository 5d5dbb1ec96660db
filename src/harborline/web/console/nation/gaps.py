"""Gaps and overlaps: where nobody answers, where it ends soon, where several centers serve one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from harborline.atlas.tables import County
from harborline.core.errors import HarborlineError
from harborline.mapmaking.gaps import Closed, Gaps, SharedZip
from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.accounts.scopes import Reach
from harborline.web.console.gaps import gaps_of
from harborline.web.console.nation.gap_words import Told, told
from harborline.web.console.nation.reaching import asked_state, states_of
from harborline.web.directory.models import Center
from harborline.web.site.ports import site_ports

A_PAGE = 20
_WEEK = timedelta(days=6)
KINDS: dict[str, str | Promise] = {
    "unserved": gettext_lazy("Nobody serves them"),
    "closed": gettext_lazy("Hours without a center"),
    "ending": gettext_lazy("Soon without a center"),
    "from_afar": gettext_lazy("Led to another state"),
    "overlaps": gettext_lazy("Several centers"),
    "zips": gettext_lazy("ZIPs named twice"),
}
"""The lists, in the order in which somebody needs them; the keys are those of `Gaps`."""
ORDERS: dict[str, str | Promise] = {
    "people": gettext_lazy("Most people first"),
    "place": gettext_lazy("By place"),
    "hours": gettext_lazy("Most hours first"),
}
_Gap = Any


class Count(NamedTuple):
    """How much a list holds. `people`: who live there."""

    kind: str
    word: str | Promise
    places: int
    people: int


class Line(NamedTuple):
    """A place of a list, in words. `centers`: those that have to do with it."""

    place: str
    state: str
    people: int
    said: Told
    centers: tuple[Named, ...]

    def explained(self) -> str | None:
        """Gives the center at which somebody can ask who would ring."""
        return next((one.page for one in self.centers if one.page), None)


class Named(NamedTuple):
    """A center in a line. `page`: its id where there is a page to see; `note`: what it has to do with it."""

    name: str
    page: str | None
    note: str


def show(request: ScopedRequest) -> HttpResponse:
    """Shows one list of gaps, and how long the others are."""
    ports, today = site_ports(), timezone.now().date()
    mine = states_of(request.reach)
    try:
        routing_map, atlas = ports.current_map(), ports.atlas()
        gaps = gaps_of(routing_map, atlas, today)
    except HarborlineError:
        heading = gettext_lazy("Gaps and overlaps")
        return render(request, "console/nation/no_map.html", {"heading": heading})
    known = frozenset(one.state for one in atlas.counties.values())
    state = asked_state(request.GET.get("state", ""), mine, known)
    states = frozenset({state}) if state else mine
    lists = {kind: list(_within(getattr(gaps, kind), states)) for kind in KINDS}
    kind = _asked(request.GET.get("show"), KINDS, next((k for k in KINDS if lists[k]), "unserved"))
    order = _asked(request.GET.get("order"), ORDERS, "people")
    found = sorted(lists[kind], key=_key(order)) if order != "people" else lists[kind]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    names = dict(zip(routing_map.ids, routing_map.names, strict=True))
    return render(
        request,
        "console/nation/gaps.html",
        {
            "counts": [_count(kind, lists[kind]) for kind in KINDS],
            "kind": kind,
            "orders": {k: w for k, w in ORDERS.items() if k != "hours" or kind == "closed"},
            "order": order,
            "state": state,
            "states": sorted(known if mine is None else mine),
            "page": page,
            "lines": _lines(page.object_list, gaps, request.reach, names),
            "version": routing_map.version,
            "may_explain": request.scope_held.may(Permission.CENTER_EXPLAIN),
            "first": today,
            "last": today + _WEEK,
        },
    )


def _asked(given: str | None, known: Mapping[str, object], usual: str) -> str:
    return given if given is not None and given in known else usual


def _within(gaps: Iterable[_Gap], states: frozenset[str] | None) -> Iterable[_Gap]:
    return (one for one in gaps if states is None or _state(one) in states)


def _state(gap: _Gap) -> str:
    state: str = gap.zip.state if isinstance(gap, SharedZip) else gap.county.state
    return state


def _people(gap: _Gap) -> int:
    people: int = gap.zip.population if isinstance(gap, SharedZip) else gap.county.population
    return people


def _place(gap: _Gap) -> str:
    if isinstance(gap, SharedZip):
        return f"{gap.zip.zip} {gap.zip.city}, {gap.zip.state}"
    county: County = gap.county
    return f"{county.name}, {county.state}"


def _key(order: str) -> Callable[[_Gap], Any]:
    if order == "hours":
        return lambda gap: -gap.unanswered.minutes if isinstance(gap, Closed) else 0
    return lambda gap: (_state(gap), _place(gap))


def _count(kind: str, gaps: Sequence[_Gap]) -> Count:
    people = {_place(gap): _people(gap) for gap in gaps}
    return Count(kind, KINDS[kind], len(gaps), sum(people.values()))


def _lines(shown: Iterable[_Gap], gaps: Gaps, reach: Reach, names: Mapping[str, str]) -> list[Line]:
    """Puts a page of gaps into words; who is in reach is asked once for all of them."""
    words = [(gap, told(gap, gaps.first_day)) for gap in shown]
    ids = {center for _, said in words for center, _ in said.centers}
    known = dict(
        Center.objects.within(reach).filter(pk__in=ids).order_by().values_list("id", "name")
    )
    return [
        Line(
            _place(gap),
            _state(gap),
            _people(gap),
            said,
            tuple(_named(center, note, reach, known, names) for center, note in said.centers),
        )
        for gap, said in words
    ]


def _named(
    center: str, note: str, reach: Reach, known: Mapping[str, str], names: Mapping[str, str]
) -> Named:
    """Names a center that is in reach; the nation reads the map's own name of one that left the directory."""
    if center in known:
        return Named(known[center], center, note)
    if reach.everything:
        return Named(names.get(center, center), None, note)
    return Named(str(gettext_lazy("a center of another coalition")), None, note)
