"""The list of maps, a proposal with all that is known of it, a new one, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from harborline.core.errors import HarborlineError
from harborline.web.accounts.permissions import Permission
from harborline.web.publishing import services, telling
from harborline.web.publishing.forms import NoteForm, RollBackForm
from harborline.web.publishing.history import history
from harborline.web.publishing.models import Proposal, State
from harborline.web.publishing.refusals import in_words
from harborline.web.publishing.services.deciding import may_approve
from harborline.web.site.ports import site_ports

_PAGE = 25


def versions(request: HttpRequest) -> HttpResponseBase:
    """Shows what is in use, who serves it, every proposal and every map that was in use."""
    newest = services.newest()
    proposals = Proposal.objects.defer("report", "comparison", "faults")
    processes = site_ports().serving()
    shown = {
        "newest": newest,
        "base": services.base(),
        "processes": [telling.process(one, newest) for one in processes],
        "proposals": Paginator(proposals, _PAGE).get_page(request.GET.get("page")),
        "history": history(request.reach),  # type: ignore[attr-defined]
        "reach": services.reach(),
        "can_roll_back": site_ports().can_roll_back(),
        "may": _may(request),
    }
    return render(request, "publishing/versions.html", shown)


def proposal(request: HttpRequest, number: int) -> HttpResponseBase:
    """Shows one proposal: refusals or report, what changes, and what can be done with it."""
    newest = services.newest()
    found = Proposal.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    open_now = found.state in {State.CHECKED, State.APPROVED}
    base = services.base()
    shown = {
        "proposal": found,
        "newest": newest,
        "faults": list(map(in_words, found.faults)),
        "in_use": base is not None and base.version == found.version,
        "outdated": open_now and not services.is_current(found, newest),
        "changed_since": telling.changed_since(found) if open_now else None,
        "told": telling.told(found, request.reach),  # type: ignore[attr-defined]
        "may": _may(request),
        "may_approve": may_approve(_actor(request), found),
    }
    return render(request, "publishing/proposal.html", shown)


def new(request: HttpRequest) -> HttpResponseBase:
    """Says what a check does and how long it takes; does it when asked."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "publishing/new.html", shown)
    try:
        made = services.propose(_actor(request), form.cleaned_data["note"])
    except HarborlineError as fault:
        shown["fault"] = in_words(str(fault))
        return render(request, "publishing/new.html", shown, status=409)
    return redirect("publishing:proposal", made.number)


def roll_back(request: HttpRequest) -> HttpResponseBase:
    """Asks why, then makes the map before the one in use again."""
    newest = services.newest()
    leaving = newest.version if newest else ""
    form = RollBackForm(
        request.POST if request.method == "POST" else None, initial={"leaving": leaving}
    )
    shown: dict[str, object] = {"form": form, "newest": newest, "before": services.before()}
    shown["can_roll_back"] = site_ports().can_roll_back()
    if request.method != "POST" or not form.is_valid():
        return render(request, "publishing/roll_back.html", shown)
    try:
        services.roll_back(_actor(request), form.cleaned_data["why"], form.cleaned_data["leaving"])
    except HarborlineError as fault:
        shown["fault"] = in_words(str(fault))
        return render(request, "publishing/roll_back.html", shown, status=409)
    messages.success(
        request, gettext("Rolled back. Callers meet the map before within two seconds.")
    )
    return redirect("publishing:versions")


def _actor(request: HttpRequest) -> str:
    actor: str = request.scope_held.actor  # type: ignore[attr-defined]
    return actor


def _may(request: HttpRequest) -> dict[str, bool]:
    scope = request.scope_held  # type: ignore[attr-defined]
    return {
        "propose": scope.may(Permission.MAP_PROPOSE),
        "approve": scope.may(Permission.MAP_APPROVE),
        "roll_back": scope.may(Permission.MAP_ROLL_BACK),
    }
