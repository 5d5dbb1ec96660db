"""Fields that several forms of a center share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(**options: Any) -> forms.Field:
    """Makes a field for a day and a time on the center's clock; what is read has no zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return LocalMomentField(
        widget=widget,
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": _("Write a day and a time, like 2026-11-23 18:00.")},
        **options,
    )


class LocalMomentField(forms.DateTimeField):
    """Reads a wall clock without a zone: the center's own zone is not the site's."""

    def to_python(self, value: Any) -> Any:
        read = super().to_python(value)
        return read and timezone.localtime(read, timezone.get_current_timezone()).replace(
            tzinfo=None
        )
