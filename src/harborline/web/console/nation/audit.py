"""The audit trail: who changed what and why, newest first, and whether the chain holds."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from harborline.web.accounts.routes import ScopedRequest
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault

A_PAGE = 50
FILTERS = ("actor", "verb", "subject")


def show(request: ScopedRequest) -> HttpResponse:
    """Shows entries that have the texts asked for; a POST checks every link of the chain."""
    given = {name: request.GET.get(name, "").replace("\0", "")[:200] for name in FILTERS}
    asked = {f"{name}__icontains": text for name, text in given.items() if text}
    entries = AuditEntry.objects.filter(**asked).select_related("payload").order_by("-number")
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    checked = request.method == "POST"
    context = {"page": page, "given": given, "checked": checked}
    if checked:
        context["fault"] = fault()
    return render(request, "console/nation/audit.html", context)
