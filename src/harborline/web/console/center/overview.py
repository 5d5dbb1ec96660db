"""The center at a glance."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from harborline.web.accounts.routes import ScopedRequest


def show(request: ScopedRequest) -> HttpResponse:
    return render(request, "console/center/overview.html", {"center": request.center})
