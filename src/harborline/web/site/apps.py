"""The site as an app: its base pages, and how forms speak."""

from __future__ import annotations

from django import forms
from django.apps import AppConfig
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "harborline.web.site"
    label = "site_pages"

    def ready(self) -> None:
        """Lets every form say in words what to write, where Django would name a rule."""
        forms.Field.default_error_messages["required"] = _("Please fill this in.")
        URLValidator.message = _("Write a web address, such as https://example.org.")
        EmailValidator.message = _("Write an e-mail address, such as name@example.org.")
        forms.URLField.default_error_messages["invalid"] = URLValidator.message
