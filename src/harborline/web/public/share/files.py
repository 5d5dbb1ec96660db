"""Cards and sheets as files: what they say is public, and nothing of who asks is in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from harborline.web.public.astray import astray
from harborline.web.public.share import wording
from harborline.web.public.share.cards import SHAPES, card
from harborline.web.public.share.keeping import TooMany
from harborline.web.public.share.sheets import FORMS, PAPERS, sheet
from harborline.web.public.share.subjects import Subject, current, subject_of

P = ParamSpec("P")
_BUSY = (
    429  # and no 503, which is told on standard error as a fault of ours: a flood would fill a log
)
_LATER_S = "2"


def in_language(
    view: Callable[Concatenate[HttpRequest, Subject, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Gives a view the thing that its path names, in the language of the path."""

    @wraps(view)
    def viewed(
        request: HttpRequest,
        language: str,
        kind: str,
        id: str,  # noqa: A002 -- as in the path
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> HttpResponse:
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with translation.override(language):
            subject = current(subject_of(kind, id))
            try:
                answer = view(request, subject, *args, **kwargs)
            except TooMany:
                answer = astray(request, _BUSY)
                answer.headers["Retry-After"] = _LATER_S
        answer.headers["Content-Language"] = language
        return answer

    return viewed


@require_safe
@in_language
def show_card(request: HttpRequest, subject: Subject, shape: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Gives the picture of a link."""
    if shape not in SHAPES:
        raise Http404
    return HttpResponse(card(wording.card_text(subject), shape), content_type="image/png")


@require_safe
@in_language
def show_sheet(
    request: HttpRequest,  # noqa: ARG001 -- Django gives it
    subject: Subject,
    paper: str,
    form: str,
) -> HttpResponse:
    """Gives a sheet to print. Its file name says nothing."""
    if paper not in PAPERS or form not in FORMS:
        raise Http404
    answer = HttpResponse(sheet(subject, paper, form), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="sheet-{paper}.pdf"'
    return answer
