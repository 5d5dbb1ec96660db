"""Training requests that came to a center: those that lie with it now, and no others."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from harborline.app.training import Holder, HolderKind, Phase
from harborline.web.accounts.scopes import Reach
from harborline.web.console.center.asking import CenterRequest, page, say
from harborline.web.console.center.saving import seen_version
from harborline.web.console.trainings import answer, answering_of, line_of, shown
from harborline.web.training.models import TrainingRequest

A_PAGE = 20
_OVER = (Phase.CLOSED.value, Phase.FORGOTTEN.value)


def listed(request: CenterRequest) -> HttpResponseBase:
    """Lists what waits for an answer, what is agreed, and what was closed lately."""
    at, center = timezone.now(), request.center
    rows = TrainingRequest.objects.within(_own(request)).select_related("center", "coalition")
    waiting = Paginator(rows.exclude(phase__in=_OVER), A_PAGE).get_page(request.GET.get("page"))
    closed = rows.filter(phase=Phase.CLOSED).order_by("-due_at", "-id")[:A_PAGE]
    found = {
        "page": waiting,
        "lines": [line_of(row, center.zone, at) for row in waiting],
        "closed": [line_of(row, center.zone, at) for row in closed],
    }
    return page(request, "trainings.html", found)


def show(request: CenterRequest, training: int) -> HttpResponseBase:
    """Shows one request; a POST answers it."""
    rows = TrainingRequest.objects.within(_own(request)).select_related("center", "coalition")
    row = get_object_or_404(rows.exclude(phase=Phase.FORGOTTEN), pk=training)
    posted = request.POST if request.method == "POST" else None
    found = answering_of(row, posted, request.POST.get("act", ""))
    version = row.version
    if posted is not None:
        version = seen_version(posted.get("version", ""))
        holder = Holder(HolderKind.CENTER, request.center.pk)
        said = answer(request.scope_held.actor, holder, found, version)
        if said:
            say(request, said)
            return redirect("console:center_training", request.center.pk)
    return page(
        request, "training_request.html", {**shown(found, timezone.now()), "version": version}
    )


def _own(request: CenterRequest) -> Reach:
    return Reach(centers=frozenset({request.center.pk}))
