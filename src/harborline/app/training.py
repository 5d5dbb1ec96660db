"""The life of a request for a training: phases, what moves it on, and the clock. Pure; time is an argument.

A request waits until its address is confirmed, lies with one holder at a time (the centers that serve the
place in order, then the coalition or the nation), is agreed on, held, and closed. `TABLE` is the whole of
what may happen. Every phase but the last has an end, at which the request goes on by itself: so none is lost,
and each comes to an end. Never here: a contact, a table, a mail.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from harborline.core.errors import HarborlineError
from harborline.core.listings import TrainingAudience, TrainingOffer, TrainingTopic


class Phase(StrEnum):
    """Where a request is. `OFFERED`: a holder is asked; `PROPOSED`: the organiser is, about other dates."""

    UNCONFIRMED = "unconfirmed"
    OFFERED = "offered"
    PROPOSED = "proposed"
    AGREED = "agreed"
    DONE = "done"
    CLOSED = "closed"
    FORGOTTEN = "forgotten"


class Act(StrEnum):
    """What somebody does: the organiser, the holder, or (`TIME_OUT`) the clock."""

    CONFIRM = "confirm"
    ACCEPT = "accept"
    PROPOSE = "propose"
    HAND_ON = "hand_on"
    TAKE = "take"
    DECLINE = "decline"
    REPORT = "report"
    RATE = "rate"
    WITHDRAW = "withdraw"
    TIME_OUT = "time_out"


class HolderKind(StrEnum):
    """Who may hold a request; only one does at a time."""

    CENTER = "center"
    COALITION = "coalition"
    NATION = "nation"


class Holder(NamedTuple):
    """Who holds a request. `id`: of the center or coalition; empty for the nation."""

    kind: HolderKind
    id: str = ""


class Goal(StrEnum):
    """What a group wants to take home from a training."""

    UNDERSTAND_CONSENT = "understand_consent"
    STEP_IN = "step_in"
    RESPOND = "respond"
    PREVENT = "prevent"
    CULTURE = "culture"
    CONGREGATION = "congregation"


TOPIC_OF: Mapping[Goal, TrainingTopic] = MappingProxyType(
    {
        Goal.UNDERSTAND_CONSENT: TrainingTopic.CONSENT,
        Goal.STEP_IN: TrainingTopic.BYSTANDER,
        Goal.RESPOND: TrainingTopic.PROFESSIONAL,
        Goal.PREVENT: TrainingTopic.PREVENTION,
        Goal.CULTURE: TrainingTopic.PREVENTION,
        Goal.CONGREGATION: TrainingTopic.FAITH,
    }
)
"""Which training serves a goal: by it a request meets what centers offer, and is counted."""


class Mode(StrEnum):
    """Where a training is to be."""

    ON_SITE = "on_site"
    ONLINE = "online"
    EITHER = "either"


class PassReason(StrEnum):
    """Why a holder passes a request on."""

    NO_TIME = "no_time"
    NOT_OFFERED = "not_offered"
    LANGUAGE = "language"
    TOO_FAR = "too_far"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a request; `NOBODY`: every holder passed it on; `UNKNOWN`: nobody said."""

    HELD = "held"
    NOT_HELD = "not_held"
    UNKNOWN = "unknown"
    NOBODY = "nobody"
    WITHDRAWN = "withdrawn"


class Rating(StrEnum):
    """What the organiser says afterwards."""

    USEFUL = "useful"
    PARTLY = "partly"
    NOT_USEFUL = "not_useful"


class Wanted(NamedTuple):
    """Days that would suit the organiser, from the first to the last."""

    first: date
    last: date


class Slot(NamedTuple):
    """When a training is: its beginning (aware, UTC) and how long it takes."""

    starts_at: datetime
    minutes: int


class Clock(NamedTuple):
    """How long each phase lasts at most.

    `answer_days`: business days in `zone` that a holder has; `holidays` are none of them. The others are days
    of 24 hours: for the address, for the organiser's answer, after a training, for the follow-up, and from
    closing until the contact is deleted.
    """

    zone: str
    answer_days: int = 3
    holidays: Collection[date] = ()
    confirm: timedelta = timedelta(days=3)
    choose: timedelta = timedelta(days=7)
    report: timedelta = timedelta(days=14)
    rate: timedelta = timedelta(days=30)
    keep: timedelta = timedelta(days=90)


