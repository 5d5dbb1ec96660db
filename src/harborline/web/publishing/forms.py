"""What is typed when a map is proposed, withdrawn or rolled back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

_LONGEST = 500


class NoteForm(forms.Form):
    """A few words to whoever reads the proposal."""

    note = forms.CharField(
        label=gettext_lazy("What is this map for?"),
        help_text=gettext_lazy("Whoever approves it reads this; you may leave it empty."),
        max_length=_LONGEST,
        required=False,
    )


class WhyForm(forms.Form):
    """A reason that may be left out."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("You may leave it empty."),
        max_length=_LONGEST,
        required=False,
    )


class RollBackForm(forms.Form):
    """Why the map in use leaves. `leaving`: its version, so that a second click does no harm."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("In a few words; everybody who sees the list of maps reads it."),
        max_length=_LONGEST,
        error_messages={"required": gettext_lazy("Say in a few words why.")},
    )
    leaving = forms.CharField(max_length=64, widget=forms.HiddenInput)
