"""Pause now, everything or one phone, with a time at which calls come again by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harborline.app.overlays import LONGEST, Pause
from harborline.core.errors import HarborlineError, UnusableInput
from harborline.core.hours import Hours, spans_on
from harborline.web.accounts.permissions import Permission
from harborline.web.console.center.asking import (
    CenterRequest,
    may,
    moment_at,
    nothing_was_done,
    on_its_clock,
    page,
    say,
    somebody_else_changed,
    today_at,
    unkept,
)
from harborline.web.console.center.fields import moment_field
from harborline.web.console.center.words import KINDS
from harborline.web.console.services.pausing import (
    known_phones,
    pause_center,
    pauses_of,
    phones_of,
    resume_center,
)
from harborline.web.directory.models import Center
from harborline.web.directory.to_core import hours_of_center
from harborline.web.directory.words import clock, when_in_words

_HOUR, _OPEN, _MORNING, _CUSTOM = "hour", "open", "morning", "custom"
_MORNING_AT = time(8)
_FEW = 2
"""Where so many phones ring, one of them can be paused by itself."""


class PauseForm(forms.Form):
    """What, and until when: one of few usual times or one of their own. `phones`: words by id."""

    what = forms.ChoiceField(label=_("What"), widget=forms.RadioSelect, initial="", required=False)
    until = forms.ChoiceField(label=_("Until"), widget=forms.RadioSelect, initial=_HOUR)
    when = moment_field(
        label=_("Another time"),
        help_text=_("On your own clock, within the next 24 hours."),
        required=False,
    )
    why = forms.CharField(
        label=_("Why"),
        help_text=_("Kept with the change. Write nothing about a caller."),
        max_length=120,
        required=False,
    )

    def __init__(
        self, center: Center, now: datetime, phones: Mapping[str, str], *args: Any
    ) -> None:
        super().__init__(*args)
        self._center = center
        self.phones = tuple(phones)
        everything = ("", gettext("every phone of our center"))
        self.fields["what"].choices = [everything, *phones.items()]  # type: ignore[attr-defined]
        if not phones:
            del self.fields["what"]
        self._ends = usual_ends(center, now)
        self.fields["until"].choices = [  # type: ignore[attr-defined]
            *((name, self._label(name)) for name in self._ends),
            (_CUSTOM, gettext("another time")),
        ]

    def _label(self, name: str) -> str:
        ends = on_its_clock(self._center, self._ends[name])
        said = {"clock": clock(ends.hour * 60 + ends.minute)}
        if name == _HOUR:
            return gettext("for one hour, until %(clock)s") % said
        if name == _OPEN:
            return gettext("until we open again, at %(clock)s") % said
        return gettext("until tomorrow, %(clock)s") % said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("until")
        cleaned["ends_at"] = (
            self._ends.get(str(chosen)) if chosen != _CUSTOM else self._custom(cleaned)
        )
        return cleaned

    def _custom(self, cleaned: dict[str, Any]) -> datetime | None:
        typed = cleaned.get("when")
        if typed is None:
            if "when" not in self.errors:
                self.add_error("when", _("Write until when."))
            return None
        at = moment_at(self._center, typed)
        if at is None:
            self.add_error("when", _("The clock skips this hour on that day; choose another one."))
        return at


def usual_ends(center: Center, now: datetime) -> dict[str, datetime]:
    """Gives the usual ends of a pause by name, each within 24 hours."""
    ends = {_HOUR: now + timedelta(hours=1)}
    opens = opens_again(center, hours_of_center(center, today_at(center), 3), now)
    tomorrow = datetime.combine(on_its_clock(center, now).date() + timedelta(days=1), _MORNING_AT)
    usual = ((_OPEN, opens), (_MORNING, moment_at(center, tomorrow)))
    ends |= {name: at for name, at in usual if at is not None and now < at <= now + LONGEST}
    return ends


def opens_again(center: Center, hours: Hours, now: datetime) -> datetime | None:
    """Gives the next time at which the center begins to answer, if that is within three days.

    A span that only goes on after midnight is no opening.
    """
    local = on_its_clock(center, now)
    today = local.toordinal()
    for ahead in range(3):
        before = spans_on(hours, today + ahead - 1)
        for start, _end in spans_on(hours, today + ahead):
            goes_on = start == 0 and before and before[-1][1] == 24 * 60
            opening = datetime.combine(local.date() + timedelta(days=ahead), time()) + timedelta(
                minutes=start
            )
            at = moment_at(center, opening)
            if not goes_on and at is not None and at > now:
                return at
    return None


def show(request: CenterRequest) -> HttpResponseBase:
    """Shows what holds now and the form; pauses or resumes."""
    now = timezone.now()
    if request.POST.get("act") == "resume":
        if _is_another(request):
            messages.error(request, nothing_was_done())
        else:
            _resume(request)
        return redirect("console:pause", request.center.pk)
    phones = phones_in_words(request)
    form = PauseForm(request.center, now, _pausable(request, phones), request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _is_another(request):
            form.add_error(None, somebody_else_changed())
        elif _paused(request, form):
            return redirect("console:pause", request.center.pk)
    return _page(request, form, phones)


def phones_in_words(request: CenterRequest) -> dict[str, str]:
    """Gives the center's phones by id: kind and label, never a number.

    Who is on call is named to those alone who may see the rota.
    """
    named = may(request, Permission.CENTER_ROTA)
    found: dict[str, str] = {}
    for place, one in enumerate(phones_of(request.center), 1):
        words = {"kind": KINDS[one.kind], "name": one.name, "place": place}
        if one.name and (one.person is None or named):
            found[one.id] = gettext("%(kind)s: %(name)s") % words
        else:
            found[one.id] = gettext("%(kind)s, number %(place)s in order") % words
    return found


def _pausable(request: CenterRequest, phones: Mapping[str, str]) -> dict[str, str]:
    """Keeps the phones that a pause would reach; a center with one phone is paused whole."""
    if len(phones) < _FEW:
        return {}
    known = known_phones(request.center)
    return {phone: words for phone, words in phones.items() if phone in known}


def _is_another(request: CenterRequest) -> bool:
    """Tells whether somebody else paused or resumed after the page was made; an end that came is no change."""
    phone = request.POST.get("what", "")
    seen = request.POST.get(_seen_name(phone))
    kept = seen_of(
        next((one for one in pauses_of(request.center) if one.destination == phone), None)
    )
    if seen is None or seen == kept:
        return False
    return bool(kept) or seen > seen_of_moment(timezone.now())


def _seen_name(phone: str) -> str:
    """Gives the field that carries what a page showed of a phone, or of the whole center."""
    return f"seen_{phone}" if phone else "seen"


def seen_of(pause: Pause | None) -> str:
    """Gives what a page carries of the pause that it shows: its end."""
    return seen_of_moment(pause.until) if pause else ""


def seen_of_moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _resume(request: CenterRequest) -> None:
    try:
        resume_center(request.scope_held.actor, request.center, request.POST.get("what", ""))
    except HarborlineError:
        messages.error(request, unkept())
    else:
        say(request, _("Calls come again from now on."))


def _paused(request: CenterRequest, form: PauseForm) -> bool:
    cleaned = form.cleaned_data
    try:
        pause = pause_center(
            request.scope_held.actor,
            request.center,
            cleaned["ends_at"],
            cleaned["why"],
            cleaned.get("what", ""),
        )
    except UnusableInput:
        form.add_error(
            "when", _("Choose an end within the next 24 hours; it can be set again then.")
        )
        return False
    except HarborlineError:
        form.add_error(None, unkept())
        return False
    ends = resumes_in_words(request.center, pause)
    paused = gettext("You are paused. Calls come again %(ends)s.")
    if pause.destination:
        paused = gettext("This phone is paused. Calls come to it again %(ends)s.")
    say(request, paused % {"ends": ends})
    return True


def resumes_in_words(center: Center, pause: Pause | None) -> str:
    """Says when calls come again; nothing where they come already."""
    return when_in_words(on_its_clock(center, pause.until), timezone.now()) if pause else ""


def _page(request: CenterRequest, form: PauseForm, phones: Mapping[str, str]) -> HttpResponse:
    held = [
        {
            "pause": pause,
            "phone": phones.get(pause.destination, gettext("A phone that is gone")),
            "resumes": resumes_in_words(request.center, pause),
            "seen": seen_of(pause),
            "seen_name": _seen_name(pause.destination),
        }
        for pause in pauses_of(request.center)
    ]
    seen = {row["seen_name"]: row["seen"] for row in held}
    names = map(_seen_name, ("", *form.phones))
    found = {
        "form": form,
        "held": held,
        "whole": any(not row["pause"].destination for row in held),  # type: ignore[attr-defined]
        "seen": [(name, seen.get(name, "")) for name in names],
        "not_yet": len(phones) >= _FEW and "what" not in form.fields,
    }
    return page(request, "pause.html", found)
