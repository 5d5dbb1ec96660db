"""Paths of the exchange's pages in the console; `api_urls.py` has those of programs."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "exchange"

urlpatterns: list[URLPattern] = []