class Life(NamedTuple):
    """A request as the rules see it. `asked`: every holder so far, the present one last. `due_at`: when it
    goes on by itself (aware, UTC); None once it is forgotten.
    """

    phase: Phase
    due_at: datetime | None
    holder: Holder | None = None
    asked: tuple[Holder, ...] = ()
    slots: tuple[Slot, ...] = ()
    outcome: Outcome | None = None


class Impossible(HarborlineError):
    """What somebody wants to do is not possible any more: the request went on meanwhile."""

    def __init__(self, phase: Phase, act: Act) -> None:
        super().__init__(f"A request that is {phase} cannot be changed by {act}.")


class Deed(NamedTuple):
    """An act with what belongs to it. `slots`: the one agreed on, or those proposed; `chosen`: which of them
    the organiser takes; `outcome`: what a holder reports.
    """

    act: Act
    slots: tuple[Slot, ...] = ()
    chosen: int = 0
    outcome: Outcome | None = None


_P, _A = Phase, Act

TABLE: Mapping[tuple[Phase, Act], Phase] = MappingProxyType(
    {
        (_P.UNCONFIRMED, _A.CONFIRM): _P.OFFERED,
        (_P.UNCONFIRMED, _A.TIME_OUT): _P.FORGOTTEN,
        (_P.OFFERED, _A.ACCEPT): _P.AGREED,
        (_P.OFFERED, _A.PROPOSE): _P.PROPOSED,
        (_P.OFFERED, _A.HAND_ON): _P.OFFERED,
        (_P.OFFERED, _A.TIME_OUT): _P.OFFERED,
        (_P.OFFERED, _A.WITHDRAW): _P.CLOSED,
        (_P.PROPOSED, _A.TAKE): _P.AGREED,
        (_P.PROPOSED, _A.DECLINE): _P.OFFERED,
        (_P.PROPOSED, _A.HAND_ON): _P.OFFERED,
        (_P.PROPOSED, _A.TIME_OUT): _P.OFFERED,
        (_P.PROPOSED, _A.WITHDRAW): _P.CLOSED,
        (_P.AGREED, _A.HAND_ON): _P.OFFERED,
        (_P.AGREED, _A.REPORT): _P.DONE,
        (_P.AGREED, _A.TIME_OUT): _P.DONE,
        (_P.AGREED, _A.WITHDRAW): _P.CLOSED,
        (_P.DONE, _A.RATE): _P.CLOSED,
        (_P.DONE, _A.WITHDRAW): _P.CLOSED,
        (_P.DONE, _A.TIME_OUT): _P.CLOSED,
        (_P.CLOSED, _A.TIME_OUT): _P.FORGOTTEN,
    }
)
"""What may happen. A phase that leads to `OFFERED` leads to the next holder; where there is none left, the
request is closed instead. A request that nobody confirmed is deleted whole when it is forgotten.
"""


def asked(at: datetime, clock: Clock) -> Life:
    """Begins the life of a request at `at` (aware)."""
    return Life(Phase.UNCONFIRMED, at + clock.confirm)


def may(life: Life, act: Act) -> bool:
    """Tells whether an act is possible now."""
    return (life.phase, act) in TABLE


def step(
    life: Life, deed: Deed, at: datetime, clock: Clock, holders: Sequence[Holder] = ()
) -> Life:
    """Gives the request after a deed at `at` (aware).

    `holders`: who could hold it, in order; those who were asked already are passed over, and everyone is asked
    at most once. Raises Impossible where the table has no such step, or a slot is missing.
    """
    leads_to = TABLE.get((life.phase, deed.act))
    if leads_to is None:
        raise Impossible(life.phase, deed.act)
    if leads_to is Phase.OFFERED:
        return _offered(life, at, clock, holders)
    if leads_to is Phase.PROPOSED:
        if not deed.slots:
            raise Impossible(life.phase, deed.act)
        return life._replace(phase=leads_to, due_at=at + clock.choose, slots=deed.slots)
    if leads_to is Phase.AGREED:
        return _agreed(life, deed, at, clock)
    if leads_to is Phase.DONE:
        reported = deed.outcome or Outcome.UNKNOWN
        return life._replace(phase=leads_to, due_at=at + clock.rate, outcome=reported)
    if leads_to is Phase.CLOSED:
        # What became of it is not undone by whoever ends the follow-up.
        withdrawn = deed.act is Act.WITHDRAW and life.phase is not Phase.DONE
        return _closed(life, at, clock, Outcome.WITHDRAWN if withdrawn else life.outcome)
    return life._replace(phase=leads_to, due_at=None, holder=None, slots=())


