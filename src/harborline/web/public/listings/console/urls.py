"""Paths of national resources in the console."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, route
from harborline.web.public.listings.console import views

app_name = "resources"

_EDIT = Permission.NATION_EDIT

urlpatterns: list[URLPattern] = [
    route("resources", views.show_all, name="list", needs=_EDIT, owner=Owner.NATION),
    route("resources/<str:resource>", views.show, name="one", needs=_EDIT, owner=Owner.NATION),
]
