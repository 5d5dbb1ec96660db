"""Pages of freshness: what needs somebody, one center, consent to test calls, confirming by link."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from harborline.web.accounts.permissions import Permission
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.services.faults import Refused
from harborline.web.directory.to_core import hours_of_center, listing_of
from harborline.web.directory.words import week_in_words, zone_in_words
from harborline.web.freshness import links, planning, words
from harborline.web.freshness.models import AddressCheck, Consent, TestCall
from harborline.web.freshness.services import reminding, testing
from harborline.web.freshness.services.checking import FAILURES_TOLD

A_PAGE = 50
SOON = timedelta(days=45)
_CALLS_SHOWN = 6
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)


def listed(request: HttpRequest) -> HttpResponse:
    """Lists entries that expire soon or have, and web addresses that stay closed."""
    now = timezone.now()
    closed = Q(address_check__failures__gte=FAILURES_TOLD)
    rows = Center.objects.within(request.reach)  # type: ignore[attr-defined]  # set by the route
    needing = rows.filter(Q(expires_on__lte=now.date() + SOON) | closed)
    state = request.GET.get("state", "").replace("\0", "")[:2]
    if state:
        needing = needing.filter(state=state)
    ordered = needing.select_related("address_check").order_by("expires_on", "id")
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "center": center,
            "left": _days_left(center),
            "fault": _told_fault(center),
        }
        for center in page
    ]
    more = page.next_page_number() if page.has_next() else None
    return render(request, "freshness/list.html", {"rows": shown, "more": more, "state": state})


def center_page(request: HttpRequest) -> HttpResponse:
    """Shows what keeps one center's entry true."""
    center: Center = request.center  # type: ignore[attr-defined]  # set by the route
    address = AddressCheck.objects.within(request.reach).filter(center=center).first()  # type: ignore[attr-defined]
    about = {
        "center": center,
        "left": _days_left(center),
        "how": words.how_in_words(center.verified_how),
        "reminders": center.reminders.order_by("-sent_at")[:4],
        "address": address,
        "fault": words.fault_in_words(address.fault) if address else "",
        "rows": _destinations(center, own=_may(request, Permission.CENTER_HOURS, center)),
        "may_agree": _may(request, Permission.CENTER_DESTINATIONS, center),
    }
    return render(request, "freshness/center.html", about)


def consent(request: HttpRequest, destination: int) -> HttpResponseBase:
    """Asks for the hours of test calls; a POST agrees, changes or withdraws."""
    center: Center = request.center  # type: ignore[attr-defined]  # set by the route
    row = center.destinations.filter(pk=destination).first()
    if row is None:
        raise Http404
    kept = Consent.objects.within(request.reach).filter(destination=row).first()  # type: ignore[attr-defined]
    if request.method != "POST":
        return _consent(request, row, kept, _kept_hours(kept), {})
    actor = str(request.scope_held.actor)  # type: ignore[attr-defined]  # set by the middleware
    if request.POST.get("act") == "withdraw":
        testing.withdraw(actor, row)
        messages.success(request, _("There will be no more test calls to this phone."))
        return redirect("freshness:center", center.pk)
    given = {name: request.POST.get(name, "") for name in ("weekday", "from_time", "to_time")}
    begin, end = _minute(given["from_time"]), _minute(given["to_time"])
    weekday = int(given["weekday"]) if given["weekday"] in set("0123456") else -1
    faults = {
        name: _("Write a time such as 14:30.")
        for name, minute in (("from_time", begin), ("to_time", end))
        if minute is None
    }
    if begin is not None and end is not None:
        try:
            testing.agree(actor, row, weekday, begin, end, _today(center))
        except Refused as refused:
            faults = refused.faults
    if faults:
        return _consent(request, row, kept, given | {"weekday": weekday}, faults)
    messages.success(request, _("Thank you. A test call comes once a month at most."))
    return redirect("freshness:center", center.pk)


