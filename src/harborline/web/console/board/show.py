"""The board itself: one page, made anew every half minute, without scripts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from harborline.core.errors import HarborlineError
from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.console.board import warnings
from harborline.web.console.board.calls import HALF_HOUR, Day, Ended, day_of, window_of
from harborline.web.console.board.drawing import picture
from harborline.web.console.board.standing import Standing, standing
from harborline.web.publishing.refusals import in_words
from harborline.web.site.ports import Serving, SitePorts, site_ports

EVERY_S = 30
MOST_NAMES = MOST_WARNINGS = 3
"""What fits on a screen on which nobody can scroll."""
WORDS = {
    Ended.CENTER: gettext_lazy("with a center"),
    Ended.BACKUP: gettext_lazy("with a backup"),
    Ended.NOBODY: gettext_lazy("ended before a person answered"),
}


class Span(NamedTuple):
    """A line of the table: half hours that are told together, on the clock of the room."""

    words: str
    since: datetime
    until: datetime
    times: int


@require_safe
def show(request: ScopedRequest) -> HttpResponse:
    """Shows the board; what cannot be read is said in its place."""
    ports, now, zone = site_ports(), timezone.now(), settings.ROOM_ZONE
    processes = ports.serving()
    told: dict[str, Any] = {"at": now.astimezone(ZoneInfo(zone))}
    told |= _centers(ports, now) | _calls(ports, now, zone)
    version = told.get("version")
    found = warnings.of_processes(processes, version) + told["warnings"]
    told |= {"warnings": found[:MOST_WARNINGS], "more_warnings": len(found[MOST_WARNINGS:])}
    told["processes"] = [_process(one, version) for one in processes]
    told["leads_back"] = request.scope_held.may(Permission.OWN_ACCOUNT)
    told["messages"] = ()  # they wait for a page that somebody looks at
    with timezone.override(zone):
        response = render(request, "console/board/board.html", told)
    response.headers["Refresh"] = str(EVERY_S)
    _leave_session_alone(request)
    return response


def _leave_session_alone(request: ScopedRequest) -> None:
    """Keeps a page that loads itself anew from keeping a session alive whose owner has gone.

    Django's middleware leaves the session as it is where a request has none.
    """
    del request.session


def _centers(ports: SitePorts, now: datetime) -> dict[str, Any]:
    try:
        routing_map = ports.current_map()
        stand = standing(routing_map, ports.overlays, now)
    except HarborlineError as fault:
        return {"standing": None, "warnings": [in_words(str(fault))]}
    today = now.astimezone(ZoneInfo(settings.ROOM_ZONE)).date()
    return {
        "standing": stand,
        "closing": _named(stand.closing),
        "paused": stand.paused[:MOST_NAMES],
        "more_paused": len(stand.paused[MOST_NAMES:]),
        "surge_left": _left(stand, now),
        "version": routing_map.version,
        "warnings": warnings.of_the_map(routing_map, stand, today),
    }


def _calls(ports: SitePorts, now: datetime, zone: str) -> dict[str, Any]:
    window = window_of(now, zone)
    try:
        counts = ports.call_counts(window.since, window.since + window.over * HALF_HOUR)
    except HarborlineError:
        return {"day": None}
    day = day_of(window, counts)
    return {
        "day": day,
        "totals": [(ended, WORDS[ended], row.times) for ended, row in day.rows.items()],
        "picture": picture(day, zone),
        "spans": _spans(day),
        "until": window.since + window.over * HALF_HOUR,
    }


def _spans(day: Day) -> list[Span]:
    """Gives every group that is shown, in order of time."""
    early, late = gettext("within 60 seconds"), gettext("later")
    found = [
        Span(
            f"{WORDS[ended]}, {how}" if ended is not Ended.NOBODY else str(WORDS[ended]),
            day.window.since + group.first * HALF_HOUR,
            day.window.since + group.end * HALF_HOUR,
            group.times,
        )
        for ended, row in day.rows.items()
        for how, groups in ((early, row.soon), (late, row.later))
        for group in groups
    ]
    return sorted(found, key=lambda span: (span.since, span.until))


def _named(names: tuple[str, ...]) -> dict[str, Any]:
    return {"count": len(names), "names": names[:MOST_NAMES], "more": len(names[MOST_NAMES:])}


def _left(stand: Standing, now: datetime) -> int:
    """Gives the minutes that a surge has left."""
    return (
        0 if stand.surge is None else max(0, int((stand.surge.until - now).total_seconds()) // 60)
    )


def _process(one: Serving, version: str | None) -> dict[str, Any]:
    good = not warnings.is_of_note(one, version)
    seen_s = int(one.seen_s)
    return {"number": one.process, "version": one.version[:8], "seen_s": seen_s, "good": good}
