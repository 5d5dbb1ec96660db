"""Gives each request the scope of whoever asks: who is signed in on pages, whose key it is on the API."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from harborline.web.accounts.models import Account
from harborline.web.accounts.routes import NOBODY
from harborline.web.accounts.services.keys import key_of, scope_of
from harborline.web.accounts.services.sessions import SIGNED_IN_AT

__all__ = ["SIGNED_IN_AT", "ScopeMiddleware"]

API = "/api/"
_BEARER = "Bearer "


class ScopeMiddleware:
    """Sets `request.scope_held`.

    Under /console/ a session counts, which ends after two hours; under /api/ a key in the header
    `Authorization: Bearer …`, which is then `request.key`.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.scope_held = NOBODY  # type: ignore[attr-defined]
        if "\0" in request.path:
            raise Http404  # no row has a name with it, and PostgreSQL takes no such question
        if request.path.startswith(settings.SESSION_COOKIE_PATH):
            self._look(request)
        elif request.path.startswith(API):
            self._look_at_key(request)
        return self._answer(request)

    def _look(self, request: HttpRequest) -> None:
        if not isinstance(request.user, Account):
            return
        begun = request.session.get(SIGNED_IN_AT, 0.0)
        if time.time() - begun > settings.SESSION_LONGEST_S:
            logout(request)
            return
        request.scope_held = request.user.scope()  # type: ignore[attr-defined]
        if request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language

    def _look_at_key(self, request: HttpRequest) -> None:
        given = request.headers.get("Authorization", "")
        key = key_of(given.removeprefix(_BEARER).strip()) if given.startswith(_BEARER) else None
        request.key = key  # type: ignore[attr-defined]
        if key is not None:
            request.scope_held = scope_of(key)  # type: ignore[attr-defined]
