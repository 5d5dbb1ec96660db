from __future__ import annotations

from django.apps import AppConfig


class LearnConfig(AppConfig):
    name = "harborline.web.public.learn"
    label = "learn"
