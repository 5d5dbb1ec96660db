"""Paths of this part of the public site, below the language."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.public.care import plan, views

app_name = "care"

urlpatterns: list[URLPattern] = [
    *(
        route(path, views.shows(f"care/{name}.html"), name=name, needs=None)
        for path, name in views.PAGES.items()
    ),
    route("take-care/plan", plan.show, name="plan", needs=None),
]
