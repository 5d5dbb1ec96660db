from __future__ import annotations

from django.apps import AppConfig


class ShareConfig(AppConfig):
    name = "harborline.web.public.share"
    label = "share"
