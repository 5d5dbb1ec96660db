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
    """Ends a request. `erase`: the contact goes a day after the last mail, in place of 90 days.

    A closed one can still be erased. One whose address was never confirmed stays as it is until it is forgotten,
    for its row is what keeps a second mail of the day away; its links and its mail end at once.
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
            now.forget_at = max(at, (now.mailed_at or at) + MAIL_COUNTS)
            now.owed = False
            now.save(update_fields=["forget_at", "owed"])
    return now


def _drop(row: TrainingRequest, at: datetime) -> TrainingRequest:
    row.links.all().delete()
    row.owed = False
    row.name = row.organisation = row.note = ""
    row.due_at = max(at, (row.mailed_at or at) + MAIL_COUNTS)
    row.save()
    return row
