"""Hours: each destination's week in words, the days that differ, and the form of a week."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harborline.core.hours import Spans
from harborline.web.console.center.asking import CenterRequest, page, say, today_at
from harborline.web.console.center.saving import Outcome, press, save, seen_version
from harborline.web.console.center.week import (
    BadTime,
    Row,
    copied,
    day_typed,
    read,
    rows_of,
    rows_typed,
)
from harborline.web.console.center.words import KINDS
from harborline.web.directory.hours import kept_spans, spans_of, week_of
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.services.answering import (
    clear_exception,
    set_exception,
    set_week,
)
from harborline.web.directory.words import day_in_words, week_in_words


class Open(NamedTuple):
    """A destination and when it answers, in words. Its number is nobody's here to see."""

    id: int
    name: str
    week: list[str]
    closed_on_holidays: bool


class Differs(NamedTuple):
    """A day that differs from the week, in words."""

    id: int
    said: str
    of: str
    reason: str


class ExceptionForm(forms.Form):
    """A day that differs; no time at all means closed."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, like 2026-12-24.")},
    )
    destination = forms.ChoiceField(label=_("For which phone"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=120, required=False)

    def __init__(self, center: Center, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today_at(center)
        self.destinations = {str(row.pk): row for row in center.destinations.all()}
        self.fields["destination"].choices = [  # type: ignore[attr-defined]
            ("", _("all of them")),
            *((key, name_of(row)) for key, row in self.destinations.items()),
        ]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self._today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


def name_of(row: Destination) -> str:
    """Names a destination without its number."""
    return row.label or str(KINDS[row.kind])


def show(request: CenterRequest) -> HttpResponse:
    """Shows when each destination answers, and the days that differ."""
    return _page(request, ExceptionForm(request.center), _day_row({}), request.center.version)


def _page(request: CenterRequest, form: ExceptionForm, row: Row, version: int) -> HttpResponse:
    center = request.center
    by_id = {destination.pk: name_of(destination) for destination in form.destinations.values()}
    found = {
        "open": [_open(destination) for destination in form.destinations.values()],
        "differing": [
            Differs(
                one.pk,
                day_in_words(one.day, spans_of(one.spans)),
                by_id.get(one.destination_id or 0, ""),
                one.reason,
            )
            for one in center.exceptions.filter(day__gte=today_at(center))
        ],
        "form": form,
        "row": row,
        "version": version,
    }
    return page(request, "hours.html", found)


def _open(row: Destination) -> Open:
    return Open(row.pk, name_of(row), week_in_words(week_of(row.weekly)), row.closed_on_holidays)


def _day_row(data: Any) -> Row:
    """Reads the one row of a dated exception, as the first day of a week is read."""
    return rows_typed(data)[0]


def add_day(request: CenterRequest) -> HttpResponseBase:
    """Keeps a day that differs, or shows the form again with what is wrong."""
    if request.method != "POST":
        return redirect("console:hours", request.center.pk)
    form, row = ExceptionForm(request.center, request.POST), _day_row(request.POST)
    spans: Spans | None = None
    try:
        spans = day_typed(row)
    except BadTime as bad:
        row = row._replace(error=bad.sentence)
    version, outcome = seen_version(request.POST.get("version", "")), Outcome.REFUSED
    if form.is_valid() and spans is not None:
        outcome = _keep_day(request, form, spans, version)
    if outcome is Outcome.SAVED:
        return redirect("console:hours", request.center.pk)
    if outcome is Outcome.STALE:
        version = request.center.version
    return _page(request, form, row, version)


def _keep_day(request: CenterRequest, form: ExceptionForm, spans: Spans, version: int) -> Outcome:
    cleaned = form.cleaned_data
    outcome = save(
        form,
        lambda: set_exception(
            request.scope_held.actor,
            request.center,
            cleaned["day"],
            kept_spans(spans),
            destination=form.destinations.get(cleaned["destination"]),
            reason=cleaned["reason"],
            expected_version=version,
        ),
    )
    if outcome is Outcome.SAVED:
        say(request, day_in_words(cleaned["day"], spans))
        if not cleaned["destination"]:
            _warn_of_own_days(request, form, cleaned["day"])
    return outcome


def _warn_of_own_days(request: CenterRequest, form: ExceptionForm, day: date) -> None:
    """Says which phones have hours of their own on a day: these count more than those of the center."""
    for own in request.center.exceptions.filter(day=day).exclude(destination=None):
        named = {
            "name": name_of(form.destinations[str(own.destination_id)]),
            "said": day_in_words(own.day, spans_of(own.spans)),
        }
        sentence = _("%(name)s has hours of its own then, and they count. %(said)s")
        messages.warning(request, sentence % named)


def drop_day(request: CenterRequest, exception: int) -> HttpResponseBase:
    """Lets a day be as the week is."""
    if request.method == "POST":
        row, actor = (
            request.center.exceptions.filter(pk=exception).first(),
            request.scope_held.actor,
        )
        if row is not None and press(
            request, lambda version: clear_exception(actor, row, expected_version=version)
        ):
            say(request, _("That day is as usual again."))
    return redirect("console:hours", request.center.pk)


def week(request: CenterRequest, destination: int) -> HttpResponseBase:
    """Shows the form of a week; says it back in words, and saves it."""
    row = request.center.destinations.filter(pk=destination).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        typed = rows_of(week_of(row.weekly))
        return _week_page(request, row, WeekTyped(typed, row.closed_on_holidays), Outcome.SAVED)
    given = WeekTyped(rows_typed(request.POST), "holidays" in request.POST)
    act = request.POST.get("act")
    if act == "copy":
        return _week_page(request, row, given._replace(rows=copied(given.rows)), Outcome.SAVED)
    spans, rows = read(given.rows)
    given = given._replace(rows=rows, spans=spans)
    if spans is None or act != "save":
        outcome = Outcome.SAVED if spans is not None or request.htmx else Outcome.REFUSED  # type: ignore[attr-defined]
        return _week_page(request, row, given, outcome)
    form = forms.Form(request.POST)
    outcome = _keep_week(request, row, given, form)
    if outcome is Outcome.SAVED:
        return redirect("console:hours", request.center.pk)
    return _week_page(request, row, given._replace(form=form), outcome)


class WeekTyped(NamedTuple):
    """A week as it stands in the form. `spans`: what it means, None where it cannot be read."""

    rows: tuple[Row, ...]
    closed_on_holidays: bool
    spans: tuple[Spans, ...] | None = None
    form: forms.Form | None = None


def _keep_week(
    request: CenterRequest, row: Destination, given: WeekTyped, form: forms.Form
) -> Outcome:
    form.is_valid()
    spans = given.spans or ()
    version = seen_version(request.POST.get("version", ""))
    outcome = save(
        form,
        lambda: set_week(
            request.scope_held.actor,
            row,
            [kept_spans(day) for day in spans],
            closed_on_holidays=given.closed_on_holidays,
            expected_version=version,
        ),
    )
    if outcome is Outcome.SAVED:
        say(request, f"{name_of(row)} – {'; '.join(week_in_words(spans))}")
    return outcome


class Line(NamedTuple):
    """A row of the form with the name of its day."""

    name: str | Promise
    row: Row


def _week_page(
    request: CenterRequest, row: Destination, given: WeekTyped, outcome: Outcome
) -> HttpResponse:
    version = request.center.version
    if request.method == "POST" and outcome is not Outcome.STALE:
        version = seen_version(request.POST.get("version", ""))
    found = {
        "center": request.center,
        "destination": row.pk,
        "name": name_of(row),
        "lines": [Line(WEEKDAYS[one.weekday], one) for one in given.rows],
        "closed_on_holidays": given.closed_on_holidays,
        "words": week_in_words(given.spans) if given.spans is not None else None,
        "kept": week_in_words(week_of(row.weekly)),
        "form": given.form,
        "wrong": any(one.error for one in given.rows),
        "version": version,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "console/center/_week_words.html", found)
    return page(request, "week.html", found)
