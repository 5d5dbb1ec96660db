"""Draws the calls of a day as one SVG: three layers over the half hours, colours by class alone.

A group is as wide as its half hours and as high as their mean, so that its area is its count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from harborline.app.small_counts import Group
from harborline.web.console.board.calls import HALF_HOUR, Day, Ended, Row

WIDTH, HEIGHT = 960, 262
LEFT, TOP, FLOOR = 80, 26, 214
_LABELS = (0, 6, 12, 18)
_LINES = 2


def picture(day: Day, zone: str) -> SafeString:
    """Gives the picture; it is hidden from assistive technology, for which there is a table."""
    layers = [heights(day.rows[ended], day.window.over) for ended in Ended]
    top = _nice(max((sum(column) for column in zip(*layers, strict=True)), default=0))
    below = [0.0] * day.window.over
    parts = []
    for ended, layer in zip(Ended, layers, strict=True):
        above = [one + other for one, other in zip(below, layer, strict=True)]
        path = _layer(below, above, top, day.window.half_hours)
        if any(layer):
            parts.append(("layer", ended.value, path))
        below = above
    return format_html(
        '<svg class="picture calls" viewBox="0 0 {} {}" aria-hidden="true">{}{}{}</svg>',
        *(WIDTH, HEIGHT, _grid(top), _clock(day, zone)),
        format_html_join("", '<path class="{} {}" d="{}"/>', parts),
    )


def heights(row: Row, over: int) -> list[float]:
    """Gives calls for each half hour that is over: the mean of its group, 0 where it is in none."""
    found = [0.0] * over
    for groups in (row.soon, row.later):
        _add(found, groups)
    return found


def _add(found: list[float], groups: Sequence[Group]) -> None:
    for group in groups:
        for place in range(group.first, group.end):
            found[place] += group.times / (group.end - group.first)


def _nice(most: float) -> int:
    """Gives the end of the scale: the next of 10, 20, 50, 100, 200 …"""
    scale = 10
    while scale < most:
        scale = scale * 5 // 2 if str(scale)[0] == "2" else scale * 2
    return scale


def _layer(below: list[float], above: list[float], top: int, half_hours: int) -> str:
    """Gives one outline: along the upper edge, and back along the lower one."""
    step = (WIDTH - LEFT) / half_hours
    there = [(LEFT + place * step, LEFT + (place + 1) * step) for place in range(len(above))]
    upper = "".join(
        f"V{_y(high, top):.1f}H{end:.1f}" for high, (_, end) in zip(above, there, strict=True)
    )
    lower = "".join(
        f"V{_y(low, top):.1f}H{start:.1f}"
        for low, (start, _) in reversed(list(zip(below, there, strict=True)))
    )
    return f"M{LEFT} {FLOOR}{upper}{lower}Z"


def _y(calls: float, top: int) -> float:
    return FLOOR - (FLOOR - TOP) * calls / top


def _grid(top: int) -> SafeString:
    """Gives the lines of the scale with their numbers."""
    rows = [
        (f"{_y(calls, top):.1f}", f"{_y(calls, top) + 8:.1f}", calls)
        for calls in (top * part // _LINES for part in range(_LINES + 1))
    ]
    return format_html_join(
        "",
        f'<path class="grid" d="M{LEFT} {{}}H{WIDTH}"/><text x="{LEFT - 10}" y="{{}}">{{}}</text>',
        rows,
    )


def _clock(day: Day, zone: str) -> SafeString:
    """Gives the hours below, as the clock of the room shows them."""
    step = (WIDTH - LEFT) / day.window.half_hours
    at = [day.window.since + HALF_HOUR * place for place in range(day.window.half_hours)]
    named = [
        (f"{LEFT + place * step:.1f}", f"{local.hour:02d}:00")
        for place, local in enumerate(_local(moment, zone) for moment in at)
        if local.hour in _LABELS and local.minute == 0 and not local.fold
    ]
    return format_html_join("", f'<text class="hour" x="{{}}" y="{HEIGHT - 6}">{{}}</text>', named)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
