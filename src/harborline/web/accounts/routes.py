"""A route says whom it lets in: path, view, permission and whose it is, in one place.

    route("center/<slug:center>/hours", views.hours, name="hours", needs=Permission.CENTER_HOURS,
          owner=Owner.CENTER)

The test of roles walks these rows; a path that is made otherwise fails the build.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, URLPattern, path, resolve, reverse

from harborline.web.accounts.keeping import is_kept
from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.scopes import Reach, Scope

View = Callable[..., HttpResponseBase]
NOBODY = Scope("public")
SIGN_IN = "accounts:sign_in"
_SIGN_IN_AGAIN = "accounts:sign_in_again"


class Owner(StrEnum):
    """Whose a page is. A `CENTER` page has the center's id in its path as `center`."""

    NOBODY = "nobody"
    CENTER = "center"
    COALITION = "coalition"
    NATION = "nation"


class ScopedRequest(HttpRequest):
    """A request whose route was asked for. `reach`: where the permission of the route is held."""

    scope_held: Scope
    reach: Reach


def route(
    pattern: str,
    view: View,
    *,
    name: str,
    needs: Permission | None,
    owner: Owner = Owner.NOBODY,
    api: bool = False,
    door: str = SIGN_IN,
) -> URLPattern:
    """Makes a path that lets in whoever holds the permission; `needs=None` lets in everybody.

    Who is not signed in is sent to the `door`, a path by its name (an API says 401); who may not, gets 403. A center out of
    reach does not exist: 404, so that nobody learns which ids there are.
    """
    return path(pattern, _guarded(view, needs, owner, door, api=api), name=name)


def _guarded(view: View, needs: Permission | None, owner: Owner, door: str, *, api: bool) -> View:
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        scope: Scope = getattr(request, "scope_held", NOBODY)
        request.reach = Reach() if needs is None else scope.reach(needs)
        if needs is None:
            return view(request, *args, **kwargs)
        if scope == NOBODY:
            if api:
                return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
            # A form goes on to the page for signing in with all its fields, which come back from there.
            keeps = door == SIGN_IN and needs is not Permission.OWN_ACCOUNT and is_kept(request)
            wanted = f"{reverse(_SIGN_IN_AGAIN if keeps else door)}?next={quote(request.path)}"
            return redirect(wanted, preserve_request=keeps)
        if _is_shut(request.reach, owner):
            if api:
                return HttpResponse(status=403)
            raise PermissionDenied
        if owner is Owner.CENTER:
            request.center = _center(request.reach, kwargs.pop("center"))
        return view(request, *args, **kwargs)

    guarded.needs, guarded.owner, guarded.api = needs, owner, api  # type: ignore[attr-defined]
    guarded.door = door  # type: ignore[attr-defined]
    return guarded


def may_send(scope: Scope, address: str) -> bool:
    """Tells whether the page of an address (a path) is there for whoever has a scope."""
    try:
        found = resolve(address)
    except Resolver404:
        return False
    needs, owner = getattr(found.func, "needs", None), getattr(found.func, "owner", Owner.NOBODY)
    if needs is None or _is_shut(scope.reach(needs), owner):
        return False
    return (
        owner is not Owner.CENTER or _found(scope.reach(needs), found.kwargs["center"]) is not None
    )


def _is_shut(reach: Reach, owner: Owner) -> bool:
    return reach.nothing or (owner is Owner.NATION and not reach.everything)


def _center(reach: Reach, center: str) -> Any:
    found = _found(reach, center)
    if found is None:
        raise Http404
    return found


def _found(reach: Reach, center: str) -> Any:
    centers = apps.get_model("directory", "Center")
    return centers.objects.within(reach).filter(pk=center).first()
