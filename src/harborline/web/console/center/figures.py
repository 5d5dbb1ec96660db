"""Our numbers: what came of the calls that were given to this center, week by week.

A center sees its own figures exactly. They count calls that rang here, and nothing about who called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.functional import Promise

from harborline.web.console.center.asking import CenterRequest, page
from harborline.web.console.center.words import OUTCOMES
from harborline.web.site.ports import LegCount, site_ports

WEEKS = 12
_ACCEPTED = "accepted"
_WIDTH = 320


class Week(NamedTuple):
    """One week. `week`: its Monday. `bar`, `full`: answered and all, in units of the picture's width."""

    week: datetime
    rang: int
    answered: int
    others: tuple[tuple[str | Promise, int], ...]
    bar: int = 0
    full: int = 0


def weeks_of(counts: Iterable[LegCount]) -> tuple[Week, ...]:
    """Gives the newest weeks first, at most `WEEKS` of them."""
    by_week: dict[datetime, Counter[str]] = {}
    for count in counts:
        by_week.setdefault(count.week, Counter())[count.outcome] += count.times
    newest = sorted(by_week, reverse=True)[:WEEKS]
    most = max((by_week[week].total() for week in newest), default=0)
    return tuple(_week(week, by_week[week], most) for week in newest)


def _week(week: datetime, outcomes: Counter[str], most: int) -> Week:
    rang, answered = outcomes.total(), outcomes[_ACCEPTED]
    others = tuple(
        (OUTCOMES.get(outcome, outcome), times)
        for outcome, times in sorted(outcomes.items())
        if outcome != _ACCEPTED and times
    )
    return Week(week, rang, answered, others, _share(answered, most), _share(rang, most))


def _share(times: int, most: int) -> int:
    return round(_WIDTH * times / most) if most else 0


def show(request: CenterRequest) -> HttpResponse:
    """Shows the weeks as bars and as a table."""
    return page(
        request, "figures.html", {"weeks": weeks_of(site_ports().leg_counts(request.center.pk))}
    )
