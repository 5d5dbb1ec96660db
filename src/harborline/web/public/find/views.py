"""The first page: the number to call, and one field to find the people near you."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from harborline.web.public.frame import page


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Shows the form, and answers it in place."""
    return page(request, "find/home.html")
