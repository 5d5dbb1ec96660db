from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "harborline.web.audit"
    label = "audit"
