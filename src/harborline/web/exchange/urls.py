"""Paths of the exchange's pages in the console; `api_urls.py` has those of programs."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, route
from harborline.web.exchange import csv_views, hsds_views

app_name = "exchange"

_IMPORT, _EXPORT = Permission.DIRECTORY_IMPORT, Permission.DIRECTORY_EXPORT

CSV: list[URLPattern] = [
    route(path, view, name=name, needs=needs, owner=Owner.NATION)
    for path, view, name, needs in (
        ("import/csv", csv_views.upload, "csv_upload", _IMPORT),
        ("import/csv/columns", csv_views.columns, "csv_columns", _IMPORT),
        ("import/csv/check", csv_views.check, "csv_check", _IMPORT),
        ("export/csv", csv_views.export, "csv_export", _EXPORT),
    )
]

HSDS: list[URLPattern] = [
    route(path, view, name=name, needs=needs, owner=Owner.NATION)
    for path, view, name, needs in (
        ("import/hsds", hsds_views.upload, "hsds_upload", _IMPORT),
        ("import/hsds/check", hsds_views.check, "hsds_check", _IMPORT),
        ("export/hsds.json", hsds_views.export_json, "hsds_json", _EXPORT),
        ("export/hsds.zip", hsds_views.export_tabular, "hsds_tabular", _EXPORT),
    )
]

urlpatterns: list[URLPattern] = [*CSV, *HSDS]
