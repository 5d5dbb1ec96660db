"""Paths of the library, below the language."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.public.learn import views

app_name = "learn"

urlpatterns: list[URLPattern] = [
    route("learn", views.index, name="index", needs=None),
    route("learn/<slug:slug>", views.show, name="page", needs=None),
]
