"""What was in use, as the list of maps shows it: routine maps folded by day, and what holds any of them up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from harborline.web.accounts.scopes import Reach
from harborline.web.directory.models import Center
from harborline.web.publishing.models import How, MapInUse, RoutineLook
from harborline.web.publishing.refusals import in_words

ROWS = 25
LATEST = 50
SHOWN = 40
WHAT: dict[str, str | Promise] = {
    "hours": gettext_lazy("hours"),
    "rota": gettext_lazy("rota"),
    "paused": gettext_lazy("pause of the entry"),
    "expires_on": gettext_lazy("last day of the listing"),
    "verified_on": gettext_lazy("day of verification"),
}


class Brought(NamedTuple):
    """What reached callers of one center. `closed`: its hours name no open minute for four weeks."""

    at: datetime
    center: str
    what: tuple[str, ...]
    closed: bool


class Fold(NamedTuple):
    """Routine maps of one UTC day. `at`: the newest. `brought`: the newest of what they brought; `more`: there
    is more that is not shown.
    """

    day: date
    at: datetime
    times: int
    brought: tuple[Brought, ...]
    more: bool


class Held(NamedTuple):
    """A center whose hours are not with callers, and why."""

    center: str
    faults: tuple[str, ...]


class History(NamedTuple):
    """`rows`: maps and folds, newest first. `closed`: centers that are closed for four weeks as of their last change."""

    rows: tuple[MapInUse | Fold, ...]
    closed: tuple[str, ...]
    held: tuple[Held, ...]
    fault: str


def history(reach: Reach) -> History:
    """Gives what the list of maps says of times before; five queries, however long the list is."""
    maps = list(
        MapInUse.objects.exclude(how=How.ROUTINE)
        .select_related("proposal")
        .defer("proposal__report", "proposal__comparison", "proposal__faults")[:ROWS]
    )
    routine = MapInUse.objects.filter(how=How.ROUTINE)
    latest = list(routine[:LATEST])
    days = routine.order_by().annotate(day=TruncDate("at")).values("day")
    counted = list(
        days.annotate(times=Count("pk"), newest=Max("at")).order_by("-day").values_list(
            "day", "newest", "times"
        )[:ROWS]
    )  # fmt: skip
    look = RoutineLook.objects.filter(pk=1).first()
    held = look.held if look else []
    ids = {row["center"] for one in latest for row in one.carried} | {one["center"] for one in held}
    names = dict(Center.objects.within(reach).filter(pk__in=ids).values_list("id", "name"))
    brought = tuple(_brought(latest, names))
    folds = [_fold(day, at, times, latest, brought) for day, at, times in counted]
    rows: list[MapInUse | Fold] = [*maps, *folds]
    rows.sort(key=lambda row: row.at, reverse=True)
    return History(
        tuple(rows),
        tuple(_closed(brought)),
        tuple(
            Held(names.get(one["center"], one["center"]), tuple(map(in_words, one["faults"])))
            for one in held
        ),
        in_words(look.fault) if look else "",
    )


def _fold(
    day: date, at: datetime, times: int, latest: list[MapInUse], brought: tuple[Brought, ...]
) -> Fold:
    of_day = tuple(one for one in brought if one.at.date() == day)
    listed = sum(row.at.date() == day for row in latest)
    return Fold(day, at, times, of_day[:SHOWN], times > listed or len(of_day) > SHOWN)


def is_stuck() -> bool:
    """Tells whether something keeps everybody's hours from callers."""
    return RoutineLook.objects.exclude(fault="").exists()


def held_of(center: str) -> tuple[str, ...]:
    """Gives why the latest change of a center's hours is refused, nothing where it is not."""
    look = RoutineLook.objects.filter(pk=1).first()
    rows = [one for one in look.held if one["center"] == center] if look else []
    return tuple(in_words(fault) for one in rows for fault in one["faults"])


def _brought(rows: Iterable[MapInUse], names: dict[str, str]) -> Iterator[Brought]:
    for row in rows:
        for one in row.carried:
            yield Brought(
                row.at, names.get(one["center"], one["center"]), _what(one), one["closed"]
            )


def _what(one: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(WHAT.get(name, name)) for name in one["what"])


def _closed(brought: Iterable[Brought]) -> Iterator[str]:
    """Gives who was closed by the last change of theirs, the newest first."""
    seen: set[str] = set()
    for one in brought:
        if one.center not in seen and one.closed:
            yield one.center
        seen.add(one.center)
