"""What an organiser does on the page of a request. Each raises Impossible when it went on meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from harborline.app.training import Act, Deed, Impossible, Phase, Rating
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import lives

MAIL_COUNTS = timedelta(days=1)
"""How long an address stays after its last mail, for it gets one a day."""


def confirm(row: TrainingRequest, at: datetime) -> TrainingRequest:
    """Confirms the address: the request goes to its first holder."""
    return lives.act(row, Deed(Act.CONFIRM), at)


def take(row: TrainingRequest, chosen: int, at: datetime) -> TrainingRequest:
    """Takes one of the proposed dates, by its place."""
    return lives.act(row, Deed(Act.TAKE, chosen=chosen), at)


def decline(row: TrainingRequest, at: datetime) -> TrainingRequest:
    """Says that no proposed date suits: the next holder is asked."""
    return lives.act(row, Deed(Act.DECLINE), at)


def rate(row: TrainingRequest, rating: Rating, at: datetime) -> TrainingRequest:
    """Says whether it helped, and closes the request."""
    with transaction.atomic():
        now = lives.act(row, Deed(Act.RATE), at)
        now.rating = rating.value
        now.save(update_fields=["rating"])
    return now


def withdraw(row: TrainingRequest, at: datetime, *, erase: bool = False) -> TrainingRequest:
    """Ends a request. `erase`: names, note and links go at once, the address a day after the last mail.

    A closed one can still be erased, and one that was held before anybody says how it was. The row with its
    address stays that long, for it is what keeps a second mail of the day away.
    """
    with transaction.atomic():
        now = lives.locked(row, Act.WITHDRAW)
        if now.phase == Phase.UNCONFIRMED:
            return _drop(now, at)
        if now.phase != Phase.CLOSED:
            now = lives.act(now, Deed(Act.WITHDRAW), at)
        elif not erase:
            raise Impossible(Phase.CLOSED, Act.WITHDRAW)
        if erase:
            now.forget_at = _strip(now, at)
            now.save()
    return now


def _drop(row: TrainingRequest, at: datetime) -> TrainingRequest:
    row.due_at = _strip(row, at)
    row.save()
    return row


def _strip(row: TrainingRequest, at: datetime) -> datetime:
    """Takes out what keeps no mail away; gives when the address may go too."""
    row.links.all().delete()
    row.owed = False
    row.name = row.organisation = row.note = ""
    return max(at, (row.mailed_at or at) + MAIL_COUNTS)
