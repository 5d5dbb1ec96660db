"""The list of resources with what was said of each, and the page on which one is confirmed or corrected."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from harborline.web.accounts.routes import ScopedRequest
from harborline.web.directory.services.faults import Refused, Stale
from harborline.web.public.listings import services
from harborline.web.public.listings.console.forms import FactsForm, as_typed
from harborline.web.public.listings.resource_words import shown

_LONGEST = 200
_DIGITS = 9


def show_all(request: HttpRequest) -> HttpResponse:
    """Lists every resource, those that wait for somebody first."""
    rows = services.listed()
    waiting = [one for one in rows if not one.is_live]
    about = {"waiting": waiting, "live": [one for one in rows if one.is_live]}
    return render(request, "listings/console/resources.html", about)


def show(request: ScopedRequest, resource: str) -> HttpResponseBase:
    """Shows one resource; a POST confirms, withdraws or corrects it."""
    found = services.one(resource)
    if found is None:
        raise Http404
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = FactsForm(request.POST if act == "edit" else None, initial=as_typed(found.resource))
    faults: dict[str, str] = {}
    if act == "edit" and not form.is_valid():
        pass
    elif act in _VERBS:
        faults = _done(lambda: _VERBS[act](request, found, form))
        if not faults:
            messages.success(request, _SAID[act]())
            return redirect("resources:one", resource)
    for name, sentence in faults.items():
        if act == "edit":
            form.add_error(name if name in form.fields else None, sentence)
    about = {
        "listed": found,
        "resource": found.resource,
        "shown": shown(found),
        "form": form,
        "faults": faults if act != "edit" else {},
        "typed": {name: request.POST.get(name, "")[:_LONGEST] for name in ("how", "why")},
        "is_editing": act == "edit",
    }
    return render(request, "listings/console/resource.html", about)


def _done(verb: Callable[[], None]) -> dict[str, str]:
    """Calls a verb; gives what it refuses, by field."""
    try:
        verb()
    except Refused as refused:
        return refused.faults
    except Stale as stale:
        return {"": str(stale)}
    return {}


def _version(request: ScopedRequest) -> int:
    typed = request.POST.get("version", "")
    readable = typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS
    return int(typed) if readable else -1


def _confirm(request: ScopedRequest, found: services.Listed, _form: FactsForm) -> None:
    how = request.POST.get("how", "")[:_LONGEST]
    services.confirm(request.scope_held.actor, found.resource.id, how, _version(request))


def _withdraw(request: ScopedRequest, found: services.Listed, _form: FactsForm) -> None:
    why = request.POST.get("why", "")[:_LONGEST]
    services.withdraw(request.scope_held.actor, found.resource.id, why, _version(request))


def _edit(request: ScopedRequest, found: services.Listed, form: FactsForm) -> None:
    services.edit(request.scope_held.actor, found.resource.id, form.cleaned_data, _version(request))


_VERBS: dict[str, Callable[[ScopedRequest, services.Listed, FactsForm], None]] = {
    "confirm": _confirm,
    "withdraw": _withdraw,
    "edit": _edit,
}
_SAID: dict[str, Callable[[], str]] = {
    "confirm": lambda: _("Confirmed: the public sees it now."),
    "withdraw": lambda: _("Withdrawn: the public no longer sees it."),
    "edit": lambda: _("Saved. The public sees it once it is confirmed."),
}
