"""Pages that show words alone: each is its template, and knows nothing of who looks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from harborline.web.public.frame import page

PAGES = {
    "take-care": "take_care",
    "take-care/breathe": "breathe",
    "take-care/notice": "ground",
    "take-care/walk": "walk",
    "take-care/reach-a-friend": "reach_a_friend",
    "take-care/log-off": "log_off",
    "take-care/for-you": "for_survivors",
    "take-care/for-a-friend": "for_supporters",
    "take-care/after-a-shift": "for_advocates",
    "just-happened": "just_happened",
    "safety": "safety",
    "what-is-kept": "what_is_kept",
}
"""Path below the language to the name of the route and its template. No path says why somebody is here."""


def shows(template: str) -> Callable[[HttpRequest], HttpResponse]:
    """Gives the view of one template."""

    @require_safe
    def show(request: HttpRequest) -> HttpResponse:
        return page(request, template)

    return show
