"""Paths of this part of the public site, below the language."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "care"

urlpatterns: list[URLPattern] = []
