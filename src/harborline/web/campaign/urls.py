"""Paths of the campaign page below the language."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "campaign"

urlpatterns: list[URLPattern] = []
