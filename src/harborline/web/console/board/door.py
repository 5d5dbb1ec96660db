"""The door for a television: a wall board's key, entered once, opens the board in this browser alone.

A signed cookie names the row of the key, never its secret. It has the path of the board, so no other page
sees it, and the key is looked up at every load: one that was ended lets nobody in any more.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from harborline.web.accounts.permissions import Permission, Role
from harborline.web.accounts.services.attempts import TooManyTries
from harborline.web.accounts.services.keys import enter_key, living_key, scope_of

COOKIE = "board"
LASTS_S = 365 * 24 * 3600
_SALT = "harborline.board"
_LONGEST = 200
_TOO_MANY = 429


class BoardKeys:
    """Gives a request for the board the scope of the key whose cookie it has.

    Somebody who is signed in and may see the board anyway stays who they are.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == reverse("console:board"):
            _look(request)
        return self._answer(request)


def _look(request: HttpRequest) -> None:
    if request.scope_held.may(Permission.BOARD_VIEW):  # type: ignore[attr-defined]
        return
    named = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=LASTS_S)
    key = living_key(named, Role.WALL_BOARD) if named else None
    if key is not None:
        request.scope_held = scope_of(key)  # type: ignore[attr-defined]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Asks for a key; a POST with a good one leaves the cookie and leads to the board."""
    if request.method != "POST":
        return _page(request)
    given = request.POST.get("key", "").strip()
    try:
        key = enter_key(given[:_LONGEST], Role.WALL_BOARD)
    except TooManyTries:
        return _page(request, gettext("Too many tries. Wait two minutes, then try again."), 429)
    if key is None:
        return _page(
            request, gettext("This is not the key of a working wall board. Check each character.")
        )
    answer = redirect("console:board")
    answer.set_signed_cookie(
        COOKIE,
        key.digest,
        salt=_SALT,
        max_age=LASTS_S,
        path=reverse("console:board"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    given = request.POST.get("key", "")[:_LONGEST]
    context = {"error": error, "given": given, "board": reverse("console:board")}
    return render(request, "console/board/door.html", context, status=status)
