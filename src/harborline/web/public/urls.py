"""Paths of the public site below its language: each part has its own table."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "public"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("harborline.web.public.find.urls")),
    path("", include("harborline.web.public.listings.urls")),
    path("", include("harborline.web.public.share.urls")),
    path("", include("harborline.web.public.care.urls")),
    path("", include("harborline.web.public.learn.urls")),
]
