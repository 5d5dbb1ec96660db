"""Paths of the console. Those of one center have its id in front; the guard puts it on the request."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, View, route
from harborline.web.console import home
from harborline.web.console.center import (
    area,
    callers,
    destinations,
    entry,
    figures,
    hours,
    listing,
    overview,
    pause,
    published,
    rota,
    trainings,
)
from harborline.web.console.nation_urls import NETWORK

app_name = "console"

_P = Permission


def _center(pattern: str, view: View, name: str, needs: Permission) -> URLPattern:
    return route(f"center/<str:center>/{pattern}", view, name=name, needs=needs, owner=Owner.CENTER)


CENTER: list[URLPattern] = [
    _center("", overview.show, "center", _P.CENTER_VIEW),
    _center("entry", entry.edit, "entry", _P.CENTER_EDIT),
    _center("entry/numbers", published.numbers, "numbers", _P.CENTER_EDIT),
    _center("entry/training", published.training, "training", _P.CENTER_EDIT),
    _center("phones", destinations.show, "destinations", _P.CENTER_DESTINATIONS),
    _center("phones/add", destinations.add, "add_destination", _P.CENTER_DESTINATIONS),
    _center("phones/<int:destination>", destinations.edit, "destination", _P.CENTER_DESTINATIONS),
    _center("hours", hours.show, "hours", _P.CENTER_HOURS),
    _center("hours/<int:destination>", hours.week, "week", _P.CENTER_HOURS),
    _center("hours/days", hours.add_day, "add_day", _P.CENTER_HOURS),
    _center("hours/days/<int:exception>/remove", hours.drop_day, "drop_day", _P.CENTER_HOURS),
    _center("rota", rota.show, "rota", _P.CENTER_ROTA),
    _center("pause", pause.show, "pause", _P.CENTER_PAUSE),
    _center("area", area.show, "area", _P.CENTER_VIEW),
    _center("callers", callers.show, "callers", _P.CENTER_EXPLAIN),
    _center("training-requests", trainings.listed, "center_training", _P.CENTER_TRAINING),
    _center(
        "training-requests/<int:training>",
        trainings.show,
        "center_training_request",
        _P.CENTER_TRAINING,
    ),
    _center("verify", listing.confirm, "verify", _P.CENTER_VERIFY),
    _center("numbers", figures.show, "figures", _P.CENTER_FIGURES),
]

urlpatterns: list[URLPattern] = [
    route("", home.show, name="home", needs=_P.OWN_ACCOUNT),
    *CENTER,
    *NETWORK,
]
