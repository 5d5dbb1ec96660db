"""The first page after signing in: it leads everybody to their place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from harborline.web.accounts.scopes import Reach
from harborline.web.console.navigation import only_center
from harborline.web.directory.models import Center


def show(request: HttpRequest) -> HttpResponseBase:
    """Opens the only center of who works for one alone; others choose."""
    scope = request.scope_held  # type: ignore[attr-defined]
    own = frozenset(grant.center for grant in scope.grants if grant.center)
    center = only_center(scope)
    if center is not None and len(scope.grants) == 1:
        return redirect("console:center", center)
    centers = Center.objects.within(Reach(centers=own)).order_by("name")
    return render(request, "console/home.html", {"centers": centers if own else ()})
