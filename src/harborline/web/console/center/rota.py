"""The rota: who answers tonight, who may be on call, their shifts, and the gaps between them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harborline.core.hours import MINUTES_PER_DAY, Spans, spans_on
from harborline.web.console.center.asking import (
    CenterRequest,
    moment_at,
    next_days,
    on_its_clock,
    page,
    say,
)
from harborline.web.console.center.fields import moment_field
from harborline.web.console.center.saving import Outcome, press, save
from harborline.web.directory.models import Center, OnCallPerson, Shift
from harborline.web.directory.services import rota, rota_by_phone
from harborline.web.directory.to_core import hours_of_center
from harborline.web.directory.words import clock

DAYS = 14
_EVENING, _MORNING = time(18), time(6)


class Turn(NamedTuple):
    """A shift as it is shown."""

    id: int
    who: str
    times: str


class Day(NamedTuple):
    """A day of the rota. `gaps`: the times in which nobody answers, on the center's clock."""

    name: str
    turns: list[Turn]
    gaps: str


class PersonForm(forms.Form):
    """Somebody who may be on call."""

    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.CharField(
        label=_("Phone"),
        help_text=_(
            "It rings in their shifts only. Secret: your center and the national team alone see it."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class ShiftForm(forms.Form):
    """When somebody is on call, on the center's clock."""

    person = forms.ChoiceField(label=_("Who"))
    starts_at = moment_field(label=_("From"))
    ends_at = moment_field(label=_("To"))

    def __init__(self, center: Center, *args: Any, **kwargs: Any) -> None:
        tonight = next_days(center, 1)[0]
        initial = {
            "starts_at": datetime.combine(tonight, _EVENING),
            "ends_at": datetime.combine(tonight + timedelta(days=1), _MORNING),
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        self._center = center
        self._people = {str(person.pk): person for person in center.on_call.all()}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (key, person.name) for key, person in self._people.items()
        ]

    def clean_person(self) -> OnCallPerson:
        return self._people[self.cleaned_data["person"]]

    def clean_starts_at(self) -> datetime:
        return self._moment("starts_at", later=False)

    def clean_ends_at(self) -> datetime:
        return self._moment("ends_at", later=True)

    def _moment(self, name: str, *, later: bool) -> datetime:
        at = moment_at(self._center, self.cleaned_data[name], later=later)
        if at is None:
            raise forms.ValidationError(
                _("The clock skips this hour on that day; choose another one.")
            )
        return at


def show(request: CenterRequest) -> HttpResponseBase:
    """Shows the rota, and does what was asked of it."""
    if request.method != "POST":
        return _page(request, PersonForm(), ShiftForm(request.center))
    act = request.POST.get("act", "")
    if act == "person":
        return _add_person(request)
    if act == "shift":
        return _add_shift(request)
    _change(request, act)
    return redirect("console:rota", request.center.pk)


def _add_person(request: CenterRequest) -> HttpResponseBase:
    form, outcome = PersonForm(request.POST), Outcome.REFUSED
    if form.is_valid():
        cleaned = form.cleaned_data
        outcome = save(
            form,
            lambda: rota.add_person(
                request.scope_held.actor, request.center, cleaned["name"], cleaned["address"]
            ),
        )
    if outcome is Outcome.SAVED:
        say(request, gettext("%(name)s is on the list.") % {"name": form.cleaned_data["name"]})
        return redirect("console:rota", request.center.pk)
    return _page(request, form, ShiftForm(request.center))


def _add_shift(request: CenterRequest) -> HttpResponseBase:
    form, outcome = ShiftForm(request.center, request.POST), Outcome.REFUSED
    if form.is_valid():
        cleaned = form.cleaned_data
        outcome = save(
            form,
            lambda: rota.set_shift(
                request.scope_held.actor,
                cleaned["person"],
                cleaned["starts_at"],
                cleaned["ends_at"],
            ),
        )
    if outcome is Outcome.SAVED:
        said = {
            "name": form.cleaned_data["person"].name,
            "times": _times(
                request.center, form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
            ),
        }
        say(request, gettext("%(name)s is on call: %(times)s.") % said)
        return redirect("console:rota", request.center.pk)
    return _page(request, PersonForm(), form)


def _change(request: CenterRequest, act: str) -> None:
    """Does what a button beside a row says; a row that is gone already is no fault."""
    actor, row = request.scope_held.actor, request.POST.get("row", "")
    number = int(row) if row.isascii() and row.isdigit() and len(row) < 16 else 0
    person = request.center.on_call.filter(pk=number).first()
    shift = _shifts(request).filter(pk=number).first() if act == "drop_shift" else None
    if shift is not None:
        if press(request, lambda seen: rota.clear_shift(actor, shift, expected_version=seen)):
            say(request, _("The shift is taken out."))
    elif act == "drop_person" and person is not None:
        if press(request, lambda seen: rota.remove_person(actor, person, expected_version=seen)):
            say(request, _("That person is taken out, with every shift."))
    elif act == "pin" and person is not None:
        pin = request.POST.get("pin", "")
        if press(
            request, lambda seen: rota_by_phone.set_pin(actor, person, pin, expected_version=seen)
        ):
            say(request, gettext("The PIN of %(name)s is set.") % {"name": person.name})


def _page(request: CenterRequest, person: PersonForm, shift: ShiftForm) -> HttpResponse:
    center = request.center
    people = list(center.on_call.all())
    found = {
        "now": [one.who.name or None for one in rota.who_answers(center, timezone.now())],
        "days": days_of(request),
        "people": people,
        "person": person,
        "shift": shift,
    }
    return page(request, "rota.html", found)


def _shifts(request: CenterRequest) -> QuerySet[Shift, Any]:
    rows = Shift.objects.within(request.reach).filter(person__center=request.center)
    return rows.select_related("person__center")


def days_of(request: CenterRequest) -> list[Day]:
    """Gives the rota of the next two weeks: each shift on the day it begins, what still runs today."""
    center = request.center
    days = next_days(center, DAYS)
    turns: dict[date, list[Turn]] = {day: [] for day in days}
    for shift in _shifts(request).filter(ends_at__gt=timezone.now()):
        begins = max(on_its_clock(center, shift.starts_at).date(), days[0])
        if begins in turns:
            times = _times(center, shift.starts_at, shift.ends_at)
            turns[begins].append(Turn(shift.pk, shift.person.name, times))
    hours = hours_of_center(center, days[0], DAYS)
    return [Day(_name(day), turns[day], _gaps(spans_on(hours, day.toordinal()))) for day in days]


def _name(day: date) -> str:
    return f"{capfirst(WEEKDAYS[day.weekday()])}, {date_format(day, 'MONTH_DAY_FORMAT')}"


def _times(center: Center, starts_at: datetime, ends_at: datetime) -> str:
    """Says a shift's times; the day of its end where that is not the morning after."""
    start, end = on_its_clock(center, starts_at), on_its_clock(center, ends_at)
    times = f"{clock(start.hour * 60 + start.minute)}–{clock(end.hour * 60 + end.minute)}"
    if (end.date() - start.date()).days > 1:
        times = f"{times} ({_name(end.date())})"
    return times


def _gaps(spans: Spans) -> str:
    """Says when nobody answers on a day."""
    if not spans:
        return gettext("all day")
    edges = [0, *(minute for span in spans for minute in span), MINUTES_PER_DAY]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in pairs if start < end)
