"""Paths of the console."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, route
from harborline.web.console import home
from harborline.web.console.center import overview

app_name = "console"

_P = Permission

CENTER: list[URLPattern] = [
    route(
        "center/<str:center>/",
        overview.show,
        name="center",
        needs=_P.CENTER_VIEW,
        owner=Owner.CENTER,
    ),
]

urlpatterns: list[URLPattern] = [
    route("", home.show, name="home", needs=_P.OWN_ACCOUNT),
    *CENTER,
]
