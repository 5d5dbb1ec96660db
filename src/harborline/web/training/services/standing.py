"""What the organiser's own page shows of a request, as plain values."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from harborline.app.training import Outcome, Phase, Rating, Slot


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
    has_calendar: bool
