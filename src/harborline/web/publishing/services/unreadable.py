"""Finds hours in the tables that are no hours: forms never write them, other programs may."""

from __future__ import annotations

from collections.abc import Iterator

from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Destination, HoursException

_DAYS = 7


def unreadable_hours() -> tuple[str, ...]:
    """Gives one sentence for each center or backup whose hours have another shape than they must.

    Which minutes they name is for the check of the network; here only, whether there are any.
    """
    return tuple(
        f"The hours of {party} cannot be read; enter them anew."
        for party in sorted(set(_parties()))
    )


def _parties() -> Iterator[str]:
    # A map is compiled on nobody's behalf, from every row.
    weeks = Destination.objects.within(EVERYWHERE).values_list("center", "backup", "weekly")
    for center, backup, weekly in weeks:
        if not (isinstance(weekly, list) and len(weekly) == _DAYS and all(map(_is_day, weekly))):
            yield center or backup
    days = HoursException.objects.within(EVERYWHERE).values_list("center", "spans")
    for center, spans in days:
        if not _is_day(spans):
            yield center


def _is_day(spans: object) -> bool:
    return isinstance(spans, list) and all(
        isinstance(span, list)
        and len(span) == 2
        and all(type(minute) is int for minute in span)  # no bool, which is an int too
        for span in spans
    )
