"""Gives each request the scope of whoever is signed in, and ends sessions that lasted long enough."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from harborline.web.accounts.models import Account
from harborline.web.accounts.routes import NOBODY

SIGNED_IN_AT = "signed_in_at"


class ScopeMiddleware:
    """Sets `request.scope_held`. Signing in puts SIGNED_IN_AT (seconds since 1970) in the session."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.scope_held = NOBODY  # type: ignore[attr-defined]
        if request.path.startswith(settings.SESSION_COOKIE_PATH):
            self._look(request)
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
