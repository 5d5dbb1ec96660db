"""All centers in reach: found by any part of their name, by state, by what needs doing."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from harborline.web.accounts.routes import ScopedRequest
from harborline.web.directory.models import Center

A_PAGE = 50
SOON = timedelta(days=30)
SHOWN = {
    "": gettext_lazy("All"),
    "soon": gettext_lazy("Expires within 30 days"),
    "expired": gettext_lazy("Expired"),
    "unverified": gettext_lazy("Never verified"),
}


def show(request: ScopedRequest) -> HttpResponse:
    """Shows a page of centers; with scripts, the list alone is asked for at each keystroke."""
    words = request.GET.get("q", "").replace("\0", "")[:100]
    state, kind = request.GET.get("state", ""), request.GET.get("show", "")
    within = Center.objects.within(request.reach).order_by()
    found = _found(within, words, state, kind).order_by("expires_on" if kind else "name", "id")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    alone = request.headers.get("HX-Request") == "true"
    states = () if alone else within.values_list("state").annotate(Count("id")).order_by("state")
    return render(
        request,
        "console/nation/_centers.html" if alone else "console/nation/centers.html",
        {
            "page": page,
            "states": states,
            "shown": SHOWN,
            "given": {"q": words, "state": state, "show": kind},
            "today": timezone.now().date(),
        },
    )


def with_words(centers: QuerySet[Center], words: str) -> QuerySet[Center]:
    """Keeps those with every word in name, id, city or state."""
    for word in words.split():
        centers = centers.filter(
            Q(name__icontains=word)
            | Q(id__icontains=word)
            | Q(city__icontains=word, confidential=False)
            | Q(state__iexact=word)
        )
    return centers


def _found(centers: QuerySet[Center], words: str, state: str, kind: str) -> QuerySet[Center]:
    today = timezone.now().date()
    kept = {
        "soon": Q(expires_on__gte=today, expires_on__lte=today + SOON),
        "expired": Q(expires_on__lt=today),
        "unverified": Q(verified_on=None),
    }.get(kind, Q())
    return with_words(centers, words).filter(kept, **({"state": state} if state else {}))
