"""Verbs of what a center publishes beside its entry: numbers with their bill safety, and training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from harborline.core.listings import PublicNumber as Number
from harborline.core.listings import TrainingOffer as Offer
from harborline.web.audit.services import record
from harborline.web.directory.models import Center, PublicNumber, TrainingOffer
from harborline.web.directory.services.changing import (
    column_faults,
    locked,
    raise_version,
    subject_of,
    values_of,
)
from harborline.web.directory.services.checks import public_number_fault
from harborline.web.directory.services.faults import refuse

_NUMBER = {"number", "kind", "label", "bill_safety"}
_OFFER = {"audience", "topic", "language", "on_site", "online", "fee_usd", "lead_days"}


def set_numbers(
    actor: str,
    center: Center,
    numbers: Sequence[Number],
    why: str = "",
    expected_version: int | None = None,
) -> Center:
    """Replaces the public numbers, in this order. Raises Refused with `number0` and so on, Stale."""
    with transaction.atomic():
        row = locked(center, expected_version)
        made = [
            PublicNumber(
                center=row,
                number=one.number.strip(),
                kind=one.kind.value,
                label=one.label,
                bill_safety=one.bill_safety.value,
                position=position,
            )
            for position, one in enumerate(numbers, 1)
        ]
        refuse(_faults("number", made, _NUMBER) | _number_faults(made))
        before = [values_of(one, _NUMBER) for one in row.numbers.all()]
        after = [values_of(one, _NUMBER) for one in made]
        if before != after:
            row.numbers.all().delete()
            # Written to the center that is in hand.
            PublicNumber.unscoped.bulk_create(made)
            _told(actor, "set numbers", row, {"numbers": before}, {"numbers": after}, why)
    return row


def set_training(
    actor: str,
    center: Center,
    offers: Sequence[Offer],
    why: str = "",
    expected_version: int | None = None,
) -> Center:
    """Replaces the training offers, in this order. Raises Refused with `offer0` and so on, Stale."""
    with transaction.atomic():
        row = locked(center, expected_version)
        made = [
            TrainingOffer(
                center=row,
                audience=one.audience.value,
                topic=one.topic.value,
                language=one.language,
                on_site=one.on_site,
                online=one.online,
                fee_usd=one.fee_usd,
                lead_days=one.lead_days,
            )
            for one in offers
        ]
        refuse(_faults("offer", made, _OFFER) | _offer_faults(made))
        before = [values_of(one, _OFFER) for one in row.training.all()]
        after = [values_of(one, _OFFER) for one in made]
        if before != after:
            row.training.all().delete()
            # Written to the center that is in hand.
            TrainingOffer.unscoped.bulk_create(made)
            _told(actor, "set training", row, {"training": before}, {"training": after}, why)
    return row


def _told(
    actor: str, verb: str, row: Center, before: dict[str, Any], after: dict[str, Any], why: str
) -> None:
    raise_version(row)
    record(actor, verb, subject_of(row), before=before, after=after, why=why)


def _faults(name: str, made: Sequence[models.Model], columns: set[str]) -> dict[str, str]:
    """Gives the first thing that a row's columns refuse, by the row's place."""
    found = [(place, column_faults(one, columns)) for place, one in enumerate(made)]
    return {f"{name}{place}": next(iter(says.values())) for place, says in found if says}


def _number_faults(made: Sequence[PublicNumber]) -> dict[str, str]:
    found = {f"number{place}": public_number_fault(one.number) for place, one in enumerate(made)}
    return {name: says for name, says in found.items() if says}


def _offer_faults(made: Sequence[TrainingOffer]) -> dict[str, str]:
    return {
        f"offer{place}": _("Say where: at their place, online, or both.")
        for place, one in enumerate(made)
        if not (one.on_site or one.online)
    }
