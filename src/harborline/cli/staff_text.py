"""How many advocates are needed, as text for a person: every rate with what it is a share of."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from harborline.app.staff_tables import Staffed, Wanted, document_of
from harborline.planning.staffing import Model, Need, is_met, rostered

_SAID = {
    Model.ERLANG_A: "Erlang A: callers wait and hang up after {patience:g} min on average",
    Model.ERLANG_C: "Erlang C: everybody waits as long as it takes",
    Model.ERLANG_B: "Erlang B: whoever finds all busy is lost",
}
_LONGEST = 336


def rendered(need: Need, wanted: Wanted, *, bounded: bool) -> str:
    """Gives one hour's answer. `bounded`: a bound on the lost was given."""
    found, target = need.service, wanted.target
    met = "kept" if is_met(found, target) else "NOT kept"
    bound = f", at most {target.max_lost:.1%} lost" if bounded else ""
    in_time = f"answered within {target.within_s:g} s"
    lines = [
        f"{need.staff:,} on duty{_on_rota(need.staff, wanted)}",
        _assumed(wanted, need.offered_per_hour),
        f"target {target.share:.0%} within {target.within_s:g} s{bound}: {met}",
        f"  {in_time:23} {found.answered_in_target:7.1%} of calls offered",
        f"  lost                    {found.lost:7.1%} of calls offered",
        f"  wait of the answered    {_wait(found.asa_s)} (ASA, mean over calls answered)",
        f"  occupancy               {found.occupancy:7.1%} of the time on duty spent in talks",
    ]
    if wanted.callers.redials:
        lines += [
            f"  offered an hour         {need.offered_per_hour:7.1f} calls, those that come again included",
            f"  never answered          {need.never_answered:7.1%} of callers",
        ]
    if wanted.callers.model is Model.ERLANG_A and not bounded:
        lines.append("No bound on the lost was given; --max-lost P sets one.")
    return "\n".join(lines)


def rendered_table(rows: Sequence[Staffed], wanted: Wanted) -> str:
    """Gives the half hours as a table; beyond a week of one center the rest is counted."""
    target = wanted.target
    lines = [
        f"{'half hour (UTC)':17} {'center':12} {'calls':>7} {'duty':>5} {'rota':>5} {'in time':>8} "
        f"{'lost':>6} {'ASA s':>7} {'busy':>6} {'pooled':>6}"
    ]
    for row in rows[:_LONGEST]:
        cells = document_of(row)
        lines.append(
            f"{row.half_hour.starts_at:%Y-%m-%d %H:%M} {row.half_hour.center:12.12} "
            f"{row.half_hour.calls:7g} {row.staff:5} {row.rostered:5} "
            f"{_share(cells['answered_in_target']):>8} {_share(cells['lost']):>6} "
            f"{_figure(cells['asa_s']):>7} {_share(cells['occupancy']):>6} "
            f"{_figure(cells['pooled_staff']):>6}".rstrip()
        )
    if len(rows) > _LONGEST:
        lines.append(f"… and {len(rows) - _LONGEST:,} more; --csv FILE writes all.")
    lines += [
        f"{_assumed(wanted, None)}; in time: answered within {target.within_s:g} s of calls offered; "
        "lost: of calls offered;",
        "ASA: mean over calls answered; busy: of the time on duty; "
        "pooled: one team for the calls of all centers.",
    ]
    return "\n".join(lines)


def _assumed(wanted: Wanted, per_hour: float | None) -> str:
    callers = wanted.callers
    said = _SAID[callers.model].format(patience=(callers.patience_s or 0) / 60)
    talk = f"{callers.aht_s / 60:g} min a call"
    if per_hour is None:
        return f"{said}; {talk}"
    return f"{said}; {per_hour:.1f} calls an hour, {talk}: {per_hour * callers.aht_s / 3600:.2f} erlangs"


def _on_rota(staff: int, wanted: Wanted) -> str:
    if not wanted.shrinkage:
        return ""
    number = rostered(staff, wanted.shrinkage)
    return f", {number:,} on the rota (shrinkage {wanted.shrinkage:.0%} of the rota's hours)"


def _wait(seconds: float) -> str:
    return f"{seconds:6.1f} s" if isfinite(seconds) else " without end"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
