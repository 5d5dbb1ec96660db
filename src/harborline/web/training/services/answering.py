"""What a holder answers. Each is audited without a contact, and refused to whoever does not hold the request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from harborline.app.training import Act, Deed, Holder, Outcome, PassReason, Slot
from harborline.web.audit.services import record
from harborline.web.directory.services.faults import refuse
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import lives
from harborline.web.training.services.standing import zone_of

MOST_SLOTS = 3
SHORTEST_MIN, LONGEST_MIN = 15, 8 * 60
FURTHEST = timedelta(days=731)


def accept(
    actor: str, holder: Holder, row: TrainingRequest, slot: Slot, at: datetime, seen: int
) -> TrainingRequest:
    """Takes the request on at a date that suits the organiser. Raises Refused, Impossible, Stale."""
    refuse(_faults([slot], at) or _unsuitable(slot, row))
    return _answer(actor, holder, row, Deed(Act.ACCEPT, (slot,)), at, seen)


def propose(
    actor: str, holder: Holder, row: TrainingRequest, slots: Sequence[Slot], at: datetime, seen: int
) -> TrainingRequest:
    """Proposes up to three other dates. Raises Refused, Impossible, Stale."""
    refuse({} if slots else {"starts0": _("Write at least one date and time.")})
    refuse(_faults(slots, at))
    return _answer(actor, holder, row, Deed(Act.PROPOSE, tuple(slots)), at, seen)


def hand_on(
    actor: str,
    holder: Holder,
    row: TrainingRequest,
    reason: PassReason,
    at: datetime,
    seen: int,
) -> TrainingRequest:
    """Passes the request on to whoever is next. Raises Impossible, Stale."""
    return _answer(actor, holder, row, Deed(Act.HAND_ON), at, seen, reason)


def report(
    actor: str, holder: Holder, row: TrainingRequest, outcome: Outcome, at: datetime, seen: int
) -> TrainingRequest:
    """Says whether the training took place. Raises Impossible, Stale."""
    return _answer(actor, holder, row, Deed(Act.REPORT, outcome=outcome), at, seen)


def _answer(
    actor: str,
    holder: Holder,
    row: TrainingRequest,
    deed: Deed,
    at: datetime,
    seen: int,
    reason: PassReason | None = None,
) -> TrainingRequest:
    with transaction.atomic():
        before = row.phase
        now = lives.act(row, deed, at, holder=holder, seen=seen, reason=reason)
        after = {"phase": now.phase} | ({"outcome": now.outcome} if now.outcome else {})
        record(
            actor,
            f"{deed.act.value.replace('_', ' ')} training request",
            lives.subject_of(now),
            before={"phase": before},
            after=after,
            why=reason.value if reason else "",
            personal=True,
        )
    return now


def _unsuitable(slot: Slot, row: TrainingRequest) -> dict[str, str]:
    """Refuses a day that the organiser did not name: it is theirs to agree to another one."""
    day = slot.starts_at.astimezone(ZoneInfo(zone_of(row))).date().isoformat()
    if not row.days or any(first <= day <= last for first, last in row.days):
        return {}
    return {"starts0": _("They did not name this day. Propose it to them below.")}


def _faults(slots: Sequence[Slot], at: datetime) -> dict[str, str]:
    found = {}
    for place, slot in enumerate(slots):
        if not at < slot.starts_at < at + FURTHEST:
            found[f"starts{place}"] = _("Write a date and time from now on, within two years.")
        elif not SHORTEST_MIN <= slot.minutes <= LONGEST_MIN:
            found[f"minutes{place}"] = _("A training takes from 15 minutes to 8 hours.")
    if len(slots) > MOST_SLOTS:
        found["starts0"] = _("Propose at most three dates.")
    return found
