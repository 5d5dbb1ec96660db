"""What somebody reads who met an error: a warm page, of the console or of the public by its path.

Programs are told as programs. Nothing of a request is repeated.
"""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils import translation
from django.views.defaults import bad_request, page_not_found, permission_denied

from harborline.web.accounts.views.sign_in import out_of_date
from harborline.web.public.astray import astray
from harborline.web.site.places import is_public
from harborline.web.site.ports import SitePorts, site_ports

_OUR_FAULT = 500
_API = "/api/"
_UNREADABLE = "The request cannot be read, or its host name is not one of this site."
_FAILED = "Something failed here; it was not your request."
_BARE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Harborline</title>"
    "<h1>Something failed here</h1><p>It was not your doing. Please try again in a minute.</p>"
    "<p lang=es>Algo falló aquí. No fue culpa suya. Intente otra vez en un minuto.</p>"
)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers what cannot be read, or came under a host name that is not ours."""
    if request.path.startswith(_API):
        return JsonResponse({"error": _UNREADABLE}, status=400)
    if is_public(request.path):
        return astray(request, 400)
    return bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers who may not do what they asked."""
    if is_public(request.path):
        return astray(request, 403)
    return permission_denied(request, exception)


def forged(request: HttpRequest, reason: str) -> HttpResponse:
    """Answers a form without the token of its browser; no page of the public's has such a form."""
    if is_public(request.path):
        return astray(request, 403)
    return out_of_date(request, reason)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers where nothing is; a language in other letters, as in /EN/ or /es-MX/, leads to ours."""
    if not is_public(request.path):
        return page_not_found(request, exception)
    address = _in_a_language_of_ours(request.path)
    if address is not None and request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(address)
    return astray(request, 404)


def _in_a_language_of_ours(path: str) -> str | None:
    code, _, rest = path.removeprefix("/").partition("/")
    ours = translation.get_language_from_path(path.lower())
    if ours is None or ours == code:
        return None
    with translation.override(ours):  # a path is looked for in the language that is active
        address = f"/{ours}/{rest}"
        return address if is_valid_path(address) else None


def sorry(request: HttpRequest) -> HttpResponse:
    """Answers whoever met a fault of ours; nothing of it needs the database, or a session."""
    if request.path.startswith(_API):
        return JsonResponse({"error": _FAILED}, status=_OUR_FAULT)
    try:
        return astray(request, _OUR_FAULT) if is_public(request.path) else _sorry_staff(request)
    except Exception:  # noqa: BLE001 -- the last page there is must come, whatever is broken
        return HttpResponse(_BARE, status=_OUR_FAULT)


def _sorry_staff(request: HttpRequest) -> HttpResponse:
    wanted = getattr(request, "LANGUAGE_CODE", None)
    with translation.override(wanted or translation.get_language_from_request(request)):
        page = render_to_string("500.html", _where_to_turn(site_ports()))
    return HttpResponse(page, status=_OUR_FAULT)


def _where_to_turn(ports: SitePorts) -> dict[str, object]:
    """Gives what names the real hotline on a demo."""
    demo = False
    with suppress(Exception):
        demo = ports.is_demo()
    return {"demo": demo, "hotline": ports.hotline}
