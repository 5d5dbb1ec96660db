"""Paths of the read API, for programs with a key; `urls.py` has the pages for people."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "hsds"

urlpatterns: list[URLPattern] = []
