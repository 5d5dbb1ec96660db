"""What is asked for, where: confirmed requests of the last twelve whole months, by one thing at a time.

No count under five is shown: neighbours are joined until they have five (`app.small_counts.partition`). Each
table covers every request, so no difference between two tables tells of a small count either. The month that
runs is left out, so that nobody learns of a request by looking twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from harborline.app.small_counts import SMALL, partition
from harborline.app.training import TOPIC_OF, Goal, Phase
from harborline.core.listings import TrainingAudience, TrainingTopic
from harborline.web.training.models import TrainingRequest

MONTHS = 12


class Joined(NamedTuple):
    """Neighbours of a table, from the first to the last, and their sum."""

    values: tuple[str, ...]
    times: int


class Demand(NamedTuple):
    """The tables; each empty where fewer than five were asked. `months`: ISO dates of first days.

    One request may ask for several topics, and is counted at each.
    """

    states: tuple[Joined, ...]
    audiences: tuple[Joined, ...]
    topics: tuple[Joined, ...]
    months: tuple[Joined, ...]


def demand(states: Sequence[str], today: date) -> Demand:
    """Gives the demand in some states, in their order, up to the month before `today`; one query."""
    months = whole_months(today)
    found = TrainingRequest.unscoped.filter(
        month__range=(months[0], months[-1]), state__in=states
    ).exclude(phase=Phase.UNCONFIRMED)
    rows = list(found.order_by().values_list("state", "audience", "goals", "month"))
    if len(rows) < SMALL:  # a few that ask for several topics each would make a count of topics
        return Demand((), (), (), ())
    return Demand(
        _joined(states, (state for state, _, _, _ in rows)),
        _joined(list(TrainingAudience), (audience for _, audience, _, _ in rows)),
        _joined(list(TrainingTopic), (one for _, _, goals, _ in rows for one in _topics(goals))),
        _joined([month.isoformat() for month in months], (month.isoformat() for *_, month in rows)),
    )


def whole_months(today: date) -> tuple[date, ...]:
    """Gives the first days of the twelve months before the one of `today`, oldest first."""
    this_month = today.year * 12 + today.month - 1
    return tuple(
        date(number // 12, number % 12 + 1, 1) for number in range(this_month - MONTHS, this_month)
    )


def _topics(goals: Iterable[str]) -> set[TrainingTopic]:
    return {TOPIC_OF[Goal(goal)] for goal in goals}


def _joined(values: Sequence[str], found: Iterable[str]) -> tuple[Joined, ...]:
    counts = Counter(found)
    groups = partition(counts[value] for value in values)
    return tuple(
        Joined(tuple(map(str, values[group.first : group.end])), group.times) for group in groups
    )
