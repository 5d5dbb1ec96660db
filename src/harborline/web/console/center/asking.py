"""What every page of a center asks: the request with its center, the clock there, what was saved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.console.navigation import covers
from harborline.web.directory.models import Center
from harborline.web.directory.words import zone_in_words


class CenterRequest(ScopedRequest):
    """A request whose route named a center within reach."""

    center: Center


def zone_of(center: Center) -> ZoneInfo:
    return ZoneInfo(center.zone)


def today_at(center: Center) -> date:
    """Gives the day that the center's own calendar shows."""
    return timezone.now().astimezone(zone_of(center)).date()


def on_its_clock(center: Center, at: datetime) -> datetime:
    """Gives a moment as the center's wall clock shows it."""
    return at.astimezone(zone_of(center))


def moment_at(center: Center, typed: datetime, *, later: bool = False) -> datetime | None:
    """Gives the moment (UTC) of a reading of the center's wall clock; None for one that is skipped.

    Where the clock shows the reading twice, the first is meant, with `later` the second.
    """
    local = typed.replace(tzinfo=zone_of(center), fold=int(later))
    moment = local.astimezone(UTC)
    return moment if on_its_clock(center, moment).replace(tzinfo=None, fold=0) == typed else None


def next_days(center: Center, count: int) -> list[date]:
    """Gives so many days of the center's calendar, today first."""
    first = today_at(center)
    return [first + timedelta(days=ahead) for ahead in range(count)]


def may(request: CenterRequest, permission: Permission) -> bool:
    """Tells whether whoever asks holds a permission for this center."""
    reach = request.scope_held.reach(permission)
    return covers(reach, request.center.pk, request.center.coalition_id)


def page(request: CenterRequest, template: str, found: dict[str, Any]) -> HttpResponse:
    """Shows a page of the center."""
    always = {
        "center": request.center,
        "zone": zone_in_words(on_its_clock(request.center, timezone.now())),
    }
    return render(request, f"console/center/{template}", always | found)


def say(request: CenterRequest, text: object) -> None:
    """Says on the next page what was done."""
    messages.success(request, str(text))


def nothing_was_done() -> str:
    """Gives the sentence for a button that was pressed while somebody else changed what it stands beside."""
    return gettext(
        "Somebody else changed this meanwhile, so nothing was done. Look at it as it is now, then "
        "choose again."
    )


def unkept() -> str:
    """Gives the sentence for a switch that its store did not take."""
    return gettext(
        "This could not be kept just now, and nothing changed. Please try again in a minute."
    )


def somebody_else_changed() -> str:
    """Gives the sentence for two people who edit at once."""
    return gettext(
        "Somebody else changed this meanwhile. What you typed is still here: compare it with what "
        "is kept now, then save again."
    )
