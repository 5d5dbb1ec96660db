"""All of it by state: how each state stands now, and one page for each with its centers and where to go on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from harborline.app.overlays import Pause
from harborline.atlas.tables import Atlas
from harborline.core.errors import HarborlineError
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.gaps import Gaps
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.accounts.scopes import Reach
from harborline.web.console.gaps import gaps_of
from harborline.web.console.nation.coverage import CLASSES, freshness
from harborline.web.console.nation.reaching import states_of
from harborline.web.console.standing import Standing, Standings
from harborline.web.directory.models import Backup, Center, Coalition
from harborline.web.directory.states import state_in_words
from harborline.web.site.ports import site_ports

A_PAGE = 50
_OLD = frozenset({"soon", "old"})
_HEADING = gettext_lazy("By state")


class Known(NamedTuple):
    """What pages of states are made of. `standings`: of this minute; `gaps`: of the week."""

    gaps: Gaps
    standings: Standings
    states: frozenset[str]


class Summary(NamedTuple):
    """A state in figures. `open`: centers that would be dialed now; `ending`: listings that expired, or expire
    within 30 days, or were never verified; `unserved`, `people`: counties without a center, and who lives there.
    """

    state: str
    centers: int
    open: int
    paused: int
    ending: int
    unserved: int
    people: int


class Line(NamedTuple):
    """A center of a state. `fresh`: the class of its listing; `freshness`: the same in words."""

    id: str
    name: str
    standing: Standing
    now: str
    fresh: str
    freshness: Any
    expires_on: date | None


def listed(request: ScopedRequest) -> HttpResponseBase:
    """Shows all states in reach; who looks after one alone is led there."""
    mine = states_of(request.reach)
    if mine is not None and len(mine) == 1:
        return redirect("console:state", next(iter(mine)))
    try:
        known = _known(timezone.now())
    except HarborlineError:
        return render(request, "console/nation/no_map.html", {"heading": _HEADING})
    rows = Center.objects.within(request.reach).order_by()
    by_state: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for state, *row in rows.values_list("state", "id", "verified_on", "expires_on"):
        by_state[state].append(tuple(row))
    states = sorted(known.states if mine is None else mine, key=state_in_words)
    counties = _unserved(known.gaps)
    shown = [_summary(state, by_state[state], known.standings, counties) for state in states]
    total = Summary("", *(sum(column) for column in list(zip(*shown, strict=True))[1:]))
    return render(request, "console/nation/states.html", {"rows": shown, "total": total})


def show(request: ScopedRequest, state: str) -> HttpResponse:
    """Shows one state; one out of reach is not there."""
    mine, now = states_of(request.reach), timezone.now()
    if mine is not None and state not in mine:
        raise Http404
    try:
        known = _known(now)
    except HarborlineError:
        return render(request, "console/nation/no_map.html", {"heading": _HEADING})
    if state not in known.states:
        raise Http404
    rows = list(
        Center.objects.within(request.reach)
        .filter(state=state)
        .order_by("name", "id")
        .values_list("id", "name", "verified_on", "expires_on")
    )
    summary = _summary(
        state, [(row[0], *row[2:]) for row in rows], known.standings, _unserved(known.gaps)
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "console/nation/state.html",
        {
            "state": state,
            "summary": summary,
            "at": now,
            "page": page,
            "lines": [_line(row, known.standings, now.date()) for row in page.object_list],
            "gaps": _counts(known.gaps, state),
            "coalitions": _coalitions(request.reach, state),
            "backups": [
                (backup, known.standings.in_words(backup.pk))
                for backup in Backup.objects.filter(state=state).order_by("name")
            ],
        },
    )


def _known(at: datetime) -> Known:
    """Reads the map in use. Raises HarborlineError where there is none."""
    ports = site_ports()
    routing_map: RoutingMap = ports.current_map()
    atlas: Atlas = ports.atlas()
    return Known(
        gaps_of(routing_map, atlas, at.date()),
        Standings(routing_map, _pauses(at), at),
        frozenset(county.state for county in atlas.counties.values()),
    )


def _pauses(at: datetime) -> tuple[Pause, ...]:
    """Gives the pauses that hold, none where the overlays cannot be read: pages go on."""
    try:
        return site_ports().overlays.pauses(at)
    except HarborlineError:
        return ()


def _unserved(gaps: Gaps) -> Mapping[str, tuple[int, int]]:
    """Gives how many counties of each state nobody serves, and their people."""
    counties: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for gap in gaps.unserved:
        counties[gap.county.state] += 1
        people[gap.county.state] += gap.county.population
    return {state: (count, people[state]) for state, count in counties.items()}


def _summary(
    state: str,
    centers: Iterable[tuple[Any, ...]],
    standings: Standings,
    unserved: Mapping[str, tuple[int, int]],
) -> Summary:
    """Counts centers, given by id, day of verification and last day."""
    found: Counter[Standing] = Counter()
    ending, today = 0, timezone.now().date()
    for center, verified_on, expires_on in centers:
        found[standings.of(center)] += 1
        ending += freshness(verified_on, expires_on, today) in _OLD
    return Summary(
        state,
        found.total(),
        found[Standing.OPEN],
        found[Standing.PAUSED],
        ending,
        *unserved.get(state, (0, 0)),
    )


def _line(row: tuple[Any, ...], standings: Standings, today: date) -> Line:
    center, name, verified_on, expires_on = row
    fresh = freshness(verified_on, expires_on, today)
    words = CLASSES["freshness"][fresh]
    standing = standings.of(center)
    return Line(center, name, standing, standings.in_words(center), fresh, words, expires_on)


def _counts(gaps: Gaps, state: str) -> dict[str, int]:
    """Counts the gaps of a state by the list that shows them."""
    return {
        kind: sum(gap.county.state == state for gap in getattr(gaps, kind))
        for kind in ("unserved", "closed", "ending", "overlaps")
    }


def _coalitions(reach: Reach, state: str) -> list[Coalition]:
    """Gives the coalitions of a state whose contact may be seen."""
    found = Coalition.objects.filter(state=state).order_by("name")
    return list(found if reach.everything else found.filter(pk__in=reach.coalitions))
