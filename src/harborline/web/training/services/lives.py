"""One deed: the row as the rules see it, one step of them, and the row as they leave it.

Everything that moves a request goes through `act`, which locks it. Whoever comes second meets what the first
one left: so a request is never at two holders at once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from harborline.app.training import (
    TABLE,
    Act,
    Clock,
    Deed,
    Holder,
    HolderKind,
    Impossible,
    Life,
    Outcome,
    PassReason,
    Phase,
    Slot,
    step,
)
from harborline.web.audit.services import forget as forget_payloads
from harborline.web.directory.services.faults import Stale
from harborline.web.training.models import AskedHolder, TrainingRequest
from harborline.web.training.services.routing import Candidates, candidates_of

_ORGANISER = frozenset({Act.CONFIRM, Act.TAKE, Act.DECLINE, Act.RATE, Act.WITHDRAW})
_NEWS = frozenset({Phase.PROPOSED, Phase.AGREED, Phase.DONE})
"""Phases that an organiser is told of, where somebody else led there."""


def subject_of(row: TrainingRequest) -> str:
    """Gives what the audit trail names a request."""
    return f"training:{row.pk}"


def act(
    row: TrainingRequest,
    deed: Deed,
    at: datetime,
    *,
    holder: Holder | None = None,
    seen: int | None = None,
    reason: PassReason | None = None,
) -> TrainingRequest:
    """Does one deed at `at` (aware), in a transaction; gives the row as it is then.

    `TIME_OUT` does nothing before its time, and passes on what somebody held who left the directory.

    `holder`: on whose behalf, who must hold it now. `seen`: the version that somebody saw. Raises Impossible,
    Stale. A request that nobody confirmed is deleted whole when its time is over.
    """
    with transaction.atomic():
        now = locked(row, deed.act)
        if seen is not None and now.version != seen:
            raise Stale
        before = life_of(now)
        if holder is not None and before.holder != holder:
            raise Impossible(before.phase, deed.act)
        alone = is_left_alone(now, at)
        if deed.act is Act.TIME_OUT:
            if alone:
                deed = Deed(Act.HAND_ON)
            elif now.due_at is None or now.due_at > at:
                return now
        elif alone and deed.act is not Act.WITHDRAW:
            raise Impossible(before.phase, deed.act)
        candidates = _candidates(now, before, deed, at)
        after = step(before, deed, at, candidates.clock, candidates.holders)
        if after.phase is Phase.FORGOTTEN:
            return _forget(now, was=before.phase)
        _ask(now, before, after, deed, at, reason)
        _keep(now, before, after, deed)
    return now


def _candidates(row: TrainingRequest, before: Life, deed: Deed, at: datetime) -> Candidates:
    """Asks the map only where somebody is to be asked: what ends or is forgotten waits for no map."""
    if TABLE.get((before.phase, deed.act)) is Phase.OFFERED:
        return candidates_of(row, at)
    return Candidates((), Clock("UTC"))  # the zone matters to the days of an answer alone


def locked(row: TrainingRequest, act: Act) -> TrainingRequest:
    """Gives the row as it is now, locked until the transaction ends. Raises Impossible for one that is gone."""
    found: TrainingRequest | None = (
        TrainingRequest.unscoped.select_for_update().filter(pk=row.pk).first()
    )
    if found is None:
        raise Impossible(Phase.FORGOTTEN, act)
    return found


def is_left_alone(row: TrainingRequest, at: datetime) -> bool:
    """Tells whether a request counts on somebody who is not in the directory any more."""
    if row.holder == HolderKind.NATION or row.center_id or row.coalition_id:
        return False
    if row.phase == Phase.AGREED:
        return any(slot.starts_at > at for slot in slots_of(row))
    return row.phase in {Phase.OFFERED, Phase.PROPOSED}


def life_of(row: TrainingRequest) -> Life:
    """Gives a row as the rules see it."""
    return Life(
        Phase(row.phase),
        row.due_at,
        holder_of(row),
        tuple(Holder(HolderKind(one.kind), one.holder_id) for one in row.asked.all()),
        slots_of(row),
        Outcome(row.outcome) if row.outcome else None,
    )


def holder_of(row: TrainingRequest) -> Holder | None:
    """Gives who holds a request; None for nobody."""
    if not row.holder:
        return None
    return Holder(HolderKind(row.holder), row.center_id or row.coalition_id or "")


def slots_of(row: TrainingRequest) -> tuple[Slot, ...]:
    """Gives the slots proposed or agreed on (aware, UTC)."""
    return tuple(Slot(datetime.fromisoformat(start), minutes) for start, minutes in row.slots)


def _ask(
    row: TrainingRequest,
    before: Life,
    after: Life,
    deed: Deed,
    at: datetime,
    reason: PassReason | None,
) -> None:
    """Notes how the last holder answered, and who is asked now."""
    last = row.asked.last()
    if last is not None and before.phase is not Phase.DONE and deed.act is not Act.REPORT:
        last.answer = deed.act.value
        last.reason = reason.value if reason else ""
        if deed.act in {Act.TAKE, Act.WITHDRAW}:
            last.told_at = None
        last.save(update_fields=["answer", "reason", "told_at"])
    if after.holder is not None and after.asked != before.asked:
        AskedHolder.objects.create(
            request=row, kind=after.holder.kind.value, holder_id=after.holder.id, asked_at=at
        )


def _keep(row: TrainingRequest, before: Life, after: Life, deed: Deed) -> None:
    row.phase, row.due_at = after.phase.value, after.due_at
    row.holder = after.holder.kind.value if after.holder else ""
    kind, name = after.holder or (None, "")
    row.center_id = (name or None) if kind is HolderKind.CENTER else None
    row.coalition_id = (name or None) if kind is HolderKind.COALITION else None
    row.slots = [[slot.starts_at.astimezone(UTC).isoformat(), slot.minutes] for slot in after.slots]
    row.outcome = after.outcome.value if after.outcome else ""
    lost = before.phase in {Phase.PROPOSED, Phase.AGREED} and after.phase is Phase.OFFERED
    if deed.act not in _ORGANISER:
        in_vain = after.phase is Phase.CLOSED and after.outcome is Outcome.NOBODY
        row.owed = row.owed or lost or in_vain or after.phase in _NEWS
    elif deed.act is Act.CONFIRM:
        row.owed = False
    row.version += 1
    row.save()


def _forget(row: TrainingRequest, was: Phase) -> TrainingRequest:
    """Deletes the contact and all that could tell of somebody; of an unconfirmed request, everything."""
    forget_payloads(subject_of(row))
    if was is Phase.UNCONFIRMED:
        row.delete()
        row.phase = Phase.FORGOTTEN.value
        return row
    empty(row)
    row.phase, row.due_at, row.version = Phase.FORGOTTEN.value, None, F("version") + 1
    row.save()
    row.refresh_from_db()
    return row


def empty(row: TrainingRequest) -> None:
    """Takes out of a row all but what is counted: month, state, audience, goals, language, way, outcome."""
    row.links.all().delete()
    row.asked.all().delete()
    row.name = row.organisation = row.email = row.postbox = row.note = row.county = ""
    row.days, row.slots, row.size = [], [], 0
    row.holder, row.center, row.coalition = "", None, None
    row.owed, row.asked_at, row.mailed_at, row.mailed_on, row.forget_at = (
        False,
        None,
        None,
        None,
        None,
    )
