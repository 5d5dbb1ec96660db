"""Phones: the destinations that ring for callers. Their numbers are the center's secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from harborline.core.directory import Acceptance
from harborline.web.console.center.asking import CenterRequest, page, say
from harborline.web.console.center.hours import name_of
from harborline.web.console.center.saving import Outcome, press, save, seen_version
from harborline.web.console.center.words import ACCEPTANCES, KINDS, choices_of
from harborline.web.directory.models import Destination
from harborline.web.directory.services.answering import (
    add_destination,
    edit_destination,
    remove_destination,
)


class DestinationForm(forms.Form):
    """Columns of a destination, by the names that they have there."""

    label = forms.CharField(
        label=_("What you call it"),
        help_text=_("For example: front desk. Hours and rota name it so."),
        max_length=80,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        help_text=_(
            "A service that only takes messages does not count: callers must reach a person."
        ),
        choices=choices_of(KINDS),
    )
    address = forms.CharField(
        label=_("Number or SIP address"),
        help_text=_("Secret: seen by those who run your entry and by the national team alone."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    order = forms.IntegerField(
        label=_("Order"),
        help_text=_("1 rings first. Phones of the same order ring together."),
        initial=1,
    )
    acceptance = forms.ChoiceField(
        label=_("How a call is taken"),
        help_text=_(
            "Pressing 1 keeps a caller from reaching voicemail. At once needs a test call that a "
            "person answered within 90 days."
        ),
        choices=choices_of(ACCEPTANCES),
        initial=Acceptance.PRESS_1.value,
    )

    def changed(self) -> dict[str, Any]:
        """Gives what differs from what is kept."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def show(request: CenterRequest) -> HttpResponse:
    """Lists the phones in the order in which they ring."""
    rows = [
        {
            "row": row,
            "kind": KINDS[row.kind],
            "acceptance": ACCEPTANCES[row.acceptance],
            "never": not any(row.weekly),
        }
        for row in request.center.destinations.all()
    ]
    return page(request, "destinations.html", {"rows": rows})


def add(request: CenterRequest) -> HttpResponseBase:
    """Adds a phone."""
    form = DestinationForm(request.POST or None)
    actor, center = request.scope_held.actor, request.center
    return _answer(
        request,
        form,
        lambda version: add_destination(actor, center, form.cleaned_data, expected_version=version),
    )


def edit(request: CenterRequest, destination: int) -> HttpResponseBase:
    """Changes a phone, or takes it out."""
    row = request.center.destinations.filter(pk=destination).first()
    if row is None:
        raise Http404
    actor = request.scope_held.actor
    form = DestinationForm(request.POST or None, initial=_kept(row))
    if request.POST.get("act") == "remove":
        return _remove(request, row)
    return _answer(
        request,
        form,
        lambda version: edit_destination(actor, row, form.changed(), expected_version=version),
        row,
    )


def _kept(row: Destination) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DestinationForm.base_fields}


def _remove(request: CenterRequest, row: Destination) -> HttpResponseBase:
    name, number, actor = name_of(row), row.pk, request.scope_held.actor
    if not press(request, lambda seen: remove_destination(actor, row, expected_version=seen)):
        return redirect("console:destination", request.center.pk, number)
    say(request, _("“%(name)s” is taken out.") % {"name": name})
    return redirect("console:destinations", request.center.pk)


def _saved(request: CenterRequest, row: Destination | None) -> HttpResponseBase:
    """Leads from a new phone to its hours: without them it never rings."""
    if row is not None:
        say(request, _("Saved. It rings so with the next published map."))
        return redirect("console:destinations", request.center.pk)
    say(request, _("The phone is added. Now say when somebody answers it."))
    added = request.center.destinations.order_by("-pk").first()
    return redirect("console:week", request.center.pk, added.pk if added else 0)


def _answer(
    request: CenterRequest,
    form: DestinationForm,
    verb: Callable[[int], object],
    row: Destination | None = None,
) -> HttpResponseBase:
    version, outcome = request.center.version, Outcome.SAVED
    if request.method == "POST":
        version, outcome = seen_version(request.POST.get("version", "")), Outcome.REFUSED
        if form.is_valid():
            outcome = save(form, lambda: verb(version))
        if outcome is Outcome.SAVED:
            return _saved(request, row)
        if outcome is Outcome.STALE:
            version = request.center.version
    found = {"form": form, "row": row, "version": version}
    return page(request, "destination.html", found)
