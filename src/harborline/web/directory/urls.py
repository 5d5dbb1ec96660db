"""The one path of the directory, for voice processes."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.app.rota_desk import PATH
from harborline.web.accounts.routes import route
from harborline.web.directory import rota_door

app_name = "directory"

urlpatterns: list[URLPattern] = [
    route(PATH.removeprefix("/"), rota_door.ask, name="rota_door", needs=None, api=True)
]
