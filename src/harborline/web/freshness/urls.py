"""Paths of freshness."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "freshness"

urlpatterns: list[URLPattern] = []
