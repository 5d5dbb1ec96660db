"""Paths of the campaign page below the language."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.campaign import views

app_name = "campaign"

urlpatterns: list[URLPattern] = [route("campaign", views.show, name="page", needs=None)]
