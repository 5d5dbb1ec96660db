"""Paths of accounts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from harborline.web.accounts.routes import route

app_name = "accounts"


def sign_in(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns: list[URLPattern] = [route("sign-in", sign_in, name="sign_in", needs=None)]
