"""The organiser's own page, by a link alone: where the request stands, and what can be done about it now.

A link that leads nowhere gets one page, whatever is wrong with it. GET changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from harborline.app.training import Impossible, Rating, Slot
from harborline.web.directory.words import twelve_hours, zone_in_words
from harborline.web.public import sending
from harborline.web.public.frame import page
from harborline.web.public.words import LANGUAGES
from harborline.web.training import words
from harborline.web.training.models import TrainingRequest
from harborline.web.training.places import county_named
from harborline.web.training.services import calendars, links, organising
from harborline.web.training.services.standing import Standing, standing_of

FORM = "training-own"
_SEE_OTHER = 303
_NOWHERE = 404
_MEANWHILE = 409
_REFUSED = 400

View = Callable[..., HttpResponseBase]


def _by_link(view: View) -> View:
    """Gives the view the request that its link leads to; lets nobody else learn the link."""

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponseBase:
        row = links.request_of(token)
        if row is None:
            answer: HttpResponseBase = page(request, "training/nowhere.html", status=_NOWHERE)
        else:
            answer = view(request, row)
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return found


@csrf_exempt  # the link is the permission, and there is no cookie; `sending` guards each change
@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def show(request: HttpRequest, row: TrainingRequest) -> HttpResponseBase:
    """Shows where a request stands; a POST does what its button says."""
    if request.method != "POST":
        return _page(request, row)
    refused = sending.refusal(request, FORM, nameless=True)
    if refused not in {None, sending.Refusal.TOO_QUICK}:  # nobody guesses a link, however quick
        return _page(request, row, sending.in_words(refused), _REFUSED)
    act = request.POST.get("act", "")
    try:
        done = _do(act, request, row)
    except Impossible:
        found = TrainingRequest.unscoped.filter(pk=row.pk).first()
        if found is None:
            return page(request, "training/nowhere.html", status=_NOWHERE)
        row = found
        meanwhile = _("This went on in the meantime. Here is how it stands now.")
        return _page(request, row, meanwhile, _MEANWHILE)
    if not done:
        return _page(request, row, _("Please choose one of the answers first."), _REFUSED)
    if act == "erase":
        return page(request, "training/erased.html")
    return HttpResponseRedirect(request.path, status=_SEE_OTHER)


@require_safe
@_by_link
def calendar(request: HttpRequest, row: TrainingRequest) -> HttpResponseBase:
    """Gives the day that was agreed on as a file for a calendar."""
    content = calendars.calendar_of(row, timezone.now())
    if content is None:
        return page(request, "training/nowhere.html", status=_NOWHERE)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="event.ics"'},
    )


def _do(act: str, request: HttpRequest, row: TrainingRequest) -> bool:
    """Does what a button says; tells whether there was anything to do. Raises Impossible."""
    at = timezone.now()
    answer = request.POST.get("answer", "")
    if act == "confirm":
        organising.confirm(row, at)
    elif act == "take" and answer.isascii() and answer.isdigit() and len(answer) == 1:
        organising.take(row, int(answer), at)
    elif act == "decline":
        organising.decline(row, at)
    elif act == "rate" and answer in set(Rating):
        organising.rate(row, Rating(answer), at)
    elif act == "withdraw":
        organising.withdraw(row, at)
    elif act == "erase":
        organising.withdraw(row, at, erase=True)
    else:
        return False
    return True


def _page(
    request: HttpRequest, row: TrainingRequest, notice: str = "", status: int = 200
) -> HttpResponse:
    standing = standing_of(row)
    zone = ZoneInfo(standing.holder.zone if standing.holder else settings.ROOM_ZONE)
    about = {
        "own": row,
        "standing": standing,
        "phase": standing.phase.value,
        "outcome": standing.outcome.value if standing.outcome else "",
        "notice": notice,
        "stamp": sending.stamp(FORM),
        "until": _until(standing, zone),
        "slots": [_slot_in_words(slot) for slot in standing.slots],
        "ratings": words.choices_of(words.RATINGS),
        "asked_for": _asked_for(row),
    }
    return page(request, "training/own.html", about, status=status)


def _asked_for(row: TrainingRequest) -> dict[str, Any]:
    return {
        "audience": words.AUDIENCES.get(row.audience, row.audience),
        "goals": [words.GOALS.get(goal, goal) for goal in row.goals],
        "language": LANGUAGES.get(row.language, row.language),
        "way": words.WAYS.get(row.way, row.way),
        "county": county_named(row.county),
        "days": [tuple(map(datetime.fromisoformat, days)) for days in row.days],
    }


def _until(standing: Standing, zone: ZoneInfo) -> str:
    """Says until when it is somebody's turn, such as "Thursday, Nov. 26, 2026, 3 p.m. Eastern"."""
    if standing.due_at is None:
        return ""
    due = standing.due_at.astimezone(zone)
    said = _said(due) | {"time": twelve_hours(due.hour * 60 + due.minute)}
    return _("%(weekday)s, %(day)s, %(time)s %(zone)s") % said


def _slot_in_words(slot: Slot) -> str:
    """Says a day with its hours, such as "Thursday, Jan. 14, 2027, 10 a.m. to noon Eastern"."""
    starts = slot.starts_at
    ends = (starts.astimezone(UTC) + timedelta(minutes=slot.minutes)).astimezone(starts.tzinfo)
    said = _said(starts) | {
        "start": twelve_hours(starts.hour * 60 + starts.minute),
        "end": twelve_hours(ends.hour * 60 + ends.minute),
    }
    return capfirst(_("%(weekday)s, %(day)s, %(start)s to %(end)s %(zone)s") % said)


def _said(when: datetime) -> dict[str, str]:
    return {
        "weekday": date_format(when, "l"),
        "day": date_format(when, "DATE_FORMAT"),
        "zone": zone_in_words(when),
    }
