"""What the organiser's own page shows of a request, as plain values."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from harborline.app.training import Act, Outcome, Phase, Rating, Slot, may
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services.lives import life_of


class HeldBy(NamedTuple):
    """Who holds the training, once it is agreed or proposed: public facts alone. `zone`: of its clock."""

    name: str
    web: str
    email: str
    zone: str


class Standing(NamedTuple):
    """`slots`: proposed ones, or the one agreed on (aware, on the holder's clock). `asked`: how many were asked
    so far. `due_at`: when the request goes on by itself. `may_...`: what the page offers.
    """

    phase: Phase
    due_at: datetime | None
    holder: HeldBy | None
    slots: tuple[Slot, ...]
    asked: int
    outcome: Outcome | None
    rating: Rating | None
    may_confirm: bool
    may_take: bool
    may_withdraw: bool
    may_rate: bool
    may_erase: bool
    has_calendar: bool


def standing_of(row: TrainingRequest) -> Standing:
    """Gives what the page of a request shows now. A holder is named once it has answered, never before."""
    life = life_of(row)
    named = life.phase in {Phase.PROPOSED, Phase.AGREED, Phase.DONE}
    held_by = _held_by(row) if named else None
    zone = ZoneInfo(held_by.zone if held_by else settings.ROOM_ZONE)
    return Standing(
        life.phase,
        row.due_at,
        held_by,
        tuple(slot._replace(starts_at=slot.starts_at.astimezone(zone)) for slot in life.slots),
        len(life.asked),
        life.outcome,
        Rating(row.rating) if row.rating else None,
        may_confirm=may(life, Act.CONFIRM),
        may_take=may(life, Act.TAKE),
        may_withdraw=life.phase is Phase.UNCONFIRMED
        or (may(life, Act.WITHDRAW) and life.phase is not Phase.DONE),
        may_rate=may(life, Act.RATE),
        may_erase=life.phase in {Phase.DONE, Phase.CLOSED} and row.forget_at is None,
        has_calendar=life.phase is Phase.AGREED,
    )


def _held_by(row: TrainingRequest) -> HeldBy:
    """Gives public facts of the holder; where it left the directory meanwhile, what remains to be said."""
    if row.center is not None:
        return HeldBy(row.center.name, row.center.web, row.center.email, row.center.zone)
    if row.coalition is not None:
        return HeldBy(row.coalition.name, row.coalition.web, "", zone_of(row))
    return HeldBy("", "", "", zone_of(row))


def zone_of(row: TrainingRequest) -> str:
    """Gives the zone of a holder's clock: a center's own, else that of most centers of the state."""
    if row.center is not None:
        return row.center.zone
    # A zone is no secret, and the page is the organiser's own.
    zones = Center.objects.within(EVERYWHERE).filter(state=row.state).values_list("zone", flat=True)
    found = Counter(zones).most_common(1)
    return found[0][0] if found else settings.ROOM_ZONE
