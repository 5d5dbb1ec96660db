"""Paths of publishing, all of the nation's."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, View, route
from harborline.web.publishing import acts, views

app_name = "publishing"
_P = Permission


def _nation(pattern: str, view: View, name: str, needs: Permission) -> URLPattern:
    return route(f"maps/{pattern}", view, name=name, needs=needs, owner=Owner.NATION)


urlpatterns: list[URLPattern] = [
    _nation("", views.versions, "versions", _P.NATION_VIEW),
    _nation("new", views.new, "new", _P.MAP_PROPOSE),
    _nation("roll-back", views.roll_back, "roll_back", _P.MAP_ROLL_BACK),
    _nation("proposals/<int:number>", views.proposal, "proposal", _P.NATION_VIEW),
    _nation("proposals/<int:number>/approve", acts.approve, "approve", _P.MAP_APPROVE),
    _nation("proposals/<int:number>/publish", acts.publish, "publish", _P.MAP_APPROVE),
    _nation("proposals/<int:number>/withdraw", acts.withdraw, "withdraw", _P.MAP_PROPOSE),
    _nation("proposals/<int:number>/compare", acts.compare, "compare", _P.MAP_PROPOSE),
]
