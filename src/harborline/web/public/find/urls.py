"""Paths of finding help, below the language."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.routes import route
from harborline.web.public.find import hearing, views

app_name = "find"

urlpatterns: list[URLPattern] = [
    route("", views.home, name="home", needs=None),
    route("county/<slug:county>", views.show_county, name="county", needs=None),
    route("states", views.show_states, name="states", needs=None),
    route("states/<slug:state>", views.show_state, name="state", needs=None),
    route("what-you-will-hear", hearing.show, name="hear", needs=None),
    route("what-you-will-hear/<slug:part>.wav", hearing.play, name="sound", needs=None),
]
