from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "harborline.web.site"
    label = "site_pages"
