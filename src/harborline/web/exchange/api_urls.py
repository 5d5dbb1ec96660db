"""Paths of the read API, for programs with a key; `urls.py` has the pages for people."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, View, route
from harborline.web.exchange.api import views
from harborline.web.exchange.api.openapi import LISTS

app_name = "hsds"


def _path(pattern: str, view: View, name: str) -> URLPattern:
    read, nation = Permission.API_READ, Owner.NATION
    return route(pattern, view, name=name, needs=read, owner=nation, api=True)


urlpatterns: list[URLPattern] = [
    route("", views.about, name="about", needs=None, api=True),
    route("openapi.json", views.openapi, name="openapi", needs=None, api=True),
    *(_path(path, views.listing(entity), path) for path, entity in LISTS.items()),
    *(_path(f"{path}/<str:id>", views.single(entity), entity) for path, entity in LISTS.items()),
]
