"""Small values that events, commands and states share: a line's terms, a planned leg, capabilities."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from harborline.core.directory import Acceptance, ZipPolicy
from harborline.core.places import Precision
from harborline.core.reasons import LegKind


class LineType(StrEnum):
    """What kind of telephone calls, as the carrier tells (ANI II 61, 62, 63; cpc=cellular)."""

    WIRELESS = "wireless"
    LANDLINE = "landline"
    UNKNOWN = "unknown"


class LegOutcome(StrEnum):
    """How an attempt to reach a destination ended; `abandoned`: our side gave it up first."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NOT_ACCEPTED = "not_accepted"
    FAILED = "failed"
    ABANDONED = "abandoned"


class CallOutcome(StrEnum):
    """How a call ended; what totals count.

    `answered`: a person accepted, whatever came after. `abandoned`: the caller left before.
    `unanswered`: nobody accepted, goodbye was said. `looped`: not a caller but a center's forwarding.
    `turned_away`: the static notice, after a flood or a fault. `set_rota`: not a caller but somebody who
    answers calls, and not counted.
    """

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    UNANSWERED = "unanswered"
    LOOPED = "looped"
    TURNED_AWAY = "turned_away"
    SET_ROTA = "set_rota"


class RotaWish(StrEnum):
    """What somebody who answers calls wants of the rota, from now on: calls for twelve hours, calls until
    the next 8 in the morning on their center's clock, or none.
    """

    TWELVE_HOURS = "twelve_hours"
    UNTIL_MORNING = "until_morning"
    STOP = "stop"


class RotaAnswer(StrEnum):
    """What holds now. `longer`: on call, and beyond what was asked for. `refused`: no such code or PIN, or
    too many tries; `away`: the directory cannot be asked. Neither of those two changed anything.
    """

    TWELVE_HOURS = "twelve_hours"
    UNTIL_MORNING = "until_morning"
    LONGER = "longer"
    STOPPED = "stopped"
    REFUSED = "refused"
    AWAY = "away"


class LineTerms(NamedTuple):
    """What the tree must know of a line.

    `languages`: ISO 639-1, the first is the one everybody speaks. `max_local_wait_s`: from the
    first dial to the national team. `stagger_s`: None = one leg after the other. `web`, `text`: other
    ways to reach help, None = there is none. `demo`: nobody real answers, and callers are told.
    `wait_notice`: a surge is on, and callers hear that it may take longer.
    """

    name: str
    languages: tuple[str, ...]
    zip_policy: ZipPolicy = ZipPolicy.WHEN_UNCERTAIN
    discreet: bool = False
    says_center_name: bool = False
    max_local_wait_s: int = 60
    stagger_s: int | None = None
    demo: bool = False
    web: str | None = None
    text: str | None = None
    wait_notice: bool = False


class PlannedLeg(NamedTuple):
    """A leg of the decision, as far as the tree needs it. `center`: an id that it only passes on."""

    center: str
    kind: LegKind
    ring_s: int
    acceptance: Acceptance
    name: str

    @property
    def is_national(self) -> bool:
        return self.kind is LegKind.NATIONAL_BACKUP


class Capabilities(NamedTuple):
    """What an adapter can do; where it cannot, the tree takes the documented lesser way.

    `keys_while_ringing`: digits arrive while a leg rings; without, `0` works in menus and in a
    short pause between legs. `parallel_legs`: without, staggered ring is sequential and the deadline
    ends the local leg before the national team is dialed. `cancel`: a ringing leg can be taken back;
    without, app.calls shortens `ring_s` so that it ends by the deadline, and the adapter what
    whoever picks up hears. `keys_while_bridged`: without, a hold-off is asked from the console.
    """

    keys_while_ringing: bool = True
    parallel_legs: bool = True
    cancel: bool = True
    keys_while_bridged: bool = True


EVERYTHING = Capabilities()

_COARSE = frozenset({Precision.AREA_CODE, Precision.STATE, Precision.NONE})


def asks_zip(
    policy: ZipPolicy, precision: Precision, line_type: LineType, *, county_hint: bool
) -> bool:
    """Tells whether a line asks this caller for a ZIP."""
    if policy is not ZipPolicy.WHEN_UNCERTAIN:
        return policy is ZipPolicy.ALWAYS
    if county_hint:
        return False
    return precision in _COARSE or line_type is not LineType.LANDLINE
