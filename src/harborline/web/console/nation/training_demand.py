"""Which trainings are asked for, where: a report for coalitions and the nation, without small counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harborline.app.small_counts import SMALL
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.console.nation.reaching import states_of
from harborline.web.directory.states import NAMES, state_in_words
from harborline.web.training.services.reporting import Demand, Joined, demand, whole_months
from harborline.web.training.words import AUDIENCES, TOPICS

_FEW = 3
"""So many states or months are joined one by one; of more, the first and the last are said."""
_IN_A_ROW = frozenset({"states", "months"})
"""Tables whose order everybody knows."""


def _month(value: str) -> str:
    return date_format(date.fromisoformat(value), "YEAR_MONTH_FORMAT")


TABLES: dict[str, tuple[str | Promise, Callable[[str], object]]] = {
    "states": (_("State"), state_in_words),
    "audiences": (_("For whom"), lambda value: AUDIENCES[value]),
    "topics": (_("Topic"), lambda value: TOPICS[value]),
    "months": (_("Month"), _month),
}


def show(request: ScopedRequest) -> HttpResponse:
    """Shows the four tables of the last twelve whole months."""
    today = timezone.now().date()
    months = whole_months(today)
    found = {
        "tables": _tables(_demand(request, today)),
        "first": months[0],
        "last": months[-1],
        "small": SMALL,
    }
    return render(request, "console/nation/training_demand.html", found)


def download(request: ScopedRequest) -> HttpResponse:
    """Gives the same as CSV: table, what is counted there, requests."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([gettext("Table"), gettext("What"), gettext("Requests")])
    for heading, rows in _tables(_demand(request, timezone.now().date())):
        writer.writerows((str(heading), what, times) for what, times in rows)
    return HttpResponse(
        made.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="training-demand.csv"'},
    )


def _demand(request: ScopedRequest, today: date) -> Demand:
    mine = states_of(request.reach)
    return demand(sorted(NAMES if mine is None else mine, key=state_in_words), today)


_Table = tuple[str | Promise, list[tuple[str, int]]]


def _tables(found: Demand) -> list[_Table]:
    return [
        (
            heading,
            [(_in_words(row, said, name in _IN_A_ROW), row.times) for row in getattr(found, name)],
        )
        for name, (heading, said) in TABLES.items()
    ]


def _in_words(row: Joined, said: Callable[[str], object], is_range: bool) -> str:  # noqa: FBT001 -- of a table
    names = [str(said(value)) for value in row.values]
    if len(names) <= _FEW or not is_range:
        return "; ".join(names)
    return gettext("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
