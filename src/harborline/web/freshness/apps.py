from __future__ import annotations

from django.apps import AppConfig


class FreshnessConfig(AppConfig):
    name = "harborline.web.freshness"
    label = "freshness"
