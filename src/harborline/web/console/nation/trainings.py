"""Training requests of an area, for coalitions and the nation, who answer those that no center took.

What lies with a center is listed without its words and its contact: those are the center's.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from harborline.app.training import HolderKind, Phase
from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.accounts.scopes import Reach
from harborline.web.console.center.saving import seen_version
from harborline.web.console.nation.reaching import states_of
from harborline.web.console.trainings import answer, answering_of, line_of, shown
from harborline.web.directory.words import zone_in_words
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services.lives import holder_of

A_PAGE = 20
_NOT_LISTED = (Phase.UNCONFIRMED.value, Phase.FORGOTTEN.value)


def listed(request: ScopedRequest) -> HttpResponse:
    """Lists the requests of the states in reach, and those that lie with whoever looks."""
    at, states = timezone.now(), states_of(request.reach)
    rows = TrainingRequest.objects.within(Reach(everything=True)).exclude(phase__in=_NOT_LISTED)
    if states is not None:
        mine = TrainingRequest.objects.within(request.reach).values("pk")
        rows = rows.filter(Q(state__in=states) | Q(pk__in=mine))
    rows = rows.select_related("center", "coalition").order_by("-asked_at", "-id")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    answerable = request.scope_held.reach(Permission.TRAINING_ANSWER)
    found = {
        "page": page,
        "lines": [
            (line_of(row, settings.ROOM_ZONE, at), _is_theirs(row, answerable)) for row in page
        ],
    }
    return render(request, "console/nation/trainings.html", found)


def show(request: ScopedRequest, left_over: int) -> HttpResponseBase:
    """Shows a request that lies with a coalition or the nation; a POST answers it."""
    row = get_object_or_404(_theirs(request.reach), pk=left_over)
    posted = request.POST if request.method == "POST" else None
    found = answering_of(row, posted, request.POST.get("act", ""))
    version, holder = row.version, holder_of(row)
    if posted is not None and holder is not None:
        version = seen_version(posted.get("version", ""))
        said = answer(request.scope_held.actor, holder, found, version)
        if said:
            messages.success(request, said)
            return redirect("console:training_requests")
    at = timezone.now()
    more = {"version": version, "zone": zone_in_words(at.astimezone(ZoneInfo(found.zone)))}
    return render(request, "console/nation/training_request.html", shown(found, at) | more)


def _theirs(reach: Reach) -> QuerySet[TrainingRequest]:
    """Gives what whoever holds a reach may answer: what lies with their coalition, all of it with the nation."""
    rows = TrainingRequest.objects.within(Reach(everything=True)).exclude(phase__in=_NOT_LISTED)
    rows = rows.select_related("center", "coalition")
    if reach.everything:
        return rows.filter(holder__in=(HolderKind.COALITION.value, HolderKind.NATION.value))
    return rows.filter(coalition_id__in=reach.coalitions)


def _is_theirs(row: TrainingRequest, reach: Reach) -> bool:
    if reach.everything:
        return row.holder in {HolderKind.COALITION, HolderKind.NATION}
    return row.coalition_id in reach.coalitions
