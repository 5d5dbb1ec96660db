"""Approve, publish, withdraw, compare again: each asks first, then does it, and works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from harborline.core.errors import HarborlineError
from harborline.web.publishing import services
from harborline.web.publishing.forms import WhyForm
from harborline.web.publishing.models import Proposal
from harborline.web.publishing.refusals import in_words


class Act(NamedTuple):
    """An act and its words. `verb`: takes actor, number and reason. `asks_why`: a reason may be given."""

    verb: Callable[[str, int, str], object]
    heading: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise
    asks_why: bool = False
    stops: bool = False


_APPROVE = Act(
    lambda actor, number, _: services.approve(actor, number),
    gettext_lazy("Approve this map?"),
    gettext_lazy(
        "You say that you read what it changes for callers. It is not in use yet: publishing is the "
        "next step."
    ),
    gettext_lazy("Approve"),
    gettext_lazy("Approved. It can be published now."),
)
_PUBLISH = Act(
    lambda actor, number, _: services.publish(actor, number),
    gettext_lazy("Publish this map?"),
    gettext_lazy(
        "Callers meet it within two seconds. A map that was published before it is kept, and rolling "
        "back returns to it."
    ),
    gettext_lazy("Publish"),
    gettext_lazy("Published. Below you see which voice process serves it."),
)
_WITHDRAW = Act(
    services.withdraw,
    gettext_lazy("Withdraw this proposal?"),
    gettext_lazy("Its map is deleted. The directory stays as it is, and can be proposed anew."),
    gettext_lazy("Withdraw"),
    gettext_lazy("Withdrawn."),
    asks_why=True,
    stops=True,
)
_COMPARE = Act(
    lambda actor, number, _: services.compare_again(actor, number),
    gettext_lazy("Compare it with the map in use now?"),
    gettext_lazy(
        "What it changes is computed anew, which takes a few seconds. Whoever approved it is asked "
        "again."
    ),
    gettext_lazy("Compare again"),
    gettext_lazy("Compared with the map in use."),
)


def approve(request: HttpRequest, number: int) -> HttpResponseBase:
    return _act(request, number, _APPROVE)


def publish(request: HttpRequest, number: int) -> HttpResponseBase:
    response = _act(request, number, _PUBLISH)
    return redirect("publishing:versions") if response.status_code == _FOUND else response


def withdraw(request: HttpRequest, number: int) -> HttpResponseBase:
    return _act(request, number, _WITHDRAW)


def compare(request: HttpRequest, number: int) -> HttpResponseBase:
    return _act(request, number, _COMPARE)


_FOUND = 302


def _act(request: HttpRequest, number: int, act: Act) -> HttpResponseBase:
    found = Proposal.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else None)
    shown = {"act": act, "proposal": found, "form": form if act.asks_why else None}
    if request.method != "POST" or not form.is_valid():
        return render(request, "publishing/act.html", shown)
    actor = request.scope_held.actor  # type: ignore[attr-defined]
    try:
        act.verb(actor, number, form.cleaned_data["why"])
    except HarborlineError as fault:
        return render(
            request, "publishing/act.html", {**shown, "fault": in_words(str(fault))}, status=409
        )
    messages.success(request, str(act.done))
    return redirect("publishing:proposal", number)
