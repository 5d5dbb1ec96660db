"""The library: its index by topic, which also answers a search in place, and each page."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from harborline.web.public.frame import page
from harborline.web.public.learn.checking import Draft
from harborline.web.public.learn.library import library, rendered
from harborline.web.public.learn.searching import LONGEST, find, words_in
from harborline.web.public.learn.topics import TOPICS


class Shelf(NamedTuple):
    """The pages of a topic."""

    topic: str
    name: str
    pages: list[tuple[str, Draft]]


def _names() -> dict[str, str]:
    return {
        "basics": pgettext("public", "The basics"),
        "for-you": pgettext("public", "If it happened to you"),
        "options": pgettext("public", "What you can do, if you want to"),
        "for-others": pgettext("public", "Being there for someone"),
        "change": pgettext("public", "Changing things where you are"),
    }


def _spoken() -> str:
    return get_language() or "en"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Shows every page by topic, and what a search found above them."""
    pages, names = library().pages(_spoken()), _names()
    shelves = [
        Shelf(topic, names[topic], [one for one in pages if one[1].head.topics[0] == topic])
        for topic in TOPICS
    ]
    context: dict[str, Any] = {"shelves": [shelf for shelf in shelves if shelf.pages]}
    if request.method == "POST":
        asked = request.POST.get("q", "")[:LONGEST]
        context |= {"asked": asked, "searched": True, "found": find(pages, asked)}
        context["without_words"] = not words_in(asked)
    return page(request, "learn/index.html", context)


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a page with its sources, and who read it."""
    all_pages, spoken = library(), _spoken()
    draft = all_pages.drafts.get((spoken, slug))
    if draft is None:
        raise Http404
    shown = rendered(all_pages, spoken, slug)
    context = {
        "address": f"{settings.SITE_URL}{request.path}",
        "head": draft.head,
        "text": shown.html,
        "parts": [heading for heading in shown.headings if heading.level == _PART],
        "others": _others(all_pages.pages(spoken), slug, draft),
    }
    return page(request, "learn/page.html", context)


_PART, _MOST = 2, 3


def _others(pages: list[tuple[str, Draft]], slug: str, draft: Draft) -> list[tuple[str, Draft]]:
    """Gives pages to go on with: the next of the same topic, then the next of any."""
    at = next(place for place, (name, _draft) in enumerate(pages) if name == slug)
    rest = pages[at + 1 :] + pages[:at]
    topics = set(draft.head.topics)
    return sorted(rest, key=lambda one: not topics & set(one[1].head.topics))[:_MOST]
