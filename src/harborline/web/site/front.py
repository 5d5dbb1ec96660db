"""The address without a path: whoever types the host name alone comes to the console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def show(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Leads to the console."""
    return redirect("console:home")
