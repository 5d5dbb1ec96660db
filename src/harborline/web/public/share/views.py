"""The page for passing something on: words to change, a link for each network, a card, posters, an embed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from harborline.web.public.frame import page
from harborline.web.public.sending import Refusal, comes_from_elsewhere, in_words
from harborline.web.public.share import networks, wording
from harborline.web.public.share.embedding import snippet
from harborline.web.public.share.sheets import FORMS, PAPERS
from harborline.web.public.share.subjects import LINE, Kind, Subject, line_instead, subject_of

_SEE_OTHER = 303
_LONGEST_SERVER = 300
_SHOWN_AGAIN = 2 * networks.LONGEST
"""Characters of a text that is too long which come back to be cut by hand."""


def _showing(kind: Kind) -> Callable[..., HttpResponseBase]:
    """Makes the page of a kind of things. A POST makes the links anew with the person's own text; one with
    the name of a Mastodon server leads there. Nothing of either is kept.
    """

    # A browser holds what follows a form to the page's own rules: the way to a Mastodon server is by https.
    @csp_update({"form-action": ["https:"]})
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    def show(request: HttpRequest, id: str = LINE) -> HttpResponse:  # noqa: A002 -- as in the path
        return _shown(request, subject_of(kind, id))

    return show


def _shown(request: HttpRequest, subject: Subject) -> HttpResponse:
    if not subject.is_current:
        return page(request, "share/out_of_date.html", {"subject": subject, "to": line_instead()})
    if request.method != "POST":
        return _page(request, subject, wording.text_of(subject))
    typed = request.POST.get("text", "")
    text = networks.cleaned(typed[: 2 * _SHOWN_AGAIN])
    if len(text) > networks.LONGEST:
        error = _("Please write at most %(most)s characters.") % {"most": networks.LONGEST}
        kept = text[:_SHOWN_AGAIN]
        return _page(request, subject, wording.text_of(subject), typed=kept, text_error=error)
    if request.POST.get("do") == networks.MASTODON.id:
        return _to_mastodon(request, subject, text)
    return _page(request, subject, text, server=_server_typed(request))


def _to_mastodon(request: HttpRequest, subject: Subject, text: str) -> HttpResponse:
    """Leads to the person's own server, which no other site can have chosen for them."""
    typed = _server_typed(request)
    server = networks.server_of(typed)
    if server is None:
        error = _("Write the name of your server, such as mastodon.social.")
        return _page(request, subject, text, server=typed, server_error=error)
    if comes_from_elsewhere(request):
        error = in_words(Refusal.ELSEWHERE)
        return _page(request, subject, text, server=typed, server_error=error)
    share = networks.share(networks.MASTODON, text, subject.page, "", server)
    return HttpResponse(
        status=_SEE_OTHER,
        headers={"Location": share.address, "Referrer-Policy": "no-referrer"},
    )


def _server_typed(request: HttpRequest) -> str:
    return " ".join(networks.cleaned(request.POST.get("server", "")[:_LONGEST_SERVER]).split())


def _page(
    request: HttpRequest, subject: Subject, text: str, *, typed: str | None = None, **more: Any
) -> HttpResponse:
    language = get_language() or "en"
    title = wording.title_of(subject)
    mastodon = networks.share(networks.MASTODON, text, subject.page, "")
    context = {
        "subject": subject,
        "title": title,
        "text": text if typed is None else typed,
        "shares": networks.shares(text, subject.page, title),
        "mastodon": mastodon,
        "most": networks.LONGEST,
        "made_up": wording.is_made_up(subject),
        "alt": wording.alt_of(subject),
        "card": subject.path_of("card", language, "wide"),
        "square": subject.path_of("card", language, "square"),
        "sheets": _sheets(subject, language),
        "snippet": snippet(subject, language),
        "embed": subject.path_of("embed", language),
        **more,
    }
    return page(request, "share/page.html", context)


def _sheets(subject: Subject, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Gives each form of sheet with its addresses by the name of the paper."""
    return [
        (
            str(form.name),
            [
                (str(paper.name), subject.path_of("sheet", language, paper_id, form_id))
                for paper_id, paper in PAPERS.items()
            ],
        )
        for form_id, form in FORMS.items()
    ]


show_center = _showing(Kind.CENTER)
show_county = _showing(Kind.COUNTY)
show_resource = _showing(Kind.RESOURCE)
show_line = _showing(Kind.LINE)
