"""What somebody reads who went astray on the public site: one page, with the line and the finder on it.

It asks no database and needs no working map, so that it comes when these fail.
"""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, pgettext

from harborline.web.public.frame import national_line
from harborline.web.site.ports import site_ports

_UNREADABLE, _REFUSED, _MISSING = 400, 403, 404


def astray(request: HttpRequest, status: int) -> HttpResponse:
    """Answers with a status, in the language of the path or, where it names none, of the browser."""
    ports = site_ports()
    context: dict[str, object] = {"request": request, "hotline": ports.hotline}
    with suppress(Exception):
        context |= {"demo": ports.is_demo(), "line": national_line()}
    with translation.override(_language(request)):
        context["heading"], context["words"] = _words(status)
        page = render_to_string("public/astray.html", context)
    return HttpResponse(page, status=status)


def _language(request: HttpRequest) -> str:
    of_path = translation.get_language_from_path(request.path.lower())
    return of_path or translation.get_language_from_request(request)


def _words(status: int) -> tuple[str, str]:
    if status == _MISSING:
        return gettext("This page is not here"), gettext(
            "The address may have a slip, or the page has moved. Help is still here."
        )
    if status == _UNREADABLE:
        return pgettext("public", "We could not read this"), gettext(
            "Something in it does not belong there, or it was too long. Please go back and try again, "
            "or begin here."
        )
    if status == _REFUSED:
        return gettext("We could not take this"), gettext(
            "Nothing was sent and nothing is kept. Please begin again here."
        )
    return gettext("Something went wrong here"), gettext(
        "It is our mistake, not yours. Please try again in a minute. The phone line does not need this "
        "page: you can call now."
    )
