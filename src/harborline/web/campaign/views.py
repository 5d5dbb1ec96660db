"""The campaign page: words that do not change, and the waits of these hours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harborline.web.campaign.waits import told
from harborline.web.public.frame import page
from harborline.web.site.ports import site_ports


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Shows the page."""
    return page(request, "campaign/page.html", {"waits": told(site_ports(), timezone.now())})
