"""What the worker does each minute: requests whose time is over, contacts that go, mails that are owed.

Each is found anew from the tables, so a round that failed costs nothing but a minute.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from harborline.app.training import Act, Deed, HolderKind, Impossible, Phase
from harborline.web.audit.services import forget as forget_payloads
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import lives
from harborline.web.training.services.posting import post, tell_holders

_WAITING = (Phase.OFFERED.value, Phase.PROPOSED.value, Phase.AGREED.value)
_TO_FORGET = (Phase.CLOSED.value, Phase.UNCONFIRMED.value)


def go_round(at: datetime) -> None:
    """Does all that is due at `at` (aware). Contacts go first, and mails last: neither a request that cannot be
    moved nor a mail server that is away keeps anything that was to be deleted.
    """
    forget(at)
    move_on(at)
    overwrite()
    tell_holders(at)
    post(at)


def move_on(at: datetime) -> int:
    """Moves on each request whose time is over, or whose holder is gone, those to forget before all others; gives
    how many.
    """
    alone = Q(phase__in=_WAITING, center=None, coalition=None) & ~Q(holder=HolderKind.NATION.value)
    due = TrainingRequest.unscoped.filter(Q(due_at__lte=at) | alone)
    rows = sorted(due, key=lambda row: (row.phase not in _TO_FORGET, row.pk))
    for row in rows:
        with suppress(Impossible):  # another worker was quicker
            lives.act(row, Deed(Act.TIME_OUT), at)
    return len(rows)


def forget(at: datetime) -> int:
    """Deletes the contacts that organisers wished to be deleted sooner than by the clock; gives how many."""
    keys = list(TrainingRequest.unscoped.filter(forget_at__lte=at).values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            row = TrainingRequest.unscoped.select_for_update().get(pk=key)
            forget_payloads(lives.subject_of(row))
            lives.empty(row)
            row.phase, row.due_at = Phase.FORGOTTEN.value, None
            row.version += 1
            row.save()
    return len(keys)


def overwrite() -> None:
    """Empties SQLite's write-ahead log, in which what was deleted would lie until it is written over.

    While somebody reads it stays, and is emptied a minute later.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
