"""Gaps and overlaps of the map in use, kept by its version and the day; and a week of them as a strip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from harborline.atlas.tables import Atlas
from harborline.core.hours import Spans
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.gaps import Gaps, find_gaps
from harborline.web.console.coverage_map import MapAndAtlas

_KEPT = 2
"""Maps and days that are remembered: people look at the newest."""
_HOUR, _DAY_HOURS, _HEIGHT = 60, 24, 12


def gaps_of(routing_map: RoutingMap, atlas: Atlas, first_day: date) -> Gaps:
    """Gives the gaps and overlaps of a map in the week from `first_day` on."""
    return _gaps(MapAndAtlas(routing_map.version, routing_map, atlas), first_day)


@lru_cache(maxsize=_KEPT)
def _gaps(kept: MapAndAtlas, first_day: date) -> Gaps:
    return find_gaps(kept.routing_map, kept.atlas, first_day)


def from_monday(days: Sequence[Spans], first_day: date) -> tuple[Spans, ...]:
    """Turns seven days from `first_day` on into a week that begins on Monday."""
    begins = -first_day.weekday() % len(days)
    return (*days[begins:], *days[:begins])


def strip(days: Sequence[Spans]) -> SafeString:
    """Draws a week as one bar, an hour to the unit, with what `days` say in another colour.

    Hidden from assistive technology: the words beside it say the same.
    """
    width = len(days) * _DAY_HOURS
    told = []
    for day, spans in enumerate(days):
        for start, end in spans:
            x, wide = day * _DAY_HOURS + start / _HOUR, (end - start) / _HOUR
            told.append(
                f'<rect class="gone" x="{x:.2f}" y="0" width="{wide:.2f}" height="{_HEIGHT}"/>'
            )
    lines = [f'<path d="M{x} 0v{_HEIGHT}"/>' for x in range(_DAY_HOURS, width, _DAY_HOURS)]
    return mark_safe(  # noqa: S308 -- numbers alone
        f'<svg class="strip" viewBox="0 0 {width} {_HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect x="0" y="0" width="{width}" height="{_HEIGHT}"/>'
        f"{''.join(told)}{''.join(lines)}</svg>"
    )