def may_see_contact(phase: Phase) -> bool:
    """Tells whether the holder sees the contact: once it is theirs, and until it is closed."""
    return phase in {Phase.AGREED, Phase.DONE}


def _offered(life: Life, at: datetime, clock: Clock, holders: Sequence[Holder]) -> Life:
    following = next((one for one in holders if one not in life.asked), None)
    if following is None:
        return _closed(life._replace(holder=None, slots=()), at, clock, Outcome.NOBODY)
    return Life(
        Phase.OFFERED,
        business_days_after(at, clock.answer_days, clock.zone, clock.holidays),
        following,
        (*life.asked, following),
    )


def _agreed(life: Life, deed: Deed, at: datetime, clock: Clock) -> Life:
    found = life.slots if deed.act is Act.TAKE else deed.slots
    if not 0 <= deed.chosen < len(found):
        raise Impossible(life.phase, deed.act)
    slot = found[deed.chosen]
    ends_at = max(at, slot.starts_at + timedelta(minutes=slot.minutes))
    return life._replace(phase=Phase.AGREED, due_at=ends_at + clock.report, slots=(slot,))


def _closed(life: Life, at: datetime, clock: Clock, outcome: Outcome | None) -> Life:
    ends_at = at + clock.keep
    return life._replace(phase=Phase.CLOSED, due_at=ends_at, outcome=outcome or Outcome.UNKNOWN)


_SATURDAY = 5


def business_days_after(
    at: datetime, days: int, zone: str, holidays: Collection[date] = ()
) -> datetime:
    """Gives the moment so many business days after `at` (aware), at the same time of the zone's clock.

    What comes on a Saturday counts from the Monday after it.
    """
    local = at.astimezone(ZoneInfo(zone))
    day = local.date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY and day not in holidays
    return datetime.combine(day, local.time(), local.tzinfo).astimezone(at.tzinfo)


# ---- who is asked, in which order ---------------------------------------------------------------

MOST_CENTERS = 6
"""So many centers are asked at most before the coalition: nobody waits for longer than a month."""


class Need(NamedTuple):
    """What a request asks of whoever holds the training."""

    audience: TrainingAudience
    topics: frozenset[TrainingTopic]
    language: str
    mode: Mode


def fits(offer: TrainingOffer, need: Need) -> bool:
    """Tells whether an offer is just what is needed."""
    there = {Mode.ON_SITE: offer.on_site, Mode.ONLINE: offer.online, Mode.EITHER: True}[need.mode]
    return (
        there
        and offer.topic in need.topics
        and offer.language == need.language
        and offer.audience in {need.audience, TrainingAudience.OTHER}
    )


def order(
    chain: Sequence[str],
    serving: int,
    offers: Mapping[str, Sequence[TrainingOffer]],
    need: Need,
) -> tuple[str, ...]:
    """Gives the centers to ask, in order, of a place's chain, whose first `serving` serve it.

    Serving centers come before the next closest. Within each, in the chain's order: those whose offer fits,
    those who hold other trainings, then (serving ones alone) those who say nothing of it. `offers`: of the
    centers that have a listing; one without is not asked.
    """
    head = [(0, one) for one in chain[:serving]] + [(1, one) for one in chain[serving:]]
    ranked = [
        ((further, _rank(offers[center], need)), center)
        for further, center in head
        if center in offers and (offers[center] or not further)
    ]
    ranked.sort(key=lambda found: found[0])
    return tuple(center for _, center in ranked[:MOST_CENTERS])


def _rank(offers: Sequence[TrainingOffer], need: Need) -> int:
    if any(fits(offer, need) for offer in offers):
        return 0
    return 1 if offers else 2
