"""What is kept of a call while it lasts: its state in the tree, its evidence of place, its legs.

In memory, until hang-up. Nothing of it can be printed: a repr names the class and no more.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from harborline.app.hold_offs import CallerToken
from harborline.app.ports import Cancel
from harborline.callflow.states import Call
from harborline.callflow.timers import TimerId
from harborline.callflow.values import LegOutcome, LineType
from harborline.core.numbering import CallerPrefix, NoPrefix
from harborline.core.places import Precision
from harborline.core.reasons import LegKind, LegReason
from harborline.core.routing import Evidence, Leg


class Arrival(NamedTuple):
    """A call at the door, as an adapter's codec hands it over: the full number ends there.

    `line`: id, None = the map's first. `county`: FIPS hint of a trusted carrier header.
    `own_number`: the caller id is one of our own numbers; `forwarded_by`: addresses that Diversion
    or History-Info name, in any form. `flooded`: the trunk is beyond its cap.
    """

    prefix: CallerPrefix | NoPrefix
    line: str | None = None
    line_type: LineType = LineType.UNKNOWN
    county: str | None = None
    token: CallerToken | None = None
    own_number: bool = False
    forwarded_by: tuple[str, ...] = ()
    flooded: bool = False

    def __repr__(self) -> str:
        return "<Arrival>"


class Frozen(NamedTuple):
    """All that another process needs to go on with a call whose process is lost. Holds no number.

    `centers`: ids of the legs that were planned and not dialed yet, in order, without the national
    team, which comes last on every map; `legs`: how many were dialed so far; `reasons`: why each center
    is in the plan.
    """

    line: str
    language: str
    centers: tuple[str, ...]
    legs: int
    reasons: tuple[LegReason, ...] = ()


class LegRecord:
    """A leg in progress: whom it rings and since when its line is claimed."""

    __slots__ = ("addresses", "center", "kind", "outcome", "reason")

    def __init__(self, leg: Leg, addresses: frozenset[str]) -> None:
        self.center: str = leg.center
        self.kind: LegKind = leg.kind
        self.reason: LegReason = leg.reason
        self.addresses = addresses
        self.outcome: LegOutcome | None = None


class Session:
    """One call in progress. `deadline_s`: when the national team is due. `answered_by`: who took it.

    `arrived_at` is wall clock, for the half hour that is counted; `..._s` are the clock's `seconds`.
    `shows`: the line's own number as it was at the door; a new map may drop the line in mid call.
    `seat`: a center at which a seat came free while another leg was tried for this held call.
    """

    __slots__ = (
        "answered_by",
        "answered_s",
        "arrived_at",
        "arrived_s",
        "deadline_s",
        "evidence",
        "legs",
        "line",
        "planned",
        "precision",
        "seat",
        "shows",
        "state",
        "state_code",
        "ticket",
        "timers",
        "token",
    )

    def __init__(self, state: Call, arrival: Arrival, line: str, at: datetime, at_s: float) -> None:
        self.state = state
        self.line = line
        prefix = arrival.prefix if isinstance(arrival.prefix, CallerPrefix) else None
        self.evidence = Evidence(None, arrival.county, None if arrival.own_number else prefix)
        self.token = None if arrival.own_number else arrival.token
        self.arrived_at = at
        self.arrived_s = at_s
        self.answered_s: float | None = None
        self.answered_by: LegKind | None = None
        self.deadline_s = 0.0
        self.seat: str | None = None
        self.shows: str | None = None
        self.ticket: int | None = None
        self.planned: dict[str, Leg] = {}
        self.legs: dict[int, LegRecord] = {}
        self.timers: dict[TimerId, Cancel] = {}
        self.precision = Precision.NONE
        self.state_code: str | None = None

    def __repr__(self) -> str:
        return "<Session>"
