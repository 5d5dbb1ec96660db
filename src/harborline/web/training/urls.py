"""Paths of the training below the language. Those that a mail holds name no subject."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.training.views import ask, near, own

app_name = "training"

urlpatterns: list[URLPattern] = [
    route("training", near.show, name="near", needs=None),
    route("training/ask", ask.show, name="ask", needs=None),
    route("training/ask/sent", ask.sent, name="sent", needs=None),
    route("yours/<str:token>", own.show, name="own", needs=None),
    route("yours/<str:token>/calendar", own.calendar, name="calendar", needs=None),
]
