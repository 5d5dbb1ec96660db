"""Paths of finding help, below the language."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.public.find import views

app_name = "find"

urlpatterns: list[URLPattern] = [route("", views.home, name="home", needs=None)]
