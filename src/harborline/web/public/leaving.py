"""The way out: a plain link that leads to another site and asks the browser to forget what it kept of ours."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

_SEE_OTHER = 303
_FORGET = '"cache"'
"""Not the storage: there stands the flag by which a page that Back restores leaves again."""


@csrf_exempt
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Leads away at once."""
    return HttpResponse(
        status=_SEE_OTHER,
        headers={
            "Location": settings.EXIT_URL,
            "Clear-Site-Data": _FORGET,
            "Referrer-Policy": "no-referrer",
        },
    )
