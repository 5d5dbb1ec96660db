"""Changes to approve: maps that wait for a second person, and what is edited and on no map yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from harborline.atlas.tables import County
from harborline.core.errors import HarborlineError
from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.accounts.scopes import Reach
from harborline.web.console.nation.change_words import Said, said
from harborline.web.console.nation.reaching import asked_state, states_of
from harborline.web.console.navigation import covers
from harborline.web.directory.models import Backup, Center, Line
from harborline.web.publishing.models import Proposal, State
from harborline.web.publishing.refusals import in_words
from harborline.web.publishing.waiting import Edited, Routine, edited, held, routine
from harborline.web.site.ports import site_ports

A_PAGE = 20
_WAITING = (State.CHECKED, State.APPROVED)
_KINDS = {
    "center": gettext_lazy("Center"),
    "backup": gettext_lazy("Backup"),
    "line": gettext_lazy("Line"),
}


class Owned(NamedTuple):
    """What is known of an entry that changed. `state`: empty for the nation's own."""

    name: str
    state: str
    coalition: str | None


class Row(NamedTuple):
    """A changed entry as it is shown. `page`: the center's id where there is a page to see; `proposal`: the
    number of the open proposal that holds all of it; `soon`: some of it goes to callers by itself;
    `refused`: why its hours cannot.
    """

    kind: str
    name: str
    state: str
    page: str | None
    said: tuple[Said, ...]
    edited: Edited
    proposal: int | None
    soon: bool
    refused: tuple[str, ...]


def show(request: ScopedRequest) -> HttpResponse:
    """Shows what waits, the newest change first; a coalition sees its own centers and backups."""
    mine = states_of(request.reach)
    since = held()
    waiting = list(
        Proposal.objects.filter(state__in=_WAITING).defer("report", "comparison", "faults")
    )
    owned, going = _owned(request.reach), routine()
    left = (going.left_of(one) for one in edited(since.number))
    found = [
        one
        for one in left
        if one.differs() and (one.subject in owned or (request.reach.everything and one.left))
    ]
    states = frozenset(one.state for one in owned.values() if one.state)
    state = asked_state(request.GET.get("state", ""), mine, states | (mine or frozenset()))
    if state:
        found = [one for one in found if one.subject in owned and owned[one.subject].state == state]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "console/nation/changes.html",
        {
            "page": page,
            "rows": _rows(request, page.object_list, owned, waiting, going),
            "waiting": waiting,
            "since": since,
            "routine": going.on,
            "state": state,
            "states": sorted(states if mine is None else mine),
            "may_read": request.scope_held.may(Permission.NATION_VIEW),
            "may_propose": request.scope_held.may(Permission.MAP_PROPOSE),
        },
    )


def _owned(reach: Reach) -> dict[str, Owned]:
    """Gives what is in reach by subject: centers and backups, and for the nation its lines."""
    centers = Center.objects.within(reach).order_by()
    found = {
        f"center:{id_}": Owned(name, state, coalition)
        for id_, name, state, coalition in centers.values_list(
            "id", "name", "state", "coalition_id"
        )
    }
    backups = Backup.objects.order_by()
    if not reach.everything:
        backups = backups.filter(coalition_id__in=reach.coalitions)
    for id_, name, state, coalition in backups.values_list("id", "name", "state", "coalition_id"):
        found[f"backup:{id_}"] = Owned(name, state, coalition)
    if reach.everything:
        for id_, name in Line.objects.order_by().values_list("id", "name"):
            found[f"line:{id_}"] = Owned(name, "", None)
    return found


def _rows(
    request: ScopedRequest,
    shown: Iterable[Edited],
    owned: Mapping[str, Owned],
    waiting: Iterable[Proposal],
    going: Routine,
) -> list[Row]:
    counties, numbers = _counties(), request.scope_held.reach(Permission.CENTER_DESTINATIONS)
    rows = []
    for one in shown:
        known = owned.get(one.subject, Owned(one.name or one.id, "", None))
        may_know = covers(numbers, one.id, known.coalition)
        holding = [proposal.pk for proposal in waiting if one.last <= proposal.directory_at]
        refused = going.refused.get(one.id, ()) if one.kind == "center" else ()
        rows.append(
            Row(
                str(_KINDS[one.kind]),
                known.name,
                known.state,
                one.id if one.kind == "center" and one.subject in owned else None,
                said(one, counties, digits=may_know),
                one,
                max(holding, default=None),
                going.on and not refused and one.goes_by_itself(),
                tuple(in_words(sentence) for sentence in refused),
            )
        )
    return rows


def _counties() -> Mapping[str, County]:
    try:
        return site_ports().atlas().counties
    except HarborlineError:
        return {}
