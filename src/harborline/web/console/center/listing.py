"""What the public sees of a center, in words, and confirming it in one click."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harborline.web.accounts.permissions import Permission
from harborline.web.console.center.asking import CenterRequest, may, page, say, today_at
from harborline.web.console.center.numbers import shown
from harborline.web.console.center.saving import press
from harborline.web.console.center.words import (
    AUDIENCES,
    BILL_SAFETY,
    CONTACT_KINDS,
    SERVES,
    TOPICS,
)
from harborline.web.directory.models import Center, PublicNumber, TrainingOffer
from harborline.web.directory.services.verifying import verify
from harborline.web.directory.to_core import hours_of_center
from harborline.web.directory.words import week_in_words
from harborline.web.public.words import LANGUAGES

_DAYS = 28
"""How many days show the week that a rota makes."""


class Number(NamedTuple):
    """A public number in words."""

    number: str
    kind: str | Promise
    label: str
    bill_safety: str | Promise


class Facts(NamedTuple):
    """A listing in words, as the pages show it."""

    numbers: tuple[Number, ...]
    week: list[str]
    languages: str
    serves: str
    training: tuple[str, ...]


def facts_of(center: Center) -> Facts:
    """Gives what the public sees of a center."""
    return Facts(
        tuple(map(_number, center.numbers.all())),
        week_in_words(hours_of_center(center, today_at(center), _DAYS).weekly),
        named(LANGUAGES, center.languages),
        named(SERVES, center.serves),
        tuple(map(_offer, center.training.all())),
    )


def named(words: Any, values: list[str]) -> str:
    """Lists values by their words; a value nobody worded shows as it is."""
    return ", ".join(str(words.get(value, value)) for value in values)


def _number(row: PublicNumber) -> Number:
    return Number(
        shown(row.number), CONTACT_KINDS[row.kind], row.label, BILL_SAFETY[row.bill_safety]
    )


def _offer(row: TrainingOffer) -> str:
    places = [_("on site")] * row.on_site + [_("online")] * row.online
    fee = gettext("free") if not row.fee_usd else gettext("%(fee)s dollars") % {"fee": row.fee_usd}
    parts = [TOPICS[row.topic], AUDIENCES[row.audience], LANGUAGES.get(row.language, row.language)]
    lead = [gettext("asked %(days)s days before") % {"days": row.lead_days}] * (row.lead_days > 0)
    return ", ".join(str(part) for part in [*parts, *places, fee, *lead])


def confirm(request: CenterRequest) -> HttpResponseBase:
    """Shows the listing; confirms it when asked to."""
    center = request.center
    if request.method == "POST":
        confirmed = press(
            request,
            lambda version: verify(
                request.scope_held.actor,
                center,
                how="confirmed in the console",
                source="the center itself",
                on=today_at(center),
                expected_version=version,
            ),
        )
        if not confirmed:
            return redirect("console:verify", center.pk)
        say(request, _("Thank you. Your listing is confirmed."))
        return redirect("console:center", center.pk)
    found = {
        "listing": facts_of(center),
        "today": today_at(center),
        "may_edit": may(request, Permission.CENTER_EDIT),
    }
    return page(request, "verify.html", found)
