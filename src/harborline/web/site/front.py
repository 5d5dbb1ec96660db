"""The address without a path: whoever types the host name alone finds help, in a language of theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation


def show(request: HttpRequest) -> HttpResponse:
    """Leads to the public site in the language that the browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        answer = redirect("public:find:home")
    answer.headers["Vary"] = "Accept-Language"
    return answer
