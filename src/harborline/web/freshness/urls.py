"""Paths of freshness: in the console, and the mailed link, which needs no account and no cookie."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, route
from harborline.web.freshness import views

app_name = "freshness"

_P = Permission

urlpatterns: list[URLPattern] = [
    route("console/freshness", views.listed, name="list", needs=_P.CENTER_VIEW),
    route(
        "console/center/<str:center>/freshness",
        views.center_page,
        name="center",
        needs=_P.CENTER_VIEW,
        owner=Owner.CENTER,
    ),
    route(
        "console/center/<str:center>/test-calls/<int:destination>",
        views.consent,
        name="consent",
        needs=_P.CENTER_DESTINATIONS,
        owner=Owner.CENTER,
    ),
    route("confirm/<str:token>", views.confirm, name="confirm", needs=None),
]
