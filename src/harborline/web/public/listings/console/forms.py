"""The facts of a resource as somebody corrects them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from harborline.web.public.listings.national import EDITABLE, Resource

_NUMBER = re.compile(r"[0-9][0-9 .()-]{1,20}", re.ASCII)
_DIGITS = range(3, 12)
_ALWAYS = {"yes": True, "no": False, "": None}
_is_address = URLValidator(schemes=["http", "https"])


def _number(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=20)


def _address(label: Any, *, required: bool = False) -> forms.URLField:
    return forms.URLField(label=label, required=required, max_length=300, assume_scheme="https")


def _text(label: Any, longest: int = 200, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=longest)


class FactsForm(forms.Form):
    """Every field of EDITABLE."""

    name = _text(_("Name"), 100, required=True)
    phone = _number(_("Telephone"))
    tty = _number(_("TTY"))
    text = _number(_("Number for text messages"))
    text_word = _text(_("Word to send first, if any"), 20)
    chat = _address(_("Web address of the chat"))
    groups = _address(_("Web address of groups online"))
    web = _address(_("Web address"), required=True)
    always = forms.ChoiceField(
        label=_("Day and night"),
        required=False,
        choices=[("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))],
    )
    about_en = _text(_("What it is, in English"), required=True)
    about_es = _text(_("What it is, in Spanish"), required=True)
    hours_en = _text(_("Hours, in English"))
    hours_es = _text(_("Hours, in Spanish"))
    how_en = _text(_("What else to know, in English"))
    how_es = _text(_("What else to know, in Spanish"))
    source_title = _text(_("Source"), 300, required=True)
    source_addresses = forms.CharField(
        label=_("Web addresses of the source, one on each line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source_date = _text(_("Date of the source, such as 2026-11-23"), 40)

    def clean(self) -> dict[str, Any]:
        """Refuses numbers that no telephone takes."""
        cleaned = super().clean() or {}
        for name in ("phone", "tty", "text"):
            typed = cleaned.get(name, "")
            digits = sum(sign.isdigit() for sign in typed)
            if typed and (not _NUMBER.fullmatch(typed) or digits not in _DIGITS):
                self.add_error(name, _("Write a number such as 800-656-4673 or 988."))
        return cleaned

    def clean_source_addresses(self) -> list[str]:
        """Gives the addresses as a list."""
        lines = [line.strip() for line in self.cleaned_data["source_addresses"].splitlines()]
        for line in filter(None, lines):
            _is_address(line)
        return [line for line in lines if line]

    def clean_always(self) -> bool | None:
        """Gives whether somebody answers day and night, None where nobody knows."""
        return _ALWAYS[self.cleaned_data["always"]]


def as_typed(resource: Resource) -> dict[str, Any]:
    """Gives the facts as the fields show them."""
    shown = {name: getattr(resource, name) for name in EDITABLE}
    said = {given: word for word, given in _ALWAYS.items()}
    return shown | {
        "always": said[resource.always],
        "source_addresses": "\n".join(resource.source_addresses),
    }
