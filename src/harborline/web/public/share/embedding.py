"""A card that other websites may show: the only page that may stand in a frame, and how they find it (oEmbed).

It has no script, sets nothing, and asks nothing of the page around it.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from harborline.web.public.share import wording
from harborline.web.public.share.cards import SHAPES
from harborline.web.public.share.subjects import (
    LINE,
    Kind,
    Subject,
    absolute,
    current,
    line_instead,
    subject_of,
)

WIDTH, HEIGHT = 480, 320
LEAST_WIDTH, LEAST_HEIGHT = 240, 200
_FRAMED_BY_ALL = {"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]}
_DIGITS = 6
_LONGEST_URL = 500
_KINDS = {
    "public:find:home": Kind.LINE,
    "public:find:county": Kind.COUNTY,
    "public:listings:center": Kind.CENTER,
    "public:share:center": Kind.CENTER,
    "public:share:county": Kind.COUNTY,
    "public:share:resource": Kind.RESOURCE,
    "public:share:line": Kind.LINE,
}


class Asked(NamedTuple):
    """What an address of ours shows, and the language of its path."""

    subject: Subject
    language: str


@require_safe
@xframe_options_exempt
@csp_replace(_FRAMED_BY_ALL)  # type: ignore[arg-type] # its types know no parameters of paths
def show_embed(request: HttpRequest, language: str, kind: str, id: str) -> HttpResponse:  # noqa: A002 -- as in the path
    """Shows the card, small and by itself; the national line's where a website shows what is gone."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        try:
            subject, status = current(subject_of(kind, id)), 200
        except Http404:
            subject, status = line_instead(), 404
        context = {
            "subject": subject,
            "title": wording.title_of(subject),
            "lead": wording.lead_of(subject),
            "made_up": wording.is_made_up(subject),
            "language": language,
        }
        answer = render(request, "share/embed.html", context, status=status)
    answer.headers["Content-Language"] = language
    return answer


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Tells a website how to show the card of an address of ours (oEmbed 1.0, kind "rich")."""
    if request.GET.get("format", "json") != "json":
        return _refusal("This site answers in JSON alone.", 501)
    width = _at_most(request.GET.get("maxwidth"), WIDTH)
    height = _at_most(request.GET.get("maxheight"), HEIGHT)
    if width is None or height is None:
        return _refusal("Write maxwidth and maxheight as whole numbers of pixels.", 400)
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        smallest = f"The card needs {LEAST_WIDTH} x {LEAST_HEIGHT} pixels at least."
        return _refusal(smallest, 400)
    asked = _asked(request.GET.get("url", ""))
    if asked is None:
        return _refusal("There is no card for this address.", 404)
    with translation.override(asked.language):
        answer = JsonResponse(_document(asked, width, height))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def snippet(subject: Subject, language: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Gives the HTML that shows the card on another page."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" '
        'referrerpolicy="no-referrer"></iframe>',
        absolute(subject.path_of("embed", language)),
        width,
        height,
        wording.title_of(subject),
    )


def _document(asked: Asked, width: int, height: int) -> dict[str, str | int]:
    subject, language = asked
    shape = SHAPES["wide"]
    return {
        "version": "1.0",
        "type": "rich",
        "title": wording.title_of(subject),
        "provider_name": "Harborline",
        "provider_url": settings.SITE_URL,
        "html": snippet(subject, language, width, height),
        "width": width,
        "height": height,
        "thumbnail_url": absolute(subject.path_of("card", language, "wide")),
        "thumbnail_width": shape.width,
        "thumbnail_height": shape.height,
    }


def _asked(url: str) -> Asked | None:
    """Gives what an address of ours shows; None for any other address."""
    ours, given = urlsplit(settings.SITE_URL), None
    try:
        given = urlsplit(url) if len(url) <= _LONGEST_URL else None
    except ValueError:
        return None
    if given is None or (given.scheme, given.netloc) != (ours.scheme, ours.netloc):
        return None
    language = translation.get_language_from_path(given.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            found = resolve(given.path)
            values = [str(one) for one in found.kwargs.values()]
            if found.view_name == "public:listings:resources" and given.fragment:
                return Asked(subject_of(Kind.RESOURCE, given.fragment), language)
            return _shown(found.view_name, values, language)
        except (Resolver404, Http404):
            return None


def _shown(view: str, values: list[str], language: str) -> Asked | None:
    if view == "share:embed":
        language, kind, id_ = values
        if language not in dict(settings.LANGUAGES):
            return None
        return Asked(current(subject_of(kind, id_)), language)
    kind_of = _KINDS.get(view)
    if kind_of is None:
        return None
    return Asked(current(subject_of(kind_of, values[0] if values else LINE)), language)


def _at_most(typed: str | None, usual: int) -> int | None:
    """Gives the smaller of what is asked and what is usual; None where no number was asked."""
    if typed is None:
        return usual
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS):
        return None
    return min(int(typed), usual)


def _refusal(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
