"""Paths of this part of the public site, below the language."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.public.share import views

app_name = "share"

urlpatterns: list[URLPattern] = [
    route("share/center/<slug:id>", views.show_center, name="center", needs=None),
    route("share/county/<slug:id>", views.show_county, name="county", needs=None),
    route("share/resource/<slug:id>", views.show_resource, name="resource", needs=None),
    route("share/line", views.show_line, name="line", needs=None),
]