@csrf_exempt  # the signed link is the permission, and outside the console there is no cookie
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the entry and a button; pressing it confirms the entry, once."""
    center = links.center_of(token)
    if center is None:
        return render(request, "freshness/confirm.html", {}, status=404)
    if request.method == "POST":
        if _is_foreign(request):
            return HttpResponse(status=403)
        kept = reminding.confirm(center, timezone.now())
        return render(request, "freshness/confirm.html", {"center": kept, "done": True})
    entry = listing_of(center)
    hours = hours_of_center(center, _today(center), 28)
    about = {
        "center": center,
        "entry": entry,
        "hours": week_in_words(hours.weekly),
        "languages": [words.language_in_words(code) for code in entry.languages],
        "counties": len(entry.counties),
    }
    return render(request, "freshness/confirm.html", about)


def _today(center: Center) -> date:
    return planning.local_day(center.zone, timezone.now())


def _days_left(center: Center) -> int | None:
    return None if center.expires_on is None else (center.expires_on - _today(center)).days


def _told_fault(center: Center) -> str:
    """Gives why an address stays closed, once it was told to the center."""
    found: AddressCheck | None = getattr(center, "address_check", None)
    told = found is not None and found.failures >= FAILURES_TOLD
    return words.fault_in_words(found.fault) if found is not None and told else ""


def _may(request: HttpRequest, permission: Permission, center: Center) -> bool:
    reach = request.scope_held.reach(permission)  # type: ignore[attr-defined]
    return Center.objects.within(reach).filter(pk=center.pk).exists()


def _destinations(center: Center, *, own: bool) -> list[dict[str, Any]]:
    name = words.own_name_in_words if own else words.destination_in_words
    # Whoever holds the center may follow it to what belongs to it.
    rows = list(center.destinations.select_related("consent"))
    calls: dict[int, list[TestCall]] = {}
    for call in TestCall.unscoped.filter(center=center).order_by("-planned_at")[:200]:
        calls.setdefault(call.destination_id, []).append(call)
    return [_destination(row, name(row), calls.get(row.pk, [])) for row in rows]


def _destination(row: Destination, name: str, calls: list[TestCall]) -> dict[str, Any]:
    agreed: Consent | None = getattr(row, "consent", None)
    return {
        "destination": row,
        "label": name,
        "consent": agreed,
        "hours": words.consent_in_words(agreed) if agreed else "",
        "calls": [
            (call.placed_at or call.planned_at, words.result_in_words(call))
            for call in calls[:_CALLS_SHOWN]
        ],
    }


def _consent(
    request: HttpRequest,
    row: Destination,
    kept: Consent | None,
    given: dict[str, Any],
    faults: dict[str, str],
) -> HttpResponse:
    center: Center = request.center  # type: ignore[attr-defined]  # set by the route
    about = {
        "center": center,
        "zone": zone_in_words(timezone.now().astimezone(ZoneInfo(center.zone))),
        "label": words.own_name_in_words(row),
        "consent": kept,
        "given": given,
        "faults": faults,
        "weekdays": list(WEEKDAYS.items()),
    }
    return render(request, "freshness/consent.html", about, status=422 if faults else 200)


def _kept_hours(kept: Consent | None) -> dict[str, Any]:
    if kept is None:
        return {"weekday": 1, "from_time": "10:00", "to_time": "12:00"}
    times = {"from_time": kept.from_minute, "to_time": min(kept.to_minute, 1439)}
    return {
        "weekday": kept.weekday,
        **{name: f"{minute // 60:02d}:{minute % 60:02d}" for name, minute in times.items()},
    }


def _minute(text: str) -> int | None:
    if not _TIME.fullmatch(text.strip()):
        return None
    hour, minute = text.strip().split(":")
    return int(hour) * 60 + int(minute)


def _is_foreign(request: HttpRequest) -> bool:
    """Tells whether another site's page sent this; browsers that do not say so are believed."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.get_host()
