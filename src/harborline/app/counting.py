"""From a finished call or leg to the rows of totals that it adds one to."""

from __future__ import annotations

from datetime import datetime, timedelta

from harborline.app.ports import LegTotal, NetworkTotal, StateTotal
from harborline.app.session import LegRecord, Session
from harborline.callflow.values import CallOutcome, LegOutcome
from harborline.core.reasons import LegKind

WAITS_UNDER_S = (10, 20, 40, 60, 120, 300, 600)
"""Upper ends of the wait buckets: to a person, or to the end of a call that reached nobody."""

ANSWERED_BY_BACKUP = "answered_by_backup"
"""The outcome of a call that a state backup or the national team answered, among the network's totals.

`answered` is then a call that a center took; so counts one that another process went on with.
"""
_BACKUPS = frozenset({LegKind.STATE_BACKUP, LegKind.NATIONAL_BACKUP})


def wait_bucket(seconds: float) -> str:
    """Names the bucket of a wait: `under_10` to `under_600`, or `over`."""
    bound = next((bound for bound in WAITS_UNDER_S if seconds < bound), None)
    return "over" if bound is None else f"under_{bound}"


def call_totals(
    session: Session, outcome: CallOutcome, at_s: float
) -> tuple[NetworkTotal, StateTotal]:
    """Gives the two rows of a call."""
    until_s = at_s if session.answered_s is None else session.answered_s
    wait = wait_bucket(until_s - session.arrived_s)
    came = session.arrived_at
    half_hour = came.replace(minute=came.minute // 30 * 30, second=0, microsecond=0)
    language = session.state.language
    told = _told(outcome, session.answered_by)
    network = NetworkTotal(half_hour, session.line, language, told, wait, session.precision)
    return network, StateTotal(came.date(), session.state_code, session.line, outcome, wait)


def _told(outcome: CallOutcome, by: LegKind | None) -> str:
    if outcome is CallOutcome.ANSWERED and by in _BACKUPS:
        return ANSWERED_BY_BACKUP
    return outcome


def leg_total(record: LegRecord, outcome: LegOutcome, at: datetime) -> LegTotal:
    """Gives the row of a leg."""
    monday = (at - timedelta(days=at.weekday())).date()
    return LegTotal(monday, record.center, record.reason, outcome)
