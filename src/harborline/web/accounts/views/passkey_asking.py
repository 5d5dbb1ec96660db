"""The challenge between asking a browser for a passkey and its answer: in the session, once, briefly."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse

from harborline.web.accounts.services.passkeys import Asked

_GOOD_FOR_S = 5 * 60


def ask(request: HttpRequest, purpose: str, asked: Asked) -> HttpResponse:
    """Keeps the challenge and gives the options to the script that asked."""
    request.session[_key(purpose)] = [asked.challenge.hex(), time.time()]
    return HttpResponse(asked.options, content_type="application/json")


def challenge(request: HttpRequest, purpose: str) -> bytes:
    """Takes the challenge out of the session; gives none that any answer fits where there is none."""
    kept, at = request.session.pop(_key(purpose), ("", 0.0))
    return bytes.fromhex(kept) if time.time() - at < _GOOD_FOR_S else b""


def _key(purpose: str) -> str:
    return f"passkey_{purpose}"
