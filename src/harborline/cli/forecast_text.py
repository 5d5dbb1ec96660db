"""A forecast as text for a person: what begins, how much may come, and where the figures come from."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from harborline.app.forecasting import Outlook, document_of, half_hours
from harborline.app.plain_tables import HALF_HOUR

_STEP = 4
"""Half hours of a line of the table: the long table is what --csv is for."""


def rendered(found: Outlook, zone: str) -> str:
    """Gives the answer, times by the clock of `zone`."""
    return "\n".join(
        [*_now(found, zone), "", *_totals(found), "", *_table(found, zone), "", *_made(found)]
    )


def _now(found: Outlook, zone: str) -> list[str]:
    local = ZoneInfo(zone)
    ahead = found.forecast
    lines = [
        f"calls now {ahead.multiplier:.2f} times the usual; "
        f"a surge is under way: {ahead.surge_share:.0%} likely"
    ]
    first = found.at - found.known * HALF_HOUR
    for alarm in found.alarms[-1:]:
        at, since = first + (alarm.at + 1) * HALF_HOUR, first + alarm.since * HALF_HOUR
        lines.append(
            f"ALARM at {at.astimezone(local):%a %d %b %H:%M}: calls run high since "
            f"{since.astimezone(local):%a %H:%M} (one false alarm in 30 quiet days)"
        )
    if not found.alarms:
        lines.append("no alarm in the last 7 days")
    if found.attention_up_h is not None:
        lines.append(f"attention is up for {found.attention_up_h:g} hours")
    if found.like is not None:
        like = found.like
        lines.append(
            f"as large as {like.event}: {like.figure:g} times the baseline ({like.baseline}), "
            f"{like.window}; {like.source}"
        )
    return lines


def _totals(found: Outlook) -> list[str]:
    lines = [f"{'calls of the next':18} {'median':>8}  {'50 % band':>15}  {'90 % band':>15}"]
    for row in document_of(found)["totals"]:
        half = f"{row['low_50']:,.0f} to {row['high_50']:,.0f}"
        most = f"{row['low_90']:,.0f} to {row['high_90']:,.0f}"
        lines.append(f"{row['hours']:3} hours {'':8} {row['median']:8,.0f}  {half:>15}  {most:>15}")
    return lines


def _table(found: Outlook, zone: str) -> list[str]:
    local = ZoneInfo(zone)
    lines = [
        f"{f'half hour ({zone})':28} {'usual':>7} {'median':>7}  {'50 % band':>11}  {'90 % band':>11}"
    ]
    for row in half_hours(found)[::_STEP]:
        half = f"{row['low_50']:g} to {row['high_50']:g}"
        most = f"{row['low_90']:g} to {row['high_90']:g}"
        lines.append(
            f"{row['starts_at'].astimezone(local):%a %d %b %H:%M}{'':15} {row['usual']:7.1f} "
            f"{row['median']:7g}  {half:>11}  {most:>11}"
        )
    return lines


def _made(found: Outlook) -> list[str]:
    return [
        f"shape of day and week: {found.forecast.shape_label}",
        "every second hour is shown; --csv FILE has every half hour",
    ]
