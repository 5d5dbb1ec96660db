from __future__ import annotations

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "harborline.web.campaign"
    label = "campaign"
