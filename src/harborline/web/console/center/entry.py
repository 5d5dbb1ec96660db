"""Our entry: what the center says of itself, and how calls reach it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harborline.web.console.center.asking import CenterRequest, page, say
from harborline.web.console.center.saving import Outcome, save, seen_version
from harborline.web.console.center.words import SERVES, choices_of
from harborline.web.directory.models import Center
from harborline.web.directory.services.centers import edit_center
from harborline.web.public.words import LANGUAGES


class EntryForm(forms.Form):
    """Columns of a center that it changes itself, by the names that they have there."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("About us"),
        help_text=_("A few sentences in plain words. Everybody can read them."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    web = forms.URLField(
        label=_("Web address"), max_length=200, required=False, assume_scheme="https"
    )
    email = forms.EmailField(label=_("E-mail that everybody sees"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages in which you answer"), widget=forms.CheckboxSelectMultiple
    )
    interpreter = forms.BooleanField(
        label=_("We call an interpreter for other languages"), required=False
    )
    serves = forms.MultipleChoiceField(
        label=_("Whom you serve"),
        widget=forms.CheckboxSelectMultiple,
        choices=choices_of(SERVES),
    )
    accompaniment = forms.BooleanField(label=_("We go with people to the hospital"), required=False)
    rtt = forms.BooleanField(
        label=_("Real-time text can be sent to our voice number"), required=False
    )
    accessibility = forms.CharField(
        label=_("Accessibility"),
        help_text=_("Ramps, doors, rest rooms, sign language, large print: what a visitor asks."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    address_zip = forms.CharField(label=_("ZIP"), max_length=5, required=False)
    confidential = forms.BooleanField(
        label=_("Our place is confidential"),
        help_text=_(
            "Street, city and map point are deleted at once and appear nowhere. Only the national "
            "team can undo this."
        ),
        required=False,
    )
    accepts_calls = forms.BooleanField(
        label=_("Calls of the national line may ring here"), required=False
    )
    capacity = forms.IntegerField(
        label=_("How many calls you take at once"),
        help_text=_("Leave it empty if you have not counted."),
        required=False,
    )
    ring_s = forms.IntegerField(
        label=_("For how many seconds it rings"),
        help_text=_("From 8 to 25; then the call goes on to the next center."),
    )
    notices = forms.EmailField(
        label=_("E-mail for reminders"), help_text=_("Never published."), required=False
    )
    figures_shared = forms.BooleanField(
        label=_("We agreed in writing that our coalition sees our numbers"), required=False
    )

    def __init__(self, center: Center, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": kept_of(center), **kwargs})
        self.fields["languages"].choices = _languages(center)  # type: ignore[attr-defined]
        if center.confidential:
            for name in ("street", "city", "address_zip", "confidential"):
                del self.fields[name]

    def clean_languages(self) -> list[str]:
        """Keeps the language that everybody speaks in front."""
        chosen: list[str] = self.cleaned_data["languages"]
        first = self.initial["languages"][:1]
        return sorted(chosen, key=lambda code: code not in first)

    def changed(self) -> dict[str, Any]:
        """Gives the columns that differ from what was shown."""
        differing = (name for name in self.fields if self.cleaned_data[name] != self.initial[name])
        return {name: self.cleaned_data[name] for name in differing}


def kept_of(center: Center) -> dict[str, Any]:
    """Gives the columns of the form as they are kept."""
    return {name: getattr(center, name) for name in EntryForm.base_fields}


def _languages(center: Center) -> list[tuple[str, str | Promise]]:
    others = [code for code in center.languages if code not in LANGUAGES]
    return [*choices_of(LANGUAGES), *((code, code) for code in others)]


def edit(request: CenterRequest) -> HttpResponseBase:
    """Shows the entry, and saves what was changed in it."""
    center = request.center
    form = EntryForm(center, request.POST or None)
    version, outcome = center.version, Outcome.SAVED
    if request.method == "POST":
        version, outcome = seen_version(request.POST.get("version", "")), Outcome.REFUSED
        if form.is_valid():
            outcome = save(
                form,
                lambda: edit_center(
                    request.scope_held.actor,
                    center,
                    form.changed(),
                    expected_version=version,
                ),
            )
        if outcome is Outcome.SAVED:
            say(request, _("Your entry is saved. Callers meet it with the next published map."))
            return redirect("console:entry", center.pk)
        if outcome is Outcome.STALE:
            version = center.version
    found = {"form": form, "version": version, "kept": _kept_now(form, outcome)}
    return page(request, "entry.html", found)


def _kept_now(form: EntryForm, outcome: Outcome) -> list[tuple[str | Promise, Any]]:
    """Gives what is kept now where it differs from what was typed, after somebody else was quicker."""
    if outcome is not Outcome.STALE:
        return []
    return [
        (form.fields[name].label or name, form.initial[name])
        for name in form.fields
        if name in form.cleaned_data and form.cleaned_data[name] != form.initial[name]
    ]
