"""What the center publishes beside its entry: numbers with their bill safety, and training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from harborline.core import listings
from harborline.core.errors import UnusableInput
from harborline.web.console.center.asking import CenterRequest, page, say, somebody_else_changed
from harborline.web.console.center.numbers import shown
from harborline.web.console.center.saving import Outcome, seen_version
from harborline.web.console.center.words import (
    AUDIENCES,
    BILL_SAFETY,
    BILL_SAFETY_MEANS,
    CONTACT_KINDS,
    TOPICS,
    choices_of,
)
from harborline.web.directory.models import PublicNumber, TrainingOffer
from harborline.web.directory.numbers import dialable
from harborline.web.directory.services.faults import Refused, Stale
from harborline.web.directory.services.listing import set_numbers, set_training
from harborline.web.public.words import LANGUAGES

_MOST = 30
_BLANK = 2


class NumberForm(forms.Form):
    """One public number; an empty one is left out."""

    number = forms.CharField(label=_("Number"), max_length=32, required=False)
    kind = forms.ChoiceField(label=_("For"), choices=choices_of(CONTACT_KINDS))
    label = forms.CharField(label=_("What it is for, in your words"), max_length=80, required=False)
    bill_safety = forms.ChoiceField(
        label=_("On the caller’s bill"),
        choices=choices_of(BILL_SAFETY),
        initial=listings.BillSafety.UNKNOWN.value,
    )
    remove = forms.BooleanField(label=_("Take this out"), required=False)

    def clean_number(self) -> str:
        """Keeps a number in its international form, and what has none, such as a short code, as typed."""
        typed: str = self.cleaned_data["number"].strip()
        try:
            return dialable(typed)
        except UnusableInput:
            return typed

    def given(self) -> listings.PublicNumber | None:
        """Gives the number, None where nothing is to be kept."""
        cleaned = self.cleaned_data
        if cleaned["remove"] or not cleaned["number"]:
            return None
        return listings.PublicNumber(
            cleaned["number"],
            listings.ContactKind(cleaned["kind"]),
            cleaned["label"],
            listings.BillSafety(cleaned["bill_safety"]),
        )


class OfferForm(forms.Form):
    """One training; without a topic it is left out."""

    topic = forms.ChoiceField(
        label=_("Topic"), choices=[("", "–"), *choices_of(TOPICS)], required=False
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=choices_of(AUDIENCES))
    language = forms.ChoiceField(label=_("Language"), choices=choices_of(LANGUAGES))
    fee_usd = forms.IntegerField(
        label=_("Fee for a session, in dollars"), min_value=0, max_value=100_000, initial=0
    )
    lead_days = forms.IntegerField(
        label=_("How many days before it you want to be asked"),
        min_value=0,
        max_value=365,
        initial=0,
    )
    on_site = forms.BooleanField(label=_("At their place"), required=False)
    online = forms.BooleanField(label=_("Online"), required=False)
    remove = forms.BooleanField(label=_("Take this out"), required=False)

    def given(self) -> listings.TrainingOffer | None:
        """Gives the offer, None where nothing is to be kept."""
        cleaned = self.cleaned_data
        if cleaned["remove"] or not cleaned["topic"]:
            return None
        return listings.TrainingOffer(
            listings.TrainingAudience(cleaned["audience"]),
            listings.TrainingTopic(cleaned["topic"]),
            cleaned["language"],
            cleaned["on_site"],
            cleaned["online"],
            cleaned["fee_usd"],
            cleaned["lead_days"],
        )


_Row = NumberForm | OfferForm


class _Part:
    """A list of rows as one form. `place` leads from the place among kept rows to the row on the page."""

    def __init__(
        self, kind: type[_Row], kept: Sequence[dict[str, Any]], request: CenterRequest
    ) -> None:
        posted = request.POST if request.method == "POST" else None
        typed = request.POST.get("rows", "")
        count = (
            min(int(typed), _MOST) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        )
        if posted is None:
            count = min(len(kept) + _BLANK, max(_MOST, len(kept)))
        self.rows = [
            kind(posted, prefix=f"row{i}", initial=kept[i] if i < len(kept) else None)
            for i in range(count)
        ]
        self.fault = ""
        self.place: list[int] = []

    def given(self) -> list[Any] | None:
        """Gives what is to be kept, None where a row cannot be read."""
        # Every row is read, so that each tells its faults at once.
        read = [row.is_valid() for row in self.rows]
        if not all(read):
            return None
        self.place = [i for i, row in enumerate(self.rows) if row.given() is not None]
        return [self.rows[i].given() for i in self.place]

    def save(self, verb: Callable[[list[Any]], object]) -> Outcome:
        """Calls the verb, and puts what it refuses beside its row."""
        given = self.given()
        if given is None:
            return Outcome.REFUSED
        try:
            verb(given)
        except Refused as refused:
            for name, sentence in refused.faults.items():
                row = self.rows[self.place[int("".join(filter(str.isdigit, name)))]]
                row.add_error(next(iter(row.fields)), sentence)
            return Outcome.REFUSED
        except Stale:
            self.fault = somebody_else_changed()
            return Outcome.STALE
        return Outcome.SAVED


def numbers(request: CenterRequest) -> HttpResponseBase:
    """Shows the public numbers, and saves them."""
    part = _Part(NumberForm, [_number(row) for row in request.center.numbers.all()], request)
    means = [(BILL_SAFETY[value], says) for value, says in BILL_SAFETY_MEANS.items()]
    return _answer(request, part, set_numbers, {"part": "numbers", "means": means})


def training(request: CenterRequest) -> HttpResponseBase:
    """Shows the training offers, and saves them."""
    part = _Part(OfferForm, [_offer(row) for row in request.center.training.all()], request)
    return _answer(request, part, set_training, {"part": "training"})


def _number(row: PublicNumber) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in NumberForm.base_fields if name != "remove"}
    return kept | {"number": shown(row.number)}


def _offer(row: TrainingOffer) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OfferForm.base_fields if name != "remove"}


def _answer(
    request: CenterRequest, part: _Part, verb: Callable[..., object], found: dict[str, Any]
) -> HttpResponseBase:
    center, version, outcome = request.center, request.center.version, Outcome.SAVED
    if request.method == "POST":
        version = seen_version(request.POST.get("version", ""))
        outcome = part.save(
            lambda given: verb(request.scope_held.actor, center, given, expected_version=version)
        )
        if outcome is Outcome.SAVED:
            say(request, _("Saved. Everybody sees it with the next published listing."))
            return redirect(f"console:{found['part']}", center.pk)
        if outcome is Outcome.STALE:
            version = center.version
    found |= {"rows": part.rows, "fault": part.fault, "version": version}
    found["wrong"] = any(row.errors for row in part.rows)
    return page(request, f"{found['part']}.html", found)
